/*
 * Constant expressions (IDL 4.2, clause 7.4.1.4.3). The type of what is
 * wanted decides how an expression is read: there is no mixing.
 */
#include "sema/corba/corba_sema.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sema/integer.h"

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

static const char *word_of(const struct corba_expr *e)
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

static bool mismatch(struct sema *m, const struct corba_expr *e,
                     const char *found, const char *wanted)
{
    diag(m->s, E0302, e->where, found, wanted);
    return false;
}

/* The value of a name, which has to be of the kind. */
static const struct ir_value *named_value(struct sema *m,
                                          const struct corba_expr *e,
                                          enum ir_value_kind kind,
                                          const char *wanted)
{
    const struct ir_const *c = named_constant(m, e);

    if (!c)
        return NULL;
    if (c->value.kind != kind) {
        mismatch(m, e, ir_kind_name(ir_strip(c->type)->kind), wanted);
        return NULL;
    }
    return &c->value;
}

/* ---- integers ---------------------------------------------------------- */

static struct integer integer_from(const struct ir_value *v)
{
    if (v->negative)
        return (struct integer){true, ~(uint64_t)v->i + 1};
    return integer_of(v->u);
}

static bool evaluate_integer(struct sema *m, const struct corba_expr *e,
                             unsigned width, struct integer *result);

static bool divide(struct sema *m, const struct corba_expr *e, struct integer a,
                   struct integer b, struct integer *result)
{
    if (b.magnitude == 0) {
        diag(m->s, E0303, e->right->where);
        return false;
    }
    *result = e->op == '/' ? integer_divide(a, b) : integer_remainder(a, b);
    return true;
}

static bool shift(struct sema *m, const struct corba_expr *e, struct integer a,
                  struct integer b, struct integer *result)
{
    if (b.negative || b.magnitude > 63) {
        diag(m->s, E0304, e->right->where);
        return false;
    }
    if (e->op == 'L' && !integer_shift_left(a, (unsigned)b.magnitude, result)) {
        diag(m->s, E0305, e->where, 64u);
        return false;
    }
    if (e->op == 'R')
        *result = integer_shift_right(a, (unsigned)b.magnitude);
    return true;
}

static bool integer_binary(struct sema *m, const struct corba_expr *e,
                           unsigned width, struct integer *result)
{
    struct integer a, b;
    bool fits = true;

    /* Both sides are looked at, so that both are reported. */
    if (!evaluate_integer(m, e->left, width, &a) ||
        !evaluate_integer(m, e->right, width, &b))
        return false;
    switch (e->op) {
    case '+':
        fits = integer_add(a, b, result);
        break;
    case '-':
        fits = integer_subtract(a, b, result);
        break;
    case '*':
        fits = integer_multiply(a, b, result);
        break;
    case '/':
    case '%':
        return divide(m, e, a, b, result);
    case 'L':
    case 'R':
        if (!shift(m, e, a, b, result))
            return false;
        break;
    default:
        *result = integer_bitwise(e->op, a, b, width);
        break;
    }
    if (!fits)
        diag(m->s, E0305, e->where, width);
    return fits;
}

static bool integer_unary(struct sema *m, const struct corba_expr *e,
                          unsigned width, struct integer *result)
{
    struct integer a;

    if (!evaluate_integer(m, e->left, width, &a))
        return false;
    *result = a;
    if (e->op == '-')
        *result = integer_negated(a);
    else if (e->op == '~')
        *result = integer_complement(a, width);
    return true;
}

/*
 * Each part of the expression has to fit into `width` bits, and is unsigned
 * unless it is negative: ~0 is 4294967295 in a constant of 32 bits.
 */
static bool evaluate_integer(struct sema *m, const struct corba_expr *e,
                             unsigned width, struct integer *result)
{
    const struct ir_value *v;

    switch (e->kind) {
    case CORBA_EXPR_INTEGER:
        *result = integer_of(e->integer);
        break;
    case CORBA_EXPR_NAME:
        v = named_value(m, e, IR_VALUE_INT, "an integer");
        if (!v)
            return false;
        *result = integer_from(v);
        break;
    case CORBA_EXPR_UNARY:
        if (!integer_unary(m, e, width, result))
            return false;
        break;
    case CORBA_EXPR_BINARY:
        if (!integer_binary(m, e, width, result))
            return false;
        break;
    default:
        return mismatch(m, e, word_of(e), "an integer");
    }
    if (integer_fits(*result, width))
        return true;
    diag(m->s, E0305, e->where, width);
    return false;
}

struct limits {
    uint64_t below; /* magnitude of the least value */
    uint64_t above;
};

static struct limits limits_of(enum ir_kind kind)
{
    switch (kind) {
    case IR_INT8:
        return (struct limits){128, INT8_MAX};
    case IR_OCTET:
    case IR_UINT8:
        return (struct limits){0, UINT8_MAX};
    case IR_INT16:
        return (struct limits){32768, INT16_MAX};
    case IR_UINT16:
        return (struct limits){0, UINT16_MAX};
    case IR_INT32:
        return (struct limits){2147483648u, INT32_MAX};
    case IR_UINT32:
        return (struct limits){0, UINT32_MAX};
    case IR_INT64:
        return (struct limits){(uint64_t)INT64_MAX + 1, INT64_MAX};
    default:
        return (struct limits){0, UINT64_MAX};
    }
}

static void set_integer(struct ir_value *value, struct integer n)
{
    value->kind = IR_VALUE_INT;
    value->negative = n.negative;
    value->u = n.negative ? 0 : n.magnitude;
    value->i = (int64_t)(n.negative ? ~n.magnitude + 1 : n.magnitude);
}

