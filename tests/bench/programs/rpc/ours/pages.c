/*
 * Our own stubs over shared pages: servers of one client and of many, in each
 * way of waiting.
 */
#include <stdio.h>

#include <ivmc/page.h>

#include "rpc/ours/calls.h"

static struct ivmc_page_options options_of(enum ivmc_page_waiting waiting)
{
    return (struct ivmc_page_options){
        .max_message = OURS_MAX_MESSAGE,
        .max_memory = 80ull * OURS_MAX_MESSAGE,
        .waiting = waiting,
    };
}

static struct ivmc_page_listener *offer(const struct bench_address *a,
                                        const struct ivmc_page_options *options,
                                        struct ivmc_server *server)
{
    struct ivmc_page_listener *listener;
    char text[128];

    ours_serve(server);
    snprintf(text, sizeof text, "page:%s", a->path);
    ours_check(ivmc_page_listen(text, options, &listener));
    return listener;
}

static void serve_one(const struct bench_address *a,
                      enum ivmc_page_waiting waiting)
{
    struct ivmc_page_options options = options_of(waiting);
    struct ivmc_server server;
    struct ivmc_page_listener *listener = offer(a, &options, &server);
    struct ivmc_channel *channel;

    ours_check(ivmc_page_accept(listener, IVMC_FOREVER, &channel));
    ours_check(ivmc_serve(&server, channel));
}

static void serve_many(const struct bench_address *a,
                       enum ivmc_page_waiting waiting)
{
    struct ivmc_page_options options = options_of(waiting);
    struct ivmc_server server;
    struct ivmc_page_listener *listener = offer(a, &options, &server);
    struct ivmc_page_loop *loop;

    ours_check(ivmc_page_loop_open(&server, &options, &loop));
    ours_check(ivmc_page_loop_add(loop, listener));
    ours_check(ivmc_page_loop_run(loop));
}

static void *open_client(const struct bench_address *a,
                         enum ivmc_page_waiting waiting)
{
    struct ivmc_page_options options = options_of(waiting);
    struct ivmc_channel *channel;
    char text[128];

    snprintf(text, sizeof text, "page:%s", a->path);
    if (ivmc_page_connect(text, &options, &channel) != IVMC_OK)
        return NULL;
    return ours_bind(channel);
}

/* ---- the ways of waiting --------------------------------------------------- */

static void serve_adapt(const struct bench_address *a)
{
    serve_one(a, IVMC_PAGE_ADAPT);
}

static void loop_adapt(const struct bench_address *a)
{
    serve_many(a, IVMC_PAGE_ADAPT);
}

static void *open_adapt(const struct bench_address *a)
{
    return open_client(a, IVMC_PAGE_ADAPT);
}

static void serve_sleep(const struct bench_address *a)
{
    serve_one(a, IVMC_PAGE_SLEEP);
}

static void loop_sleep(const struct bench_address *a)
{
    serve_many(a, IVMC_PAGE_SLEEP);
}

static void *open_sleep(const struct bench_address *a)
{
    return open_client(a, IVMC_PAGE_SLEEP);
}

static void serve_spin(const struct bench_address *a)
{
    serve_one(a, IVMC_PAGE_SPIN);
}

static void loop_spin(const struct bench_address *a)
{
    serve_many(a, IVMC_PAGE_SPIN);
}

static void *open_spin(const struct bench_address *a)
{
    return open_client(a, IVMC_PAGE_SPIN);
}

#define CALLS ours_ping, ours_small, ours_put

const struct bench_contender bench_contenders[] = {
    {"page-adapt", serve_adapt, open_adapt, CALLS},
    {"page-sleep", serve_sleep, open_sleep, CALLS},
    {"page-spin", serve_spin, open_spin, CALLS},
    {"loop-adapt", loop_adapt, open_adapt, CALLS},
    {"loop-sleep", loop_sleep, open_sleep, CALLS},
    {"loop-spin", loop_spin, open_spin, CALLS},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
