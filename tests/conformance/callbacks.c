/*
 * Calls back over every transport that waits: results, and what either side
 * can do to the other with them.
 */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <ivmc/callback.h>
#include <ivmc/sockets.h>

#include "callbacks.h"
#include "unit.h"

#define FOR_EVER (-1)

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

/* One end each, and what it offers. */
struct end {
    struct ivmc_server server;
    struct ivmc_servant servants[1];
    _Alignas(8) unsigned char memory[4096];
    struct ivmc_callbacks callbacks;
    struct ivmc_channel *channel;
    uint64_t key;
};

struct stage {
    struct end client, server;
    struct ivmc_object worker;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[512];
    int fd; /* the server's */
    bool enable;
    enum ivmc_status served; /* how serving ended */
    pthread_t thread;
};

static const int types[] = {SOCK_STREAM, SOCK_SEQPACKET};
static const struct ivmc_socket_options options = {.timeout_ms = 2000};

/* ---- servants ----------------------------------------------------------- */

static int32_t count(void *servant, const struct ivmc_objref *who,
                     int32_t limit, struct ivmc_env *env)
{
    struct ivmc_channel *c = ivmc_callback_channel(env);
    _Alignas(8) unsigned char memory[256];
    struct ivmc_object watcher;
    struct ivmc_env calls;
    int32_t n = 0;

    (void)servant;
    if (!c) {
        ivmc_env_fail(env, IVMC_REFUSED);
        return 0;
    }
    ivmc_env_init(&calls, memory, sizeof memory);
    calls.timeout_ms = 300;
    back_Watcher_bind(c, who->key, &watcher, &calls);
    while (calls.status == IVMC_OK && n != limit)
        n = back_Watcher_next(&watcher, n, &calls);
    ivmc_env_fail(env, calls.status);
    return n;
}

static const struct back_Worker_epv worker_epv = {count};

static int32_t next(void *servant, int32_t n, struct ivmc_env *env)
{
    (void)env;
    if (servant) /* the client's end, which goes while it is called */
        shutdown(*(const int *)servant, SHUT_RDWR);
    return n + 1;
}

static const struct back_Watcher_epv watcher_epv = {next};

/* ---- the stage ---------------------------------------------------------- */

static void *serve(void *context)
{
    struct stage *s = context;
    struct end *e = &s->server;

    ck_status(ivmc_socket_adopt(s->fd, true, &options, &e->channel), IVMC_OK);
    if (s->enable)
        ivmc_callbacks_enable(&e->callbacks, e->channel, &e->server);
    s->served = ivmc_serve(&e->server, e->channel);
    ivmc_channel_close(e->channel);
    return NULL;
}

static void offer(struct end *e)
{
    ivmc_server_init(&e->server, e->servants, 1, e->memory, sizeof e->memory);
}

/* The number of the client's descriptor. */
static int open_stage(struct stage *s, int type, bool accept, bool enable,
                      const int *shut)
{
    int fd[2];

    memset(s, 0, sizeof *s);
    offer(&s->client);
    offer(&s->server);
    back_Watcher_serve(&s->client.server, &watcher_epv, (void *)(uintptr_t)shut,
                       &s->client.key);
    back_Worker_serve(&s->server.server, &worker_epv, NULL, &s->server.key);
    ck_assert_int_eq(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fd), 0);
    s->fd = fd[1];
    s->enable = enable;
    ck_assert_int_eq(pthread_create(&s->thread, NULL, serve, s), 0);
    ck_status(ivmc_socket_adopt(fd[0], false, &options, &s->client.channel),
              IVMC_OK);
    if (accept)
        ivmc_callbacks_accept(&s->client.callbacks, s->client.channel,
                              &s->client.server);
    ivmc_env_init(&s->env, s->memory, sizeof s->memory);
    back_Worker_bind(s->client.channel, s->server.key, &s->worker, &s->env);
    ck_status(s->env.status, IVMC_OK);
    return fd[0];
}

static void close_stage(struct stage *s)
{
    ivmc_channel_close(s->client.channel);
    pthread_join(s->thread, NULL);
}

static int32_t call(struct stage *s, int32_t limit)
{
    const struct ivmc_objref who =
        ivmc_server_reference(&s->client.server, s->client.key);

    return back_Worker_count(&s->worker, &who, limit, &s->env);
}

/* ---- cases -------------------------------------------------------------- */

START_TEST(called_back)
{
    struct stage s;

    open_stage(&s, types[_i], true, true, NULL);
    ck_assert_int_eq(call(&s, 1000), 1000);
    ck_status(s.env.status, IVMC_OK);
    ck_assert_int_eq(call(&s, 1), 1);
    ck_status(s.env.status, IVMC_OK);
    close_stage(&s);
    ck_status(s.served, IVMC_PEER_GONE);
}
END_TEST

START_TEST(none_enabled)
{
    struct stage s;

    open_stage(&s, types[_i], true, false, NULL);
    call(&s, 1);
    ck_status(s.env.status, IVMC_REFUSED);
    close_stage(&s);
}
END_TEST

