/*
 * Constant expressions. C706, "Constant Declarations": integers are computed
 * as 64-bit signed values, and what does not fit is an error.
 */
#include <stdlib.h>
#include <string.h>

#include "sema/dce/dce_sema.h"

static const struct dce_value wrong; /* DCE_VALUE_WRONG */

static struct dce_value integer(int64_t i)
{
    return (struct dce_value){
        .kind = DCE_VALUE_INT, .i = i, .u = i < 0 ? 0 : (uint64_t)i};
}

bool dce_const_literal(const struct dce_expr *e, struct dce_value *v)
{
    uint64_t u = 0, digit, base = 10;
    const char *at = e->text, *end = at + e->len;

    if (e->len > 1 && at[0] == '0') {
        base = at[1] == 'x' || at[1] == 'X' ? 16 : 8;
        at += base == 16 ? 2 : 1;
    }
    for (; at < end && !strchr("uUlL", *at); at++) {
        digit = *at <= '9' ? (uint64_t)(*at - '0')
                           : (uint64_t)((*at | 0x20) - 'a') + 10;
        if (digit >= base || u > (UINT64_MAX - digit) / base)
            return false;
        u = u * base + digit;
    }
    *v = (struct dce_value){.kind = DCE_VALUE_INT,
                            .huge = u > INT64_MAX,
                            .i = u > INT64_MAX ? 0 : (int64_t)u,
                            .u = u};
    return true;
}

/* ---- operators ---------------------------------------------------------- */

static bool shift_left(int64_t a, int64_t n, int64_t *out)
{
    while (n-- > 0)
        if (__builtin_mul_overflow(a, 2, &a))
            return false;
    *out = a;
    return true;
}

/* Towards minus infinity, as every machine at hand does it. */
static int64_t shift_right(int64_t a, int64_t n)
{
    return a >= 0 ? a >> n : ~(~a >> n);
}

static bool divide(struct dce_sema *c, const struct dce_expr *e, int64_t a,
                   int64_t b, int64_t *out)
{
    if (b == 0) {
        diag(c->s, E0601, e->operand[1]->where);
        return false;
    }
    if (a == INT64_MIN && b == -1) {
        diag(c->s, E0602, e->where);
        return false;
    }
    *out = e->op == DCE_OP_DIV ? a / b : a % b;
    return true;
}

static bool shift(struct dce_sema *c, const struct dce_expr *e, int64_t a,
                  int64_t n, int64_t *out)
{
    if (n < 0 || n > 63) {
        diag(c->s, E0603, e->operand[1]->where, (long long)n);
        return false;
    }
    if (e->op == DCE_OP_SHR) {
        *out = shift_right(a, n);
        return true;
    }
    if (shift_left(a, n, out))
        return true;
    diag(c->s, E0602, e->where);
    return false;
}

static bool arithmetic(struct dce_sema *c, const struct dce_expr *e, int64_t a,
                       int64_t b, int64_t *out)
{
    bool over;

    if (e->op == DCE_OP_ADD)
        over = __builtin_add_overflow(a, b, out);
    else if (e->op == DCE_OP_SUB)
        over = __builtin_sub_overflow(a, b, out);
    else
        over = __builtin_mul_overflow(a, b, out);
    if (over)
        diag(c->s, E0602, e->where);
    return !over;
}

/* The base type that a cast or sizeof names; octets of it in `*size`. */
static const struct dce_info *sized_type(struct dce_sema *c,
                                         const struct dce_expr *e,
                                         unsigned *size)
{
    static const struct dce_attrs none;
    static const unsigned char sizes[] = {
        [IR_BOOLEAN] = 1, [IR_CHAR] = 1,   [IR_WCHAR] = 2, [IR_OCTET] = 1,
        [IR_INT8] = 1,    [IR_UINT8] = 1,  [IR_INT16] = 2, [IR_UINT16] = 2,
        [IR_INT32] = 4,   [IR_UINT32] = 4, [IR_INT64] = 8, [IR_UINT64] = 8,
        [IR_FLOAT] = 4,   [IR_DOUBLE] = 8};
    struct dce_type_use use = {&none, {NULL, e->where}, NULL, NULL};
    const struct dce_info *t = dce_strip(dce_type_resolve(c, e->type, &use));

    *size =
        t->ir.kind < sizeof(sizes) && !e->type->pointed ? sizes[t->ir.kind] : 0;
    if (*size == 0 && !(t->traits & DCE_IS_WRONG))
        diag(c->s, E0609, e->where);
    return *size ? t : NULL;
}

static bool size_of(struct dce_sema *c, const struct dce_expr *e, int64_t *out)
{
    unsigned size;

    if (!sized_type(c, e, &size))
        return false;
    *out = size;
    return true;
}

