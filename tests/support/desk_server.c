#include "desk.h"

static const struct desk_epv *epv_of(const struct ivmc_request *rq)
{
    return rq->servant->epv;
}

static void serve_echo(struct ivmc_request *rq)
{
    const char *text = ivmc_get_string(&rq->in, 31);
    const char *result;

    if (!ivmc_request_ready(rq))
        return;

    result = epv_of(rq)->echo(rq->servant->state, text, &rq->env);

    if (ivmc_reply_begin(rq))
        ivmc_put_string(&rq->out, result, 31);
}

static void serve_note(struct ivmc_request *rq)
{
    uint32_t value = ivmc_get_u32(&rq->in);

    if (!ivmc_request_ready(rq))
        return;

    epv_of(rq)->note(rq->servant->state, value, &rq->env);

    (void)ivmc_reply_begin(rq);
}

static void put_raised(struct ivmc_request *rq)
{
    const struct desk_Overflow *overflow;

    overflow = ivmc_reply_raised(rq, 0, desk_Overflow_ID);
    if (overflow)
        ivmc_put_u32(&rq->out, overflow->by);
    else
        (void)ivmc_reply_raised(rq, 1, desk_Closed_ID);
}

static void serve_add(struct ivmc_request *rq)
{
    uint32_t a = ivmc_get_u32(&rq->in);
    uint32_t b = ivmc_get_u32(&rq->in);
    uint32_t result;

    if (!ivmc_request_ready(rq))
        return;

    result = epv_of(rq)->add(rq->servant->state, a, b, &rq->env);

    if (ivmc_reply_begin(rq))
        ivmc_put_u32(&rq->out, result);
    else
        put_raised(rq);
}

enum ivmc_status desk_add_reply(struct ivmc_deferred *later, uint32_t result)
{
    struct ivmc_request rq;
    enum ivmc_status s = ivmc_deferred_begin(later, &rq, NULL);

    if (s != IVMC_OK)
        return s;
    ivmc_put_u32(&rq.out, result);
    return ivmc_deferred_end(&rq);
}

enum ivmc_status desk_add_reply_raised(struct ivmc_deferred *later,
                                       const struct ivmc_env *env)
{
    struct ivmc_request rq;
    enum ivmc_status s = ivmc_deferred_begin(later, &rq, env);

    if (s != IVMC_OK)
        return s;
    put_raised(&rq);
    return ivmc_deferred_end(&rq);
}

static void serve_flip(struct ivmc_request *rq)
{
    struct desk_values values;
    struct desk_values result = {0, NULL};

    values.len = ivmc_get_len(&rq->in, 0, 2);
    values.data = ivmc_get_scalars(&rq->in, 2, values.len);
    if (!ivmc_request_ready(rq))
        return;

    epv_of(rq)->flip(rq->servant->state, &values, &result, &rq->env);

    if (ivmc_reply_begin(rq)) {
        ivmc_put_len(&rq->out, result.len, 0, result.data);
        ivmc_put_scalars(&rq->out, 2, result.data, result.len);
    }
}

static void serve_refer(struct ivmc_request *rq)
{
    struct ivmc_objref reference;
    struct ivmc_objref result = {NULL, NULL, 0};

    ivmc_get_objref(&rq->in, &reference);
    if (!ivmc_request_ready(rq))
        return;

    epv_of(rq)->refer(rq->servant->state, &reference, &result, &rq->env);

    if (ivmc_reply_begin(rq))
        ivmc_put_objref(&rq->out, &result);
}

static void serve_lend(struct ivmc_request *rq)
{
    struct ivmc_region memory;
    struct ivmc_region result = {0, 0, IVMC_NO_HANDLE, NULL};

    ivmc_get_region(&rq->in, &memory);
    if (!ivmc_request_ready(rq))
        return;

    epv_of(rq)->lend(rq->servant->state, &memory, &result, &rq->env);

    if (ivmc_reply_begin(rq))
        ivmc_put_region(&rq->out, &result);
}

static void dispatch(struct ivmc_request *rq, uint32_t op)
{
    switch (op) {
    case desk_OP_echo:
        serve_echo(rq);
        break;
    case desk_OP_note:
        serve_note(rq);
        break;
    case desk_OP_add:
        serve_add(rq);
        break;
    case desk_OP_flip:
        serve_flip(rq);
        break;
    case desk_OP_refer:
        serve_refer(rq);
        break;
    case desk_OP_lend:
        serve_lend(rq);
        break;
    default:
        ivmc_reply_fail(rq, IVMC_BAD_OPERATION);
        break;
    }
}

static const uint64_t desk_signatures[] = {
    UINT64_C(0x1111111111111111), UINT64_C(0x2222222222222222),
    UINT64_C(0x3333333333333333), UINT64_C(0x4444444444444444),
    UINT64_C(0x5555555555555555), UINT64_C(0x6666666666666666)};

static const uint64_t counter_signatures[] = {UINT64_C(0xc1c1c1c1c1c1c1c1),
                                              UINT64_C(0xc2c2c2c2c2c2c2c2)};

static const uint16_t desk_as_counter[] = {desk_OP_note, desk_OP_echo};

static const struct ivmc_view views[] = {
    {"IDL:test/Desk:1.0", 1, 0, desk_OP_COUNT, desk_signatures, NULL},
    {"IDL:test/Counter:1.0", 1, 0, counter_OP_COUNT, counter_signatures,
     desk_as_counter}};

const struct ivmc_skeleton desk_skeleton = {.views = views,
                                            .view_count = 2,
                                            .op_count = desk_OP_COUNT,
                                            .dispatch = dispatch};
