/* Exceptions, as replies. */
#include "reply.h"

const void *ivmc_reply_raised(struct ivmc_request *rq, uint32_t index,
                              uint32_t id)
{
    if (rq->deferred || rq->header.kind == IVMC_KIND_ONEWAY ||
        rq->env.status != IVMC_OK || rq->env.exception != id)
        return NULL;
    if (!ivmc_reply_open(rq, IVMC_KIND_EXCEPTION, index))
        return NULL;
    return rq->env.exception_value;
}