/* As C converts: the octets that the type has are kept. */
static bool cast(struct dce_sema *c, const struct dce_expr *e, int64_t a,
                 int64_t *out)
{
    unsigned size;
    const struct dce_info *t = sized_type(c, e, &size);
    uint64_t mask, sign, bits = (uint64_t)a;
    int64_t min;
    uint64_t max;

    if (!t)
        return false;
    if (!dce_limits(t->ir.kind, &min, &max)) {
        diag(c->s, E0609, e->where);
        return false;
    }
    if (size == 8) {
        /* All 64 bits are kept; what they mean is up to the declaration. */
        *out = a;
        return true;
    }
    mask = ((uint64_t)1 << (8 * size)) - 1;
    sign = (uint64_t)1 << (8 * size - 1);
    bits &= mask;
    *out = min < 0 && (bits & sign) ? (int64_t)bits - (int64_t)mask - 1
                                    : (int64_t)bits;
    return true;
}

bool dce_const_apply(struct dce_sema *c, const struct dce_expr *e,
                     const int64_t v[3], int64_t *out)
{
    int64_t a = v[0], b = v[1];

    switch (e->op) {
    case DCE_OP_PLUS:
        *out = a;
        return true;
    case DCE_OP_NEG:
        if (a != INT64_MIN) {
            *out = -a;
            return true;
        }
        diag(c->s, E0602, e->where);
        return false;
    case DCE_OP_NOT:
        *out = ~a;
        return true;
    case DCE_OP_LNOT:
        *out = !a;
        return true;
    case DCE_OP_ADD:
    case DCE_OP_SUB:
    case DCE_OP_MUL:
        return arithmetic(c, e, a, b, out);
    case DCE_OP_DIV:
    case DCE_OP_MOD:
        return divide(c, e, a, b, out);
    case DCE_OP_SHL:
    case DCE_OP_SHR:
        return shift(c, e, a, b, out);
    case DCE_OP_AND:
        *out = a & b;
        return true;
    case DCE_OP_OR:
        *out = a | b;
        return true;
    case DCE_OP_XOR:
        *out = a ^ b;
        return true;
    case DCE_OP_LAND:
        *out = a && b;
        return true;
    case DCE_OP_LOR:
        *out = a || b;
        return true;
    case DCE_OP_EQ:
        *out = a == b;
        return true;
    case DCE_OP_NE:
        *out = a != b;
        return true;
    case DCE_OP_LT:
        *out = a < b;
        return true;
    case DCE_OP_LE:
        *out = a <= b;
        return true;
    case DCE_OP_GT:
        *out = a > b;
        return true;
    case DCE_OP_GE:
        *out = a >= b;
        return true;
    case DCE_OP_COND:
        *out = a ? b : v[2];
        return true;
    case DCE_OP_CAST:
        return cast(c, e, a, out);
    case DCE_OP_SIZEOF:
        return size_of(c, e, out);
    case DCE_OP_DEREF:
        break;
    }
    diag(c->s, E0605, e->where);
    return false;
}

/* MIDL has constants of floating types: the four operations and signs. */
static struct dce_value apply_float(struct dce_sema *c,
                                    const struct dce_expr *e,
                                    const struct dce_value v[2])
{
    long double a = v[0].kind == DCE_VALUE_FLOAT ? v[0].f : v[0].i;
    long double b = v[1].kind == DCE_VALUE_FLOAT ? v[1].f : v[1].i;
    struct dce_value r = {.kind = DCE_VALUE_FLOAT};

    switch (e->op) {
    case DCE_OP_PLUS:
        r.f = a;
        return r;
    case DCE_OP_NEG:
        r.f = -a;
        return r;
    case DCE_OP_ADD:
        r.f = a + b;
        return r;
    case DCE_OP_SUB:
        r.f = a - b;
        return r;
    case DCE_OP_MUL:
        r.f = a * b;
        return r;
    case DCE_OP_DIV:
        if (b != 0) {
            r.f = a / b;
            return r;
        }
        diag(c->s, E0601, e->where);
        return wrong;
    default:
        diag(c->s, E0604, e->where, "a floating point value");
        return wrong;
    }
}

/* ---- expressions -------------------------------------------------------- */

static bool counts(const struct dce_value *v)
{
    return v->kind == DCE_VALUE_INT || v->kind == DCE_VALUE_BOOLEAN ||
           v->kind == DCE_VALUE_CHAR || v->kind == DCE_VALUE_ENUM;
}

/*
 * MIDL: (ULONG)-1 reads as a subtraction where ULONG might be a constant. The
 * cast that it is where that is a type; else NULL.
 */
