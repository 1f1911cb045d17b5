/*
 * The limit (memcpy) and the floor: packing by hand with all the checks that
 * ours makes, field by field, straight loops, nothing allocated.
 */
#include <string.h>

#include "marshal/contender.h"

struct decoded_mixed {
    uint64_t id;
    const char *name; /* in the message */
    double x;
    uint32_t paint, a;
    bool valid;
};

struct state {
    const struct plain *plain;
    const struct mixed *mixed;
    size_t count;
    unsigned char *message;
    size_t cap;
    void *decoded;
};

static struct state *prepare(size_t count, size_t record, size_t decoded)
{
    struct state *s = (struct state *)bench_memory(sizeof *s);

    s->count = count;
    s->cap = 8 + count * record;
    s->message = (unsigned char *)bench_memory(s->cap);
    s->decoded = bench_memory(count * decoded);
    return s;
}

static void *prepare_plain(const struct plain *all, size_t count)
{
    struct state *s = prepare(count, sizeof *all, sizeof *all);

    s->plain = all;
    return s;
}

static void *prepare_mixed(const struct mixed *all, size_t count)
{
    /* Large enough for either way of decoding. */
    struct state *s = prepare(count, sizeof *all, sizeof *all);

    s->mixed = all;
    return s;
}

static uint64_t sum_plain(const struct plain *r, size_t count)
{
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < count; i++, r++)
        sum +=
            records_add_plain(r->id, r->kind, r->flags, r->x, r->y, r->a, r->b);
    return sum;
}

/* ---- the limit ---------------------------------------------------------- */

static uint64_t copy_plain(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    size_t len = s->count * sizeof(struct plain);
    uint64_t t0 = bench_ticks(), t1, sum;

    memcpy(s->message, s->plain, len);
    t1 = bench_ticks();
    memcpy(s->decoded, s->message, len);
    sum = sum_plain((const struct plain *)s->decoded, s->count);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

static uint64_t copy_mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    size_t i, len = s->count * sizeof(struct mixed);
    const struct mixed *r = (const struct mixed *)s->decoded;
    uint64_t t0 = bench_ticks(), t1, sum = 0;

    memcpy(s->message, s->mixed, len);
    t1 = bench_ticks();
    memcpy(s->decoded, s->message, len);
    for (i = 0; i < s->count; i++, r++)
        sum +=
            records_add_mixed(r->id, r->paint, r->valid, r->name, r->x, r->a);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

/* ---- by hand ------------------------------------------------------------ */

static unsigned char *put(unsigned char *at, const void *value, size_t size)
{
    memcpy(at, value, size);
    return at + size;
}

static const unsigned char *get(const unsigned char *at, void *value,
                                size_t size)
{
    memcpy(value, at, size);
    return at + size;
}

static size_t pack_plain(struct state *s)
{
    const struct plain *r = s->plain;
    unsigned char *at = s->message;
    uint32_t count = (uint32_t)s->count;
    size_t i;

    if ((s->cap - 8) / 40 < s->count)
        bench_die("no room");
    at = put(at, &count, 4) + 4;
    for (i = 0; i < s->count; i++, r++) {
        at = put(at, &r->id, 8);
        at = put(at, &r->kind, 4);
        at = put(at, &r->flags, 4);
        at = put(at, &r->x, 8);
        at = put(at, &r->y, 8);
        at = put(at, &r->a, 4);
        at = put(at, &r->b, 4);
    }
    return (size_t)(at - s->message);
}

static size_t unpack_plain(struct state *s, size_t len)
{
    struct plain *r = (struct plain *)s->decoded;
    const unsigned char *at = s->message;
    uint32_t i, count;

    if (len < 8)
        bench_die("truncated");
    at = get(at, &count, 4) + 4;
    if (count > s->count || (len - 8) / 40 < count)
        bench_die("truncated");
    for (i = 0; i < count; i++, r++) {
        at = get(at, &r->id, 8);
        at = get(at, &r->kind, 4);
        at = get(at, &r->flags, 4);
        at = get(at, &r->x, 8);
        at = get(at, &r->y, 8);
        at = get(at, &r->a, 4);
        at = get(at, &r->b, 4);
    }
    return count;
}

static uint64_t hand_plain(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    uint64_t t0 = bench_ticks(), t1, sum;
    size_t len = pack_plain(s);

    t1 = bench_ticks();
    sum = sum_plain((const struct plain *)s->decoded, unpack_plain(s, len));
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

static size_t pack_mixed(struct state *s)
{
    const struct mixed *r = s->mixed;
    unsigned char *at = s->message, *end = at + s->cap;
    uint32_t count = (uint32_t)s->count;
    size_t i;

    at = put(at, &count, 4);
    for (i = 0; i < s->count; i++, r++) {
        uint32_t len = (uint32_t)strlen(r->name) + 1;
        unsigned char valid = r->valid;

        if (len > 16 || r->paint >= RECORDS_COLORS ||
            (size_t)(end - at) < 29 + len)
            bench_die("bad value, or no room");
        at = put(at, &r->id, 8);
        at = put(at, &r->paint, 4);
        at = put(at, &valid, 1);
        at = put(at, &len, 4);
        at = put(at, r->name, len);
        at = put(at, &r->x, 8);
        at = put(at, &r->a, 4);
    }
    return (size_t)(at - s->message);
}

static const unsigned char *unpack_one(const unsigned char *at,
                                       const unsigned char *end,
                                       struct decoded_mixed *r)
{
    unsigned char valid;
    uint32_t len;

    if (end - at < 17)
        return NULL;
    at = get(at, &r->id, 8);
    at = get(at, &r->paint, 4);
    at = get(at, &valid, 1);
    at = get(at, &len, 4);
    if (r->paint >= RECORDS_COLORS || valid > 1 || len == 0 || len > 16 ||
        (size_t)(end - at) < len + 12)
        return NULL;
    /* One NUL, at the end. */
    if (memchr(at, 0, len) != at + len - 1)
        return NULL;
    r->valid = valid;
    r->name = (const char *)at;
    at = get(at + len, &r->x, 8);
    return get(at, &r->a, 4);
}

static size_t unpack_mixed(struct state *s, size_t len)
{
    struct decoded_mixed *r = (struct decoded_mixed *)s->decoded;
    const unsigned char *at = s->message, *end = at + len;
    uint32_t i, count;

    if (len < 4)
        bench_die("truncated");
    at = get(at, &count, 4);
    if (count > s->count)
        bench_die("too many");
    for (i = 0; i < count; i++) {
        at = unpack_one(at, end, &r[i]);
        if (!at)
            bench_die("bad message");
    }
    return count;
}

static uint64_t hand_mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    const struct decoded_mixed *r = (const struct decoded_mixed *)s->decoded;
    uint64_t t0 = bench_ticks(), t1, sum = 0;
    size_t i, count, len = pack_mixed(s);

    t1 = bench_ticks();
    count = unpack_mixed(s, len);
    for (i = 0; i < count; i++, r++)
        sum +=
            records_add_mixed(r->id, r->paint, r->valid, r->name, r->x, r->a);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

const struct bench_marshaller bench_marshallers[] = {
    {"memcpy", prepare_plain, prepare_mixed, copy_plain, copy_mixed},
    {"hand", prepare_plain, prepare_mixed, hand_plain, hand_mixed},
    {NULL, NULL, NULL, NULL, NULL}};
