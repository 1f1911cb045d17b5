/*
 * Our own stubs over the in-process transport: all that a call does but the
 * waiting. Encoding ends when the stub hands the message over, decoding
 * begins there; header and dispatch are in the figures. The message is private
 * memory here, so that it is decoded where it lies.
 */
#include <ivmc/local.h>

#include "marshal/contender.h"
#include "records.h"

struct state {
    struct ivmc_server server;
    struct ivmc_servant place;
    struct ivmc_local local;
    struct ivmc_channel_ops ops; /* the transport's, with a clock in `send` */
    struct ivmc_object sink;
    struct ivmc_env env;
    uint64_t memory[128];
    struct records_PlainSeq plain;
    struct records_MixedSeq mixed;
};

static enum ivmc_status (*send_on)(struct ivmc_channel *c,
                                   const struct ivmc_message *m,
                                   struct ivmc_deadline *deadline);
static uint64_t sent_at, read_at;

static void check(enum ivmc_status status)
{
    if (status != IVMC_OK)
        bench_die(ivmc_status_name(status));
}

static enum ivmc_status clocked_send(struct ivmc_channel *c,
                                     const struct ivmc_message *m,
                                     struct ivmc_deadline *deadline)
{
    sent_at = bench_ticks();
    return send_on(c, m, deadline);
}

/* ---- the servant -------------------------------------------------------- */

static uint64_t serve_plain(void *servant, const struct records_PlainSeq *all,
                            struct ivmc_env *env)
{
    uint64_t sum = 0;
    uint32_t i;

    (void)servant;
    (void)env;
    for (i = 0; i < all->len; i++) {
        const struct records_Plain *r = &all->data[i];

        sum +=
            records_add_plain(r->id, r->kind, r->flags, r->x, r->y, r->a, r->b);
    }
    read_at = bench_ticks();
    return sum;
}

static uint64_t serve_mixed(void *servant, const struct records_MixedSeq *all,
                            struct ivmc_env *env)
{
    uint64_t sum = 0;
    uint32_t i;

    (void)servant;
    (void)env;
    for (i = 0; i < all->len; i++) {
        const struct records_Mixed *r = &all->data[i];

        sum += records_add_mixed(r->id, (uint32_t)r->paint, r->valid, r->name,
                                 r->x, r->a);
    }
    read_at = bench_ticks();
    return sum;
}

static const struct records_Sink_epv servant = {.put_plain = serve_plain,
                                                .put_mixed = serve_mixed};

/* ---- the client --------------------------------------------------------- */

static struct state *prepare(size_t count)
{
    struct state *s = (struct state *)bench_memory(sizeof *s);
    uint32_t limit = (uint32_t)(count * 64 + 4096);
    size_t size = records_Sink_MEMORY(limit);
    uint64_t key;

    ivmc_server_init(&s->server, &s->place, 1, bench_memory(size), size);
    check(records_Sink_serve(&s->server, &servant, NULL, &key));
    check(ivmc_local_open(&s->local, &s->server,
                          bench_memory(ivmc_local_memory(limit)), limit));
    ivmc_env_init(&s->env, s->memory, sizeof s->memory);
    check(records_Sink_bind(&s->local.client, key, &s->sink, &s->env));
    s->ops = *s->local.client.ops;
    send_on = s->ops.send;
    s->ops.send = clocked_send;
    s->local.client.ops = &s->ops;
    return s;
}

static void *prepare_plain(const struct plain *all, size_t count)
{
    struct state *s = prepare(count);
    struct records_Plain *r =
        (struct records_Plain *)bench_memory(count * sizeof *r);
    size_t i;

    s->plain.len = (uint32_t)count;
    s->plain.data = r;
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
    struct records_Mixed *r =
        (struct records_Mixed *)bench_memory(count * sizeof *r);
    size_t i;

    s->mixed.len = (uint32_t)count;
    s->mixed.data = r;
    for (i = 0; i < count; i++, r++) {
        r->id = all[i].id;
        r->paint = (enum records_Color)all[i].paint;
        r->valid = all[i].valid;
        r->name = all[i].name;
        r->x = all[i].x;
        r->a = all[i].a;
    }
    return s;
}

static uint64_t plain(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    uint64_t t0 = bench_ticks();
    uint64_t sum = records_Sink_put_plain(&s->sink, &s->plain, &s->env);

    check(s->env.status);
    *encode = sent_at - t0;
    *decode = read_at - sent_at;
    return sum;
}

static uint64_t mixed(void *state, uint64_t *encode, uint64_t *decode)
{
    struct state *s = (struct state *)state;
    uint64_t t0 = bench_ticks();
    uint64_t sum = records_Sink_put_mixed(&s->sink, &s->mixed, &s->env);

    check(s->env.status);
    *encode = sent_at - t0;
    *decode = read_at - sent_at;
    return sum;
}

const struct bench_marshaller bench_marshallers[] = {
    {"ivmc", prepare_plain, prepare_mixed, plain, mixed},
    {NULL, NULL, NULL, NULL, NULL}};
