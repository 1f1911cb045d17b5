/*
 * The floors: calls over shared memory written by hand, with a header of 40
 * octets as ours has, copied before it is looked at; and payload in one copy
 * (read where it was put), in two, in two that overlap chunk by chunk, and in
 * none: it was built where it is read.
 */
#include "rpc/shared/memory.h"

enum { OP_PING, OP_SMALL, OP_ONE_COPY, OP_TWO_COPIES, OP_OVERLAP };

struct header {
    uint32_t len; /* of the body, or of the payload */
    uint32_t op;
    uint64_t unused[4];
};

struct small_body {
    uint64_t stamp;
    double weight;
    uint32_t id;
    uint32_t name_len;
    char name[16];
};

struct message {
    struct header header;
    union {
        struct small_body small;
        uint64_t answer;
    } body;
};

_Static_assert(sizeof(struct header) == 40, "as large as ours");
_Static_assert(sizeof(struct message) <= SMALL_OCTETS, "fits");

static enum waiting how;
static unsigned char *private_copy; /* the server's */

static void send_message(struct side *own, struct side *other,
                         const struct message *m, uint32_t len)
{
    uint32_t count = atomic_load_explicit(&own->count, memory_order_relaxed);

    own->len = len;
    memcpy(own->octets, m, len);
    shared_tell(how, &own->count, count + 1, other);
}

/* Waits for the next message and copies it; its length is loaded once. */
static void receive_message(struct side *own, struct side *other,
                            uint32_t *seen, struct message *m)
{
    uint32_t len;

    *seen = shared_wait(how, own, other, &other->count, *seen);
    len = *(volatile uint32_t *)&other->len;
    if (len < sizeof m->header || len > sizeof *m)
        bench_die("shared: a bad message");
    memcpy(m, other->octets, len);
}

/* ---- payload --------------------------------------------------------------- */

/* The chunks of one payload go through a ring that stays in the caches. */
static uint32_t chunk_len(uint32_t len, uint32_t at)
{
    return len - at < CHUNK ? len - at : CHUNK;
}

static void put_chunks(const unsigned char *data, uint32_t len)
{
    struct side *own = &shared->client, *other = &shared->server;
    uint32_t put = 0, taken = atomic_load(&other->taken);
    uint32_t first = taken, at;

    for (at = 0; at < len; at += CHUNK, put++) {
        while (first + put - taken == RING_CHUNKS)
            taken = shared_wait(how, own, other, &other->taken, taken);
        memcpy(shared->payload + put % RING_CHUNKS * CHUNK, data + at,
               chunk_len(len, at));
        shared_tell(how, &own->taken, first + put + 1, other);
    }
}

static void take_chunks(uint32_t len)
{
    struct side *own = &shared->server, *other = &shared->client;
    uint32_t taken = 0, first = atomic_load(&own->taken);
    uint32_t put = first, at;

    for (at = 0; at < len; at += CHUNK, taken++) {
        while (put == first + taken)
            put = shared_wait(how, own, other, &other->taken, put);
        memcpy(private_copy + at, shared->payload + taken % RING_CHUNKS * CHUNK,
               chunk_len(len, at));
        shared_tell(how, &own->taken, first + taken + 1, other);
    }
}

static uint32_t consume(const struct header *h)
{
    if (h->len > BENCH_MAX_PAYLOAD)
        bench_die("shared: a bad length");
    if (h->op == OP_ONE_COPY)
        return bench_touch(shared->payload, h->len);
    if (h->op == OP_TWO_COPIES)
        memcpy(private_copy, shared->payload, h->len);
    else
        take_chunks(h->len);
    return bench_touch(private_copy, h->len);
}

/* ---- server ------------------------------------------------------------------ */

static uint32_t answer(struct message *m)
{
    const struct small_body *s = &m->body.small;

    switch (m->header.op) {
    case OP_PING:
        return sizeof m->header;
    case OP_SMALL:
        if (s->name_len >= sizeof s->name || s->name[s->name_len] != '\0')
            bench_die("shared: a bad string");
        m->body.answer =
            bench_small_answer(s->id, s->stamp, s->weight, s->name_len);
        break;
    default:
        m->body.answer = consume(&m->header);
        break;
    }
    return sizeof m->header + sizeof m->body.answer;
}

