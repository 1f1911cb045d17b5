/* Our own stubs over sockets, with the blocking and with the epoll server. */
#include <stdio.h>

#include <ivmc/sockets.h>

#include "bench.h"
#include "rpc/contender.h"

#define MAX_MESSAGE (BENCH_MAX_PAYLOAD + 4096)

static const struct ivmc_socket_options options = {
    .max_message = MAX_MESSAGE,
    .max_memory = 64ull * MAX_MESSAGE,
};

static void check(enum ivmc_status status)
{
    if (status != IVMC_OK)
        bench_die(ivmc_status_name(status));
}

static void address_text(const struct bench_address *a, char *to, size_t size)
{
    if (a->path)
        snprintf(to, size, "unix:%s", a->path);
    else
        snprintf(to, size, "tcp:127.0.0.1:%u", a->port);
}

/* ---- the servant -------------------------------------------------------- */

static void serve_ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

static uint64_t serve_lookup(void *servant, uint32_t id, uint64_t stamp,
                             double weight, const char *name,
                             struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return bench_small_answer(id, stamp, weight, strlen(name));
}

static uint32_t serve_put(void *servant, const struct bench_Payload *data,
                          struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return bench_touch(data->data, data->len);
}

static const struct bench_Rpc_epv servant = {
    .ping = serve_ping, .lookup = serve_lookup, .put = serve_put};

static struct ivmc_listener *offer(const struct bench_address *a,
                                   struct ivmc_server *server)
{
    static struct ivmc_servant place;
    size_t size = bench_Rpc_MEMORY(MAX_MESSAGE);
    struct ivmc_listener *listener;
    char text[128];
    uint64_t key;

    ivmc_server_init(server, &place, 1, bench_memory(size), size);
    check(bench_Rpc_serve(server, &servant, NULL, &key));
    address_text(a, text, sizeof text);
    check(ivmc_socket_listen(text, &options, &listener));
    return listener;
}

static void serve_blocking(const struct bench_address *a)
{
    struct ivmc_server server;
    struct ivmc_listener *listener = offer(a, &server);
    struct ivmc_channel *channel;

    check(ivmc_socket_accept(listener, IVMC_FOREVER, &channel));
    check(ivmc_serve(&server, channel));
}

static void serve_epoll(const struct bench_address *a)
{
    struct ivmc_server server;
    struct ivmc_listener *listener = offer(a, &server);
    struct ivmc_socket_loop *loop;

    check(ivmc_socket_loop_open(&server, &options, &loop));
    check(ivmc_socket_loop_add(loop, listener));
    check(ivmc_socket_loop_run(loop));
}

/* ---- the client --------------------------------------------------------- */

struct client {
    struct ivmc_object rpc;
    struct ivmc_env env;
    uint64_t memory[128];
};

static void *open_client(const struct bench_address *a)
{
    struct ivmc_channel *channel;
    struct client *c;
    char text[128];

    address_text(a, text, sizeof text);
    if (ivmc_socket_connect(text, &options, &channel) != IVMC_OK)
        return NULL;
    c = (struct client *)bench_memory(sizeof *c);
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    check(bench_Rpc_bind(channel, IVMC_ROOT_KEY, &c->rpc, &c->env));
    return c;
}

static void ping(void *client)
{
    struct client *c = (struct client *)client;

    bench_Rpc_ping(&c->rpc, &c->env);
    check(c->env.status);
}

static uint64_t small(void *client, const struct bench_small *s)
{
    struct client *c = (struct client *)client;
    uint64_t answer =
        bench_Rpc_lookup(&c->rpc, s->id, s->stamp, s->weight, s->name, &c->env);

    check(c->env.status);
    return answer;
}

static uint32_t put(void *client, const void *data, uint32_t len)
{
    struct client *c = (struct client *)client;
    struct bench_Payload payload = {len, (uint8_t *)(uintptr_t)data};
    uint32_t answer = bench_Rpc_put(&c->rpc, &payload, &c->env);

    check(c->env.status);
    return answer;
}

const struct bench_contender bench_contenders[] = {
    {"ivmc-blocking", serve_blocking, open_client, ping, small, put},
    {"ivmc-epoll", serve_epoll, open_client, ping, small, put},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
