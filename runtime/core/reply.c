/* Exactly one reply for each request that wants one. */
#include "reply.h"
#include "message_parts.h"
#include "trace.h"

void ivmc_reply_prepare(struct ivmc_request *rq, struct ivmc_server *server,
                        struct ivmc_channel *c, const struct ivmc_header *h)
{
    rq->server = server;
    rq->channel = c;
    rq->servant = NULL;
    rq->env = (struct ivmc_env){.arena = rq->env.arena, .request = rq};
    rq->header = *h; /* loops may have received it right there */
    ivmc_items_clear(&rq->items_in, true);
    rq->reply_kind = 0;
    rq->failed = IVMC_OK;
    rq->deferred = false;
    /* Until a reply is begun there is nowhere to put anything. */
    ivmc_enc_init(&rq->out, NULL, 0);
}

bool ivmc_reply_open(struct ivmc_request *rq, uint16_t kind, uint32_t status)
{
    struct ivmc_channel *c = rq->channel;
    struct ivmc_deadline deadline = ivmc_deadline_in(c->timeout_ms);

    rq->reply_kind = kind;
    rq->reply_status = status;
    ivmc_items_clear(&rq->items_out, false);
    rq->failed = c->ops->begin(c, &rq->room, &deadline);
    if (rq->failed != IVMC_OK)
        return false;
    ivmc_enc_begin(&rq->out, &rq->room, &rq->items_out);
    return true;
}

bool ivmc_reply_begin(struct ivmc_request *rq)
{
    if (rq->deferred || rq->header.kind == IVMC_KIND_ONEWAY ||
        rq->env.status != IVMC_OK || rq->env.exception != 0)
        return false;
    return ivmc_reply_open(rq, IVMC_KIND_REPLY, 0);
}

void ivmc_reply_fail(struct ivmc_request *rq, enum ivmc_status status)
{
    rq->reply_kind = IVMC_KIND_STATUS;
    rq->reply_status = (uint32_t)status;
}

/*
 * Settles what leaves. No reply begun, an exception that is not declared, a
 * result that is not allowed, a status that says nothing: the servant failed.
 */
static void settle(struct ivmc_request *rq)
{
    if (rq->reply_kind == 0)
        ivmc_reply_fail(rq, rq->env.status);
    else if (rq->reply_kind != IVMC_KIND_STATUS && rq->out.status != IVMC_OK)
        ivmc_reply_fail(rq, rq->out.status == IVMC_BAD_ARGUMENT
                                ? IVMC_SERVANT_FAILED
                                : rq->out.status);
    if (rq->reply_kind != IVMC_KIND_STATUS)
        return;
    if (rq->reply_status <= IVMC_EXCEPTION ||
        rq->reply_status >= IVMC_STATUS_COUNT)
        rq->reply_status = IVMC_SERVANT_FAILED;
    (void)ivmc_reply_open(rq, IVMC_KIND_STATUS, rq->reply_status);
}

static void leave(struct ivmc_request *rq)
{
    struct ivmc_channel *c = rq->channel;
    struct ivmc_deadline deadline = ivmc_deadline_in(c->timeout_ms);
    struct ivmc_header h = rq->header;
    struct ivmc_message m;

    settle(rq);
    if (rq->failed != IVMC_OK)
        return;
    h.kind = rq->reply_kind;
    h.status = rq->reply_status;
    ivmc_message_finish(&m, &rq->room, &rq->out, &h);
    ivmc_trace(rq->server->trace, IVMC_EVENT_REPLY, &h,
               h.kind == IVMC_KIND_EXCEPTION ? IVMC_EXCEPTION
                                             : (enum ivmc_status)h.status);
    rq->failed = c->ops->send(c, &m, &deadline);
}

enum ivmc_status ivmc_reply_send(struct ivmc_request *rq)
{
    if (rq->header.kind == IVMC_KIND_ONEWAY)
        return IVMC_OK;
    if (rq->failed == IVMC_OK)
        leave(rq);
    /* Nothing left: a handle that is none, or too many of them under way. */
    if (rq->failed == IVMC_BAD_ARGUMENT || rq->failed == IVMC_LIMIT) {
        rq->out.status = rq->failed;
        leave(rq);
    }
    /* Time-outs are for whoever waits; here the peer does not take its reply.
     */
    return rq->failed == IVMC_TIMEOUT ? IVMC_PEER_GONE : rq->failed;
}
