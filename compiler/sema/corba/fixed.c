/*
 * Fixed-point constants (IDL 4.2, clause 7.4.1.4.3): exact decimal numbers.
 * A result of more than 31 digits loses its last decimals, unrounded.
 */
#include "sema/corba/constant.h"

#include <string.h>

/* The product of two operands, or a dividend with all its decimals. */
enum { KEPT = 31, ROOM = 2 * KEPT + 2 };

/* digits[0] is the last one; value = digits * 10^-scale. */
struct decimal {
    bool negative;
    unsigned char digits[ROOM];
    int count; /* without leading zeros */
    int scale;
};

static void trim(struct decimal *d)
{
    while (d->count > 0 && d->digits[d->count - 1] == 0)
        d->count--;
    if (d->count == 0) {
        d->negative = false;
        d->scale = 0;
    }
}

static void drop_last(struct decimal *d)
{
    memmove(d->digits, d->digits + 1, ROOM - 1);
    d->digits[ROOM - 1] = 0;
    d->count--;
    d->scale--;
}

/* To at most 31 digits; false where even the integer part has more. */
static bool shorten(struct decimal *d)
{
    while (d->scale > 0 && d->count > 0 && d->digits[0] == 0)
        drop_last(d);
    while (d->scale > 0 && (d->count > KEPT || d->scale > KEPT))
        drop_last(d);
    if (d->count < 0)
        d->count = 0;
    trim(d);
    return d->count <= KEPT;
}

static struct decimal parse(const char *text)
{
    struct decimal d = {.count = 0};
    const char *p = text + strlen(text);
    bool point = strchr(text, '.') != NULL;

    while (p > text) {
        char c = *--p;

        if (c == '.') {
            d.scale = d.count;
            point = false;
        } else if (point && d.count == 0 && c == '0') {
            continue; /* zeros behind the last decimal */
        } else if (d.count < ROOM) {
            d.digits[d.count++] = (unsigned char)(c - '0');
        }
    }
    trim(&d);
    return d;
}

static void scale_up(struct decimal *d, int scale)
{
    while (d->scale < scale && d->count < ROOM) {
        memmove(d->digits + 1, d->digits, ROOM - 1);
        d->digits[0] = 0;
        d->scale++;
        if (d->count > 0)
            d->count++;
    }
}

static int compare(const struct decimal *a, const struct decimal *b)
{
    int i;

    for (i = ROOM - 1; i >= 0; i--) {
        if (a->digits[i] != b->digits[i])
            return a->digits[i] < b->digits[i] ? -1 : 1;
    }
    return 0;
}

static struct decimal add_magnitudes(const struct decimal *a,
                                     const struct decimal *b)
{
    struct decimal sum = *a;
    int carry = 0, i;

    for (i = 0; i < ROOM; i++) {
        int digit = a->digits[i] + b->digits[i] + carry;

        sum.digits[i] = (unsigned char)(digit % 10);
        carry = digit / 10;
    }
    sum.count = ROOM;
    trim(&sum);
    return sum;
}

/* |a| >= |b| */
static struct decimal subtract_magnitudes(const struct decimal *a,
                                          const struct decimal *b)
{
    struct decimal rest = *a;
    int borrow = 0, i;

    for (i = 0; i < ROOM; i++) {
        int digit = a->digits[i] - b->digits[i] - borrow;

        borrow = digit < 0;
        rest.digits[i] = (unsigned char)(borrow ? digit + 10 : digit);
    }
    rest.count = ROOM;
    trim(&rest);
    return rest;
}

static struct decimal add(struct decimal a, struct decimal b)
{
    struct decimal sum;

    scale_up(&a, b.scale);
    scale_up(&b, a.scale);
    if (a.negative == b.negative)
        return add_magnitudes(&a, &b);
    if (compare(&a, &b) >= 0)
        return subtract_magnitudes(&a, &b);
    sum = subtract_magnitudes(&b, &a);
    sum.negative = b.negative;
    return sum;
}

static struct decimal multiply(const struct decimal *a, const struct decimal *b)
{
    struct decimal product = {.scale = a->scale + b->scale};
    int i, j;

    product.negative = a->negative != b->negative;
    for (i = 0; i < a->count; i++) {
        int carry = 0;

        for (j = 0; j < b->count || carry > 0; j++) {
            int digit = product.digits[i + j] + carry;

            if (j < b->count)
                digit += a->digits[i] * b->digits[j];
            product.digits[i + j] = (unsigned char)(digit % 10);
            carry = digit / 10;
        }
    }
    product.count = ROOM;
    trim(&product);
    return product;
}

