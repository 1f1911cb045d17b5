#include "wire/extent.h"

#include <stdbool.h>
#include <string.h>

/* ---- one entry ---------------------------------------------------------- */

static void widen(struct wire_extent *e, unsigned from, unsigned to,
                  uint64_t min, uint64_t max)
{
    if (!(e->reach[from] >> to & 1)) {
        e->reach[from] = (uint8_t)(e->reach[from] | 1u << to);
        e->min[from][to] = min;
        e->max[from][to] = max;
        return;
    }
    if (min < e->min[from][to])
        e->min[from][to] = min;
    if (max > e->max[from][to])
        e->max[from][to] = max;
}

static void clear(struct wire_extent *e)
{
    memset(e->reach, 0, sizeof e->reach);
}

void extent_of_nothing(struct wire_extent *e)
{
    unsigned p;

    clear(e);
    for (p = 0; p < PHASES; p++)
        widen(e, p, p, 0, 0);
}

/* ---- alike -------------------------------------------------------------- */

static bool reaches(const struct wire_extent *e, unsigned from, unsigned to)
{
    return e->reach[from] >> to & 1;
}

uint64_t extent_hash(const struct wire_extent *e)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    unsigned from, to;

    for (from = 0; from < PHASES; from++)
        for (to = 0; to < PHASES; to++)
            if (reaches(e, from, to)) {
                h = (h ^ e->min[from][to]) * UINT64_C(0x9e3779b97f4a7c15);
                h = (h ^ e->max[from][to]) * UINT64_C(0x9e3779b97f4a7c15);
                h ^= h >> 29;
            }
    return h;
}

bool extent_equal(const struct wire_extent *a, const struct wire_extent *b)
{
    unsigned from, to;

    if (memcmp(a->reach, b->reach, sizeof a->reach) != 0)
        return false;
    for (from = 0; from < PHASES; from++)
        for (to = 0; to < PHASES; to++)
            if (reaches(a, from, to) && (a->min[from][to] != b->min[from][to] ||
                                         a->max[from][to] != b->max[from][to]))
                return false;
    return true;
}

/* ---- runs --------------------------------------------------------------- */

/* One number of elements, from one start. `unlimited`: as many more as fit. */
static void add_run(struct wire_extent *e, const struct wire_run *run,
                    unsigned from, uint64_t count, bool unlimited)
{
    uint64_t stride = sat_align(run->size, run->align);
    uint64_t at = from;
    uint64_t len;
    unsigned to;

    if (run->counted)
        at = sat_align(at, 4) + 4;
    len = at - from;
    if (count) {
        uint64_t first = sat_align(at, run->align);

        len = sat_add(sat_add(first - from, sat_mul(count - 1, stride)),
                      run->size);
        /* Positions keep their phase where the length saturates. */
        at = first + (count - 1) * stride + run->size;
    }
    to = (unsigned)(at % PHASES);
    widen(e, from, to, len, unlimited && count ? WIRE_UNBOUNDED : len);
}

void extent_of_run(struct wire_extent *e, const struct wire_run *run)
{
    bool unlimited = run->most == WIRE_UNBOUNDED;
    uint64_t low = run->least + PHASES; /* by then every end was met */
    unsigned p;

    clear(e);
    if (low > run->most)
        low = run->most;
    for (p = 0; p < PHASES; p++) {
        uint64_t n;

        for (n = run->least; n <= low; n++)
            add_run(e, run, p, n, unlimited);
        if (unlimited)
            continue;
        n = run->most - low > PHASES ? run->most - PHASES : low;
        for (; n < run->most; n++)
            add_run(e, run, p, n + 1, false);
    }
}

/* ---- composition -------------------------------------------------------- */

void extent_append(struct wire_extent *e, const struct wire_extent *next)
{
    struct wire_extent first = *e;
    unsigned from, via, to;

    clear(e);
    for (from = 0; from < PHASES; from++) {
        for (via = 0; via < PHASES; via++) {
            if (!(first.reach[from] >> via & 1))
                continue;
            for (to = 0; to < PHASES; to++)
                if (next->reach[via] >> to & 1)
                    widen(e, from, to,
                          sat_add(first.min[from][via], next->min[via][to]),
                          sat_add(first.max[from][via], next->max[via][to]));
        }
    }
}

