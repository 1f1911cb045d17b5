/*
 * Our own stubs over shared pages, with payload that does not go through
 * them: the client lends a region of memory once, builds payload there, and
 * says with each call how much; the servant reads it in place.
 *
 * page-region   the payload is copied into the region for each call
 * page-loan     it was built there before: nothing is copied
 */
#include <stdio.h>

#include <ivmc/page.h>
#include <ivmc/region.h>

#include "loans.h"
#include "rpc/contender.h"

#define MAX_MESSAGE 4096

static const struct ivmc_page_options options = {.max_message = MAX_MESSAGE};

static void check(enum ivmc_status status)
{
    if (status != IVMC_OK)
        bench_die(ivmc_status_name(status));
}

/* ---- the servant -------------------------------------------------------- */

static struct ivmc_memory lent;

static void serve_ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

static void serve_lend(void *servant, const struct ivmc_region *region,
                       struct ivmc_env *env)
{
    (void)servant;
    if (ivmc_memory_map(&lent, region, IVMC_READ, BENCH_MAX_PAYLOAD) != IVMC_OK)
        ivmc_env_fail(env, IVMC_BAD_ARGUMENT);
}

static uint32_t serve_consume(void *servant, uint32_t len, struct ivmc_env *env)
{
    const volatile void *payload = ivmc_memory_view(&lent, 0, len);

    (void)servant;
    if (payload)
        return bench_touch((const void *)(uintptr_t)payload, len);
    ivmc_env_fail(env, IVMC_BAD_ARGUMENT);
    return 0;
}

static const struct bench_Loans_epv servant = {
    .ping = serve_ping, .lend = serve_lend, .consume = serve_consume};

static void serve(const struct bench_address *a)
{
    static struct ivmc_servant place;
    size_t size = bench_Loans_MEMORY(MAX_MESSAGE);
    struct ivmc_page_listener *listener;
    struct ivmc_channel *channel;
    struct ivmc_server server;
    char text[128];
    uint64_t key;

    ivmc_server_init(&server, &place, 1, bench_memory(size), size);
    check(bench_Loans_serve(&server, &servant, NULL, &key));
    snprintf(text, sizeof text, "page:%s", a->path);
    check(ivmc_page_listen(text, &options, &listener));
    check(ivmc_page_accept(listener, IVMC_FOREVER, &channel));
    check(ivmc_serve(&server, channel));
}

/* ---- the client --------------------------------------------------------- */

struct client {
    struct ivmc_object loans;
    struct ivmc_env env;
    uint64_t memory[128];
    struct ivmc_memory payload;
    uint32_t built; /* octets of payload that lie there */
};

static void *open_client(const struct bench_address *a)
{
    struct ivmc_region offer;
    struct ivmc_channel *channel;
    struct client *c;
    char text[128];

    snprintf(text, sizeof text, "page:%s", a->path);
    if (ivmc_page_connect(text, &options, &channel) != IVMC_OK)
        return NULL;
    c = (struct client *)bench_memory(sizeof *c);
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    check(bench_Loans_bind(channel, IVMC_ROOT_KEY, &c->loans, &c->env));
    check(ivmc_memory_create(&c->payload, BENCH_MAX_PAYLOAD, IVMC_READ));
    check(ivmc_memory_offer(&c->payload, &offer));
    bench_Loans_lend(&c->loans, &offer, &c->env);
    check(c->env.status);
    ivmc_region_close(&offer);
    return c;
}

static void ping(void *client)
{
    struct client *c = (struct client *)client;

    bench_Loans_ping(&c->loans, &c->env);
    check(c->env.status);
}

static uint32_t consume(struct client *c, uint32_t len)
{
    uint32_t answer = bench_Loans_consume(&c->loans, len, &c->env);

    check(c->env.status);
    return answer;
}

static uint32_t put(void *client, const void *data, uint32_t len)
{
    struct client *c = (struct client *)client;

    memcpy(c->payload.at, data, len);
    return consume(c, len);
}

static uint32_t put_built(void *client, const void *data, uint32_t len)
{
    struct client *c = (struct client *)client;

    if (c->built != len)
        memcpy(c->payload.at, data, len);
    c->built = len;
    return consume(c, len);
}

const struct bench_contender bench_contenders[] = {
    {"page-region", serve, open_client, ping, NULL, put},
    {"page-loan", serve, open_client, ping, NULL, put_built},
    {NULL, NULL, NULL, NULL, NULL, NULL}};
