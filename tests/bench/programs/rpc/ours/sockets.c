/* Our own stubs over sockets, with the blocking and with the epoll server. */
#include <stdio.h>

#include <ivmc/sockets.h>

#include "rpc/ours/calls.h"

static const struct ivmc_socket_options options = {
    .max_message = OURS_MAX_MESSAGE,
    .max_memory = 64ull * OURS_MAX_MESSAGE,
};

static void address_text(const struct bench_address *a, char *to, size_t size)
{
    if (a->path)
        snprintf(to, size, "unix:%s", a->path);
    else
        snprintf(to, size, "tcp:127.0.0.1:%u", a->port);
}

static struct ivmc_listener *offer(const struct bench_address *a,
                                   struct ivmc_server *server)
{
    struct ivmc_listener *listener;
    char text[128];

    ours_serve(server);
    address_text(a, text, sizeof text);
    ours_check(ivmc_socket_listen(text, &options, &listener));
    return listener;
}

static void serve_blocking(const struct bench_address *a)
{
    struct ivmc_server server;
    struct ivmc_listener *listener = offer(a, &server);
    struct ivmc_channel *channel;

    ours_check(ivmc_socket_accept(listener, IVMC_FOREVER, &channel));
    ours_check(ivmc_serve(&server, channel));
}

static void serve_epoll(const struct bench_address *a)
{
    struct ivmc_server server;
    struct ivmc_listener *listener = offer(a, &server);
    struct ivmc_socket_loop *loop;

    ours_check(ivmc_socket_loop_open(&server, &options, &loop));
    ours_check(ivmc_socket_loop_add(loop, listener));
    ours_check(ivmc_socket_loop_run(loop));
}

static void *open_client(const struct bench_address *a)
{
    struct ivmc_channel *channel;
    char text[128];

    address_text(a, text, sizeof text);
    if (ivmc_socket_connect(text, &options, &channel) != IVMC_OK)
        return NULL;
    return ours_bind(channel);
}

const struct bench_contender bench_contenders[] = {
    {"ivmc-blocking", serve_blocking, open_client, ours_ping, ours_small,
     ours_put},
    {"ivmc-epoll", serve_epoll, open_client, ours_ping, ours_small, ours_put},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
