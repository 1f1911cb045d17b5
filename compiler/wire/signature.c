/*
 * Signatures: a text of what each message holds, in which neither the
 * language of the description nor the names of types show, and FNV-1a over
 * it. docs/signature.md defines the text; a change here is a change there and
 * of every signature.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wire/node.h"

#define FNV_PRIME UINT64_C(0x100000001b3)

/* The text being hashed; kept only where somebody wants to read it. */
struct text {
    struct wire_state *w;
    uint64_t hash;
    bool keep;
    char *kept;
    size_t len, cap;
    const struct wire_node *root; /* of a type's text; NULL: an operation's */
    unsigned written;             /* types of its component so far */
    const char *const *places;    /* how the scope's values are called */
    size_t place_count;
};

static void put_type(struct text *x, const struct wire_type *t);

/* ---- octets ----------------------------------------------------------------
 */

static void keep(struct text *x, const char *s, size_t len)
{
    if (len == 0)
        return;
    if (len > x->cap - x->len) {
        size_t cap = (x->cap + len) * 2 + 64;

        x->kept = arena_grow(x->w->s->arena, x->kept, x->len, cap, 1);
        x->cap = cap;
    }
    memcpy(x->kept + x->len, s, len);
    x->len += len;
}

static void put(struct text *x, const char *s)
{
    const unsigned char *p;

    for (p = (const unsigned char *)s; *p; p++)
        x->hash = (x->hash ^ *p) * FNV_PRIME;
    if (x->keep)
        keep(x, s, strlen(s));
}

static void put_u64(struct text *x, uint64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, value);
    put(x, digits);
}

static void put_i64(struct text *x, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, value);
    put(x, digits);
}

static void put_hash(struct text *x, uint64_t hash)
{
    char digits[24];

    snprintf(digits, sizeof digits, "#%016" PRIx64, hash);
    put(x, digits);
}

/* "name<" first; the caller adds what stands before '>'. */
static void put_limit(struct text *x, uint64_t limit)
{
    if (!limit)
        return;
    put(x, ",");
    put_u64(x, limit);
}

/* ---- scalars ---------------------------------------------------------------
 */

static const char *scalar_word(enum ir_kind kind)
{
    switch (kind) {
    case IR_BOOLEAN:
        return "bool";
    case IR_CHAR:
        return "char";
    case IR_OCTET:
    case IR_UINT8:
        return "u8";
    case IR_INT8:
        return "i8";
    case IR_INT16:
        return "i16";
    case IR_UINT16:
        return "u16";
    case IR_INT32:
        return "i32";
    case IR_UINT32:
        return "u32";
    case IR_INT64:
        return "i64";
    case IR_UINT64:
        return "u64";
    case IR_FLOAT:
        return "f32";
    case IR_DOUBLE:
        return "f64";
    case IR_LONG_DOUBLE:
        return "f128";
    default:
        return "?";
    }
}

static void put_value(struct text *x, const struct ir_value *v)
{
    char digits[48];

    switch (v->kind) {
    case IR_VALUE_FLOAT:
        snprintf(digits, sizeof digits, "%.21Lg", v->f);
        put(x, digits);
        break;
    case IR_VALUE_BOOLEAN:
        put(x, v->boolean ? "1" : "0");
        break;
    case IR_VALUE_ENUM:
        put_i64(x, v->enumerator->value);
        break;
    case IR_VALUE_INT:
    case IR_VALUE_CHAR:
    case IR_VALUE_STRING:
    case IR_VALUE_FIXED:
        if (v->negative)
            put_i64(x, v->i);
        else
            put_u64(x, v->u);
        break;
    }
}

/* The ranges around a scalar, the outermost first. */
static void put_ranges(struct text *x, const struct ir_type *t)
{
    for (; t->kind == IR_ALIAS || t->kind == IR_RANGED; t = t->element) {
        if (t->kind != IR_RANGED || (!t->min && !t->max))
            continue;
        put(x, "[");
        if (t->min)
            put_value(x, t->min);
        put(x, "..");
        if (t->max)
            put_value(x, t->max);
        put(x, "]");
    }
}