/* Appends one digit of the quotient; `rest` is what is left to divide. */
static unsigned char next_digit(struct decimal *rest, unsigned char digit,
                                const struct decimal *by)
{
    unsigned char quotient = 0;

    memmove(rest->digits + 1, rest->digits, ROOM - 1);
    rest->digits[0] = digit;
    while (compare(rest, by) >= 0) {
        *rest = subtract_magnitudes(rest, by);
        quotient++;
    }
    return quotient;
}

/* Long division with decimals until 31 digits stand or nothing is left. */
static struct decimal divide(const struct decimal *a, const struct decimal *b)
{
    struct decimal quotient = {.scale = a->scale - b->scale};
    struct decimal rest = {.scale = 0};
    int i = a->count - 1;

    quotient.negative = a->negative != b->negative;
    while (i >= 0 || quotient.scale < 0 ||
           (quotient.count < KEPT && quotient.scale < KEPT)) {
        unsigned char digit = next_digit(&rest, i >= 0 ? a->digits[i] : 0, b);

        if (i < 0)
            quotient.scale++;
        i--;
        memmove(quotient.digits + 1, quotient.digits, ROOM - 1);
        quotient.digits[0] = digit;
        if (digit != 0 || quotient.count > 0)
            quotient.count++;
        if (quotient.count >= ROOM - 1)
            break;
    }
    trim(&quotient);
    return quotient;
}

static bool evaluate(struct sema *m, const struct corba_expr *e,
                     struct decimal *result);

static bool evaluate_binary(struct sema *m, const struct corba_expr *e,
                            struct decimal *result)
{
    struct decimal a, b;

    if (!evaluate(m, e->left, &a) || !evaluate(m, e->right, &b))
        return false;
    switch (e->op) {
    case '+':
        *result = add(a, b);
        break;
    case '-':
        b.negative = !b.negative && b.count > 0;
        *result = add(a, b);
        break;
    case '*':
        *result = multiply(&a, &b);
        break;
    case '/':
        if (b.count == 0) {
            diag(m->s, E0303, e->right->where);
            return false;
        }
        *result = divide(&a, &b);
        break;
    default:
        diag(m->s, E0313, e->where);
        return false;
    }
    if (shorten(result))
        return true;
    diag(m->s, E0314, e->where);
    return false;
}

static bool evaluate_name(struct sema *m, const struct corba_expr *e,
                          struct decimal *result)
{
    const struct ir_value *v =
        constant_named(m, e, IR_VALUE_FIXED, "a fixed-point number");

    if (!v)
        return false;
    *result = parse(v->text + (v->text[0] == '-'));
    result->negative = v->text[0] == '-';
    return true;
}

static bool evaluate(struct sema *m, const struct corba_expr *e,
                     struct decimal *result)
{
    switch (e->kind) {
    case CORBA_EXPR_FIXED:
        *result = parse(e->text);
        return true;
    case CORBA_EXPR_NAME:
        return evaluate_name(m, e, result);
    case CORBA_EXPR_UNARY:
        if (!evaluate(m, e->left, result))
            return false;
        if (e->op == '-')
            result->negative = !result->negative && result->count > 0;
        if (e->op == '~')
            diag(m->s, E0313, e->where);
        return e->op != '~';
    case CORBA_EXPR_BINARY:
        return evaluate_binary(m, e, result);
    default:
        return constant_mismatch(m, e, constant_word(e),
                                 "a fixed-point number");
    }
}

static const char *print(struct sema *m, const struct decimal *d)
{
    char text[ROOM + 4];
    int places = d->count > d->scale ? d->count : d->scale + 1;
    int len = 0, i;

    if (d->negative)
        text[len++] = '-';
    for (i = places - 1; i >= 0; i--) {
        text[len++] = (char)('0' + (i < d->count ? d->digits[i] : 0));
        if (i == d->scale && i > 0)
            text[len++] = '.';
    }
    return intern_range(m->s->names, text, (size_t)len);
}

bool constant_fixed(struct sema *m, const struct corba_expr *e,
                    const struct ir_type *type, struct ir_value *value)
{
    struct decimal d;

    value->kind = IR_VALUE_FIXED;
    if (!evaluate(m, e, &d))
        return false;
    /* A constant's fixed takes its digits from its value. */
    if (type->digits > 0 &&
        (d.count - d.scale > (int)(type->digits - type->scale))) {
        diag(m->s, E0314, e->where);
        return false;
    }
    while (type->digits > 0 && d.scale > (int)type->scale)
        drop_last(&d);
    trim(&d);
    value->text = print(m, &d);
    return true;
}