/* The server waits for a client that knows nothing of it: for its deadline. */
START_TEST(none_accepted)
{
    struct stage s;

    open_stage(&s, types[_i], false, true, NULL);
    call(&s, 1);
    ck_status(s.env.status, IVMC_TIMEOUT);
    close_stage(&s);
}
END_TEST

/* A server that never stops calling holds its client until the deadline. */
START_TEST(called_back_for_ever)
{
    struct timespec from, to;
    struct stage s;

    open_stage(&s, types[_i], true, true, NULL);
    s.env.timeout_ms = 200;
    clock_gettime(CLOCK_MONOTONIC, &from);
    call(&s, FOR_EVER);
    clock_gettime(CLOCK_MONOTONIC, &to);
    ck_status(s.env.status, IVMC_TIMEOUT);
    ck_assert_int_lt(to.tv_sec - from.tv_sec, 10);
    close_stage(&s);
}
END_TEST

START_TEST(client_goes_while_called_back)
{
    struct stage s;
    int fd = -1;

    fd = open_stage(&s, types[_i], true, true, &fd);
    call(&s, 10);
    ck_status(s.env.status, IVMC_PEER_GONE);
    close_stage(&s);
    ck_status(s.served, IVMC_PEER_GONE);
}
END_TEST

/*
 * The second request reaches the server while it waits to hear of the first
 * call back, so that one of the two may miss its refusal.
 */
START_TEST(refused_with_several_in_flight)
{
    const struct ivmc_objref who = {"IDL:back/Watcher:1.0", "", 0};
    struct ivmc_call calls[2];
    struct ivmc_env env[2];
    _Alignas(8) unsigned char memory[2][256];
    struct stage s;
    int i;

    open_stage(&s, types[_i], true, true, NULL);
    s.client.channel->max_in_flight = 2;
    for (i = 0; i < 2; i++) {
        ivmc_env_init(&env[i], memory[i], sizeof memory[i]);
        back_Worker_count_begin(&calls[i], &s.worker, &who, 1, &env[i]);
    }
    for (i = 0; i < 2; i++) {
        back_Worker_count_finish(&calls[i]);
        if (env[i].status != IVMC_TIMEOUT)
            ck_status(env[i].status, IVMC_REFUSED);
    }
    ck_assert_int_eq(call(&s, 3), 3);
    ck_status(s.env.status, IVMC_OK);
    close_stage(&s);
}
END_TEST

/* ---- a loop that serves many -------------------------------------------- */

static void *run_loop(void *loop)
{
    (void)ivmc_socket_loop_run(loop);
    return NULL;
}

START_TEST(loops_make_none)
{
    struct stage s;
    struct ivmc_listener *listener;
    struct ivmc_socket_loop *loop;

    memset(&s, 0, sizeof s);
    offer(&s.server);
    back_Worker_serve(&s.server.server, &worker_epv, NULL, &s.server.key);
    ck_status(ivmc_socket_listen("tcp:127.0.0.1:0", &options, &listener),
              IVMC_OK);
    ck_status(ivmc_socket_loop_open(&s.server.server, &options, &loop),
              IVMC_OK);
    ck_status(ivmc_socket_loop_add(loop, listener), IVMC_OK);
    ck_assert_int_eq(pthread_create(&s.thread, NULL, run_loop, loop), 0);
    ck_status(ivmc_socket_connect(ivmc_listener_address(listener), &options,
                                  &s.client.channel),
              IVMC_OK);
    offer(&s.client);
    back_Watcher_serve(&s.client.server, &watcher_epv, NULL, &s.client.key);
    ivmc_callbacks_accept(&s.client.callbacks, s.client.channel,
                          &s.client.server);
    ivmc_env_init(&s.env, s.memory, sizeof s.memory);
    back_Worker_bind(s.client.channel, s.server.key, &s.worker, &s.env);
    call(&s, 1);
    ck_status(s.env.status, IVMC_REFUSED);
    ivmc_socket_loop_stop(loop);
    pthread_join(s.thread, NULL);
    ivmc_channel_close(s.client.channel);
    ivmc_socket_loop_close(loop);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("callbacks");
    TCase *t = tcase_create("callbacks");
    const int count_types = (int)(sizeof types / sizeof types[0]);

    tcase_set_timeout(t, 30);
    tcase_add_loop_test(t, called_back, 0, count_types);
    tcase_add_loop_test(t, none_enabled, 0, count_types);
    tcase_add_loop_test(t, none_accepted, 0, count_types);
    tcase_add_loop_test(t, called_back_for_ever, 0, count_types);
    tcase_add_loop_test(t, client_goes_while_called_back, 0, count_types);
    tcase_add_loop_test(t, refused_with_several_in_flight, 0, count_types);
    tcase_add_test(t, loops_make_none);
    suite_add_tcase(s, t);
    return s;
}
