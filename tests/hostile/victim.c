#include "victim.h"

#include <stdlib.h>
#include <string.h>

static void *run_loop(void *loop)
{
    if (ivmc_socket_loop_run(loop) != IVMC_OK)
        abort();
    return NULL;
}

static void serve_one(struct victim *v, struct ivmc_channel *channel)
{
    enum ivmc_status status;

    do
        status = ivmc_serve_next(&v->peer.server, channel, 20);
    while ((status == IVMC_OK || status == IVMC_TIMEOUT) && !v->ending);
    ivmc_channel_close(channel);
    v->outcome = (int)status;
    v->ended++;
}

static void *run_blocking(void *context)
{
    struct victim *v = context;

    while (!v->ending) {
        struct ivmc_channel *channel;
        enum ivmc_status status = ivmc_socket_accept(v->listener, 20, &channel);

        if (status == IVMC_OK) {
            serve_one(v, channel);
        } else if (status != IVMC_TIMEOUT) {
            v->outcome = (int)status;
            v->ended++;
        }
    }
    return NULL;
}

static void open_loops(struct victim *v, const struct ivmc_socket_options *o)
{
    struct victim_second *second = &v->second;

    ck_status(ivmc_socket_loop_open(&v->peer.server, o, &v->loop), IVMC_OK,
              v->address);
    ck_status(ivmc_socket_loop_add(v->loop, v->listener), IVMC_OK, v->address);
    if (v->kind != VICTIM_LOOPS)
        return;
    peer_init(&second->peer, VICTIM_MESSAGE);
    ck_status(ivmc_socket_loop_open(&second->peer.server, o, &second->loop),
              IVMC_OK, v->address);
    ck_status(ivmc_socket_loop_join(second->loop, v->loop), IVMC_OK,
              v->address);
    ck_assert_int_eq(
        pthread_create(&second->thread, NULL, run_loop, second->loop), 0);
}

/* It makes a call, so that it may keep its place. */
static void connect_idle(struct victim *v)
{
    _Alignas(8) unsigned char memory[512];
    struct ivmc_object peer;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    ck_status(victim_client(v, &v->second.idle), IVMC_OK, v->address);
    ck_status(probe_Peer_bind(v->second.idle, IVMC_ROOT_KEY, &peer, &env),
              IVMC_OK, v->address);
}

/* After the first loop has ended; what it held counts, too. */
static void close_second(struct victim *v)
{
    struct ivmc_socket_stats stats;

    pthread_join(v->second.thread, NULL);
    ivmc_socket_loop_stats(v->second.loop, &stats);
    v->stats.clients += stats.clients;
    v->stats.memory += stats.memory;
    ivmc_socket_loop_close(v->second.loop);
    peer_done(&v->second.peer);
}

void victim_start(struct victim *v, enum victim_kind kind, const char *address,
                  const struct ivmc_socket_options *options)
{
    struct ivmc_socket_options o = {0};

    memset(v, 0, sizeof *v);
    o.max_message = VICTIM_MESSAGE;
    o.timeout_ms = 1000;
    o.idle_ms = 1000;
    if (options)
        o = *options;
    v->kind = kind;
    peer_init(&v->peer, VICTIM_MESSAGE);
    ck_status(ivmc_socket_listen(address, &o, &v->listener), IVMC_OK, address);
    v->address = ivmc_listener_address(v->listener);
    if (kind == VICTIM_BLOCKING) {
        ck_assert_int_eq(pthread_create(&v->thread, NULL, run_blocking, v), 0);
        return;
    }
    open_loops(v, &o);
    ck_assert_int_eq(pthread_create(&v->thread, NULL, run_loop, v->loop), 0);
    if (kind == VICTIM_LOOPS)
        connect_idle(v);
}

void victim_stop(struct victim *v)
{
    v->ending = true;
    if (v->second.idle) {
        ivmc_channel_close(v->second.idle);
        pause_ms(20);
    }
    if (v->loop)
        ivmc_socket_loop_stop(v->loop);
    pthread_join(v->thread, NULL);
    if (v->loop) {
        ivmc_socket_loop_stats(v->loop, &v->stats);
        if (v->second.loop)
            close_second(v);
        ivmc_socket_loop_close(v->loop);
    } else {
        ivmc_listener_close(v->listener);
    }
    peer_done(&v->peer);
}

enum ivmc_status victim_client(struct victim *v, struct ivmc_channel **channel)
{
    struct ivmc_socket_options o = {0};

    o.max_message = VICTIM_MESSAGE;
    o.timeout_ms = 2000;
    return ivmc_socket_connect(v->address, &o, channel);
}

void victim_still_serves(struct victim *v, const char *what)
{
    _Alignas(8) unsigned char memory[512];
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    env.timeout_ms = 2000;
    ck_status(victim_client(v, &channel), IVMC_OK, what);
    ck_status(probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env), IVMC_OK,
              what);
    ck_assert_int_eq(probe_Peer_add(&peer, 30, 12, &env), 42);
    ck_status(env.status, IVMC_OK, what);
    ivmc_channel_close(channel);
}

enum ivmc_status victim_outcome(struct victim *v, int n)
{
    uint64_t end = now_ms() + 2000;

    while (v->ended < n && now_ms() < end)
        pause_ms(1);
    ck_assert_int_eq(v->ended, n);
    return (enum ivmc_status)v->outcome;
}
