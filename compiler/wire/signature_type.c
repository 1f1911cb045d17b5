/*
 * The texts of types in signatures, and the hashes that stand for them.
 */
#include "wire/signature_text.h"

/* ---- size expressions --------------------------------------------------- */

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
        text_put_i64(x, e->value);
        return;
    }
    if (e->kind == IR_EXPR_FIELD) {
        text_put(x, e->index < x->place_count ? x->places[e->index] : "?");
        return;
    }
    text_put(x, "(");
    text_put(x, operator_word(e->kind));
    for (i = 0; i < 3 && e->operand[i]; i++) {
        text_put(x, " ");
        put_expression(x, e->operand[i]);
    }
    text_put(x, ")");
}

static void put_sized(struct text *x, const struct wire_type *t)
{
    const struct ir_sized *sized = &t->type->sized;

    text_put(x, "sized<");
    text_put_type(x, t->element);
    text_put(x, ";");
    put_expression(x, sized->size);
    text_put(x, ";");
    put_expression(x, sized->length);
    text_put(x, ";");
    put_expression(x, sized->first);
    text_put(x, ";");
    if (sized->capacity)
        text_put_u64(x, sized->capacity);
    text_put(x, ">");
}

/* ---- lists: members, parameters ----------------------------------------- */

void text_count_use(void *context, const struct ir_expr *field)
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
    text_put(to, "seq<");
    text_put_type(to, t->element);
    text_put_limit(to, t->bound);
    text_put(to, ">");
    if (!inside)
        text_put_hash(x, own.hash);
}

void text_put_list(struct text *x, const struct list *l)
{
    size_t i;

    for (i = 0; i < l->count; i++) {
        text_put(x, i ? "," : "");
        if (is_sequence(l, i))
            put_sequence(x, referent(l->types[++i]));
        else
            text_put_type(x, l->types[i]);
    }
}

/* ---- records and unions ------------------------------------------------- */

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
    struct arena *a = x->w->s->scratch;
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
            order_uses(types[i]->type, text_count_use, uses);
        l.uses = uses;
        x->places = name_members(a, t);
        x->place_count = t->member_count;
    }
    text_put_list(x, &l);
}

static void put_record(struct text *x, const struct wire_type *t)
{
    const char *const *places = x->places;
    size_t place_count = x->place_count;

    text_put(x, "struct{");
    put_members(x, t);
    text_put(x, "}");
    x->places = places;
    x->place_count = place_count;
}

static void put_arm(struct text *x, const struct wire_arm *a)
{
    size_t i;

    for (i = 0; i < a->arm->label_count; i++) {
        text_put(x, i ? "," : "");
        text_put_value(x, &a->arm->labels[i]);
    }
    if (a->arm->is_default)
        text_put(x, a->arm->label_count ? ",default" : "default");
    text_put(x, ":");
    text_put_type(x, a->type);
    text_put(x, ";");
}

static void put_choice(struct text *x, const struct wire_type *t)
{
    size_t i;

    text_put(x, "union<");
    if (t->tag)
        text_put_type(x, t->tag);
    else
        put_expression(x, t->type->switch_is);
    text_put(x, ">{");
    for (i = 0; i < t->arm_count; i++)
        put_arm(x, &t->arms[i]);
    if (t->empty_default)
        text_put(x, "default:void;");
    text_put(x, "}");
}

static void put_repeat(struct text *x, const struct wire_type *t)
{
    if (t->count == WIRE_COUNT_ELSEWHERE) {
        put_sized(x, t);
        return;
    }
    text_put(x, t->count == WIRE_COUNT_FIXED ? "array<"
                : t->type->kind == IR_MAP    ? "map<"
                                             : "seq<");
    text_put_type(x, t->element);
    text_put_limit(x, t->count == WIRE_COUNT_FIXED ? t->elements : t->bound);
    text_put(x, ">");
}

/* ---- types -------------------------------------------------------------- */

/* A type's whole text, its parts as they stand for themselves. */
static void put_body(struct text *x, const struct wire_type *t)
{
    switch (t->kind) {
    case WIRE_SCALAR:
        text_put_enum(x, t->type);
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
        text_put(x, t->type->pointer == IR_REF    ? ""
                    : t->type->pointer == IR_FULL ? "full "
                                                  : "optional ");
        text_put_type(x, t->element);
        break;
    case WIRE_STRING:
    case WIRE_WSTRING:
        text_put_string(x, t);
        break;
    case WIRE_OBJECT:
        text_put_object(x, t->type->interface);
        break;
    case WIRE_REGION:
        text_put(x, "region");
        break;
    case WIRE_CONTEXT:
        text_put(x, "context");
        break;
    case WIRE_ANY:
        text_put(x, "any");
        break;
    case WIRE_FIXED:
        text_put(x, "fixed<");
        text_put_u64(x, t->type->digits);
        text_put(x, ",");
        text_put_u64(x, t->type->scale);
        text_put(x, ">");
        break;
    case WIRE_BITS:
        text_put_bits(x, t->type);
        break;
    case WIRE_NOTHING:
        text_put(x, "void");
        break;
    }
}

/* Types that stand for themselves by a number, not by their text. */
static bool is_hashed(const struct wire_type *base)
{
    switch (base->kind) {
    case WIRE_SCALAR:
        return ir_strip(base->type)->kind == IR_ENUM ||
               ir_strip(base->type)->kind == IR_BITMASK;
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
        text_put(x, "^");
        text_put_u64(x, n->written);
        return;
    }
    n->written_for = x->root;
    n->written = x->written++;
    put_body(x, &n->type);
}

void text_put_type(struct text *x, const struct wire_type *t)
{
    struct wire_node *n = node_of(t)->base;

    if (x->root && n->component == x->root->component && is_hashed(&n->type))
        put_recursive(x, n);
    else if (n->hash)
        text_put_hash(x, n->hash);
    else if (n->type.kind == WIRE_SCALAR)
        text_put(x, text_scalar_word(ir_strip(n->type.type)->kind));
    else
        put_body(x, &n->type);
    if (t->kind == WIRE_SCALAR)
        text_put_ranges(x, t->type);
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
