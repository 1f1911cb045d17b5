/* protobuf-c: structures of pointers, packed into a buffer. */
#include "marshal/contender.h"
#include "records.pb-c.h"

struct state {
    PlainSeq plain;
    MixedSeq mixed;
    uint8_t *message;
};

static struct state *prepare(size_t octets)
{
    struct state *s = (struct state *)bench_memory(sizeof *s);

    plain_seq__init(&s->plain);
    mixed_seq__init(&s->mixed);
    s->message = (uint8_t *)bench_memory(octets);
    return s;
}

static void *prepare_plain(const struct plain *all, size_t count)
{
    struct state *s = prepare(count * 64);
    Plain *records = (Plain *)bench_memory(count * sizeof *records);
    size_t i;

    s->plain.n_all = count;
    s->plain.all = (Plain **)bench_memory(count * sizeof(Plain *));
    for (i = 0; i < count; i++) {
        Plain *r = s->plain.all[i] = &records[i];

        plain__init(r);
        r->id = all[i].id;
        r->kind = all[i].kind;
        r->flags = all[i].flags;
        r->x = all[i].x;
        r->y = all[i].y;
        r->a = all[i].a;
        r->b = all[i].b;
    }
    return s;
}

static void *prepare_mixed(const struct mixed *all, size_t count)
{
    struct state *s = prepare(count * 64);
    Mixed *records = (Mixed *)bench_memory(count * sizeof *records);
    size_t i;

    s->mixed.n_all = count;
    s->mixed.all = (Mixed **)bench_memory(count * sizeof(Mixed *));
    for (i = 0; i < count; i++) {
        Mixed *r = s->mixed.all[i] = &records[i];

        mixed__init(r);
        r->id = all[i].id;
        r->paint = (Color)all[i].paint;
        r->valid = all[i].valid;
        r->name = (char *)(uintptr_t)all[i].name;
        r->x = all[i].x;
        r->a = all[i].a;
    }
    return s;
}

static uint64_t plain(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    uint64_t t0 = bench_ticks(), t1, sum = 0;
    size_t i, len = plain_seq__pack(&s->plain, s->message);
    PlainSeq *all;

    t1 = bench_ticks();
    all = plain_seq__unpack(NULL, len, s->message);
    if (!all)
        bench_die("cannot unpack");
    for (i = 0; i < all->n_all; i++) {
        const Plain *r = all->all[i];

        sum +=
            records_add_plain(r->id, r->kind, r->flags, r->x, r->y, r->a, r->b);
    }
    plain_seq__free_unpacked(all, NULL);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

static uint64_t mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    uint64_t t0 = bench_ticks(), t1, sum = 0;
    size_t i, len = mixed_seq__pack(&s->mixed, s->message);
    MixedSeq *all;

    t1 = bench_ticks();
    all = mixed_seq__unpack(NULL, len, s->message);
    if (!all)
        bench_die("cannot unpack");
    for (i = 0; i < all->n_all; i++) {
        const Mixed *r = all->all[i];

        sum += records_add_mixed(r->id, (uint32_t)r->paint, r->valid, r->name,
                                 r->x, r->a);
    }
    mixed_seq__free_unpacked(all, NULL);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

const struct bench_marshaller bench_marshallers[] = {
    {"protobuf-c", prepare_plain, prepare_mixed, plain, mixed},
    {NULL, NULL, NULL, NULL, NULL}};
