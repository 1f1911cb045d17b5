/* Loops that share clients: what they divide, and that they do not meet. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#include "conformance.h"
#include "unit.h"

#define LOOPS   3
#define CLIENTS (LOOPS * 20)
#define STORM   8

struct one {
    struct peer peer;
    struct ivmc_socket_loop *loop;
    pthread_t thread;
};

struct served {
    struct one one[LOOPS];
    struct ivmc_listener *listener; /* of the first */
    struct ivmc_listener *second;   /* of the last, packets */
};

struct client {
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[2 * CONFORMANCE_MESSAGE];
};

static const struct ivmc_socket_options options = {
    .max_message = CONFORMANCE_MESSAGE, .timeout_ms = 5000, .max_clients = 256};

static struct ivmc_listener *listener(const char *scheme)
{
    struct ivmc_listener *l;
    char address[64];

    snprintf(address, sizeof address, "%s:@ivmc-loops-%d", scheme,
             (int)getpid());
    ck_status(ivmc_socket_listen(address, &options, &l), IVMC_OK);
    return l;
}

/* The listeners are added before the others join, and after. */
static void open_loops(struct served *s)
{
    int i;

    for (i = 0; i < LOOPS; i++) {
        struct one *one = &s->one[i];

        peer_init(&one->peer, CONFORMANCE_MESSAGE);
        ck_status(
            ivmc_socket_loop_open(&one->peer.server, &options, &one->loop),
            IVMC_OK);
    }
    s->listener = listener("unix");
    s->second = listener("seqpacket");
    ck_status(ivmc_socket_loop_add(s->one[0].loop, s->listener), IVMC_OK);
    for (i = 1; i < LOOPS; i++)
        ck_status(ivmc_socket_loop_join(s->one[i].loop, s->one[0].loop),
                  IVMC_OK);
    ck_status(ivmc_socket_loop_add(s->one[LOOPS - 1].loop, s->second), IVMC_OK);
}

static void *run(void *loop)
{
    if (ivmc_socket_loop_run(loop) != IVMC_OK)
        abort();
    return NULL;
}

static void start(struct served *s)
{
    int i;

    open_loops(s);
    for (i = 0; i < LOOPS; i++)
        ck_assert_int_eq(
            pthread_create(&s->one[i].thread, NULL, run, s->one[i].loop), 0);
}

/* One stop ends them all. */
static void stop(struct served *s)
{
    int i;

    ivmc_socket_loop_stop(s->one[1].loop);
    for (i = 0; i < LOOPS; i++)
        pthread_join(s->one[i].thread, NULL);
}

static void done(struct served *s)
{
    int i;

    for (i = 0; i < LOOPS; i++) {
        ivmc_socket_loop_close(s->one[i].loop);
        peer_done(&s->one[i].peer);
    }
}

static void client_open(struct client *c, const struct ivmc_listener *l)
{
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    c->env.timeout_ms = 5000;
    ck_status(
        ivmc_socket_connect(ivmc_listener_address(l), &options, &c->channel),
        IVMC_OK);
    ck_status(probe_Peer_bind(c->channel, IVMC_ROOT_KEY, &c->peer, &c->env),
              IVMC_OK);
}

START_TEST(clients_are_divided)
{
    static struct client clients[CLIENTS];
    unsigned before = conformance_descriptors();
    static struct served s;
    int i;

    start(&s);
    for (i = 0; i < CLIENTS; i++)
        client_open(&clients[i], i % 2 ? s.listener : s.second);
    for (i = 0; i < 3 * CLIENTS; i++) {
        struct client *c = &clients[i * 7 % CLIENTS];

        ck_assert_int_eq(probe_Peer_add(&c->peer, i, 1, &c->env), i + 1);
    }
    stop(&s);
    for (i = 0; i < LOOPS; i++) {
        struct ivmc_socket_stats stats;

        ivmc_socket_loop_stats(s.one[i].loop, &stats);
        ck_assert_uint_eq(stats.clients, CLIENTS / LOOPS);
        ck_assert_uint_eq(stats.accepted, CLIENTS / LOOPS);
        ck_assert_uint_eq(stats.refused, 0);
        ck_assert_uint_eq(stats.requests, 4 * CLIENTS / LOOPS);
    }
    done(&s);
    for (i = 0; i < CLIENTS; i++)
        ivmc_channel_close(clients[i].channel);
    ck_assert_uint_eq(conformance_descriptors(), before);
}
END_TEST

/* Once those of one loop have gone, the next clients come to it. */
START_TEST(a_place_left_is_filled)
{
    static struct client clients[2 * LOOPS];
    struct ivmc_socket_stats stats;
    static struct served s;
    int i;

    start(&s);
    for (i = 0; i < 2 * LOOPS; i++)
        client_open(&clients[i], s.listener);
    /* Whoever came first is with the loop that accepts. */
    ivmc_channel_close(clients[0].channel);
    ivmc_channel_close(clients[LOOPS].channel);
    usleep(100000);
    client_open(&clients[0], s.second);
    client_open(&clients[LOOPS], s.second);
    stop(&s);
    for (i = 0; i < LOOPS; i++) {
        ivmc_socket_loop_stats(s.one[i].loop, &stats);
        ck_assert_uint_eq(stats.clients, 2);
    }
    done(&s);
    for (i = 0; i < 2 * LOOPS; i++)
        ivmc_channel_close(clients[i].channel);
}
END_TEST

