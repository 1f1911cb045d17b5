/* Several calls in flight on a channel. Linked only if used. */
#include "call_parts.h"
#include "message_parts.h"
#include "pull.h"

/* No longer in flight, if it was: replied, failed or given up. */
static void leave(struct ivmc_call *call)
{
    struct ivmc_channel *c = call->channel;
    struct ivmc_call **at = &c->in_flight;

    while (*at && *at != call)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = call->next;
    c->in_flight_count--;
}

/* Copies what is still the transport's, so that the message can be released. */
static void pull_all(struct ivmc_dec *d)
{
    if (!d->source)
        return;
    ivmc_pull(d->data, d->source, d->end);
    d->source = NULL;
}

/*
 * Gives the message held to the call in flight that it answers, while
 * `waiting` waits for another. It is taken out of the transport at once.
 */
static bool deliver(struct ivmc_call *waiting, const struct ivmc_header *h)
{
    struct ivmc_call *call = waiting->channel->in_flight;

    while (call && call->header.call_id != h->call_id)
        call = call->next;
    if (!call)
        return false;
    ivmc_call_take(call, h, &waiting->deadline);
    leave(call);
    if (call->state == IVMC_CALL_REPLIED)
        pull_all(&call->in);
    ivmc_call_let_go(call);
    return true;
}

void ivmc_call_submit(struct ivmc_call *call)
{
    struct ivmc_channel *c = call->channel;

    ivmc_call_go(call);
    if (call->state != IVMC_CALL_SUBMITTED)
        return;
    call->next = c->in_flight;
    c->in_flight = call;
    c->in_flight_count++;
    c->deliver = deliver;
    c->give_up = ivmc_call_cancel;
}

bool ivmc_call_collect(struct ivmc_call *call)
{
    bool replied = ivmc_call_wait(call);

    if (call->channel)
        leave(call);
    return replied;
}

void ivmc_call_cancel(struct ivmc_call *call)
{
    if (call->state == IVMC_CALL_SUBMITTED) {
        call->channel->abandoned++;
        call->status = IVMC_TIMEOUT;
        leave(call);
    } else if (call->state == IVMC_CALL_REPLIED) {
        ivmc_items_close(call->channel, &call->items);
        ivmc_call_let_go(call);
    }
    call->state = IVMC_CALL_IDLE;
}
