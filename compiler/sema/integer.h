/*
 * Integers of constant expressions: sign and magnitude, so that the ranges of
 * signed and unsigned 64-bit types are one. Zero is never negative.
 */
#ifndef IDLC_INTEGER_H
#define IDLC_INTEGER_H

#include <stdbool.h>
#include <stdint.h>

struct integer {
    bool negative;
    uint64_t magnitude;
};

struct integer integer_of(uint64_t magnitude);
struct integer integer_negated(struct integer a);

/* False where the result does not fit. */
bool integer_add(struct integer a, struct integer b, struct integer *sum);
bool integer_subtract(struct integer a, struct integer b,
                      struct integer *difference);
bool integer_multiply(struct integer a, struct integer b,
                      struct integer *product);
bool integer_shift_left(struct integer a, unsigned count,
                        struct integer *result);

/* Toward zero, as in C; b is not zero. */
struct integer integer_divide(struct integer a, struct integer b);
struct integer integer_remainder(struct integer a, struct integer b);

/* Toward minus infinity, as shifting two's complement does. */
struct integer integer_shift_right(struct integer a, unsigned count);

/*
 * `|`, `^` or `&` of two's complement numbers of `width` bits, 32 or 64. The
 * result is negative only where an operand is and its sign bit is set.
 */
struct integer integer_bitwise(char op, struct integer a, struct integer b,
                               unsigned width);
struct integer integer_complement(struct integer a, unsigned width);

/* From -2^(width-1) to 2^width - 1: what `width` bits hold, signed or not. */
bool integer_fits(struct integer a, unsigned width);

#endif /* IDLC_INTEGER_H */