struct stormer {
    const struct ivmc_listener *listener;
    int wrong;
    pthread_t thread;
};

/* No macros of Check here: this is a thread of its own. */
static void *storm(void *context)
{
    struct stormer *me = context;
    static _Thread_local struct client c;
    int i, n;

    for (i = 0; i < 40; i++) {
        ivmc_env_init(&c.env, c.memory, sizeof c.memory);
        if (ivmc_socket_connect(ivmc_listener_address(me->listener), &options,
                                &c.channel) != IVMC_OK) {
            me->wrong++;
            return NULL;
        }
        if (probe_Peer_bind(c.channel, IVMC_ROOT_KEY, &c.peer, &c.env) !=
            IVMC_OK)
            me->wrong++;
        for (n = 0; n < i && !me->wrong; n++) {
            if (probe_Peer_add(&c.peer, i, n, &c.env) != i + n)
                me->wrong++;
        }
        ivmc_channel_close(c.channel);
    }
    return NULL;
}

/* All come and go at once, over both listeners; nothing is lost. */
START_TEST(clients_come_and_go)
{
    struct stormer stormers[STORM] = {{0}};
    unsigned before = conformance_descriptors();
    uint64_t accepted = 0, requests = 0;
    static struct served s;
    int i;

    start(&s);
    for (i = 0; i < STORM; i++) {
        stormers[i].listener = i % 2 ? s.listener : s.second;
        ck_assert_int_eq(
            pthread_create(&stormers[i].thread, NULL, storm, &stormers[i]), 0);
    }
    for (i = 0; i < STORM; i++) {
        pthread_join(stormers[i].thread, NULL);
        ck_assert_int_eq(stormers[i].wrong, 0);
    }
    stop(&s);
    for (i = 0; i < LOOPS; i++) {
        struct ivmc_socket_stats stats;

        ivmc_socket_loop_stats(s.one[i].loop, &stats);
        ck_assert_uint_eq(stats.refused, 0);
        accepted += stats.accepted;
        requests += stats.requests;
    }
    ck_assert_uint_eq(accepted, STORM * 40);
    ck_assert_uint_eq(requests, STORM * (40 + 40 * 39 / 2));
    done(&s);
    ck_assert_uint_eq(conformance_descriptors(), before);
}
END_TEST

/* A client on its way to a loop that never takes it in is hung up on. */
START_TEST(handed_over_in_vain)
{
    struct ivmc_socket_options hasty = options;
    unsigned before = conformance_descriptors();
    struct ivmc_channel *channel;
    static struct served s;
    int i;

    hasty.timeout_ms = 10;
    open_loops(&s);
    for (i = 0; i < 2 * LOOPS; i++) {
        ck_status(ivmc_socket_connect(ivmc_listener_address(s.listener), &hasty,
                                      &channel),
                  IVMC_TIMEOUT);
        ck_status(ivmc_socket_loop_step(s.one[0].loop, 10), IVMC_OK);
    }
    done(&s);
    ck_assert_uint_eq(conformance_descriptors(), before);
}
END_TEST

/* Without descriptors for it nobody joins, and all is as before. */
START_TEST(no_descriptor_to_join)
{
    struct rlimit limit, old;
    struct one one[2];
    int i, next;

    for (i = 0; i < 2; i++) {
        peer_init(&one[i].peer, CONFORMANCE_MESSAGE);
        ck_status(
            ivmc_socket_loop_open(&one[i].peer.server, &options, &one[i].loop),
            IVMC_OK);
    }
    next = dup(0);
    close(next);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    limit = old;
    /* None, half a pipe, one pipe, one and a half. */
    for (i = 0; i < 4; i++) {
        limit.rlim_cur = (rlim_t)(next + i);
        ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
        ck_status(ivmc_socket_loop_join(one[1].loop, one[0].loop), IVMC_SYSTEM);
        ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
        ck_status(ivmc_socket_loop_step(one[1].loop, 0), IVMC_OK);
    }
    ck_status(ivmc_socket_loop_join(one[1].loop, one[0].loop), IVMC_OK);
    for (i = 0; i < 2; i++) {
        ivmc_socket_loop_close(one[i].loop);
        peer_done(&one[i].peer);
    }
}
END_TEST

START_TEST(who_may_join)
{
    static struct served s;

    open_loops(&s);
    ck_status(ivmc_socket_loop_join(s.one[1].loop, s.one[0].loop), IVMC_BUSY);
    ck_status(ivmc_socket_loop_join(s.one[1].loop, s.one[1].loop), IVMC_BUSY);
    /* Who leaves is missed by nobody. */
    ivmc_socket_loop_close(s.one[0].loop);
    ck_status(ivmc_socket_loop_step(s.one[1].loop, 0), IVMC_OK);
    ck_status(
        ivmc_socket_loop_open(&s.one[0].peer.server, &options, &s.one[0].loop),
        IVMC_OK);
    ck_status(ivmc_socket_loop_join(s.one[0].loop, s.one[2].loop), IVMC_OK);
    done(&s);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("conformance: loops that share clients");
    TCase *t = tcase_create("loops");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, clients_are_divided);
    tcase_add_test(t, a_place_left_is_filled);
    tcase_add_test(t, clients_come_and_go);
    tcase_add_test(t, handed_over_in_vain);
    tcase_add_test(t, no_descriptor_to_join);
    tcase_add_test(t, who_may_join);
    suite_add_tcase(s, t);
    return s;
}
