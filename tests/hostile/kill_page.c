/* Killed peers over shared pages: awake or asleep, pages many or one. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <ivmc/page.h>

#include "kill.h"

static struct ivmc_page_options options;
static struct ivmc_page_listener *listener;

static struct {
    struct peer peer;
    struct ivmc_page_loop *loop;
    pthread_t thread;
} many;

static const char *address(void)
{
    static char text[64];

    if (text[0] == '\0')
        snprintf(text, sizeof text, "page:@ivmc-kill-%d", (int)getpid());
    return text;
}

static void listen_with(enum ivmc_page_waiting waiting, uint32_t pages)
{
    options = (struct ivmc_page_options){
        .max_message = VICTIM_MESSAGE,
        .timeout_ms = KILL_DEADLINE_MS,
        .waiting = waiting,
        .pages = pages,
    };
    ck_status(ivmc_page_listen(address(), &options, &listener), IVMC_OK,
              address());
}

static void *run(void *loop)
{
    if (ivmc_page_loop_run(loop) != IVMC_OK)
        abort();
    return NULL;
}

static void start(void)
{
    peer_init(&many.peer, VICTIM_MESSAGE);
    ck_status(ivmc_page_loop_open(&many.peer.server, &options, &many.loop),
              IVMC_OK, address());
    ck_status(ivmc_page_loop_add(many.loop, listener), IVMC_OK, address());
    ck_assert_int_eq(pthread_create(&many.thread, NULL, run, many.loop), 0);
}

static void stop(struct kill_rest *rest)
{
    struct ivmc_page_stats stats;

    ivmc_page_loop_stop(many.loop);
    pthread_join(many.thread, NULL);
    ivmc_page_loop_stats(many.loop, &stats);
    rest->clients = stats.clients;
    rest->memory = stats.memory;
    ivmc_page_loop_close(many.loop);
    peer_done(&many.peer);
}

static enum ivmc_status connect_to(struct ivmc_channel **channel)
{
    return ivmc_page_connect(address(), &options, channel);
}

static void serve(struct ivmc_server *server, bool to_many)
{
    struct ivmc_page_loop *loop;
    struct ivmc_channel *channel;

    if (to_many && ivmc_page_loop_open(server, &options, &loop) == IVMC_OK &&
        ivmc_page_loop_add(loop, listener) == IVMC_OK)
        ivmc_page_loop_run(loop);
    if (!to_many &&
        ivmc_page_accept(listener, KILL_DEADLINE_MS, &channel) == IVMC_OK)
        ivmc_serve(server, channel);
}

static void unlisten(void)
{
    ivmc_page_listener_close(listener);
}

static void listen_adaptive(void)
{
    listen_with(IVMC_PAGE_ADAPT, 0);
}

static void start_adaptive(void)
{
    listen_adaptive();
    start();
}

static void listen_sleeping(void)
{
    listen_with(IVMC_PAGE_SLEEP, 0);
}

static void start_sleeping(void)
{
    listen_sleeping();
    start();
}

static void listen_one(void)
{
    listen_with(IVMC_PAGE_ADAPT, 1);
}

static void start_one(void)
{
    listen_one();
    start();
}

const struct kill_transport kill_transports[] = {
    {"page", start_adaptive, stop, connect_to, listen_adaptive, serve,
     unlisten},
    {"page, sleeping", start_sleeping, stop, connect_to, listen_sleeping, serve,
     unlisten},
    {"page, a single one", start_one, stop, connect_to, listen_one, serve,
     unlisten},
};

const int kill_transport_count =
    (int)(sizeof kill_transports / sizeof *kill_transports);
