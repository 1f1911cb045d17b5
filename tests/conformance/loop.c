/* What the epoll server promises beyond one client: many, and an end. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#include "conformance.h"
#include "unit.h"

#define MANY 1500

struct served {
    struct peer peer;
    struct ivmc_socket_loop *loop;
    struct ivmc_listener *unix_listener, *tcp_listener;
    pthread_t thread;
};

static void *run(void *context)
{
    if (ivmc_socket_loop_run(context) != IVMC_OK)
        abort();
    return NULL;
}

static void serve(struct served *s)
{
    struct ivmc_socket_options o = {.max_message = CONFORMANCE_MESSAGE,
                                    .max_clients = MANY + 10,
                                    .backlog = 4096};
    char address[64];

    peer_init(&s->peer, CONFORMANCE_MESSAGE);
    snprintf(address, sizeof address, "unix:@ivmc-loop-%d", (int)getpid());
    ck_status(ivmc_socket_listen(address, &o, &s->unix_listener), IVMC_OK);
    ck_status(ivmc_socket_listen("tcp:127.0.0.1:0", &o, &s->tcp_listener),
              IVMC_OK);
    ck_status(ivmc_socket_loop_open(&s->peer.server, &o, &s->loop), IVMC_OK);
    ck_status(ivmc_socket_loop_add(s->loop, s->unix_listener), IVMC_OK);
    ck_status(ivmc_socket_loop_add(s->loop, s->tcp_listener), IVMC_OK);
    ck_assert_int_eq(pthread_create(&s->thread, NULL, run, s->loop), 0);
}

static void stop(struct served *s)
{
    ivmc_socket_loop_stop(s->loop);
    pthread_join(s->thread, NULL);
}

static void done(struct served *s)
{
    ivmc_socket_loop_close(s->loop);
    peer_done(&s->peer);
}

struct client {
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[256];
};

static void client_open(struct client *c, const struct ivmc_listener *l)
{
    struct ivmc_socket_options o = {.max_message = 4096, .timeout_ms = 5000};

    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    c->env.timeout_ms = 5000;
    ck_status(ivmc_socket_connect(ivmc_listener_address(l), &o, &c->channel),
              IVMC_OK);
    ck_assert_uint_eq(c->channel->max_message, 4096);
    ck_status(probe_Peer_bind(c->channel, IVMC_ROOT_KEY, &c->peer, &c->env),
              IVMC_OK);
}

/* Both ends of all connections are in this process. */
static void allow_descriptors(void)
{
    struct rlimit limit;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_msg(limit.rlim_cur > 2 * MANY + 100,
                  "error: this system allows too few descriptors");
}

START_TEST(many_clients)
{
    static struct client clients[MANY];
    static struct served s;
    struct ivmc_socket_stats stats;
    uint32_t i;

    allow_descriptors();
    serve(&s);
    for (i = 0; i < MANY; i++)
        client_open(&clients[i], i % 2 ? s.unix_listener : s.tcp_listener);
    for (i = 0; i < 2 * MANY; i++) {
        struct client *c = &clients[i * 7919u % MANY];

        ck_assert_int_eq(probe_Peer_add(&c->peer, (int32_t)i, 1, &c->env),
                         (int32_t)i + 1);
    }
    stop(&s);
    ivmc_socket_loop_stats(s.loop, &stats);
    ck_assert_uint_eq(stats.accepted, MANY);
    ck_assert_uint_eq(stats.clients, MANY);
    ck_assert_uint_eq(stats.refused, 0);
    ck_assert_uint_eq(stats.requests, 3 * MANY);
    /* Who asks nothing costs no buffer. */
    ck_assert_uint_eq(stats.memory, 0);
    done(&s);
    for (i = 0; i < MANY; i++)
        ivmc_channel_close(clients[i].channel);
}
END_TEST

