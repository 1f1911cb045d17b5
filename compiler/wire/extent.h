/*
 * How many octets a value takes, exactly: padding depends on where a value
 * starts, so a size is a table from the position it starts at, modulo 8, to
 * the positions it may end at, each with the fewest and most octets. Sizes
 * saturate at WIRE_UNBOUNDED. Private to this room.
 */
#ifndef IDLC_WIRE_EXTENT_H
#define IDLC_WIRE_EXTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/wire.h"

#define PHASES 8

struct wire_extent {
    uint64_t min[PHASES][PHASES]; /* [start][end]; valid where reached */
    uint64_t max[PHASES][PHASES];
    uint8_t reach[PHASES]; /* per start, a bit for each end */
};

/* Where in a body the next value may stand. */
struct wire_place {
    uint64_t min[PHASES]; /* octets before it, by position modulo 8 */
    uint64_t max[PHASES];
    uint8_t reach;
};

/*
 * A run: an optional count word, then `least` to `most` elements of `size`
 * octets, each aligned to `align`. One fixed value is a run of 1 to 1.
 */
struct wire_run {
    uint32_t align;
    uint64_t size;
    uint64_t least, most; /* most: WIRE_UNBOUNDED for no limit */
    bool counted;
};

static inline uint64_t sat_add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static inline uint64_t sat_mul(uint64_t a, uint64_t b)
{
    return a && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

/* Up to a multiple of `align`, a power of two. */
static inline uint64_t sat_align(uint64_t n, uint64_t align)
{
    uint64_t up = sat_add(n, align - 1);

    return up == UINT64_MAX ? up : up & ~(align - 1);
}

/* The phases that are multiples of `align`, a bit for each. */
static inline unsigned phases_aligned(uint32_t align)
{
    return align == 1 ? 0xffu : align == 2 ? 0x55u : align == 4 ? 0x11u : 1u;
}

void extent_of_nothing(struct wire_extent *e);

/* Of what is reached alone: equal ones have the same. */
uint64_t extent_hash(const struct wire_extent *e);
bool extent_equal(const struct wire_extent *a, const struct wire_extent *b);
void extent_of_run(struct wire_extent *e, const struct wire_run *run);

/* First `e`, then `next`. */
void extent_append(struct wire_extent *e, const struct wire_extent *next);

/* One of the two. */
void extent_or(struct wire_extent *e, const struct wire_extent *other);

/* `count` values of `one`. */
void extent_of_array(struct wire_extent *e, const struct wire_extent *one,
                     uint64_t count);

/* Up to `most` values of `one`, WIRE_UNBOUNDED for any number. */
void extent_of_some(struct wire_extent *e, const struct wire_extent *one,
                    uint64_t most);

/* Fewest and most octets from a start in `starts`, a bit for each. */
uint64_t extent_min(const struct wire_extent *e, unsigned starts);
uint64_t extent_max(const struct wire_extent *e, unsigned starts);

/* The phases where it may end after one of `starts`. */
unsigned extent_ends(const struct wire_extent *e, unsigned starts);

void place_at_start(struct wire_place *p);
void place_advance(struct wire_place *p, const struct wire_extent *e);
uint64_t place_min(const struct wire_place *p);
uint64_t place_max(const struct wire_place *p);

#endif /* IDLC_WIRE_EXTENT_H */
