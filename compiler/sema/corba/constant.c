/*
 * Constant expressions (IDL 4.2, clause 7.4.1.4.3). The type of what is
 * wanted decides how an expression is read: there is no mixing.
 */
#include "sema/corba/constant.h"

#include <string.h>

/* The constant that the name gives, or NULL after a report. */
static const struct ir_const *named_constant(struct sema *m,
                                             const struct corba_expr *e)
{
    const struct symbol *sym = scope_resolve(m, e->name);

    if (!sym)
        return NULL;
    if (sym->kind == SYMBOL_CONST && sym->constant)
        return sym->constant;
    if (sym->kind != SYMBOL_CONST)
        diag(m->s, E0301, e->where, sym->name, symbol_word(sym->kind));
    return NULL;
}

const char *constant_word(const struct corba_expr *e)
{
    switch (e->kind) {
    case CORBA_EXPR_INTEGER:
        return "an integer";
    case CORBA_EXPR_FLOAT:
        return "a floating-point number";
    case CORBA_EXPR_FIXED:
        return "a fixed-point number";
    case CORBA_EXPR_CHAR:
        return "a character";
    case CORBA_EXPR_WCHAR:
        return "a wide character";
    case CORBA_EXPR_STRING:
        return "a string";
    case CORBA_EXPR_WSTRING:
        return "a wide string";
    case CORBA_EXPR_BOOLEAN:
        return "a boolean";
    case CORBA_EXPR_NAME:
        return "a name";
    case CORBA_EXPR_UNARY:
    case CORBA_EXPR_BINARY:
        break;
    }
    return "an expression with operators";
}

bool constant_mismatch(struct sema *m, const struct corba_expr *e,
                       const char *found, const char *wanted)
{
    diag(m->s, E0302, e->where, found, wanted);
    return false;
}

/* The value of a name, which has to be of the kind. */
const struct ir_value *constant_named(struct sema *m,
                                      const struct corba_expr *e,
                                      enum ir_value_kind kind,
                                      const char *wanted)
{
    const struct ir_const *c = named_constant(m, e);

    if (!c)
        return NULL;
    if (c->value.kind != kind) {
        constant_mismatch(m, e, ir_kind_name(ir_strip(c->type)->kind), wanted);
        return NULL;
    }
    return &c->value;
}

/* ---- everything without operators --------------------------------------- */

static bool copy_named(struct sema *m, const struct corba_expr *e,
                       enum ir_value_kind kind, const char *wanted,
                       struct ir_value *value)
{
    const struct ir_value *v = constant_named(m, e, kind, wanted);

    if (v)
        *value = *v;
    return v != NULL;
}

static bool boolean_constant(struct sema *m, const struct corba_expr *e,
                             struct ir_value *value)
{
    value->kind = IR_VALUE_BOOLEAN;
    if (e->kind == CORBA_EXPR_NAME)
        return copy_named(m, e, IR_VALUE_BOOLEAN, "a boolean", value);
    if (e->kind != CORBA_EXPR_BOOLEAN)
        return constant_mismatch(m, e, constant_word(e), "a boolean");
    value->boolean = e->integer != 0;
    return true;
}

static bool char_constant(struct sema *m, const struct corba_expr *e,
                          enum ir_kind kind, struct ir_value *value)
{
    bool wide = kind == IR_WCHAR;
    const char *wanted = wide ? "a wide character" : "a character";

    value->kind = IR_VALUE_CHAR;
    if (e->kind == CORBA_EXPR_NAME) {
        const struct ir_const *c = named_constant(m, e);

        if (!c)
            return false;
        if (ir_strip(c->type)->kind != kind)
            return constant_mismatch(
                m, e, ir_kind_name(ir_strip(c->type)->kind), wanted);
        *value = c->value;
        return true;
    }
    if (e->kind != (wide ? CORBA_EXPR_WCHAR : CORBA_EXPR_CHAR))
        return constant_mismatch(m, e, constant_word(e), wanted);
    value->u = e->integer;
    return true;
}

/* The tree is gone when back ends look at the value. */
static const uint32_t *copy_wide(struct sema *m, const struct corba_expr *e)
{
    uint32_t *copy = ARENA_ARRAY(m->s->arena, e->len, uint32_t);

    memcpy(copy, e->wide, e->len * sizeof(*copy));
    return copy;
}