static const struct dce_expr *as_cast(struct dce_sema *c,
                                      const struct dce_expr *e)
{
    const struct dce_symbol *symbol;
    struct dce_expr *minus, *cast;
    struct dce_type *type;

    if (e->op != DCE_OP_SUB || e->operand[0]->kind != DCE_EXPR_NAME)
        return NULL;
    symbol = table_get(c->ordinary, e->operand[0]->text);
    if (!symbol || symbol->kind != DCE_SYMBOL_TYPE)
        return NULL;
    type = ARENA_NEW(c->arena, struct dce_type);
    type->kind = DCE_TYPE_NAME;
    type->name = (struct dce_name){symbol->name, e->operand[0]->where};
    type->where = type->name.where;
    minus = ARENA_NEW(c->arena, struct dce_expr);
    *minus = *e;
    minus->op = DCE_OP_NEG;
    minus->operand[0] = e->operand[1];
    minus->operand[1] = NULL;
    cast = ARENA_NEW(c->arena, struct dce_expr);
    *cast = *minus;
    cast->op = DCE_OP_CAST;
    cast->operand[0] = minus;
    cast->type = type;
    return cast;
}

static struct dce_value operator(struct dce_sema *c, const struct dce_expr *e)
{
    const struct dce_expr *cast = as_cast(c, e);
    struct dce_value v[3] = {wrong, wrong, wrong};
    int64_t i[3] = {0, 0, 0}, result;
    bool floats = false;

    if (cast)
        return operator(c, cast);
    for (int n = 0; n < 3 && e->operand[n]; n++) {
        v[n] = dce_const(c, e->operand[n]);
        if (v[n].kind == DCE_VALUE_WRONG)
            return wrong;
        floats |= v[n].kind == DCE_VALUE_FLOAT;
        if (!counts(&v[n]) && v[n].kind != DCE_VALUE_FLOAT) {
            diag(c->s, E0604, e->operand[n]->where,
                 v[n].kind == DCE_VALUE_NULL ? "NULL" : "a string");
            return wrong;
        }
        if (v[n].huge) {
            diag(c->s, E0602, e->where);
            return wrong;
        }
        i[n] = v[n].i;
    }
    /* A number made a pointer: nothing can be computed with it. */
    if (e->op == DCE_OP_CAST && e->type->pointed)
        return (struct dce_value){.kind = DCE_VALUE_NULL};
    if (floats)
        return apply_float(c, e, v);
    return dce_const_apply(c, e, i, &result) ? integer(result) : wrong;
}

static struct dce_value literal(struct dce_sema *c, const struct dce_expr *e)
{
    struct dce_value v;

    if (dce_const_literal(e, &v))
        return v;
    diag(c->s, E0602, e->where);
    return wrong;
}

static struct dce_value floating(struct dce_sema *c, const struct dce_expr *e)
{
    char *text = arena_strndup(c->arena, e->text, e->len);

    return (struct dce_value){.kind = DCE_VALUE_FLOAT,
                              .f = strtold(text, NULL)};
}

static struct dce_value enumerator(const struct ir_enumerator *e)
{
    return (struct dce_value){.kind = DCE_VALUE_ENUM,
                              .i = e->value,
                              .u = e->value < 0 ? 0 : (uint64_t)e->value,
                              .enumerator = e};
}

static struct dce_value named(struct dce_sema *c, const struct dce_expr *e)
{
    struct dce_name name = {e->text, e->where};
    const struct dce_symbol *symbol = dce_find(c, name, false);

    if (symbol && symbol->kind == DCE_SYMBOL_CONST)
        return *symbol->value;
    return symbol ? enumerator(symbol->enumerator) : wrong;
}

struct dce_value dce_const(struct dce_sema *c, const struct dce_expr *e)
{
    switch (e->kind) {
    case DCE_EXPR_INT:
        return literal(c, e);
    case DCE_EXPR_FLOAT:
        return floating(c, e);
    case DCE_EXPR_CHAR:
        return (struct dce_value){.kind = DCE_VALUE_CHAR,
                                  .wide = e->wide,
                                  .i = e->code,
                                  .u = e->code};
    case DCE_EXPR_STRING:
        return (struct dce_value){.kind = DCE_VALUE_STRING,
                                  .wide = e->wide,
                                  .text = e->text,
                                  .len = e->len};
    case DCE_EXPR_TRUE:
    case DCE_EXPR_FALSE:
        return (struct dce_value){.kind = DCE_VALUE_BOOLEAN,
                                  .i = e->kind == DCE_EXPR_TRUE,
                                  .u = e->kind == DCE_EXPR_TRUE};
    case DCE_EXPR_NULL:
        return (struct dce_value){.kind = DCE_VALUE_NULL};
    case DCE_EXPR_NAME:
        return named(c, e);
    case DCE_EXPR_OP:
        return operator(c, e);
    }
    return wrong;
}

bool dce_const_int(struct dce_sema *c, const struct dce_expr *e, int64_t *value)
{
    struct dce_value v = dce_const(c, e);

    if (v.kind == DCE_VALUE_WRONG)
        return false;
    if (counts(&v) && !v.huge) {
        *value = v.i;
        return true;
    }
    diag(c->s, v.huge ? E0602 : E0606, e->where);
    return false;
}
