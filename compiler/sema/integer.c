#include "sema/integer.h"

struct integer integer_of(uint64_t magnitude)
{
    return (struct integer){false, magnitude};
}

struct integer integer_negated(struct integer a)
{
    a.negative = !a.negative && a.magnitude != 0;
    return a;
}

bool integer_add(struct integer a, struct integer b, struct integer *sum)
{
    if (a.negative == b.negative) {
        sum->negative = a.negative;
        return !__builtin_add_overflow(a.magnitude, b.magnitude,
                                       &sum->magnitude);
    }
    if (a.magnitude >= b.magnitude) {
        sum->magnitude = a.magnitude - b.magnitude;
        sum->negative = a.negative && sum->magnitude != 0;
    } else {
        sum->magnitude = b.magnitude - a.magnitude;
        sum->negative = b.negative;
    }
    return true;
}

bool integer_subtract(struct integer a, struct integer b,
                      struct integer *difference)
{
    return integer_add(a, integer_negated(b), difference);
}

bool integer_multiply(struct integer a, struct integer b,
                      struct integer *product)
{
    bool overflow =
        __builtin_mul_overflow(a.magnitude, b.magnitude, &product->magnitude);

    product->negative = a.negative != b.negative && product->magnitude != 0;
    return !overflow;
}

bool integer_shift_left(struct integer a, unsigned count,
                        struct integer *result)
{
    *result = a;
    result->magnitude = a.magnitude << count;
    return result->magnitude >> count == a.magnitude;
}

struct integer integer_divide(struct integer a, struct integer b)
{
    struct integer q = {false, a.magnitude / b.magnitude};

    q.negative = a.negative != b.negative && q.magnitude != 0;
    return q;
}

struct integer integer_remainder(struct integer a, struct integer b)
{
    struct integer r = {false, a.magnitude % b.magnitude};

    r.negative = a.negative && r.magnitude != 0;
    return r;
}

struct integer integer_shift_right(struct integer a, unsigned count)
{
    bool lost = (a.magnitude & ((UINT64_C(1) << count) - 1)) != 0;

    a.magnitude >>= count;
    if (a.negative && lost)
        a.magnitude++;
    a.negative = a.negative && a.magnitude != 0;
    return a;
}

static uint64_t mask(unsigned width)
{
    return width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
}

static uint64_t bits(struct integer a, unsigned width)
{
    return (a.negative ? ~a.magnitude + 1 : a.magnitude) & mask(width);
}

static struct integer from_bits(uint64_t value, unsigned width, bool is_signed)
{
    if (!is_signed || !(value >> (width - 1)))
        return integer_of(value);
    return (struct integer){true, (~value + 1) & mask(width)};
}

struct integer integer_bitwise(char op, struct integer a, struct integer b,
                               unsigned width)
{
    bool is_signed = a.negative || b.negative;
    uint64_t x = bits(a, width), y = bits(b, width);

    switch (op) {
    case '|':
        return from_bits(x | y, width, is_signed);
    case '^':
        return from_bits(x ^ y, width, is_signed);
    default:
        return from_bits(x & y, width, is_signed);
    }
}

struct integer integer_complement(struct integer a, unsigned width)
{
    return from_bits(~bits(a, width) & mask(width), width, false);
}

bool integer_fits(struct integer a, unsigned width)
{
    if (a.negative)
        return a.magnitude <= UINT64_C(1) << (width - 1);
    return a.magnitude <= mask(width);
}
