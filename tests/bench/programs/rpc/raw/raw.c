/*
 * The floor: what a call costs when nothing but sockets is used. A message
 * has the size that ours has (a header of 40 octets), is sent by one system
 * call and received by one where it arrives in one piece; payload is gathered
 * out of the caller's memory and received where the consumer reads it.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/contender.h"

enum { OP_PING, OP_SMALL, OP_PUT };

struct header {
    uint32_t len; /* of the body */
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

_Static_assert(sizeof(struct header) == 40, "as large as ours");
_Static_assert(sizeof(struct small_body) == 40, "without padding");

struct connection {
    int fd;
    struct header header; /* the body follows in memory or in `payload` */
    union {
        struct small_body small;
        uint64_t answer;
    } body;
    unsigned char *payload; /* where large bodies go, or NULL */
};

static bool send_message(int fd, uint32_t op, const void *body, uint32_t len)
{
    struct header h = {len, op, {0, 0, 0, 0}};
    struct iovec part[2] = {{&h, sizeof h}, {(void *)(uintptr_t)body, len}};

    return bench_send_all(fd, part, len > 0 ? 2 : 1);
}

/* One receive takes header and body; more of them only what did not fit. */
static bool receive_message(struct connection *c)
{
    void *body = c->payload ? (void *)c->payload : (void *)&c->body;
    size_t cap = c->payload ? BENCH_MAX_PAYLOAD : sizeof c->body;
    struct iovec part[2] = {{&c->header, sizeof c->header}, {body, cap}};
    struct msghdr m = {.msg_iov = part, .msg_iovlen = 2};
    size_t got;
    ssize_t n;

    do
        n = recvmsg(c->fd, &m, 0);
    while (n < 0 && errno == EINTR);
    /* Messages of one piece are what these sockets give; else we are wrong. */
    if (n < (ssize_t)sizeof c->header)
        return false;
    got = (size_t)n - sizeof c->header;
    if (c->header.len > cap || c->header.len < got)
        return false;
    return bench_recv_all(c->fd, (char *)body + got, c->header.len - got);
}

static bool answer(struct connection *c)
{
    const struct small_body *s;
    uint64_t result = 0;

    switch (c->header.op) {
    case OP_PING:
        return send_message(c->fd, OP_PING, NULL, 0);
    case OP_SMALL:
        s = (const struct small_body *)(c->payload ? (void *)c->payload
                                                   : (void *)&c->body);
        result = bench_small_answer(s->id, s->stamp, s->weight, s->name_len);
        break;
    default:
        result = bench_touch(c->payload, c->header.len);
        break;
    }
    return send_message(c->fd, c->header.op, &result, sizeof result);
}

static void serve_client(int fd)
{
    struct connection *c = (struct connection *)bench_memory(sizeof *c);

    c->fd = fd;
    c->payload = (unsigned char *)bench_memory(BENCH_MAX_PAYLOAD);
    while (receive_message(c) && answer(c))
        ;
}

/* One client and no threads, which make each use of a descriptor dearer. */
static void serve_blocking(const struct bench_address *a)
{
    serve_client(bench_accept(bench_listen(a)));
}

static void serve_threads(const struct bench_address *a)
{
    bench_thread_per_client(a, serve_client);
}

static void watch(int epoll, int fd, struct connection *c)
{
    struct epoll_event e = {.events = EPOLLIN, .data = {.ptr = c}};

    c->fd = fd;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) != 0)
        bench_die("epoll_ctl");
}

static void serve_epoll(const struct bench_address *a)
{
    /* One place for payload is enough: each request is served at once. */
    unsigned char *payload = (unsigned char *)bench_memory(BENCH_MAX_PAYLOAD);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection listener;
    struct epoll_event events[64];

    watch(epoll, bench_listen(a), &listener);
    for (;;) {
        int i, count = epoll_wait(epoll, events, 64, -1);

        for (i = 0; i < count; i++) {
            struct connection *c = (struct connection *)events[i].data.ptr;

            if (c == &listener) {
                c = (struct connection *)bench_memory(sizeof *c);
                c->payload = payload;
                watch(epoll, bench_accept(listener.fd), c);
            } else if (!receive_message(c) || !answer(c)) {
                close(c->fd);
            }
        }
    }
}

static void *open_client(const struct bench_address *a)
{
    int fd = bench_connect(a);
    struct connection *c;

    if (fd < 0)
        return NULL;
    c = (struct connection *)bench_memory(sizeof *c);
    c->fd = fd;
    return c;
}

static uint64_t call(struct connection *c, uint32_t op, const void *body,
                     uint32_t len)
{
    if (!send_message(c->fd, op, body, len) || !receive_message(c))
        bench_die("raw: the server is gone");
    return c->body.answer;
}

static void ping(void *client)
{
    (void)call((struct connection *)client, OP_PING, NULL, 0);
}

static uint64_t small(void *client, const struct bench_small *s)
{
    struct small_body body = {s->stamp, s->weight, s->id, 0, ""};

    body.name_len = (uint32_t)strlen(s->name);
    memcpy(body.name, s->name, body.name_len + 1);
    return call((struct connection *)client, OP_SMALL, &body, sizeof body);
}

static uint32_t put(void *client, const void *data, uint32_t len)
{
    return (uint32_t)call((struct connection *)client, OP_PUT, data, len);
}

const struct bench_contender bench_contenders[] = {
    {"raw-blocking", serve_blocking, open_client, ping, small, put},
    {"raw-threads", serve_threads, open_client, ping, small, put},
    {"raw-epoll", serve_epoll, open_client, ping, small, put},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
