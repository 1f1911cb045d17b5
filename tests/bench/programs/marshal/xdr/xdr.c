/* XDR (libtirpc, rpcgen) into memory. */
#include <rpc/rpc.h>

#include "marshal/contender.h"
#include "records_x.h"

struct state {
    plain_seq plain;
    mixed_seq mixed;
    char *message;
    u_int cap;
};

static struct state *prepare(size_t count)
{
    struct state *s = (struct state *)bench_memory(sizeof *s);

    s->cap = (u_int)(count * 64 + 64);
    s->message = (char *)bench_memory(s->cap);
    return s;
}

static void *prepare_plain(const struct plain *all, size_t count)
{
    struct state *s = prepare(count);
    plain_x *r = (plain_x *)bench_memory(count * sizeof *r);
    size_t i;

    s->plain.plain_seq_len = (u_int)count;
    s->plain.plain_seq_val = r;
    for (i = 0; i < count; i++, r++) {
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
    struct state *s = prepare(count);
    mixed_x *r = (mixed_x *)bench_memory(count * sizeof *r);
    size_t i;

    s->mixed.mixed_seq_len = (u_int)count;
    s->mixed.mixed_seq_val = r;
    for (i = 0; i < count; i++, r++) {
        r->id = all[i].id;
        r->paint = (color)all[i].paint;
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
    plain_seq all = {0, NULL};
    u_int i;
    XDR x;

    xdrmem_create(&x, s->message, s->cap, XDR_ENCODE);
    if (!xdr_plain_seq(&x, &s->plain))
        bench_die("cannot encode");
    t1 = bench_ticks();
    xdrmem_create(&x, s->message, s->cap, XDR_DECODE);
    if (!xdr_plain_seq(&x, &all))
        bench_die("cannot decode");
    for (i = 0; i < all.plain_seq_len; i++) {
        const plain_x *r = &all.plain_seq_val[i];

        sum +=
            records_add_plain(r->id, r->kind, r->flags, r->x, r->y, r->a, r->b);
    }
    xdr_free((xdrproc_t)xdr_plain_seq, &all);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

static uint64_t mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    uint64_t t0 = bench_ticks(), t1, sum = 0;
    mixed_seq all = {0, NULL};
    u_int i;
    XDR x;

    xdrmem_create(&x, s->message, s->cap, XDR_ENCODE);
    if (!xdr_mixed_seq(&x, &s->mixed))
        bench_die("cannot encode");
    t1 = bench_ticks();
    xdrmem_create(&x, s->message, s->cap, XDR_DECODE);
    if (!xdr_mixed_seq(&x, &all))
        bench_die("cannot decode");
    for (i = 0; i < all.mixed_seq_len; i++) {
        const mixed_x *r = &all.mixed_seq_val[i];

        sum += records_add_mixed(r->id, (uint32_t)r->paint, r->valid, r->name,
                                 r->x, r->a);
    }
    xdr_free((xdrproc_t)xdr_mixed_seq, &all);
    *encode = t1 - t0;
    *decode = bench_ticks() - t1;
    return sum;
}

const struct bench_marshaller bench_marshallers[] = {
    {"xdr", prepare_plain, prepare_mixed, plain, mixed},
    {NULL, NULL, NULL, NULL, NULL}};
