/*
 * How large a size expression can get, from the types and ranges of what it
 * speaks of. No answer is a good answer: the connection's limit holds then.
 */
#include "wire/node.h"

/* From here on a bound says nothing: no message holds so many elements. */
#define NO_BOUND INT64_C(0x7fffffff)

struct span {
    bool known;
    int64_t low, high;
};

static const struct span unknown;

static struct span exactly(int64_t value)
{
    return (struct span){true, value, value};
}

static struct span between(int64_t low, int64_t high)
{
    return (struct span){true, low, high};
}

/* ---- types -------------------------------------------------------------- */

static struct span natural(enum ir_kind kind)
{
    switch (kind) {
    case IR_BOOLEAN:
        return between(0, 1);
    case IR_CHAR:
    case IR_OCTET:
    case IR_UINT8:
        return between(0, UINT8_MAX);
    case IR_INT8:
        return between(INT8_MIN, INT8_MAX);
    case IR_INT16:
        return between(INT16_MIN, INT16_MAX);
    case IR_UINT16:
        return between(0, UINT16_MAX);
    case IR_INT32:
        return between(INT32_MIN, INT32_MAX);
    case IR_UINT32:
        return between(0, UINT32_MAX);
    case IR_INT64:
        return between(INT64_MIN, INT64_MAX);
    default:
        return unknown;
    }
}

static int64_t value_of(const struct ir_value *v)
{
    if (v->negative)
        return v->i;
    return v->u > INT64_MAX ? INT64_MAX : (int64_t)v->u;
}

static struct span span_of_type(const struct ir_type *t)
{
    struct span s;

    switch (t->kind) {
    case IR_ALIAS:
    case IR_POINTER:
        return span_of_type(t->element);
    case IR_RANGED:
        s = span_of_type(t->element);
        if (s.known && t->min && value_of(t->min) > s.low)
            s.low = value_of(t->min);
        if (s.known && t->max && value_of(t->max) < s.high)
            s.high = value_of(t->max);
        return s;
    default:
        return natural(t->kind);
    }
}

/* ---- expressions -------------------------------------------------------- */

static struct span span_of(const struct wire_scope *scope,
                           const struct ir_expr *e);

static struct span of_field(const struct wire_scope *scope,
                            const struct ir_expr *e)
{
    if (!scope || e->index >= scope->count)
        return unknown;
    return span_of_type(scope->members ? scope->members[e->index].type
                                       : scope->params[e->index].type);
}

static struct span sum(struct span a, struct span b)
{
    struct span s = {true, 0, 0};

    if (__builtin_add_overflow(a.low, b.low, &s.low) ||
        __builtin_add_overflow(a.high, b.high, &s.high))
        return unknown;
    return s;
}

static struct span difference(struct span a, struct span b)
{
    struct span s = {true, 0, 0};

    if (__builtin_sub_overflow(a.low, b.high, &s.low) ||
        __builtin_sub_overflow(a.high, b.low, &s.high))
        return unknown;
    return s;
}

/* Sizes are not negative where they matter. */
static struct span product(struct span a, struct span b)
{
    struct span s = {true, 0, 0};

    if (a.low < 0 || b.low < 0 ||
        __builtin_mul_overflow(a.high, b.high, &s.high))
        return unknown;
    s.low = a.low * b.low;
    return s;
}

static struct span by_constant(enum ir_expr_kind kind, struct span a,
                               struct span b)
{
    if (a.low < 0 || b.low != b.high || b.low <= 0)
        return unknown;
    switch (kind) {
    case IR_EXPR_DIV:
        return between(a.low / b.low, a.high / b.low);
    case IR_EXPR_MOD:
        return between(0, a.high < b.low ? a.high : b.low - 1);
    case IR_EXPR_AND:
        return between(0, a.high < b.low ? a.high : b.low);
    case IR_EXPR_SHR:
        return b.low > 62 ? exactly(0)
                          : between(a.low >> b.low, a.high >> b.low);
    case IR_EXPR_SHL:
        return b.low > 62 ? unknown : product(a, exactly(INT64_C(1) << b.low));
    default:
        return unknown;
    }
}

static struct span either(struct span a, struct span b)
{
    return between(a.low < b.low ? a.low : b.low,
                   a.high > b.high ? a.high : b.high);
}

static struct span of_two(const struct wire_scope *scope,
                          const struct ir_expr *e)
{
    bool choice = e->kind == IR_EXPR_COND;
    struct span a = span_of(scope, e->operand[choice ? 1 : 0]);
    struct span b = span_of(scope, e->operand[choice ? 2 : 1]);

    if (!a.known || !b.known)
        return unknown;
    switch (e->kind) {
    case IR_EXPR_COND:
        return either(a, b);
    case IR_EXPR_ADD:
        return sum(a, b);
    case IR_EXPR_SUB:
        return difference(a, b);
    case IR_EXPR_MUL:
        return product(a, b);
    default:
        return by_constant(e->kind, a, b);
    }
}

static struct span span_of(const struct wire_scope *scope,
                           const struct ir_expr *e)
{
    switch (e->kind) {
    case IR_EXPR_CONST:
        return exactly(e->value);
    case IR_EXPR_FIELD:
        return of_field(scope, e);
    case IR_EXPR_DEREF:
        return span_of(scope, e->operand[0]);
    case IR_EXPR_NEG:
    case IR_EXPR_NOT:
        return unknown;
    case IR_EXPR_LNOT:
    case IR_EXPR_LAND:
    case IR_EXPR_LOR:
    case IR_EXPR_EQ:
    case IR_EXPR_NE:
    case IR_EXPR_LT:
    case IR_EXPR_LE:
    case IR_EXPR_GT:
    case IR_EXPR_GE:
        return between(0, 1);
    case IR_EXPR_ADD:
    case IR_EXPR_SUB:
    case IR_EXPR_MUL:
    case IR_EXPR_DIV:
    case IR_EXPR_MOD:
    case IR_EXPR_SHL:
    case IR_EXPR_SHR:
    case IR_EXPR_AND:
    case IR_EXPR_COND:
        return of_two(scope, e);
    case IR_EXPR_OR:
    case IR_EXPR_XOR:
        break;
    }
    return unknown;
}

static uint64_t most(struct span s)
{
    if (!s.known || s.high >= NO_BOUND)
        return WIRE_UNBOUNDED;
    return s.high < 0 ? 0 : (uint64_t)s.high;
}

uint64_t range_most(const struct wire_scope *scope, const struct ir_expr *e)
{
    return e ? most(span_of(scope, e)) : WIRE_UNBOUNDED;
}

uint64_t range_of_type(const struct ir_type *t)
{
    return most(span_of_type(t));
}
