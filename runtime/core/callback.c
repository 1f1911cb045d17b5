/* Calls back to a client that waits. Linked only if used. */
#include <ivmc/callback.h>

#include "reply.h"

static enum ivmc_status refuse(struct ivmc_request *rq,
                               struct ivmc_callbacks *b, struct ivmc_channel *c,
                               enum ivmc_status status)
{
    ivmc_reply_prepare(rq, b->server, c, &rq->header);
    ivmc_reply_fail(rq, status);
    c->ops->release(c);
    return ivmc_reply_send(rq);
}

/* To the server, a call back is a request like any other. */
static enum ivmc_status serve_request(struct ivmc_callbacks *b,
                                      struct ivmc_channel *c,
                                      const struct ivmc_header *h)
{
    struct ivmc_request rq;
    enum ivmc_status s;

    rq.header = *h;
    if (h->kind == b->peer_kind)
        rq.header.kind = IVMC_KIND_REQUEST;
    else if (h->kind == IVMC_KIND_REQUEST)
        return IVMC_BAD_MESSAGE;
    if (c->in_flight_count > 0)
        return refuse(&rq, b, c, IVMC_REFUSED);
    if (b->depth == IVMC_MAX_NESTING)
        return refuse(&rq, b, c, IVMC_LIMIT);
    b->depth++;
    s = ivmc_dispatch(b->server, c, &rq.header, &rq);
    b->depth--;
    return s;
}

/* A peer that never stops calling would hold the caller for ever. */
static enum ivmc_status serve(struct ivmc_channel *c,
                              const struct ivmc_header *h,
                              struct ivmc_deadline *deadline)
{
    if (c->ops->now && ivmc_deadline_left(deadline, c->ops->now(c)) == 0) {
        c->ops->release(c);
        return IVMC_TIMEOUT;
    }
    return serve_request(c->callbacks, c, h);
}

static void open(struct ivmc_callbacks *b, struct ivmc_channel *c,
                 struct ivmc_server *server)
{
    b->server = server;
    b->depth = 0;
    b->serve = serve;
    c->callbacks = b;
}

void ivmc_callbacks_accept(struct ivmc_callbacks *callbacks,
                           struct ivmc_channel *c, struct ivmc_server *server)
{
    open(callbacks, c, server);
    callbacks->peer_kind = IVMC_KIND_CALLBACK;
    callbacks->own_kind = IVMC_KIND_REQUEST;
    c->bindings = callbacks->bindings;
}

void ivmc_callbacks_enable(struct ivmc_callbacks *callbacks,
                           struct ivmc_channel *c, struct ivmc_server *server)
{
    open(callbacks, c, server);
    callbacks->peer_kind = IVMC_KIND_REQUEST;
    callbacks->own_kind = IVMC_KIND_CALLBACK;
}

struct ivmc_channel *ivmc_callback_channel(struct ivmc_env *env)
{
    struct ivmc_channel *c = env->request ? env->request->channel : NULL;

    if (!c || !c->callbacks || c->callbacks->own_kind != IVMC_KIND_CALLBACK ||
        env->request->server->serving != env->request)
        return NULL;
    /* What answers takes the place of octets that the servant still reads. */
    if (env->request->in.lent)
        return NULL;
    return c;
}
