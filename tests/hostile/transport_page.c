#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pages.h"

struct victim {
    struct peer peer;
    struct ivmc_page_listener *listener; /* NULL: the loop's */
    struct ivmc_page_loop *loop;         /* NULL: one client after the other */
    pthread_t thread;
    atomic_bool ending;
    atomic_int ended, outcome;
};

static char address[64];

const char *pages_address(void)
{
    return address;
}

static void serve_one(struct victim *v)
{
    struct ivmc_channel *channel;
    enum ivmc_status s = ivmc_page_accept(v->listener, 20, &channel);

    if (s == IVMC_TIMEOUT)
        return;
    if (s == IVMC_OK) {
        do
            s = ivmc_serve_next(&v->peer.server, channel, 20);
        while ((s == IVMC_OK || s == IVMC_TIMEOUT) && !v->ending);
        ivmc_channel_close(channel);
    }
    if (v->ended++ == 0)
        v->outcome = (int)s;
}

static void *run(void *context)
{
    struct victim *v = context;

    if (v->loop) {
        if (ivmc_page_loop_run(v->loop) != IVMC_OK)
            abort();
        return NULL;
    }
    while (!v->ending)
        serve_one(v);
    return NULL;
}

static struct victim *start(const void *options)
{
    static struct victim v; /* one at a time */
    struct ivmc_page_options o = {
        .max_message = VICTIM_MESSAGE, .timeout_ms = 1000, .idle_ms = 1000};

    if (options)
        memcpy(&o, options, sizeof o);
    memset(&v, 0, sizeof v);
    peer_init(&v.peer, VICTIM_MESSAGE);
    snprintf(address, sizeof address, "page:@ivmc-hostile-%d", (int)getpid());
    ck_status(ivmc_page_listen(address, &o, &v.listener), IVMC_OK, address);
    if (HOSTILE_PAGE_LOOP) {
        ck_status(ivmc_page_loop_open(&v.peer.server, &o, &v.loop), IVMC_OK,
                  address);
        ck_status(ivmc_page_loop_add(v.loop, v.listener), IVMC_OK, address);
        v.listener = NULL;
    }
    ck_assert_int_eq(pthread_create(&v.thread, NULL, run, &v), 0);
    return &v;
}

static void stop(struct victim *v)
{
    struct ivmc_page_stats stats = {0};

    v->ending = true;
    if (v->loop)
        ivmc_page_loop_stop(v->loop);
    pthread_join(v->thread, NULL);
    if (v->loop)
        ivmc_page_loop_stats(v->loop, &stats);
    ivmc_page_loop_close(v->loop);
    ivmc_page_listener_close(v->listener);
    peer_done(&v->peer);
}

static enum ivmc_status client(struct victim *v, struct ivmc_channel **channel)
{
    struct ivmc_page_options o = {.max_message = VICTIM_MESSAGE,
                                  .timeout_ms = 2000};

    (void)v;
    return ivmc_page_connect(address, &o, channel);
}

static void attack(struct victim *v, struct evil *e)
{
    static struct raw_page p; /* one at a time */
    int fd = raw_page_offer(&p);

    (void)v;
    p.socket = raw_page_connect(address);
    raw_page_begin(&p, fd);
    raw_page_evil(e, &p);
}

static enum ivmc_status outcome(struct victim *v)
{
    uint64_t end = now_ms() + 2000;

    while (v->ended == 0 && now_ms() < end)
        pause_ms(1);
    ck_assert_int_gt(v->ended, 0);
    return (enum ivmc_status)v->outcome;
}

static void cases(Suite *s)
{
    suite_add_tcase(s, cases_page_handshake());
    suite_add_tcase(s, cases_page_ring());
    suite_add_tcase(s, cases_page_items());
}

const struct hostile_transport hostile_transport = {
    .name = "hostile clients: " HOSTILE_NAME,
    .tells = !HOSTILE_PAGE_LOOP,
    .start = start,
    .stop = stop,
    .client = client,
    .attack = attack,
    .outcome = outcome,
    .cases = cases,
};