static void put_enum(struct text *x, const struct ir_type *t)
{
    size_t i;

    put(x, "enum");
    put_u64(x, t->wire_bits ? t->wire_bits : 32);
    put(x, "{");
    for (i = 0; i < t->enumerator_count; i++) {
        put(x, i ? "," : "");
        put_i64(x, t->enumerators[i].value);
    }
    put(x, "}");
}

static void put_string(struct text *x, const struct wire_type *t)
{
    put(x, "string");
    if (!t->bound && !t->capacity)
        return;
    put(x, "<");
    put_u64(x, t->bound);
    put(x, ">");
}

static void put_object(struct text *x, const struct ir_interface *i)
{
    put(x, "object");
    if (!i)
        return;
    put(x, "<");
    put(x, i->name->repository_id);
    put(x, ">");
}

/* ---- size expressions ------------------------------------------------------
 */

static const char *operator_word(enum ir_expr_kind kind)
{
    static const char *const words[] = {
        [IR_EXPR_CONST] = "",  [IR_EXPR_FIELD] = "",  [IR_EXPR_DEREF] = "*",
        [IR_EXPR_NEG] = "neg", [IR_EXPR_NOT] = "~",   [IR_EXPR_LNOT] = "!",
        [IR_EXPR_ADD] = "+",   [IR_EXPR_SUB] = "-",   [IR_EXPR_MUL] = "mul",
        [IR_EXPR_DIV] = "/",   [IR_EXPR_MOD] = "%",   [IR_EXPR_SHL] = "<<",
        [IR_EXPR_SHR] = ">>",  [IR_EXPR_AND] = "&",   [IR_EXPR_OR] = "|",
        [IR_EXPR_XOR] = "^",   [IR_EXPR_LAND] = "&&", [IR_EXPR_LOR] = "||",
        [IR_EXPR_EQ] = "==",   [IR_EXPR_NE] = "!=",   [IR_EXPR_LT] = "<",
        [IR_EXPR_LE] = "<=",   [IR_EXPR_GT] = ">",    [IR_EXPR_GE] = ">=",
        [IR_EXPR_COND] = "?"};

    return words[kind];
}

static void put_expression(struct text *x, const struct ir_expr *e)
{
    int i;

    if (!e)
        return;
    if (e->kind == IR_EXPR_CONST) {
        put_i64(x, e->value);
        return;
    }
    if (e->kind == IR_EXPR_FIELD) {
        put(x, e->index < x->place_count ? x->places[e->index] : "?");
        return;
    }
    put(x, "(");
    put(x, operator_word(e->kind));
    for (i = 0; i < 3 && e->operand[i]; i++) {
        put(x, " ");
        put_expression(x, e->operand[i]);
    }
    put(x, ")");
}

static void put_sized(struct text *x, const struct wire_type *t)
{
    const struct ir_sized *sized = &t->type->sized;

    put(x, "sized<");
    put_type(x, t->element);
    put(x, ";");
    put_expression(x, sized->size);
    put(x, ";");
    put_expression(x, sized->length);
    put(x, ";");
    put_expression(x, sized->first);
    put(x, ";");
    if (sized->capacity)
        put_u64(x, sized->capacity);
    put(x, ">");
}

/* ---- lists: members, parameters --------------------------------------------
 */

/* Values in the order they travel, and where each was declared. */
struct list {
    const struct wire_type *const *types;
    const size_t *declared;
    size_t count;
    const uint32_t
        *uses; /* by declaration: size expressions that speak of it */
};

static void count_use(void *context, const struct ir_expr *field)
{
    uint32_t *uses = context;

    uses[field->index]++;
}

struct one_use {
    size_t index;
    uint32_t count;
};

static void count_one(void *context, const struct ir_expr *field)
{
    struct one_use *one = context;

    if (field->index == one->index)
        one->count++;
}

static bool is_field(const struct ir_expr *e, size_t index)
{
    return e && e->kind == IR_EXPR_FIELD && e->index == index;
}

