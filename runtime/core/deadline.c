/* Deadlines, on whatever clock the transport has. */
#include <ivmc/transport.h>

uint64_t ivmc_deadline_left(struct ivmc_deadline *d, uint64_t now_ns)
{
    if (d->timeout_ms == IVMC_FOREVER)
        return UINT64_MAX;
    if (d->at_ns == 0)
        d->at_ns = now_ns + (uint64_t)d->timeout_ms * 1000000;
    return d->at_ns > now_ns ? d->at_ns - now_ns : 0;
}