static bool integer_constant(struct sema *m, const struct corba_expr *e,
                             const struct ir_type *type, struct ir_value *value)
{
    enum ir_kind kind = ir_strip(type)->kind;
    unsigned width = kind == IR_INT64 || kind == IR_UINT64 ? 64 : 32;
    struct limits limits = limits_of(kind);
    struct integer n;

    if (!evaluate_integer(m, e, width, &n))
        return false;
    if (n.magnitude > (n.negative ? limits.below : limits.above)) {
        diag(m->s, E0306, e->where, n.negative ? "-" : "",
             (unsigned long long)n.magnitude, ir_kind_name(kind));
        return false;
    }
    set_integer(value, n);
    return true;
}

/* ---- floating point ---------------------------------------------------- */

static bool evaluate_float(struct sema *m, const struct corba_expr *e,
                           long double *result);

static bool float_binary(struct sema *m, const struct corba_expr *e,
                         long double *result)
{
    long double a, b;

    if (!evaluate_float(m, e->left, &a) || !evaluate_float(m, e->right, &b))
        return false;
    switch (e->op) {
    case '+':
        *result = a + b;
        return true;
    case '-':
        *result = a - b;
        return true;
    case '*':
        *result = a * b;
        return true;
    case '/':
        if (b == 0) {
            diag(m->s, E0303, e->right->where);
            return false;
        }
        *result = a / b;
        return true;
    default:
        diag(m->s, E0307, e->where);
        return false;
    }
}

static bool evaluate_float(struct sema *m, const struct corba_expr *e,
                           long double *result)
{
    const struct ir_value *v;

    switch (e->kind) {
    case CORBA_EXPR_FLOAT:
        *result = strtold(e->text, NULL);
        return true;
    case CORBA_EXPR_NAME:
        v = named_value(m, e, IR_VALUE_FLOAT, "a floating-point number");
        *result = v ? v->f : 0;
        return v != NULL;
    case CORBA_EXPR_UNARY:
        if (!evaluate_float(m, e->left, result))
            return false;
        if (e->op == '-')
            *result = -*result;
        if (e->op == '~')
            diag(m->s, E0307, e->where);
        return e->op != '~';
    case CORBA_EXPR_BINARY:
        return float_binary(m, e, result);
    default:
        return mismatch(m, e, word_of(e), "a floating-point number");
    }
}

static bool float_constant(struct sema *m, const struct corba_expr *e,
                           const struct ir_type *type, struct ir_value *value)
{
    enum ir_kind kind = ir_strip(type)->kind;
    long double most = kind == IR_FLOAT    ? FLT_MAX
                       : kind == IR_DOUBLE ? DBL_MAX
                                           : LDBL_MAX;

    value->kind = IR_VALUE_FLOAT;
    if (!evaluate_float(m, e, &value->f))
        return false;
    if (isnan(value->f) || value->f > most || value->f < -most) {
        diag(m->s, E0308, e->where, ir_kind_name(kind));
        return false;
    }
    return true;
}

/* ---- everything without operators -------------------------------------- */

static bool copy_named(struct sema *m, const struct corba_expr *e,
                       enum ir_value_kind kind, const char *wanted,
                       struct ir_value *value)
{
    const struct ir_value *v = named_value(m, e, kind, wanted);

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
        return mismatch(m, e, word_of(e), "a boolean");
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
            return mismatch(m, e, ir_kind_name(ir_strip(c->type)->kind),
                            wanted);
        *value = c->value;
        return true;
    }
    if (e->kind != (wide ? CORBA_EXPR_WCHAR : CORBA_EXPR_CHAR))
        return mismatch(m, e, word_of(e), wanted);
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
            return mismatch(m, e, ir_kind_name(ir_strip(c->type)->kind),
                            wanted);
        *value = c->value;
        return true;
    }
    if (e->kind != (wide ? CORBA_EXPR_WSTRING : CORBA_EXPR_STRING))
        return mismatch(m, e, word_of(e), wanted);
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
        return mismatch(m, e, word_of(e), "an enumerator");
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
        return integer_constant(m, e, bare, value);
    switch (bare->kind) {
    case IR_FLOAT:
    case IR_DOUBLE:
    case IR_LONG_DOUBLE:
        return float_constant(m, e, bare, value);
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
        return fixed_evaluate(m, e, bare, value);
    default:
        diag(m->s, E0311, e->where, ir_kind_name(bare->kind));
        return false;
    }
}

uint64_t constant_unsigned(struct sema *m, const struct corba_expr *e,
                           uint64_t most)
{
    struct integer n;

    if (!evaluate_integer(m, e, 64, &n))
        return 0;
    if (n.negative || n.magnitude > most) {
        diag(m->s, E0312, e->where, 0u, (unsigned long long)most);
        return 0;
    }
    return n.magnitude;
}

uint64_t constant_positive(struct sema *m, const struct corba_expr *e)
{
    struct integer n;

    if (!evaluate_integer(m, e, 64, &n))
        return 1;
    if (n.negative || n.magnitude == 0 || n.magnitude > UINT32_MAX) {
        diag(m->s, E0312, e->where, 1u, (unsigned long long)UINT32_MAX);
        return 1;
    }
    return n.magnitude;
}

int value_compare(const struct ir_value *a, const struct ir_value *b)
{
    switch (a->kind) {
    case IR_VALUE_INT:
        return integer_compare(integer_from(a), integer_from(b));
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
