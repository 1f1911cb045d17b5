/*
 * What DCE's size_is, length_is and switch_is are computed with, in generated
 * code: 64-bit arithmetic that cannot overflow. A value that cannot be
 * computed is IVMC_EXPR_BAD, and so is all that depends on it; every use
 * refuses it. Nothing here divides or multiplies more than 32 bits by 32.
 */
#ifndef IVMC_EXPR_H
#define IVMC_EXPR_H

#include <stdbool.h>
#include <stdint.h>

#include <ivmc/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IVMC_EXPR_BAD INT64_MIN

/* Of a value without a sign. */
static inline int64_t ivmc_expr_u64(uint64_t value)
{
    return value > (uint64_t)INT64_MAX ? IVMC_EXPR_BAD : (int64_t)value;
}

static inline bool ivmc_expr_bad(int64_t a, int64_t b)
{
    return a == IVMC_EXPR_BAD || b == IVMC_EXPR_BAD;
}

static inline int64_t ivmc_expr_neg(int64_t a)
{
    return a == IVMC_EXPR_BAD ? a : -a;
}

static inline int64_t ivmc_expr_not(int64_t a)
{
    return a == IVMC_EXPR_BAD || a == INT64_MAX ? IVMC_EXPR_BAD : ~a;
}

static inline int64_t ivmc_expr_add(int64_t a, int64_t b)
{
    if (ivmc_expr_bad(a, b) || (b > 0 && a > INT64_MAX - b) ||
        (b < 0 && a < -INT64_MAX - b))
        return IVMC_EXPR_BAD;
    return a + b;
}

static inline int64_t ivmc_expr_sub(int64_t a, int64_t b)
{
    return b == IVMC_EXPR_BAD ? b : ivmc_expr_add(a, -b);
}

/* The distance of a value from 0, or more than 32 bits. */
static inline uint64_t ivmc_expr_size(int64_t a)
{
    return a < 0 ? ~(uint64_t)a + 1 : (uint64_t)a;
}

static inline int64_t ivmc_expr_mul(int64_t a, int64_t b)
{
    uint64_t product;

    if (ivmc_expr_size(a) > UINT32_MAX || ivmc_expr_size(b) > UINT32_MAX)
        return IVMC_EXPR_BAD;
    product = ivmc_expr_size(a) * ivmc_expr_size(b);
    if (product > (uint64_t)INT64_MAX)
        return IVMC_EXPR_BAD;
    return (a < 0) != (b < 0) ? -(int64_t)product : (int64_t)product;
}

static inline int64_t ivmc_expr_div(int64_t a, int64_t b)
{
    int64_t quotient;

    if (b == 0 || ivmc_expr_size(a) > UINT32_MAX ||
        ivmc_expr_size(b) > UINT32_MAX)
        return IVMC_EXPR_BAD;
    quotient = (uint32_t)ivmc_expr_size(a) / (uint32_t)ivmc_expr_size(b);
    return (a < 0) != (b < 0) ? -quotient : quotient;
}

static inline int64_t ivmc_expr_mod(int64_t a, int64_t b)
{
    int64_t rest;

    if (b == 0 || ivmc_expr_size(a) > UINT32_MAX ||
        ivmc_expr_size(b) > UINT32_MAX)
        return IVMC_EXPR_BAD;
    rest = (uint32_t)ivmc_expr_size(a) % (uint32_t)ivmc_expr_size(b);
    return a < 0 ? -rest : rest;
}

static inline int64_t ivmc_expr_shl(int64_t a, int64_t b)
{
    if (a < 0 || b < 0 || b > 62 || a > INT64_MAX >> b)
        return IVMC_EXPR_BAD;
    return (int64_t)((uint64_t)a << b);
}

static inline int64_t ivmc_expr_shr(int64_t a, int64_t b)
{
    return a < 0 || b < 0 || b > 63 ? IVMC_EXPR_BAD : a >> b;
}

static inline int64_t ivmc_expr_and(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a & b;
}

static inline int64_t ivmc_expr_or(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a | b;
}

static inline int64_t ivmc_expr_xor(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a ^ b;
}

static inline int64_t ivmc_expr_lnot(int64_t a)
{
    return a == IVMC_EXPR_BAD ? a : a == 0;
}

static inline int64_t ivmc_expr_land(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a != 0 && b != 0;
}

static inline int64_t ivmc_expr_lor(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a != 0 || b != 0;
}

static inline int64_t ivmc_expr_eq(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a == b;
}

static inline int64_t ivmc_expr_lt(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a < b;
}

static inline int64_t ivmc_expr_le(int64_t a, int64_t b)
{
    return ivmc_expr_bad(a, b) ? IVMC_EXPR_BAD : a <= b;
}

static inline int64_t ivmc_expr_cond(int64_t a, int64_t b, int64_t c)
{
    return a == IVMC_EXPR_BAD ? a : a != 0 ? b : c;
}

/* ---- counts ------------------------------------------------------------- */

/*
 * A number of elements computed before they are sent: from 0 to `most`, or
 * IVMC_BAD_ARGUMENT and 0. Elements need a place to come from.
 */
static inline uint32_t ivmc_put_count(struct ivmc_enc *e, int64_t count,
                                      uint32_t most, const void *data)
{
    if (count < 0 || count > (int64_t)most || (count > 0 && data == NULL)) {
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
        return 0;
    }
    return (uint32_t)count;
}

/*
 * A number of elements computed from what came: from 0 to `most`, each of at
 * least `min_octets` in the rest of the message (0: not in the message), or
 * IVMC_BAD_MESSAGE and 0.
 */
static inline uint32_t ivmc_get_count(struct ivmc_dec *d, int64_t count,
                                      uint32_t most, uint32_t min_octets)
{
    if (d->status != IVMC_OK)
        return 0;
    if (count < 0 || count > (int64_t)most ||
        (min_octets > 0 && (uint32_t)count > (d->end - d->pos) / min_octets)) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return 0;
    }
    return (uint32_t)count;
}

/* Whether the string has at most `most` octets. */
static inline bool ivmc_string_within(const char *text, int64_t most)
{
    for (; text != NULL && *text != '\0'; text++)
        if (most-- <= 0)
            return false;
    return true;
}

#ifdef __cplusplus
}
#endif

#endif /* IVMC_EXPR_H */