static void serve(enum waiting waiting)
{
    struct message m;
    uint32_t seen = 0;

    how = waiting;
    private_copy = (unsigned char *)bench_memory(BENCH_MAX_PAYLOAD);
    for (;;) {
        receive_message(&shared->server, &shared->client, &seen, &m);
        send_message(&shared->server, &shared->client, &m, answer(&m));
    }
}

static void serve_spin(const struct bench_address *a)
{
    (void)a;
    serve(SPIN);
}

static void serve_sleep(const struct bench_address *a)
{
    (void)a;
    serve(SLEEP);
}

static void serve_adapt(const struct bench_address *a)
{
    (void)a;
    serve(ADAPT);
}

/* ---- client ------------------------------------------------------------------ */

static void *open_spin(const struct bench_address *a)
{
    (void)a;
    how = SPIN;
    return shared;
}

static void *open_sleep(const struct bench_address *a)
{
    (void)a;
    how = SLEEP;
    return shared;
}

static void *open_adapt(const struct bench_address *a)
{
    (void)a;
    how = ADAPT;
    return shared;
}

static void receive_reply(struct message *m)
{
    static uint32_t seen;

    receive_message(&shared->client, &shared->server, &seen, m);
}

static void ping(void *client)
{
    struct message m = {.header = {0, OP_PING, {0, 0, 0, 0}}};

    (void)client;
    send_message(&shared->client, &shared->server, &m, sizeof m.header);
    receive_reply(&m);
}

static uint64_t small(void *client, const struct bench_small *s)
{
    struct message m = {.header = {sizeof m.body, OP_SMALL, {0, 0, 0, 0}}};
    struct small_body *body = &m.body.small;

    (void)client;
    body->stamp = s->stamp;
    body->weight = s->weight;
    body->id = s->id;
    body->name_len = (uint32_t)strlen(s->name);
    memcpy(body->name, s->name, body->name_len + 1);
    send_message(&shared->client, &shared->server, &m, sizeof m);
    receive_reply(&m);
    return m.body.answer;
}

static uint32_t put(uint32_t op, const void *data, uint32_t len)
{
    struct message m = {.header = {len, op, {0, 0, 0, 0}}};

    if (op != OP_OVERLAP)
        memcpy(shared->payload, data, len);
    send_message(&shared->client, &shared->server, &m, sizeof m.header);
    if (op == OP_OVERLAP)
        put_chunks((const unsigned char *)data, len);
    receive_reply(&m);
    return (uint32_t)m.body.answer;
}

static uint32_t put_once(void *client, const void *data, uint32_t len)
{
    (void)client;
    return put(OP_ONE_COPY, data, len);
}

static uint32_t put_built(void *client, const void *data, uint32_t len)
{
    struct message m = {.header = {len, OP_ONE_COPY, {0, 0, 0, 0}}};
    static uint32_t built;

    (void)client;
    if (built != len)
        memcpy(shared->payload, data, len);
    built = len;
    send_message(&shared->client, &shared->server, &m, sizeof m.header);
    receive_reply(&m);
    return (uint32_t)m.body.answer;
}

static uint32_t put_twice(void *client, const void *data, uint32_t len)
{
    (void)client;
    return put(OP_TWO_COPIES, data, len);
}

static uint32_t put_overlapped(void *client, const void *data, uint32_t len)
{
    (void)client;
    return put(OP_OVERLAP, data, len);
}

const struct bench_contender bench_contenders[] = {
    {"line", serve_line, open_spin, ping_line, NULL, NULL},
    {"futex", serve_futex, open_sleep, ping_futex, NULL, NULL},
    {"eventfd", serve_eventfd, open_sleep, ping_eventfd, NULL, NULL},
    {"hand-spin", serve_spin, open_spin, ping, small, put_twice},
    {"hand-sleep", serve_sleep, open_sleep, ping, small, put_twice},
    {"no-copy", serve_adapt, open_adapt, ping, small, put_built},
    {"one-copy", serve_adapt, open_adapt, ping, small, put_once},
    {"two-copies", serve_adapt, open_adapt, ping, small, put_twice},
    {"overlapped", serve_adapt, open_adapt, ping, small, put_overlapped},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
