/* Between a call that is waited for at once and several in flight. */
#ifndef IVMC_CORE_CALL_PARTS_H
#define IVMC_CORE_CALL_PARTS_H

#include <ivmc/stub.h>

/* Sends the request. The call is then submitted, or its status says why not. */
void ivmc_call_go(struct ivmc_call *call);

/*
 * Waits until a submitted call has its reply or failed. True when there is a
 * result to decode.
 */
bool ivmc_call_wait(struct ivmc_call *call);

/*
 * Gives `call` the message held, with header `h`. Its body stays in the
 * transport, for as long as the call has it, unless it was no reply.
 */
void ivmc_call_take(struct ivmc_call *call, const struct ivmc_header *h,
                    struct ivmc_deadline *deadline);

/* The message, if any of it is still held for it, goes back. */
static inline void ivmc_call_let_go(struct ivmc_call *call)
{
    struct ivmc_channel *c = call->channel;

    if (c->held_for != call)
        return;
    c->held_for = NULL;
    c->ops->release(c);
}

#endif /* IVMC_CORE_CALL_PARTS_H */
