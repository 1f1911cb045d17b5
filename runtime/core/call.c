/* A call, seen from the client. */
#include <ivmc/callback.h>

#include "call_parts.h"
#include "message_parts.h"
#include "trace.h"

/*
 * Messages without a call that one collect throws away, beyond the replies
 * that calls given up may still get: a peer that never stops sending them
 * would otherwise hold the caller beyond its deadline.
 */
#define MAX_STRAY 16

static uint32_t first_of(uint32_t a, uint32_t b)
{
    return a != 0 ? a : b;
}

static struct ivmc_header request_header(struct ivmc_channel *c,
                                         const struct ivmc_object *object,
                                         uint32_t op)
{
    const struct ivmc_header h = {.kind = c->callbacks ? c->callbacks->own_kind
                                                       : IVMC_KIND_REQUEST,
                                  .call_id = c->next_call_id++,
                                  .epoch = c->epoch,
                                  .slot = object->slot,
                                  .op = op,
                                  .key = object->key};

    return h;
}

/* The puts to come do nothing, the steps to come give `status` back. */
static void begin_nothing(struct ivmc_call *call, enum ivmc_status status)
{
    ivmc_enc_init(&call->out, NULL, 0);
    call->out.status = status;
    call->status = status;
}

void ivmc_call_begin(struct ivmc_call *call, const struct ivmc_object *object,
                     uint32_t op, struct ivmc_env *env)
{
    struct ivmc_channel *c = object->channel;

    ivmc_arena_reset(&env->arena);
    env->status = IVMC_OK;
    env->exception = 0;
    env->exception_value = NULL;
    ivmc_items_clear(&call->items, false);
    call->channel = c;
    call->env = env;
    call->next = NULL;
    call->state = IVMC_CALL_IDLE;
    call->oneway = false;
    if (!c) {
        begin_nothing(call, IVMC_BAD_OBJECT);
        return;
    }
    call->header = request_header(c, object, op);
    call->deadline = ivmc_deadline_in(first_of(env->timeout_ms, c->timeout_ms));
    call->status = c->ops->begin(c, &call->room, &call->deadline);
    if (call->status != IVMC_OK)
        begin_nothing(call, call->status);
    else
        ivmc_enc_begin(&call->out, &call->room, &call->items);
}

void ivmc_call_deadline(struct ivmc_call *call, uint32_t timeout_ms)
{
    if (call->env->timeout_ms == 0)
        call->deadline = ivmc_deadline_in(timeout_ms);
}

static void send_request(struct ivmc_call *call)
{
    struct ivmc_channel *c = call->channel;
    struct ivmc_message m;

    if (call->status == IVMC_OK)
        call->status = call->out.status;
    if (call->status != IVMC_OK)
        return;
    ivmc_message_finish(&m, &call->room, &call->out, &call->header);
    ivmc_trace(c->trace, IVMC_EVENT_CALL, &call->header, IVMC_OK);
    call->status = c->ops->send(c, &m, &call->deadline);
    /* From here on they are what the reply brings. */
    ivmc_items_clear(&call->items, false);
}

enum ivmc_status ivmc_call_send(struct ivmc_call *call)
{
    call->oneway = true;
    call->header.kind = IVMC_KIND_ONEWAY;
    send_request(call);
    return ivmc_call_end(call);
}

void ivmc_call_go(struct ivmc_call *call)
{
    struct ivmc_channel *c = call->channel;

    if (call->status == IVMC_OK && c->in_flight_count >= c->max_in_flight)
        call->status = IVMC_BUSY;
    send_request(call);
    if (call->status == IVMC_OK)
        call->state = IVMC_CALL_SUBMITTED;
}

/* ---- replies ------------------------------------------------------------ */

static bool is_reply(const struct ivmc_header *h)
{
    return h->kind == IVMC_KIND_REPLY || h->kind == IVMC_KIND_EXCEPTION ||
           h->kind == IVMC_KIND_STATUS;
}

/* Whether `h` can answer what was asked. */
static bool answers(const struct ivmc_header *h,
                    const struct ivmc_header *asked)
{
    return h->slot == asked->slot && h->op == asked->op &&
           h->key == asked->key && is_reply(h);
}

