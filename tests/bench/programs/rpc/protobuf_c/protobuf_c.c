/*
 * protobuf-c has messages but no calls (its RPC library is not in Debian), so
 * a frame of 8 octets is put in front by hand: one send, one buffered receive.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "bench.pb-c.h"
#include "rpc/contender.h"

enum { OP_PING, OP_SMALL, OP_PUT };

struct frame {
    uint32_t len; /* of the message after it */
    uint32_t op;
};

struct connection {
    int fd;
    uint32_t got;            /* octets in `in` */
    unsigned char *in, *out; /* a frame and its message */
};

#define ROOM (BENCH_MAX_PAYLOAD + 64)

static struct connection *make(int fd)
{
    struct connection *c = (struct connection *)bench_memory(sizeof *c);

    c->fd = fd;
    c->in = (unsigned char *)bench_memory(ROOM);
    c->out = (unsigned char *)bench_memory(ROOM);
    return c;
}

static bool send_frame(struct connection *c, uint32_t op, size_t len)
{
    struct frame f = {(uint32_t)len, op};
    struct iovec part = {c->out, sizeof f + len};

    memcpy(c->out, &f, sizeof f);
    return bench_send_all(c->fd, &part, 1);
}

/* Calls and answers alternate, so all that comes belongs to this frame. */
static bool receive_frame(struct connection *c, struct frame *f)
{
    size_t want = sizeof *f;

    c->got = 0;
    while (c->got < want) {
        ssize_t n = recv(c->fd, c->in + c->got, ROOM - c->got, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        c->got += (uint32_t)n;
        memcpy(f, c->in, sizeof *f);
        if (c->got >= sizeof *f)
            want = sizeof *f + f->len;
        if (want > ROOM)
            return false;
    }
    return true;
}

static bool answer_small(const unsigned char *data, size_t len, uint64_t *value)
{
    Small *s = small__unpack(NULL, len, data);

    if (!s)
        return false;
    *value = bench_small_answer(s->id, s->stamp, s->weight, strlen(s->name));
    small__free_unpacked(s, NULL);
    return true;
}

static bool answer_put(const unsigned char *data, size_t len, uint64_t *value)
{
    Payload *p = payload__unpack(NULL, len, data);

    if (!p)
        return false;
    *value = bench_touch(p->data.data, p->data.len);
    payload__free_unpacked(p, NULL);
    return true;
}

static void serve_client(int fd)
{
    struct connection *c = make(fd);
    struct frame f;

    while (receive_frame(c, &f)) {
        const unsigned char *data = c->in + sizeof f;
        Answer a = ANSWER__INIT;
        bool sent;

        if (f.op == OP_SMALL && !answer_small(data, f.len, &a.value))
            return;
        if (f.op == OP_PUT && !answer_put(data, f.len, &a.value))
            return;
        sent = f.op == OP_PING
                   ? send_frame(c, f.op, 0)
                   : send_frame(c, f.op, answer__pack(&a, c->out + sizeof f));
        if (!sent)
            return;
    }
}

static void serve(const struct bench_address *a)
{
    bench_thread_per_client(a, serve_client);
}

static void *open_client(const struct bench_address *a)
{
    int fd = bench_connect(a);

    return fd < 0 ? NULL : make(fd);
}

static uint64_t call(struct connection *c, uint32_t op, size_t len)
{
    struct frame f;
    Answer *a;
    uint64_t value;

    if (!send_frame(c, op, len) || !receive_frame(c, &f))
        bench_die("protobuf-c: the server is gone");
    if (op == OP_PING)
        return 0;
    a = answer__unpack(NULL, f.len, c->in + sizeof f);
    if (!a)
        bench_die("protobuf-c: bad answer");
    value = a->value;
    answer__free_unpacked(a, NULL);
    return value;
}

static void ping(void *client)
{
    (void)call((struct connection *)client, OP_PING, 0);
}

static uint64_t small(void *client, const struct bench_small *s)
{
    struct connection *c = (struct connection *)client;
    Small m = SMALL__INIT;

    m.id = s->id;
    m.stamp = s->stamp;
    m.weight = s->weight;
    m.name = (char *)(uintptr_t)s->name;
    return call(c, OP_SMALL, small__pack(&m, c->out + sizeof(struct frame)));
}

static uint32_t put(void *client, const void *data, uint32_t len)
{
    struct connection *c = (struct connection *)client;
    Payload m = PAYLOAD__INIT;

    m.data.data = (uint8_t *)(uintptr_t)data;
    m.data.len = len;
    return (uint32_t)call(c, OP_PUT,
                          payload__pack(&m, c->out + sizeof(struct frame)));
}

const struct bench_contender bench_contenders[] = {
    {"protobuf-c", serve, open_client, ping, small, put},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
