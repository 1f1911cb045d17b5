/*
 * Values that C has no type for: wide text, fixed-point numbers, `any`, and
 * the order of a map's keys. Generated headers include it where their IDL has
 * such types; each is linked only if used.
 */
#ifndef IVMC_VALUES_H
#define IVMC_VALUES_H

#include <ivmc/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- wide text ---------------------------------------------------------- */

/*
 * IDL `wchar` is one unit of UTF-16 that is a character: no surrogate. It
 * travels as the octet 2 and two octets (GIOP 1.2, clause 9.3.1.6). Another is
 * IVMC_BAD_ARGUMENT, or IVMC_BAD_MESSAGE when it comes.
 */
void ivmc_put_wchar(struct ivmc_enc *e, uint16_t value);
uint16_t ivmc_get_wchar(struct ivmc_dec *d);

/* IDL `wstring`: `len` units of UTF-16, not ended by NUL. */
struct ivmc_wstring {
    uint32_t len;
    const uint16_t *data;
};

/* Of a C literal: IVMC_WSTRING(u"text"); NUL at its end is left out. */
#define IVMC_WSTRING(literal)                                                  \
    {                                                                          \
        (uint32_t)(sizeof(literal) / 2 - 1), (const uint16_t *)(literal)       \
    }

/*
 * At most `bound` units (0 = no bound), well-formed UTF-16 without NUL. On the
 * wire the number of octets, then they. What is decoded borrows from the
 * message; after a failure it is empty.
 */
void ivmc_put_wstring(struct ivmc_enc *e, const struct ivmc_wstring *text,
                      uint32_t bound);
void ivmc_get_wstring(struct ivmc_dec *d, struct ivmc_wstring *text,
                      uint32_t bound);

/* ---- fixed-point numbers ------------------------------------------------ */

/*
 * IDL `fixed<digits, scale>`: 31 decimal digits, packed two an octet from the
 * left, and the sign in the last half octet: 0xc, or 0xd below zero. A cleared
 * one is zero. Where the point stands is the type's business.
 */
struct ivmc_decimal {
    unsigned char octets[16];
};

/*
 * The last `digits` digits and the sign, as the OMG packs them. More digits
 * than that, a digit above 9, another sign and a zero below zero are refused.
 */
void ivmc_put_decimal(struct ivmc_enc *e, struct ivmc_decimal value,
                      uint32_t digits);
struct ivmc_decimal ivmc_get_decimal(struct ivmc_dec *d, uint32_t digits);

/* The number whose digits, without a point, are those of `units`. */
struct ivmc_decimal ivmc_decimal_of(int64_t units);

/* The reverse. False where it is not valid or does not fit; then *units is 0. */
bool ivmc_decimal_units(const struct ivmc_decimal *value, int64_t *units);

/* ---- any ---------------------------------------------------------------- */

/*
 * A value of a type that the IDL does not tell, carried as it is. `type` is
 * the identity of its type, the repository identifier of a named one
 * ("IDL:M/T:1.0") or the IDL's own word ("unsigned long"); "": none. `data` is
 * the value in CDR, positions counted from its own start; nobody looks into it
 * before it is opened. What is decoded borrows from the message. A cleared one
 * holds nothing.
 */
struct ivmc_any {
    const char *type;
    uint32_t len; /* octets */
    const void *data;
};

/* Octets of a type's identity: longer ones are refused. */
#define IVMC_MAX_TYPE 255

/* Identity (string), length (u32), octets. None has no octets. */
void ivmc_put_any(struct ivmc_enc *e, const struct ivmc_any *any);
void ivmc_get_any(struct ivmc_dec *d, struct ivmc_any *any);

/* Whether it holds a value of the type with this identity. */
bool ivmc_any_is(const struct ivmc_any *any, const char *type);

/*
 * Makes one of what was put at the cursor, which ivmc_enc_init set up over
 * memory of the caller's: `any` points there and to `type`. Gives the cursor's
 * status; after a failure `any` holds nothing.
 */
enum ivmc_status ivmc_any_seal(struct ivmc_any *any, const char *type,
                               const struct ivmc_enc *e);

/*
 * Sets a cursor up over a copy of the value, in the arena that its parts are
 * to borrow from, too. IVMC_BAD_MESSAGE where it is of another type, and
 * IVMC_LIMIT where the arena is used up: the cursor has that status as well.
 * ivmc_dec_finish tells in the end whether the value was one of that type.
 */
enum ivmc_status ivmc_any_open(const struct ivmc_any *any, const char *type,
                               struct ivmc_dec *d, struct ivmc_arena *arena);

/* ---- keys of maps ------------------------------------------------------- */

/*
 * Whether text `a` stands before text `b`: by their octets, or by units of
 * UTF-16. Never where one of them is NULL.
 */
bool ivmc_text_before(const char *a, const char *b);
bool ivmc_wide_before(const struct ivmc_wstring *a,
                      const struct ivmc_wstring *b);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_VALUES_H */
