/* The trace hooks: nothing at all with IVMC_NO_TRACE (IVMC_TRACE=OFF). */
#ifndef IVMC_TRACE_H
#define IVMC_TRACE_H

#include <ivmc/transport.h>

static inline void ivmc_trace(const struct ivmc_trace *t, enum ivmc_event event,
                              const struct ivmc_header *h,
                              enum ivmc_status status)
{
#ifdef IVMC_NO_TRACE
    (void)t;
    (void)event;
    (void)h;
    (void)status;
#else
    if (t)
        t->event(t->context, event, h, status);
#endif
}

#endif /* IVMC_TRACE_H */
