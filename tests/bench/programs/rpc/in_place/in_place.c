/*
 * Our own stubs over shared pages, with payload that the servant reads where
 * the client put it.
 *
 * page-shared   a parameter that is @ivmc::shared
 */
#include <stdio.h>

#include <ivmc/page.h>

#include "in_place.h"
#include "rpc/contender.h"

#define MAX_MESSAGE (BENCH_MAX_PAYLOAD + 4096)

/* Halves that a payload of 1 MiB fits in, in one piece. */
static const struct ivmc_page_options options = {
    .pages = 576,
    .max_message = MAX_MESSAGE,
    .max_memory = 80ull * MAX_MESSAGE,
};

static void check(enum ivmc_status status)
{
    if (status != IVMC_OK)
        bench_die(ivmc_status_name(status));
}

/* ---- the servant -------------------------------------------------------- */

static void serve_ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

static uint32_t serve_put(void *servant, const struct ivmc_shared *data,
                          struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return bench_touch((const void *)(uintptr_t)data->data, data->len);
}

static const struct bench_InPlace_epv servant = {.ping = serve_ping,
                                                 .put = serve_put};

static void serve(const struct bench_address *a)
{
    static struct ivmc_servant place;
    size_t size = bench_InPlace_MEMORY(MAX_MESSAGE);
    struct ivmc_page_listener *listener;
    struct ivmc_channel *channel;
    struct ivmc_server server;
    char text[128];
    uint64_t key;

    ivmc_server_init(&server, &place, 1, bench_memory(size), size);
    check(bench_InPlace_serve(&server, &servant, NULL, &key));
    snprintf(text, sizeof text, "page:%s", a->path);
    check(ivmc_page_listen(text, &options, &listener));
    check(ivmc_page_accept(listener, IVMC_FOREVER, &channel));
    check(ivmc_serve(&server, channel));
}

/* ---- the client --------------------------------------------------------- */

struct client {
    struct ivmc_object object;
    struct ivmc_env env;
    uint64_t memory[128];
};

static void *open_client(const struct bench_address *a)
{
    struct ivmc_channel *channel;
    struct client *c;
    char text[128];

    snprintf(text, sizeof text, "page:%s", a->path);
    if (ivmc_page_connect(text, &options, &channel) != IVMC_OK)
        return NULL;
    c = (struct client *)bench_memory(sizeof *c);
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    check(bench_InPlace_bind(channel, IVMC_ROOT_KEY, &c->object, &c->env));
    return c;
}

static void ping(void *client)
{
    struct client *c = (struct client *)client;

    bench_InPlace_ping(&c->object, &c->env);
    check(c->env.status);
}

static uint32_t put(void *client, const void *data, uint32_t len)
{
    const struct bench_Payload payload = {len, (uint8_t *)(uintptr_t)data};
    struct client *c = (struct client *)client;
    uint32_t answer = bench_InPlace_put(&c->object, &payload, &c->env);

    check(c->env.status);
    return answer;
}

const struct bench_contender bench_contenders[] = {
    {"page-shared", serve, open_client, ping, NULL, put},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