static bool string_value(struct sema *m, const struct corba_expr *e,
                         enum ir_kind kind, struct ir_value *value)
{
    bool wide = kind == IR_WSTRING;
    const char *wanted = wide ? "a wide string" : "a string";

    value->kind = IR_VALUE_STRING;
    if (e->kind == CORBA_EXPR_NAME) {
        const struct ir_const *c = named_constant(m, e);

        if (!c)
            return false;
        if (ir_strip(c->type)->kind != kind)
            return constant_mismatch(
                m, e, ir_kind_name(ir_strip(c->type)->kind), wanted);
        *value = c->value;
        return true;
    }
    if (e->kind != (wide ? CORBA_EXPR_WSTRING : CORBA_EXPR_STRING))
        return constant_mismatch(m, e, constant_word(e), wanted);
    value->len = e->len;
    if (wide)
        value->wide = copy_wide(m, e);
    else
        value->text = arena_strndup(m->s->arena, e->text, e->len);
    return true;
}

static bool string_constant(struct sema *m, const struct corba_expr *e,
                            const struct ir_type *type, struct ir_value *value)
{
    if (!string_value(m, e, type->kind, value))
        return false;
    if (type->bound == 0 || value->len <= type->bound)
        return true;
    diag(m->s, E0309, e->where, value->len, (unsigned long long)type->bound);
    return false;
}

static bool enum_constant(struct sema *m, const struct corba_expr *e,
                          const struct ir_type *type, struct ir_value *value)
{
    const struct symbol *sym;

    value->kind = IR_VALUE_ENUM;
    if (e->kind != CORBA_EXPR_NAME)
        return constant_mismatch(m, e, constant_word(e), "an enumerator");
    sym = scope_resolve(m, e->name);
    if (!sym)
        return false;
    if (sym->kind == SYMBOL_CONST && sym->constant &&
        ir_strip(sym->constant->type) == type) {
        *value = sym->constant->value;
        return true;
    }
    if (sym->kind != SYMBOL_ENUMERATOR || sym->enum_type != type) {
        diag(m->s, E0310, e->where, sym->name,
             type->name ? type->name->scoped : "that enum");
        return false;
    }
    value->enumerator = sym->enumerator;
    return true;
}

bool constant_evaluate(struct sema *m, const struct corba_expr *e,
                       const struct ir_type *type, struct ir_value *value)
{
    const struct ir_type *bare = ir_strip(type);

    *value = (struct ir_value){.kind = IR_VALUE_INT};
    if (ir_is_integer(bare->kind) || bare->kind == IR_OCTET)
        return constant_integer(m, e, bare, value);
    switch (bare->kind) {
    case IR_FLOAT:
    case IR_DOUBLE:
    case IR_LONG_DOUBLE:
        return constant_float(m, e, bare, value);
    case IR_BOOLEAN:
        return boolean_constant(m, e, value);
    case IR_CHAR:
    case IR_WCHAR:
        return char_constant(m, e, bare->kind, value);
    case IR_STRING:
    case IR_WSTRING:
        return string_constant(m, e, bare, value);
    case IR_ENUM:
        return enum_constant(m, e, bare, value);
    case IR_FIXED:
        return constant_fixed(m, e, bare, value);
    default:
        diag(m->s, E0311, e->where, ir_kind_name(bare->kind));
        return false;
    }
}

static int compare_integers(const struct ir_value *a, const struct ir_value *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    if (a->negative)
        return a->i < b->i ? -1 : a->i > b->i;
    return a->u < b->u ? -1 : a->u > b->u;
}

int value_compare(const struct ir_value *a, const struct ir_value *b)
{
    switch (a->kind) {
    case IR_VALUE_INT:
        return compare_integers(a, b);
    case IR_VALUE_FLOAT:
        return a->f < b->f ? -1 : a->f > b->f;
    case IR_VALUE_ENUM:
        return a->enumerator->value < b->enumerator->value
                   ? -1
                   : a->enumerator->value > b->enumerator->value;
    case IR_VALUE_BOOLEAN:
        return (int)a->boolean - (int)b->boolean;
    case IR_VALUE_CHAR:
        return a->u < b->u ? -1 : a->u > b->u;
    case IR_VALUE_STRING:
    case IR_VALUE_FIXED:
        break;
    }
    return 0;
}
