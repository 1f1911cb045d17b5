/*
 * The attacker inside the process: it writes into the room that the local
 * channel lends, and sends what it likes. Every connection is one more to the
 * same server, and all is served while it is sent.
 */
#include <stdlib.h>
#include <string.h>

#include <ivmc/local.h>

#include "hostile.h"

#define CONNECTIONS 600

struct connection {
    struct ivmc_local local;
    void *memory;
};

struct victim {
    struct peer peer;
    struct connection connections[CONNECTIONS];
    uint32_t count;
};

static struct victim *start(const void *options)
{
    struct victim *v = calloc(1, sizeof *v);

    (void)options;
    ck_assert_ptr_nonnull(v);
    peer_init(&v->peer, VICTIM_MESSAGE);
    return v;
}

static struct connection *connect_to(struct victim *v)
{
    struct connection *c = &v->connections[v->count++];

    ck_assert_uint_le(v->count, CONNECTIONS);
    c->memory = malloc(ivmc_local_memory(VICTIM_MESSAGE));
    ck_assert_ptr_nonnull(c->memory);
    ck_status(
        ivmc_local_open(&c->local, &v->peer.server, c->memory, VICTIM_MESSAGE),
        IVMC_OK, "connect");
    return c;
}

static void stop(struct victim *v)
{
    while (v->count)
        free(v->connections[--v->count].memory);
    peer_done(&v->peer);
    free(v);
}

static enum ivmc_status client(struct victim *v, struct ivmc_channel **channel)
{
    *channel = &connect_to(v)->local.client;
    return IVMC_OK;
}

/* ---- the attacker's end ------------------------------------------------- */

static void end_send(struct evil *e, const void *octets, size_t len)
{
    struct ivmc_deadline d = ivmc_deadline_in(100);
    struct ivmc_channel *c = e->own;
    struct ivmc_message m = {0};
    struct ivmc_room room = {0};

    if (c->ops->begin(c, &room, &d) != IVMC_OK)
        return;
    memcpy(room.data, octets, len);
    m.length = (uint32_t)len;
    (void)c->ops->send(c, &m, &d);
}

static bool end_receive(struct evil *e, struct frame *f)
{
    struct ivmc_deadline d = ivmc_deadline_in(100);
    _Alignas(8) unsigned char memory[2 * FRAME_MAX];
    struct ivmc_channel *c = e->own;
    struct ivmc_items items = {0};
    struct ivmc_arena arena;
    struct ivmc_header h;
    struct ivmc_dec in;
    const void *body;

    if (c->ops->receive(c, &h, &d) != IVMC_OK || h.length > FRAME_MAX)
        return false;
    f->len = h.length;
    ivmc_header_store(f->octets, &h);
    ivmc_arena_init(&arena, memory, sizeof memory);
    if (c->ops->body(c, &arena, &in, &items, &d) != IVMC_OK)
        return false;
    body = in.source ? in.source : in.data;
    memcpy(f->octets + AT_BODY, body, h.length - AT_BODY);
    c->ops->release(c);
    return true;
}

static bool end_is_closed(struct evil *e)
{
    struct ivmc_deadline d = ivmc_deadline_in(100);
    struct ivmc_channel *c = e->own;
    struct ivmc_room room;

    return c->ops->begin(c, &room, &d) == IVMC_PEER_GONE;
}

static void end_close(struct evil *e)
{
    ivmc_channel_close(e->own);
}

static const struct evil_ops ops = {
    .send = end_send,
    .receive = end_receive,
    .finish = end_close, /* what was sent has been served */
    .is_closed = end_is_closed,
    .close = end_close,
};

static void attack(struct victim *v, struct evil *e)
{
    memset(e, 0, sizeof *e);
    e->ops = &ops;
    e->own = &connect_to(v)->local.client;
    e->epoch = ((struct ivmc_channel *)e->own)->epoch;
}

static void cases(Suite *s)
{
    (void)s; /* there is nothing of its own to be told wrong */
}

const struct hostile_transport hostile_transport = {
    .name = "hostile clients: local",
    .start = start,
    .stop = stop,
    .client = client,
    .attack = attack,
    .cases = cases,
};
