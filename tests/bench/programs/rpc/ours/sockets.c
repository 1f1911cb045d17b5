/*
 * Our own stubs over sockets: the blocking server, of one client and with a
 * thread for each, and the epoll server with one loop and with several.
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

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

static struct ivmc_listener *listen_at(const struct bench_address *a)
{
    struct ivmc_listener *listener;
    char text[128];

    address_text(a, text, sizeof text);
    ours_check(ivmc_socket_listen(text, &options, &listener));
    return listener;
}

static void serve_blocking(const struct bench_address *a)
{
    struct ivmc_listener *listener = listen_at(a);
    struct ivmc_server server;
    struct ivmc_channel *channel;

    ours_serve(&server);
    ours_check(ivmc_socket_accept(listener, IVMC_FOREVER, &channel));
    ours_check(ivmc_serve(&server, channel));
}

static void serve_thread(int fd)
{
    struct ivmc_server server;
    struct ivmc_channel *channel;

    ours_serve(&server);
    ours_check(ivmc_socket_adopt(fd, true, &options, &channel));
    (void)ivmc_serve(&server, channel);
}

/* What a program can do that trusts its clients not to be too many. */
static void serve_threads(const struct bench_address *a)
{
    bench_thread_per_client(a, serve_thread);
}

static struct ivmc_socket_loop *open_loop(void)
{
    struct ivmc_server *server =
        (struct ivmc_server *)bench_memory(sizeof *server);
    struct ivmc_socket_loop *loop;

    ours_serve(server);
    ours_check(ivmc_socket_loop_open(server, &options, &loop));
    return loop;
}

static void *run(void *loop)
{
    ours_check(ivmc_socket_loop_run((struct ivmc_socket_loop *)loop));
    return NULL;
}

static void serve_epoll(const struct bench_address *a)
{
    struct ivmc_socket_loop *loop = open_loop();

    ours_check(ivmc_socket_loop_add(loop, listen_at(a)));
    (void)run(loop);
}

struct loop_thread {
    struct ivmc_socket_loop *loop;
    int cpu;
};

static void *run_there(void *argument)
{
    struct loop_thread *t = (struct loop_thread *)argument;

    bench_pin(t->cpu);
    return run(t->loop);
}

/* A loop for each processor, which stays there. */
static void serve_loops(const struct bench_address *a)
{
    struct ivmc_socket_loop *first = open_loop();
    int count = (int)sysconf(_SC_NPROCESSORS_ONLN), n;
    struct loop_thread *t =
        (struct loop_thread *)bench_memory((size_t)count * sizeof *t);
    pthread_t thread;

    ours_check(ivmc_socket_loop_add(first, listen_at(a)));
    for (n = 1; n < count; n++) {
        t[n] = (struct loop_thread){open_loop(), n};
        ours_check(ivmc_socket_loop_join(t[n].loop, first));
        if (pthread_create(&thread, NULL, run_there, &t[n]) != 0)
            bench_die("pthread_create");
    }
    bench_pin(0);
    (void)run(first);
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
    {"ivmc-threads", serve_threads, open_client, ours_ping, ours_small,
     ours_put},
    {"ivmc-epoll", serve_epoll, open_client, ours_ping, ours_small, ours_put},
    {"ivmc-loops", serve_loops, open_client, ours_ping, ours_small, ours_put},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
