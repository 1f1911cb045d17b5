/*
 * Client and server on a system that fails them: each call fails once, at
 * each place where it is made, and whatever comes of it is a status; nothing
 * stays open, and the next try on a healthy system works.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"
#include "unit.h"
#include "victim.h"

#define PLACES 30

static const char *const schemes[] = {"unix", "seqpacket", "tcp"};
#define SCHEMES ((int)(sizeof schemes / sizeof *schemes))

struct play {
    struct peer peer;
    struct ivmc_listener *listener;
    struct ivmc_socket_loop *loop;
    pthread_t thread;
    unsigned good; /* calls that went well */
};

static void *run(void *context)
{
    ivmc_socket_loop_run(context);
    return NULL;
}

/* Some of all that clients do; how many calls went well. */
static unsigned calls(struct ivmc_channel *channel)
{
    static _Alignas(8) unsigned char memory[2 * VICTIM_MESSAGE];
    static uint8_t octets[30000];
    struct probe_Octets data = {sizeof octets, octets}, result;
    struct ivmc_region file = {.size = 4, .rights = IVMC_READ}, back;
    struct ivmc_object peer;
    struct ivmc_env env;
    unsigned good = 0;
    int i;

    ivmc_env_init(&env, memory, sizeof memory);
    env.timeout_ms = 500;
    good += probe_Peer_bind(channel, IVMC_ROOT_KEY, &peer, &env) == IVMC_OK;
    for (i = 0; i < 3; i++) {
        probe_Peer_add(&peer, i, i, &env);
        good += env.status == IVMC_OK;
        probe_Peer_echo(&peer, "", &data, &result, &env);
        good += env.status == IVMC_OK &&
                memcmp(result.data, octets, sizeof octets) == 0;
        file.handle = number_file(1);
        probe_Peer_pass(&peer, &file, &back, &env);
        close((int)file.handle);
        good += env.status == IVMC_OK || env.status == IVMC_NOT_TRANSFERABLE;
        if (env.status == IVMC_OK)
            close((int)back.handle);
    }
    return good;
}

#define ALL_GOOD 10

static void client(struct play *p, const struct ivmc_socket_options *o)
{
    struct ivmc_channel *channel;

    p->good = 0;
    if (ivmc_socket_connect(ivmc_listener_address(p->listener), o, &channel) !=
        IVMC_OK)
        return;
    p->good = calls(channel);
    ivmc_channel_close(channel);
}

/* The whole of it, from listening to the last close. */
static void play(struct play *p, const char *scheme)
{
    struct ivmc_socket_options o = {.max_message = VICTIM_MESSAGE,
                                    .timeout_ms = 500};
    char address[64];

    p->good = 0;
    snprintf(address, sizeof address,
             strcmp(scheme, "tcp") == 0 ? "tcp:127.0.0.1:0"
                                        : "%s:@ivmc-faults-%d",
             scheme, (int)getpid());
    if (ivmc_socket_listen(address, &o, &p->listener) != IVMC_OK)
        return;
    if (ivmc_socket_loop_open(&p->peer.server, &o, &p->loop) != IVMC_OK) {
        ivmc_listener_close(p->listener);
        return;
    }
    if (ivmc_socket_loop_add(p->loop, p->listener) == IVMC_OK) {
        if (pthread_create(&p->thread, NULL, run, p->loop))
            abort();
        client(p, &o);
        ivmc_socket_loop_stop(p->loop);
        pthread_join(p->thread, NULL);
    } else {
        ivmc_listener_close(p->listener);
    }
    ivmc_socket_loop_close(p->loop);
}

START_TEST(each_fails_once)
{
    enum fault_kind kind = (enum fault_kind)(_i / SCHEMES);
    const char *scheme = schemes[_i % SCHEMES];
    static struct play p;
    int at, made = 1;

    peer_init(&p.peer, VICTIM_MESSAGE);
    play(&p, scheme);
    ck_assert_uint_eq(p.good, ALL_GOOD);
    for (at = 1; at <= PLACES && made; at++) {
        struct holdings before = holdings_now();

        fault_begin(FAULT_FAIL, kind, at);
        play(&p, scheme);
        made = fault_end();
        /* The servant keeps the file that it gave last. */
        if (p.peer.servants[0].given == IVMC_NO_HANDLE)
            holdings_come_back(before, fault_name(kind));
        play(&p, scheme);
        ck_assert_msg(p.good == ALL_GOOD, "after %s failed: %u calls of %u",
                      fault_name(kind), p.good, ALL_GOOD);
        holdings_come_back(before, fault_name(kind));
    }
    peer_done(&p.peer);
}
END_TEST

/* A system short of memory for sending costs the one call, on either side. */
START_TEST(a_failed_send_costs_one_call)
{
    enum fault_kind kind = _i < SCHEMES ? FAULT_SEND : FAULT_SENDMSG;
    int at = kind == FAULT_SEND ? 5 : 1; /* after the hellos and the bind */
    static struct play p;
    int made = 1;

    peer_init(&p.peer, VICTIM_MESSAGE);
    for (; at <= PLACES && made; at++) {
        fault_begin(FAULT_FAIL, kind, at);
        play(&p, schemes[_i % SCHEMES]);
        made = fault_end();
        ck_assert_msg(p.good >= ALL_GOOD - 1, "%s number %d: %u calls of %u",
                      fault_name(kind), at, p.good, ALL_GOOD);
    }
    peer_done(&p.peer);
}
END_TEST

START_TEST(all_is_interrupted)
{
    static struct play p;

    peer_init(&p.peer, VICTIM_MESSAGE);
    fault_begin(FAULT_INTERRUPT, FAULT_KINDS, 0);
    play(&p, schemes[_i]);
    fault_end();
    ck_assert_uint_eq(p.good, ALL_GOOD);
    peer_done(&p.peer);
}
END_TEST

/* Streams only: a packet is whole or nothing. */
START_TEST(little_by_little)
{
    static struct play p;

    peer_init(&p.peer, VICTIM_MESSAGE);
    fault_begin(FAULT_LITTLE, FAULT_KINDS, 0);
    play(&p, _i ? "tcp" : "unix");
    fault_end();
    ck_assert_uint_eq(p.good, ALL_GOOD);
    peer_done(&p.peer);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile: faults");
    TCase *t = tcase_create("faults");

    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, each_fails_once, 0, FAULT_KINDS * SCHEMES);
    tcase_add_loop_test(t, a_failed_send_costs_one_call, 0, 2 * SCHEMES);
    tcase_add_loop_test(t, all_is_interrupted, 0, SCHEMES);
    tcase_add_loop_test(t, little_by_little, 0, 2);
    suite_add_tcase(s, t);
    return s;
}