/* A count as a sequence has it: any number from 0 up. */
static bool counts(const struct ir_type *t)
{
    for (; t->kind == IR_ALIAS || t->kind == IR_RANGED; t = t->element)
        if (t->kind == IR_RANGED && t->min && !t->min->negative && t->min->u)
            return false;
    return t->kind == IR_INT32 || t->kind == IR_UINT32;
}

static const struct ir_type *without_ref(const struct ir_type *t)
{
    while (t->kind == IR_POINTER && t->pointer == IR_REF)
        t = t->element;
    return t;
}

/* Value `i` counts the elements of value `i + 1` and serves nothing else. */
static bool is_sequence(const struct list *l, size_t i)
{
    const struct ir_type *t;
    struct one_use own = {0, 0};

    if (i + 1 >= l->count || !l->uses || !counts(l->types[i]->type))
        return false;
    t = without_ref(l->types[i + 1]->type);
    own.index = l->declared[i];
    if (t->kind != IR_SIZED || t->sized.first)
        return false;
    if (t->sized.length
            ? !is_field(t->sized.length, own.index) ||
                  (t->sized.size && !is_field(t->sized.size, own.index))
            : !is_field(t->sized.size, own.index))
        return false;
    order_uses(t, count_one, &own);
    return l->uses[own.index] == own.count;
}

static const struct wire_type *referent(const struct wire_type *t)
{
    while (t->kind == WIRE_POINTER)
        t = t->element;
    return t;
}

/* As put_type writes the sequence that it is. */
static void put_sequence(struct text *x, const struct wire_type *t)
{
    const struct wire_node *element = node_of(t->element)->base;
    bool inside = x->root && element->component == x->root->component;
    struct text own = {.w = x->w, .hash = WIRE_SIGNATURE_SEED, .root = x->root};
    struct text *to = inside ? x : &own;

    if (inside)
        x->written++;
    put(to, "seq<");
    put_type(to, t->element);
    put_limit(to, t->bound);
    put(to, ">");
    if (!inside)
        put_hash(x, own.hash);
}

static void put_list(struct text *x, const struct list *l)
{
    size_t i;

    for (i = 0; i < l->count; i++) {
        put(x, i ? "," : "");
        if (is_sequence(l, i))
            put_sequence(x, referent(l->types[++i]));
        else
            put_type(x, l->types[i]);
    }
}

/* ---- records and unions ----------------------------------------------------
 */

/* "$0", "$1": the members by their place on the wire. */
static const char *const *name_members(struct arena *a,
                                       const struct wire_type *t)
{
    const char **places = ARENA_ARRAY(a, t->member_count, const char *);
    size_t i;

    for (i = 0; i < t->member_count; i++)
        places[t->order ? t->order[i] : i] = arena_printf(a, "$%zu", i);
    return places;
}

static void put_members(struct text *x, const struct wire_type *t)
{
    struct arena *a = x->w->s->arena;
    const struct wire_type **types =
        ARENA_ARRAY(a, t->member_count, const struct wire_type *);
    size_t *declared = ARENA_ARRAY(a, t->member_count, size_t);
    struct list l = {types, declared, t->member_count, NULL};
    bool sized = false;
    size_t i;

    for (i = 0; i < t->member_count; i++) {
        declared[i] = t->order ? t->order[i] : i;
        types[i] = t->members[declared[i]].type;
        sized |= order_has_uses(types[i]->type);
    }
    if (sized) {
        uint32_t *uses = ARENA_ARRAY(a, t->member_count, uint32_t);

        for (i = 0; i < t->member_count; i++)
            order_uses(types[i]->type, count_use, uses);
        l.uses = uses;
        x->places = name_members(a, t);
        x->place_count = t->member_count;
    }
    put_list(x, &l);
}

static void put_record(struct text *x, const struct wire_type *t)
{
    const char *const *places = x->places;
    size_t place_count = x->place_count;

    put(x, "struct{");
    put_members(x, t);
    put(x, "}");
    x->places = places;
    x->place_count = place_count;
}

