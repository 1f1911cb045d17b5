#include "probe.h"

#include <string.h>

#include "probe_signature.h"

static const struct probe_Peer_epv *epv_of(const struct ivmc_request *rq)
{
    return rq->servant->epv;
}

static void put_octets(struct ivmc_enc *e, const struct probe_Octets *v)
{
    ivmc_put_len(e, v->len, 0, v->data);
    ivmc_put_plain(e, 1, v->data, v->len, 1);
}

static void get_octets(struct ivmc_dec *d, struct probe_Octets *v)
{
    v->len = ivmc_get_len(d, 0, 1);
    v->data = ivmc_get_plain(d, 1, v->len, 1);
    if (!v->data)
        v->len = 0;
}

static void serve_note(struct ivmc_request *rq)
{
    uint32_t what = ivmc_get_u32(&rq->in);

    if (!ivmc_request_ready(rq))
        return;
    epv_of(rq)->note(rq->servant->state, what, &rq->env);
    (void)ivmc_reply_begin(rq);
}

static void serve_noted(struct ivmc_request *rq)
{
    uint32_t result;

    if (!ivmc_request_ready(rq))
        return;
    result = epv_of(rq)->noted(rq->servant->state, &rq->env);
    if (ivmc_reply_begin(rq))
        ivmc_put_u32(&rq->out, result);
}

static void serve_add(struct ivmc_request *rq)
{
    int32_t a = ivmc_get_i32(&rq->in);
    int32_t b = ivmc_get_i32(&rq->in);
    int32_t result;

    if (!ivmc_request_ready(rq))
        return;
    result = epv_of(rq)->add(rq->servant->state, a, b, &rq->env);
    if (ivmc_reply_begin(rq))
        ivmc_put_i32(&rq->out, result);
}

static void serve_echo(struct ivmc_request *rq)
{
    const char *lead = ivmc_get_string(&rq->in, 0);
    struct probe_Octets data, result = {0, NULL};

    get_octets(&rq->in, &data);
    if (!ivmc_request_ready(rq))
        return;
    epv_of(rq)->echo(rq->servant->state, lead, &data, &result, &rq->env);
    if (ivmc_reply_begin(rq))
        put_octets(&rq->out, &result);
}

static void serve_fill(struct ivmc_request *rq)
{
    uint32_t len = ivmc_get_u32(&rq->in);
    struct probe_Octets result = {0, NULL};

    if (!ivmc_request_ready(rq))
        return;
    epv_of(rq)->fill(rq->servant->state, len, &result, &rq->env);
    if (ivmc_reply_begin(rq))
        put_octets(&rq->out, &result);
}

static void serve_refuse(struct ivmc_request *rq)
{
    int32_t why = ivmc_get_i32(&rq->in);
    const struct probe_Refusal *raised;

    if (!ivmc_request_ready(rq))
        return;
    epv_of(rq)->refuse(rq->servant->state, why, &rq->env);
    if (ivmc_reply_begin(rq))
        return;
    raised = ivmc_reply_raised(rq, 0, probe_Refusal_ID);
    if (raised) {
        ivmc_put_i32(&rq->out, raised->why);
        ivmc_put_string(&rq->out, raised->text, 0);
    }
}

static void serve_fail(struct ivmc_request *rq)
{
    uint32_t status = ivmc_get_u32(&rq->in);

    if (!ivmc_request_ready(rq))
        return;
    epv_of(rq)->fail(rq->servant->state, status, &rq->env);
    (void)ivmc_reply_begin(rq);
}

static void serve_nap(struct ivmc_request *rq)
{
    uint32_t ms = ivmc_get_u32(&rq->in);

    if (!ivmc_request_ready(rq))
        return;
    epv_of(rq)->nap(rq->servant->state, ms, &rq->env);
    (void)ivmc_reply_begin(rq);
}

static void serve_later(struct ivmc_request *rq)
{
    uint32_t tag = ivmc_get_u32(&rq->in);
    uint32_t result;

    if (!ivmc_request_ready(rq))
        return;
    result = epv_of(rq)->later(rq->servant->state, tag, &rq->env);
    if (ivmc_reply_begin(rq))
        ivmc_put_u32(&rq->out, result);
}

enum ivmc_status probe_Peer_later_reply(struct ivmc_deferred *later,
                                        uint32_t result)
{
    struct ivmc_request rq;
    enum ivmc_status status = ivmc_deferred_begin(later, &rq, NULL);

    if (status != IVMC_OK)
        return status;
    ivmc_put_u32(&rq.out, result);
    return ivmc_deferred_end(&rq);
}

static void serve_flush(struct ivmc_request *rq)
{
    uint32_t result;

    if (!ivmc_request_ready(rq))
        return;
    result = epv_of(rq)->flush(rq->servant->state, &rq->env);
    if (ivmc_reply_begin(rq))
        ivmc_put_u32(&rq->out, result);
}

static void serve_pass(struct ivmc_request *rq)
{
    struct ivmc_region file, result = {.handle = IVMC_NO_HANDLE};

    ivmc_get_region(&rq->in, &file);
    if (!ivmc_request_ready(rq))
        return;
    epv_of(rq)->pass(rq->servant->state, &file, &result, &rq->env);
    if (ivmc_reply_begin(rq))
        ivmc_put_region(&rq->out, &result);
}

static void dispatch(struct ivmc_request *rq, uint32_t op)
{
    static void (*const serve[])(struct ivmc_request *) = {
        serve_note,  serve_noted,  serve_add,  serve_echo,
        serve_fill,  serve_refuse, serve_fail, serve_nap,
        serve_later, serve_flush,  serve_pass};

    serve[op](rq);
}

static const uint64_t counter_signatures[] = {0x101, PROBE_COUNTER_SIGNATURE};
static const uint64_t peer_signatures[] = {0x201,
                                           0x202,
                                           0x203,
                                           0x204,
                                           0x205,
                                           0x206,
                                           0x207,
                                           0x208,
                                           0x209,
                                           0x20a,
                                           PROBE_PEER_SIGNATURE};

static const struct ivmc_view views[] = {
    {PROBE_PEER_IDENTITY, 1, 0, probe_Peer_OPS, peer_signatures, NULL},
    {PROBE_COUNTER_IDENTITY, 1, 0, 2, counter_signatures, NULL}};

const struct ivmc_skeleton probe_Peer_skeleton = {views, 2, probe_Peer_OPS,
                                                  dispatch};
