/* Fixed-point numbers: packed decimals. Linked only if used. */
#include <ivmc/values.h>

#include "get.h"
#include "put.h"

enum { PLUS = 0xc, MINUS = 0xd, MOST_DIGITS = 31 };

/* Digit `i` from the right; the sign is half octet -1, so to say. */
static unsigned digit(const struct ivmc_decimal *v, uint32_t i)
{
    unsigned char octet = v->octets[15 - (i + 1) / 2];

    return i % 2 == 0 ? octet >> 4 : octet & 0xfu;
}

static unsigned sign(const struct ivmc_decimal *v)
{
    return v->octets[15] & 0xfu;
}

static void set_sign(struct ivmc_decimal *v, unsigned to)
{
    v->octets[15] = (unsigned char)((v->octets[15] & 0xf0u) | to);
}

static bool is_zero(const struct ivmc_decimal *v)
{
    uint32_t i;

    for (i = 0; i < MOST_DIGITS; i++)
        if (digit(v, i) != 0)
            return false;
    return true;
}

/* No digit above 9, none beyond `digits`, one way to write each number. */
static bool is_valid(const struct ivmc_decimal *v, uint32_t digits)
{
    uint32_t i;

    for (i = 0; i < MOST_DIGITS; i++)
        if (digit(v, i) > (i < digits ? 9 : 0))
            return false;
    return sign(v) == PLUS || (sign(v) == MINUS && !is_zero(v));
}

/* The octets that up to 31 digits and the sign take, at the end. */
static uint32_t octets_of(uint32_t digits)
{
    return digits / 2 + 1;
}

void ivmc_put_decimal(struct ivmc_enc *e, struct ivmc_decimal value,
                      uint32_t digits)
{
    uint32_t len = octets_of(digits);
    unsigned char *p;

    if (value.octets[15] == 0 && is_zero(&value))
        set_sign(&value, PLUS);
    if (!is_valid(&value, digits))
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    p = ivmc_put_run(e, 1, len);
    if (p)
        memcpy(p, value.octets + 16 - len, len);
}

struct ivmc_decimal ivmc_get_decimal(struct ivmc_dec *d, uint32_t digits)
{
    uint32_t len = octets_of(digits);
    const unsigned char *p = ivmc_get_run(d, 1, len);
    struct ivmc_decimal value = {{0}};

    if (!p)
        return value;
    memcpy(value.octets + 16 - len, p, len);
    if (!is_valid(&value, digits)) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        memset(&value, 0, sizeof value);
    }
    return value;
}

/* ---- from and to integers ----------------------------------------------- */

/* Twice the number in `v`, and one more. */
static void double_and_add(struct ivmc_decimal *v, unsigned carry)
{
    int i;

    for (i = 15; i >= 0; i--) {
        unsigned low = (v->octets[i] & 0xfu) * 2 + carry;
        unsigned high = (unsigned)(v->octets[i] >> 4) * 2 + (low > 9);

        carry = high > 9;
        low -= low > 9 ? 10 : 0;
        high -= high > 9 ? 10 : 0;
        v->octets[i] = (unsigned char)(high << 4 | low);
    }
}

/* One half octet to the left: room for the sign. */
static void make_room(struct ivmc_decimal *v)
{
    int i;

    for (i = 0; i < 15; i++)
        v->octets[i] =
            (unsigned char)((v->octets[i] << 4 | v->octets[i + 1] >> 4) & 0xff);
    v->octets[15] = (unsigned char)(v->octets[15] << 4 & 0xff);
}

struct ivmc_decimal ivmc_decimal_of(int64_t units)
{
    uint64_t left = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
    struct ivmc_decimal v = {{0}};
    int i;

    for (i = 0; i < 64; i++) {
        double_and_add(&v, (unsigned)(left >> 63));
        left <<= 1;
    }
    make_room(&v);
    set_sign(&v, units < 0 ? MINUS : PLUS);
    return v;
}

bool ivmc_decimal_units(const struct ivmc_decimal *value, int64_t *units)
{
    const uint64_t most = (uint64_t)INT64_MAX;
    struct ivmc_decimal v = *value;
    bool below;
    uint64_t sum = 0;
    uint32_t i;

    *units = 0;
    if (v.octets[15] == 0)
        set_sign(&v, PLUS);
    if (!is_valid(&v, MOST_DIGITS))
        return false;
    below = sign(&v) == MINUS;
    for (i = MOST_DIGITS; i-- > 0;) {
        /* A tenth of the largest, so that the product fits for certain. */
        if (sum > UINT64_C(922337203685477580))
            return false;
        sum = sum * 10 + digit(&v, i);
    }
    if (sum > most + below)
        return false;
    *units = below ? -(int64_t)(sum - 1) - 1 : (int64_t)sum;
    return true;
}
