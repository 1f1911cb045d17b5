/*
 * --dump=json: the model for other programs. The keys are a promise, written
 * down in docs/json.md; the version grows when one changes its meaning.
 */
#include "ir/ir.h"
#include "ir/json.h"

enum { VERSION = 1 };

static void put_type(struct json *j, const char *key, const struct ir_type *t);

static void put_verbatim(struct json *j, const struct ir_verbatim *v)
{
    if (!v)
        return;
    json_open(j, "verbatim", '[');
    for (; v; v = v->next) {
        json_open(j, NULL, '{');
        json_string(j, "language", v->language);
        json_string(j, "placement", ir_placement_name(v->placement));
        json_string(j, "text", v->text);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_name(struct json *j, const struct ir_name *n)
{
    json_string(j, "name", n->scoped);
    json_string(j, "repository_id", n->repository_id);
    json_string(j, "file", n->file);
    json_unsigned(j, "line", n->where.start.line);
    json_string(j, "doc", n->doc);
    put_verbatim(j, n->verbatim);
}

/* ---- values, expressions ------------------------------------------------ */

static void put_wide(struct json *j, const char *key, const struct ir_value *v)
{
    size_t i;

    json_open(j, key, '[');
    for (i = 0; i < v->len; i++)
        json_unsigned(j, NULL, v->wide[i]);
    json_close(j, ']');
}

static void put_value(struct json *j, const char *key, const struct ir_value *v)
{
    if (!v)
        return;
    switch (v->kind) {
    case IR_VALUE_INT:
        if (v->negative)
            json_signed(j, key, v->i);
        else
            json_unsigned(j, key, v->u);
        break;
    case IR_VALUE_FLOAT:
        json_real(j, key, v->f);
        break;
    case IR_VALUE_BOOLEAN:
        json_boolean(j, key, v->boolean);
        break;
    case IR_VALUE_CHAR:
        json_unsigned(j, key, v->u);
        break;
    case IR_VALUE_STRING:
        if (v->wide)
            put_wide(j, key, v);
        else
            json_octets(j, key, v->text, v->len);
        break;
    case IR_VALUE_FIXED:
        json_string(j, key, v->text);
        break;
    case IR_VALUE_ENUM:
        json_string(j, key, v->enumerator->scoped);
        break;
    }
}

static const char *operator_of(enum ir_expr_kind kind)
{
    static const char *const words[] = {
        [IR_EXPR_CONST] = "const", [IR_EXPR_FIELD] = "field",
        [IR_EXPR_DEREF] = "deref", [IR_EXPR_NEG] = "neg",
        [IR_EXPR_NOT] = "not",     [IR_EXPR_LNOT] = "lnot",
        [IR_EXPR_ADD] = "add",     [IR_EXPR_SUB] = "sub",
        [IR_EXPR_MUL] = "mul",     [IR_EXPR_DIV] = "div",
        [IR_EXPR_MOD] = "mod",     [IR_EXPR_SHL] = "shl",
        [IR_EXPR_SHR] = "shr",     [IR_EXPR_AND] = "and",
        [IR_EXPR_OR] = "or",       [IR_EXPR_XOR] = "xor",
        [IR_EXPR_LAND] = "land",   [IR_EXPR_LOR] = "lor",
        [IR_EXPR_EQ] = "eq",       [IR_EXPR_NE] = "ne",
        [IR_EXPR_LT] = "lt",       [IR_EXPR_LE] = "le",
        [IR_EXPR_GT] = "gt",       [IR_EXPR_GE] = "ge",
        [IR_EXPR_COND] = "cond",
    };

    return words[kind];
}

static void put_expr(struct json *j, const char *key, const struct ir_expr *e)
{
    int i;

    if (!e)
        return;
    json_open(j, key, '{');
    json_string(j, "op", operator_of(e->kind));
    if (e->kind == IR_EXPR_CONST)
        json_signed(j, "value", e->value);
    if (e->kind == IR_EXPR_FIELD)
        json_string(j, "field", e->field);
    if (e->operand[0]) {
        json_open(j, "operands", '[');
        for (i = 0; i < 3 && e->operand[i]; i++)
            put_expr(j, NULL, e->operand[i]);
        json_close(j, ']');
    }
    json_close(j, '}');
}

/* ---- types -------------------------------------------------------------- */

static const char *pointer_word(enum ir_pointer_class c)
{
    switch (c) {
    case IR_REF:
        return "ref";
    case IR_UNIQUE:
        return "unique";
    case IR_FULL:
        break;
    }
    return "full";
}

/* What a type without a name says of itself. */
static void put_shape(struct json *j, const struct ir_type *t)
{
    if (t->key)
        put_type(j, "key", t->key);
    if (t->element)
        put_type(j, "element", t->element);
    json_positive(j, "bound", t->bound);
    json_positive(j, "size", t->size);
    json_positive(j, "capacity", t->sized.capacity);
    put_expr(j, "size_is", t->sized.size);
    put_expr(j, "first_is", t->sized.first);
    put_expr(j, "length_is", t->sized.length);
    put_expr(j, "switch_is", t->switch_is);
    put_value(j, "min", t->min);
    put_value(j, "max", t->max);
    json_flag(j, "shared", t->shared);
    json_flag(j, "region", t->region);
    if (t->kind == IR_POINTER)
        json_string(j, "pointer", pointer_word(t->pointer));
    if (t->kind == IR_FIXED) {
        json_unsigned(j, "digits", t->digits);
        json_unsigned(j, "scale", t->scale);
    }
}

/* A use: named types by their name, others by their shape. */
static void put_type(struct json *j, const char *key, const struct ir_type *t)
{
    json_open(j, key, '{');
    json_string(j, "kind", ir_kind_name(t->kind));
    if (t->name)
        json_string(j, "name", t->name->scoped);
    else
        put_shape(j, t);
    if (t->interface)
        json_string(j, "interface", t->interface->name->scoped);
    json_close(j, '}');
}

/* ---- declarations ------------------------------------------------------- */

static void put_members(struct json *j, const struct ir_type *t)
{
    size_t i;

    json_open(j, "members", '[');
    for (i = 0; i < t->member_count; i++) {
        const struct ir_member *m = &t->members[i];

        json_open(j, NULL, '{');
        json_string(j, "name", m->name);
        put_type(j, "type", m->type);
        json_flag(j, "key", m->key);
        if (m->has_id)
            json_unsigned(j, "id", m->id);
        put_value(j, "default", m->default_value);
        json_positive(j, "bits", m->bits);
        json_string(j, "doc", m->doc);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_arms(struct json *j, const struct ir_type *t)
{
    size_t i, n;

    put_type(j, "discriminator", t->discriminator);
    json_string(j, "tag_name", t->tag_name);
    json_string(j, "union_name", t->union_name);
    json_open(j, "arms", '[');
    for (i = 0; i < t->arm_count; i++) {
        const struct ir_arm *a = &t->arms[i];

        json_open(j, NULL, '{');
        json_open(j, "labels", '[');
        for (n = 0; n < a->label_count; n++)
            put_value(j, NULL, &a->labels[n]);
        json_close(j, ']');
        json_flag(j, "default", a->is_default);
        json_string(j, "name", a->name);
        if (a->has_id)
            json_unsigned(j, "id", a->id);
        put_type(j, "type", a->type);
        json_string(j, "doc", a->doc);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_enumerators(struct json *j, const struct ir_type *t)
{
    size_t i;

    json_unsigned(j, "wire_bits", t->wire_bits);
    json_open(j, "enumerators", '[');
    for (i = 0; i < t->enumerator_count; i++) {
        const struct ir_enumerator *e = &t->enumerators[i];

        json_open(j, NULL, '{');
        json_string(j, "name", e->name);
        json_signed(j, "value", e->value);
        json_string(j, "doc", e->doc);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_type_declaration(struct json *j, const struct ir_type *t)
{
    json_string(j, "kind",
                t->is_exception ? "exception" : ir_kind_name(t->kind));
    if (t->name)
        put_name(j, t->name);
    json_flag(j, "value_type", t->is_value);
    if (t->extensibility == IR_APPENDABLE)
        json_string(j, "extensibility", "appendable");
    switch (t->kind) {
    case IR_STRUCT:
    case IR_BITSET:
        put_members(j, t);
        break;
    case IR_UNION:
        put_arms(j, t);
        break;
    case IR_ENUM:
    case IR_BITMASK:
        put_enumerators(j, t);
        break;
    default:
        put_shape(j, t);
        break;
    }
}

static const char *direction_word(enum ir_direction d)
{
    switch (d) {
    case IR_IN:
        return "in";
    case IR_OUT:
        return "out";
    case IR_INOUT:
        break;
    }
    return "inout";
}

static void put_params(struct json *j, const struct ir_operation *op)
{
    size_t i;

    json_open(j, "parameters", '[');
    for (i = 0; i < op->param_count; i++) {
        const struct ir_param *p = &op->params[i];

        json_open(j, NULL, '{');
        json_string(j, "name", p->name);
        json_string(j, "direction", direction_word(p->direction));
        put_type(j, "type", p->type);
        if (p->max_of < op->param_count)
            json_string(j, "max_of", op->params[p->max_of].name);
        json_string(j, "doc", p->doc);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_operation(struct json *j, const struct ir_operation *op)
{
    size_t i;

    json_open(j, NULL, '{');
    json_string(j, "name", op->name);
    json_unsigned(j, "number", op->number);
    json_unsigned(j, "line", op->where.start.line);
    json_flag(j, "oneway", op->oneway);
    json_flag(j, "idempotent", op->idempotent);
    put_type(j, "result", op->result);
    put_params(j, op);
    json_open(j, "raises", '[');
    for (i = 0; i < op->raise_count; i++)
        json_string(j, NULL, op->raises[i]->name->scoped);
    json_close(j, ']');
    json_positive(j, "deadline_ms", op->deadline_ms);
    json_string(j, "doc", op->doc);
    json_close(j, '}');
}

/* Where each operation on the wire comes from. */
static void put_flat(struct json *j, const struct ir_interface *i)
{
    size_t n;

    json_open(j, "flat", '[');
    for (n = 0; n < i->flat_count; n++) {
        json_open(j, NULL, '{');
        json_string(j, "interface", i->flat[n]->interface->name->scoped);
        json_string(j, "name", i->flat[n]->name);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_interface(struct json *j, const struct ir_interface *i)
{
    size_t n;

    json_string(j, "kind", "interface");
    put_name(j, i->name);
    json_unsigned(j, "major", i->major);
    json_unsigned(j, "minor", i->minor);
    json_flag(j, "local", i->local);
    json_flag(j, "abstract", i->abstract);
    json_string(j, "label", i->label);
    json_string(j, "service", i->service);
    json_positive(j, "deadline_ms", i->deadline_ms);
    json_open(j, "bases", '[');
    for (n = 0; n < i->base_count; n++)
        json_string(j, NULL, i->bases[n]->name->scoped);
    json_close(j, ']');
    json_open(j, "operations", '[');
    for (n = 0; n < i->operation_count; n++)
        put_operation(j, &i->operations[n]);
    json_close(j, ']');
    put_flat(j, i);
}

static void put_constant(struct json *j, const struct ir_const *c)
{
    json_string(j, "kind", "const");
    put_name(j, c->name);
    put_type(j, "type", c->type);
    put_value(j, "value", &c->value);
}

static void put_declaration(struct json *j, const struct ir_decl *d)
{
    json_open(j, NULL, '{');
    json_boolean(j, "in_main_file", d->in_main_file);
    switch (d->kind) {
    case IR_DECL_TYPE:
        put_type_declaration(j, d->type);
        break;
    case IR_DECL_CONST:
        put_constant(j, d->constant);
        break;
    case IR_DECL_INTERFACE:
        put_interface(j, d->interface);
        break;
    case IR_DECL_INCLUDE:
        json_string(j, "kind", "include");
        json_string(j, "file", d->include);
        break;
    }
    json_close(j, '}');
}

void ir_dump_json(const struct ir_unit *unit)
{
    struct json j = {0, false};
    size_t i;

    json_open(&j, NULL, '{');
    json_unsigned(&j, "version", VERSION);
    json_string(&j, "file", unit->file);
    json_open(&j, "declarations", '[');
    for (i = 0; i < unit->decl_count; i++)
        put_declaration(&j, &unit->decls[i]);
    json_close(&j, ']');
    json_close(&j, '}');
}