/* Replies that a client is slow to read still leave when the loop ends. */
START_TEST(replies_leave_at_the_end)
{
    static _Alignas(8) unsigned char memory[4][2 * CONFORMANCE_MESSAGE];
    struct ivmc_socket_options o = {.max_message = CONFORMANCE_MESSAGE};
    struct ivmc_call call[4];
    struct ivmc_env env[4];
    struct ivmc_channel *channel;
    struct probe_Octets got;
    static struct served s;
    struct ivmc_object peer;
    int i;

    serve(&s);
    ck_status(ivmc_socket_connect(ivmc_listener_address(s.unix_listener), &o,
                                  &channel),
              IVMC_OK);
    channel->max_in_flight = 4;
    ivmc_env_init(&env[0], memory[0], sizeof memory[0]);
    ck_status(probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env[0]), IVMC_OK);
    for (i = 0; i < 4; i++) {
        ivmc_env_init(&env[i], memory[i], sizeof memory[i]);
        probe_Peer_fill_begin(&call[i], &peer, 65000, &env[i]);
    }
    usleep(50000);
    ivmc_socket_loop_stop(s.loop);
    for (i = 0; i < 4; i++) {
        probe_Peer_fill_finish(&call[i], &got);
        ck_status(env[i].status, IVMC_OK);
        ck_assert_uint_eq(got.len, 65000);
    }
    pthread_join(s.thread, NULL);
    done(&s);
    ivmc_channel_close(channel);
}
END_TEST

/* But not for longer than a second. */
START_TEST(nobody_reads_at_the_end)
{
    struct ivmc_socket_options o = {.max_message = CONFORMANCE_MESSAGE};
    _Alignas(8) unsigned char memory[512];
    struct timespec before, after;
    struct ivmc_channel *channel;
    struct ivmc_call call;
    static struct served s;
    struct ivmc_object peer;
    struct ivmc_env env;
    int i;

    serve(&s);
    ck_status(ivmc_socket_connect(ivmc_listener_address(s.unix_listener), &o,
                                  &channel),
              IVMC_OK);
    channel->max_in_flight = 10;
    ivmc_env_init(&env, memory, sizeof memory);
    ck_status(probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env), IVMC_OK);
    for (i = 0; i < 10; i++) {
        probe_Peer_fill_begin(&call, &peer, 65000, &env);
        ivmc_call_cancel(&call);
    }
    usleep(50000);
    clock_gettime(CLOCK_MONOTONIC, &before);
    stop(&s);
    clock_gettime(CLOCK_MONOTONIC, &after);
    ck_assert_int_ge(after.tv_sec - before.tv_sec, 0);
    ck_assert_int_le(after.tv_sec - before.tv_sec, 2);
    done(&s);
    ivmc_channel_close(channel);
}
END_TEST

static struct ivmc_socket_loop *signalled;

static void on_signal(int number)
{
    (void)number;
    ivmc_socket_loop_stop(signalled);
}

START_TEST(stopped_by_a_signal)
{
    struct sigaction action = {.sa_handler = on_signal};
    static struct served s;

    serve(&s);
    signalled = s.loop;
    ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
    ck_assert_int_eq(pthread_kill(s.thread, SIGUSR1), 0);
    pthread_join(s.thread, NULL);
    done(&s);
}
END_TEST

/* A program with a loop of its own does the rounds itself. */
START_TEST(round_by_round)
{
    struct ivmc_socket_options o = {.timeout_ms = 1};
    struct ivmc_socket_loop *loop;
    struct ivmc_channel *channel;
    struct ivmc_listener *l;
    struct peer peer;
    int i;

    peer_init(&peer, 1u << 20);
    ck_status(ivmc_socket_loop_open(&peer.server, NULL, &loop), IVMC_OK);
    for (i = 0; i < 3; i++)
        ck_status(ivmc_socket_loop_step(loop, 1), IVMC_OK);
    ck_status(ivmc_socket_listen("tcp:127.0.0.1:0", NULL, &l), IVMC_OK);
    ck_status(ivmc_socket_loop_add(loop, l), IVMC_OK);
    /* Nobody serves while we wait here. */
    ck_status(ivmc_socket_connect(ivmc_listener_address(l), &o, &channel),
              IVMC_TIMEOUT);
    for (i = 0; i < 3; i++)
        ck_status(ivmc_socket_loop_step(loop, 1), IVMC_OK);
    ivmc_socket_loop_close(loop);
    peer_done(&peer);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("conformance: the epoll server");
    TCase *t = tcase_create("loop");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, many_clients);
    tcase_add_test(t, replies_leave_at_the_end);
    tcase_add_test(t, nobody_reads_at_the_end);
    tcase_add_test(t, stopped_by_a_signal);
    tcase_add_test(t, round_by_round);
    suite_add_tcase(s, t);
    return s;
}
