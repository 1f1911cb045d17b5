#include "rpc/ours/calls.h"

void ours_check(enum ivmc_status status)
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

static uint64_t serve_lookup(void *servant, uint32_t id, uint64_t stamp,
                             double weight, const char *name,
                             struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return bench_small_answer(id, stamp, weight, strlen(name));
}

static uint32_t serve_put(void *servant, const struct bench_Payload *data,
                          struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return bench_touch(data->data, data->len);
}

static const struct bench_Rpc_epv servant = {
    .ping = serve_ping, .lookup = serve_lookup, .put = serve_put};

void ours_serve(struct ivmc_server *server)
{
    struct ivmc_servant *place =
        (struct ivmc_servant *)bench_memory(sizeof *place);
    size_t size = bench_Rpc_MEMORY(OURS_MAX_MESSAGE);
    uint64_t key;

    ivmc_server_init(server, place, 1, bench_memory(size), size);
    ours_check(bench_Rpc_serve(server, &servant, NULL, &key));
}

/* ---- the client --------------------------------------------------------- */

struct client {
    struct ivmc_object rpc;
    struct ivmc_env env;
    uint64_t memory[128];
};

void *ours_bind(struct ivmc_channel *channel)
{
    struct client *c = (struct client *)bench_memory(sizeof *c);

    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    ours_check(bench_Rpc_bind(channel, IVMC_ROOT_KEY, &c->rpc, &c->env));
    return c;
}

void ours_ping(void *client)
{
    struct client *c = (struct client *)client;

    bench_Rpc_ping(&c->rpc, &c->env);
    ours_check(c->env.status);
}

uint64_t ours_small(void *client, const struct bench_small *s)
{
    struct client *c = (struct client *)client;
    uint64_t answer =
        bench_Rpc_lookup(&c->rpc, s->id, s->stamp, s->weight, s->name, &c->env);

    ours_check(c->env.status);
    return answer;
}

uint32_t ours_put(void *client, const void *data, uint32_t len)
{
    struct client *c = (struct client *)client;
    struct bench_Payload payload = {len, (uint8_t *)(uintptr_t)data};
    uint32_t answer = bench_Rpc_put(&c->rpc, &payload, &c->env);

    ours_check(c->env.status);
    return answer;
}