void extent_or(struct wire_extent *e, const struct wire_extent *other)
{
    unsigned from, to;

    for (from = 0; from < PHASES; from++)
        for (to = 0; to < PHASES; to++)
            if (other->reach[from] >> to & 1)
                widen(e, from, to, other->min[from][to], other->max[from][to]);
}

void extent_of_array(struct wire_extent *e, const struct wire_extent *one,
                     uint64_t count)
{
    struct wire_extent power = *one;

    extent_of_nothing(e);
    for (; count; count >>= 1) {
        if (count & 1)
            extent_append(e, &power);
        if (count > 1) {
            struct wire_extent square = power;

            extent_append(&square, &power);
            power = square;
        }
    }
}

void extent_of_some(struct wire_extent *e, const struct wire_extent *one,
                    uint64_t most)
{
    struct wire_extent maybe;
    unsigned from, to;

    extent_of_nothing(&maybe);
    extent_or(&maybe, one);
    if (most != WIRE_UNBOUNDED) {
        extent_of_array(e, &maybe, most);
        return;
    }
    /* Eight elements meet every end that any number meets. */
    extent_of_array(&maybe, &maybe, PHASES);
    for (from = 0; from < PHASES; from++)
        for (to = 0; to < PHASES; to++)
            maybe.max[from][to] = WIRE_UNBOUNDED;
    *e = maybe;
}

/* ---- questions ---------------------------------------------------------- */

uint64_t extent_min(const struct wire_extent *e, unsigned starts)
{
    uint64_t min = WIRE_UNBOUNDED;
    unsigned from, to;

    for (from = 0; from < PHASES; from++)
        for (to = 0; to < PHASES; to++)
            if (starts >> from & 1 && e->reach[from] >> to & 1 &&
                e->min[from][to] < min)
                min = e->min[from][to];
    return min;
}

uint64_t extent_max(const struct wire_extent *e, unsigned starts)
{
    uint64_t max = 0;
    unsigned from, to;

    for (from = 0; from < PHASES; from++)
        for (to = 0; to < PHASES; to++)
            if (starts >> from & 1 && e->reach[from] >> to & 1 &&
                e->max[from][to] > max)
                max = e->max[from][to];
    return max;
}

unsigned extent_ends(const struct wire_extent *e, unsigned starts)
{
    unsigned ends = 0;
    unsigned from;

    for (from = 0; from < PHASES; from++)
        if (starts >> from & 1)
            ends |= e->reach[from];
    return ends;
}

/* ---- places ------------------------------------------------------------- */

void place_at_start(struct wire_place *p)
{
    p->reach = 1;
    p->min[0] = 0;
    p->max[0] = 0;
}

void place_advance(struct wire_place *p, const struct wire_extent *e)
{
    struct wire_place next = {{0}, {0}, 0};
    unsigned from, to;

    for (from = 0; from < PHASES; from++) {
        if (!(p->reach >> from & 1))
            continue;
        for (to = 0; to < PHASES; to++) {
            uint64_t min, max;

            if (!(e->reach[from] >> to & 1))
                continue;
            min = sat_add(p->min[from], e->min[from][to]);
            max = sat_add(p->max[from], e->max[from][to]);
            if (!(next.reach >> to & 1) || min < next.min[to])
                next.min[to] = min;
            if (!(next.reach >> to & 1) || max > next.max[to])
                next.max[to] = max;
            next.reach = (uint8_t)(next.reach | 1u << to);
        }
    }
    *p = next;
}

uint64_t place_min(const struct wire_place *p)
{
    uint64_t min = WIRE_UNBOUNDED;
    unsigned at;

    for (at = 0; at < PHASES; at++)
        if (p->reach >> at & 1 && p->min[at] < min)
            min = p->min[at];
    return min;
}

uint64_t place_max(const struct wire_place *p)
{
    uint64_t max = 0;
    unsigned at;

    for (at = 0; at < PHASES; at++)
        if (p->reach >> at & 1 && p->max[at] > max)
            max = p->max[at];
    return max;
}
