/*
 * Integers and floating-point numbers (IDL 4.2, clause 7.4.1.4.3).
 */
#include "sema/corba/constant.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "sema/integer.h"

/* ---- integers ----------------------------------------------------------- */

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
        v = constant_named(m, e, IR_VALUE_INT, "an integer");
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
        return constant_mismatch(m, e, constant_word(e), "an integer");
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

bool constant_integer(struct sema *m, const struct corba_expr *e,
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

/* ---- floating point ----------------------------------------------------- */

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
        v = constant_named(m, e, IR_VALUE_FLOAT, "a floating-point number");
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
        return constant_mismatch(m, e, constant_word(e),
                                 "a floating-point number");
    }
}

bool constant_float(struct sema *m, const struct corba_expr *e,
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