static void put_arm(struct text *x, const struct wire_arm *a)
{
    size_t i;

    for (i = 0; i < a->arm->label_count; i++) {
        put(x, i ? "," : "");
        put_value(x, &a->arm->labels[i]);
    }
    if (a->arm->is_default)
        put(x, a->arm->label_count ? ",default" : "default");
    put(x, ":");
    put_type(x, a->type);
    put(x, ";");
}

static void put_choice(struct text *x, const struct wire_type *t)
{
    size_t i;

    put(x, "union<");
    if (t->tag)
        put_type(x, t->tag);
    else
        put_expression(x, t->type->switch_is);
    put(x, ">{");
    for (i = 0; i < t->arm_count; i++)
        put_arm(x, &t->arms[i]);
    if (t->empty_default)
        put(x, "default:void;");
    put(x, "}");
}

static void put_repeat(struct text *x, const struct wire_type *t)
{
    if (t->count == WIRE_COUNT_ELSEWHERE) {
        put_sized(x, t);
        return;
    }
    put(x, t->count == WIRE_COUNT_FIXED ? "array<" : "seq<");
    put_type(x, t->element);
    put_limit(x, t->count == WIRE_COUNT_FIXED ? t->elements : t->bound);
    put(x, ">");
}

/* ---- types -----------------------------------------------------------------
 */

/* A type's whole text, its parts as they stand for themselves. */
static void put_body(struct text *x, const struct wire_type *t)
{
    switch (t->kind) {
    case WIRE_SCALAR:
        put_enum(x, t->type);
        break;
    case WIRE_RECORD:
        put_record(x, t);
        break;
    case WIRE_CHOICE:
        put_choice(x, t);
        break;
    case WIRE_REPEAT:
        put_repeat(x, t);
        break;
    case WIRE_POINTER:
        put(x, t->type->pointer == IR_REF ? "" : "optional ");
        put_type(x, t->element);
        break;
    case WIRE_STRING:
        put_string(x, t);
        break;
    case WIRE_OBJECT:
        put_object(x, t->type->interface);
        break;
    case WIRE_REGION:
        put(x, "region");
        break;
    case WIRE_NOTHING:
    case WIRE_WSTRING:
    case WIRE_ANY:
    case WIRE_FIXED:
        put(x, "void");
        break;
    }
}

/* Types that stand for themselves by a number, not by their text. */
static bool is_hashed(const struct wire_type *base)
{
    switch (base->kind) {
    case WIRE_SCALAR:
        return ir_strip(base->type)->kind == IR_ENUM;
    case WIRE_RECORD:
    case WIRE_CHOICE:
    case WIRE_REPEAT:
    case WIRE_POINTER:
        /* What speaks of its neighbours is read together with them. */
        return !order_has_uses(base->type) &&
               !(base->kind == WIRE_POINTER && base->type->pointer == IR_REF);
    default:
        return false;
    }
}

/* Inside its own component a type is written once and then referred to. */
static void put_recursive(struct text *x, struct wire_node *n)
{
    if (n->written_for == x->root) {
        put(x, "^");
        put_u64(x, n->written);
        return;
    }
    n->written_for = x->root;
    n->written = x->written++;
    put_body(x, &n->type);
}

static void put_type(struct text *x, const struct wire_type *t)
{
    struct wire_node *n = node_of(t)->base;

    if (x->root && n->component == x->root->component && is_hashed(&n->type))
        put_recursive(x, n);
    else if (n->hash)
        put_hash(x, n->hash);
    else if (n->type.kind == WIRE_SCALAR)
        put(x, scalar_word(ir_strip(n->type.type)->kind));
    else
        put_body(x, &n->type);
    if (t->kind == WIRE_SCALAR)
        put_ranges(x, t->type);
}

void signature_hash(struct wire_state *w, struct wire_node *n)
{
    struct text x = {.w = w, .hash = WIRE_SIGNATURE_SEED, .root = n};

    if (!is_hashed(&n->type))
        return;
    n->written_for = n;
    n->written = x.written++;
    put_body(&x, &n->type);
    n->hash = x.hash ? x.hash : 1;
}

