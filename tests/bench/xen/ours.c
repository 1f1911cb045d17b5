/* Our stubs over libivmc-xen. */
#include <stdlib.h>
#include <unistd.h>

#include <ivmc/xen.h>

#include "asleep.h"
#include "dom0.h"
#include "null.h"

#define LARGEST 4096u

static const struct ivmc_xen_options options = {.max_message = LARGEST,
                                                .pages = 4};

static void ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

static void check(enum ivmc_status s)
{
    if (s != IVMC_OK)
        fail(ivmc_status_text(s));
}

static struct ivmc_xen_listener *offer(struct ivmc_server *server,
                                       const char *name)
{
    static const struct bench_Null_epv epv = {ping};
    static struct ivmc_servant servants[1];
    static unsigned char memory[bench_Null_MEMORY(LARGEST)];
    struct ivmc_xen_listener *listener;
    uint64_t key;

    ivmc_server_init(server, servants, 1, memory, sizeof memory);
    check(bench_Null_serve(server, &epv, NULL, &key));
    check(ivmc_xen_listen(name, &options, &listener));
    return listener;
}

void ours_serve_many(void *name)
{
    struct ivmc_server server;
    struct ivmc_xen_listener *listener = offer(&server, name);
    struct ivmc_xen_loop *loop;

    check(ivmc_xen_loop_open(&server, &options, &loop));
    check(ivmc_xen_loop_add(loop, listener));
    check(ivmc_xen_loop_run(loop));
}

void ours_serve_many_asleep(void *name)
{
    sleeps_at_once = true;
    ours_serve_many(name);
}

void ours_serve_one(void *name)
{
    struct ivmc_server server;
    struct ivmc_xen_listener *listener = offer(&server, name);
    struct ivmc_channel *channel;

    check(ivmc_xen_accept(listener, IVMC_FOREVER, &channel));
    check(ivmc_serve(&server, channel));
}

struct client {
    struct ivmc_object rpc;
    struct ivmc_env env;
    unsigned char memory[bench_Null_MEMORY(LARGEST)];
};

void *ours_open(const char *address)
{
    struct client *c = malloc(sizeof *c);
    struct ivmc_channel *channel;
    enum ivmc_status s;

    if (!c)
        fail("malloc");
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    /* The server may not listen yet. */
    while ((s = ivmc_xen_connect(address, &options, &channel)) ==
           IVMC_PEER_GONE)
        usleep(10000);
    check(s);
    check(bench_Null_bind(channel, IVMC_ROOT_KEY, &c->rpc, &c->env));
    return c;
}

void *ours_open_asleep(const char *address)
{
    void *client;

    sleeps_at_once = true;
    client = ours_open(address);
    sleeps_at_once = false;
    return client;
}

void ours_call(void *client)
{
    struct client *c = client;

    bench_Null_ping(&c->rpc, &c->env);
    check(c->env.status);
}
