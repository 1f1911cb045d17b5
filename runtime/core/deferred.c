/* Replies that leave after their servant returned. */
#include "reply.h"

void ivmc_defer(struct ivmc_env *env, struct ivmc_deferred *later)
{
    struct ivmc_request *rq = env->request;

    rq->deferred = true;
    later->server = rq->server;
    later->channel = rq->channel->id;
    later->call_id = rq->header.call_id;
    later->key = rq->header.key;
    later->epoch = rq->header.epoch;
    later->slot = rq->header.slot;
    later->op = rq->header.op;
    later->oneway = rq->header.kind == IVMC_KIND_ONEWAY;
}

static struct ivmc_header header_of(const struct ivmc_deferred *later)
{
    struct ivmc_header h = {0};

    h.kind = later->oneway ? IVMC_KIND_ONEWAY : IVMC_KIND_REQUEST;
    h.call_id = later->call_id;
    h.epoch = later->epoch;
    h.slot = later->slot;
    h.op = later->op;
    h.key = later->key;
    return h;
}

/* Where the reply goes: with no loop, to the one connection being served. */
static struct ivmc_channel *find_channel(const struct ivmc_server *server,
                                         const struct ivmc_deferred *later)
{
    struct ivmc_channel *c = NULL;

    if (server->find_channel)
        c = server->find_channel(server->loop, later->channel);
    else if (server->serving)
        c = server->serving->channel;
    if (!c || c->id != later->channel || c->epoch != later->epoch)
        return NULL;
    return c;
}

enum ivmc_status ivmc_deferred_begin(struct ivmc_deferred *later,
                                     struct ivmc_request *rq,
                                     const struct ivmc_env *env)
{
    const struct ivmc_header h = header_of(later);
    struct ivmc_server *server = later->server;
    struct ivmc_channel *c;

    if (!server)
        return IVMC_BAD_ARGUMENT;
    later->server = NULL;
    c = find_channel(server, later);
    if (!c)
        return IVMC_PEER_GONE;
    ivmc_arena_init(&rq->env.arena, NULL, 0);
    ivmc_reply_prepare(rq, server, c, &h);
    rq->env.request = NULL;
    if (env) {
        rq->env.status = env->status;
        rq->env.exception = env->exception;
        rq->env.exception_value = env->exception_value;
    }
    (void)ivmc_reply_begin(rq);
    return rq->failed;
}

enum ivmc_status ivmc_deferred_end(struct ivmc_request *rq)
{
    return ivmc_reply_send(rq);
}