/* ---- operations ------------------------------------------------------------
 */

/* "$q0" in the request, "$r0" in the reply; an inout one is both. */
static void name_params(struct text *x, const struct ir_operation *op,
                        const struct wire_plan *plan, char where)
{
    struct arena *a = x->w->s->arena;
    const char **places = ARENA_ARRAY(a, op->param_count, const char *);
    size_t i;

    for (i = 0; i < op->param_count; i++)
        places[i] = x->places ? x->places[i] : "?";
    for (i = 0; i < plan->item_count; i++)
        if (plan->items[i].param)
            places[plan->items[i].param - op->params] =
                arena_printf(a, "$%c%zu", where, i);
    x->places = places;
    x->place_count = op->param_count;
}

static bool speaks_of_params(const struct ir_operation *op)
{
    size_t i;

    for (i = 0; i < op->param_count; i++)
        if (order_has_uses(op->params[i].type) ||
            op->params[i].max_of < op->param_count)
            return true;
    return false;
}

static uint32_t *param_uses(struct arena *a, const struct ir_operation *op)
{
    uint32_t *uses = ARENA_ARRAY(a, op->param_count, uint32_t);
    size_t i;

    for (i = 0; i < op->param_count; i++) {
        order_uses(op->params[i].type, count_use, uses);
        if (op->params[i].max_of < op->param_count)
            uses[op->params[i].max_of]++;
    }
    return uses;
}

static void put_limits(struct text *x, const struct wire_plan *plan)
{
    size_t i;

    for (i = 0; i < plan->item_count; i++) {
        const struct ir_param *p = plan->items[i].param;

        if (!p || p->max_of >= x->place_count)
            continue;
        put(x, ";");
        put_u64(x, i);
        put(x, "<=");
        put(x, x->places[p->max_of]);
    }
}

static void put_message(struct text *x, const struct ir_operation *op,
                        const struct wire_plan *plan, char where)
{
    struct arena *a = x->w->s->arena;
    const struct wire_type **types =
        ARENA_ARRAY(a, plan->item_count, const struct wire_type *);
    size_t *declared = ARENA_ARRAY(a, plan->item_count, size_t);
    struct list l = {types, declared, plan->item_count, NULL};
    bool speaks = speaks_of_params(op);
    size_t i;

    for (i = 0; i < plan->item_count; i++) {
        types[i] = plan->items[i].type;
        declared[i] = plan->items[i].param
                          ? (size_t)(plan->items[i].param - op->params)
                          : SIZE_MAX; /* no expression speaks of it */
    }
    if (speaks) {
        name_params(x, op, plan, where);
        l.uses = param_uses(a, op);
    }
    put(x, "(");
    put_list(x, &l);
    if (speaks)
        put_limits(x, plan);
    put(x, ")");
}

static void put_operation(struct text *x, const struct wire_operation *o)
{
    size_t i;

    put(x, o->op->oneway ? "oneway " : "");
    put(x, o->op->name);
    put_message(x, o->op, &o->request, 'q');
    if (!o->op->oneway)
        put_message(x, o->op, &o->reply, 'r');
    x->places = NULL;
    x->place_count = 0;
    for (i = 0; i < o->op->raise_count; i++) {
        put(x, "!");
        put(x, o->op->raises[i]->name->repository_id);
        put_type(x, wire_type_of(x->w->s, o->op->raises[i]));
    }
    put(x, "\n");
}

uint64_t wire_signature(struct session *s, uint64_t previous,
                        const struct ir_operation *op)
{
    struct wire_state *w = wire_state_of(s);
    struct text x = {.w = w, .hash = previous};

    put_operation(&x, plan_operation(w, op));
    return x.hash;
}

const char *wire_signature_text(struct session *s,
                                const struct ir_operation *op)
{
    struct wire_state *w = wire_state_of(s);
    struct text x = {.w = w, .hash = WIRE_SIGNATURE_SEED, .keep = true};

    put_operation(&x, plan_operation(w, op));
    return arena_strndup(s->arena, x.kept, x.len - 1);
}