void ivmc_call_take(struct ivmc_call *call, const struct ivmc_header *h,
                    struct ivmc_deadline *deadline)
{
    struct ivmc_channel *c = call->channel;
    enum ivmc_status s = IVMC_BAD_MESSAGE;

    if (answers(h, &call->header)) {
        s = h->kind == IVMC_KIND_STATUS ? (enum ivmc_status)h->status : IVMC_OK;
        call->header.kind = h->kind;
        call->header.items = h->items;
        call->header.status = h->status;
    }
    if (s == IVMC_OK)
        s = c->ops->body(c, &call->env->arena, &call->in, &call->items,
                         deadline);
    call->in.items = &call->items;
    call->state = s == IVMC_OK ? IVMC_CALL_REPLIED : IVMC_CALL_IDLE;
    call->status = s;
    if (s == IVMC_OK)
        c->held_for = call;
    else
        c->ops->release(c);
}

/* Throws the message held away. False when it is one too many. */
static bool ignore(struct ivmc_channel *c, const struct ivmc_header *h,
                   uint32_t *strays)
{
    ivmc_trace(c->trace, IVMC_EVENT_ERROR, h, IVMC_BAD_MESSAGE);
    c->ops->release(c);
    if (c->abandoned > 0) {
        c->abandoned--;
        return true;
    }
    return ++*strays <= MAX_STRAY;
}

/* Sees to it that the message held, with header `h`, gets to its call. */
static enum ivmc_status sort(struct ivmc_call *call,
                             const struct ivmc_header *h, uint32_t *strays)
{
    struct ivmc_channel *c = call->channel;

    if (c->callbacks && !is_reply(h))
        return c->callbacks->serve(c, h, &call->deadline);
    if (h->epoch == c->epoch && h->call_id == call->header.call_id)
        ivmc_call_take(call, h, &call->deadline);
    else if ((h->epoch != c->epoch || !c->deliver || !c->deliver(call, h)) &&
             !ignore(c, h, strays))
        return IVMC_BAD_MESSAGE;
    return IVMC_OK;
}

bool ivmc_call_wait(struct ivmc_call *call)
{
    struct ivmc_channel *c = call->channel;
    struct ivmc_header h;
    uint32_t strays = 0;
    enum ivmc_status s;

    while (call->state == IVMC_CALL_SUBMITTED) {
        s = c->ops->receive(c, &h, &call->deadline);
        if (s == IVMC_OK)
            s = sort(call, &h, &strays);
        if (s == IVMC_TIMEOUT)
            c->abandoned++;
        if (s != IVMC_OK) {
            call->state = IVMC_CALL_IDLE;
            call->status = s;
        }
    }
    return call->state == IVMC_CALL_REPLIED &&
           call->header.kind == IVMC_KIND_REPLY;
}

bool ivmc_call_invoke(struct ivmc_call *call)
{
    ivmc_call_go(call);
    return ivmc_call_wait(call);
}

/* The status of a call whose reply was decoded. */
static enum ivmc_status status_decoded(struct ivmc_call *call)
{
    enum ivmc_status s = ivmc_dec_finish(&call->in);

    if (s != IVMC_OK || call->header.kind == IVMC_KIND_REPLY)
        return s;
    return call->env->exception != 0 ? IVMC_EXCEPTION : IVMC_BAD_MESSAGE;
}

enum ivmc_status ivmc_call_end(struct ivmc_call *call)
{
    struct ivmc_channel *c = call->channel;
    struct ivmc_env *env = call->env;

    /* Never collected: it may not stay in flight. */
    if (call->state == IVMC_CALL_SUBMITTED)
        c->give_up(call);
    if (call->state == IVMC_CALL_REPLIED) {
        if (call->status == IVMC_OK)
            call->status = status_decoded(call);
        if (call->status > IVMC_EXCEPTION)
            ivmc_items_close(c, &call->items);
        ivmc_call_let_go(call);
        call->state = IVMC_CALL_IDLE;
    }
    if (call->status > IVMC_EXCEPTION) {
        env->exception = 0;
        env->exception_value = NULL;
    }
    env->status = call->status;
    if (c)
        ivmc_trace(c->trace, IVMC_EVENT_RETURN, &call->header, call->status);
    return call->status;
}
