/* From a message to the servant: every check that is not the stub's. */
#include "message_parts.h"
#include "reply.h"
#include "trace.h"

static bool equal(const char *a, const char *b)
{
    while (*a == *b && *a != '\0') {
        a++;
        b++;
    }
    return *a == *b;
}

static enum ivmc_status may_use(struct ivmc_request *rq)
{
    const struct ivmc_server *server = rq->server;

    if (!server->may_use ||
        server->may_use(server->may_use_context, rq->channel, rq->header.key))
        return IVMC_OK;
    return IVMC_REFUSED;
}

/* ---- bind ------------------------------------------------------------------
 */

static enum ivmc_status read_bind(struct ivmc_dec *d, struct ivmc_interface *i)
{
    i->identity = ivmc_get_string(d, IVMC_MAX_IDENTITY);
    i->major = ivmc_get_u16(d);
    i->minor = ivmc_get_u16(d);
    i->op_count = ivmc_get_u32(d);
    i->signature = ivmc_get_u64(d);
    return ivmc_dec_finish(d);
}

/* Whether the client's operations are the first of the view's. */
static bool is_compatible(const struct ivmc_view *view,
                          const struct ivmc_interface *i)
{
    if (i->major != view->major || i->op_count > view->op_count)
        return false;
    if (i->op_count == 0)
        return i->signature == IVMC_SIGNATURE_SEED;
    return i->signature == view->signatures[i->op_count - 1];
}

static const struct ivmc_view *find_view(const struct ivmc_skeleton *skeleton,
                                         const struct ivmc_interface *i)
{
    uint32_t n;

    for (n = 0; n < skeleton->view_count; n++)
        if (equal(skeleton->views[n].identity, i->identity))
            return is_compatible(&skeleton->views[n], i) ? &skeleton->views[n]
                                                         : NULL;
    return NULL;
}

/* The slot for a view of a class, the same each time; 0 when all are taken. */
static uint32_t find_slot(struct ivmc_channel *c,
                          const struct ivmc_skeleton *skeleton,
                          const struct ivmc_view *view)
{
    struct ivmc_binding *b = c->bindings;
    uint32_t n;

    for (n = 0; n < c->binding_count; n++)
        if (b[n].skeleton == skeleton && b[n].view == view)
            return n + 1;
    if (!b || n == IVMC_MAX_BINDINGS)
        return 0;
    b[n].skeleton = skeleton;
    b[n].view = view;
    c->binding_count++;
    return n + 1;
}

static enum ivmc_status bind(struct ivmc_request *rq, uint32_t *slot)
{
    const struct ivmc_servant *servant;
    const struct ivmc_view *view;
    struct ivmc_interface wanted;
    enum ivmc_status s;

    s = read_bind(&rq->in, &wanted);
    if (s != IVMC_OK)
        return s;
    servant = ivmc_server_find(rq->server, rq->header.key);
    if (!servant)
        return IVMC_BAD_OBJECT;
    s = may_use(rq);
    if (s != IVMC_OK)
        return s;
    view = find_view(servant->skeleton, &wanted);
    if (!view)
        return IVMC_BAD_INTERFACE;
    *slot = find_slot(rq->channel, servant->skeleton, view);
    return *slot != 0 ? IVMC_OK : IVMC_LIMIT;
}

static enum ivmc_status serve_bind(struct ivmc_request *rq)
{
    uint32_t slot;
    enum ivmc_status s = bind(rq, &slot);

    if (s == IVMC_OK && ivmc_reply_begin_result(rq))
        ivmc_put_u32(&rq->out, slot);
    return s;
}

/* ---- requests --------------------------------------------------------------
 */

bool ivmc_request_ready(struct ivmc_request *rq)
{
    enum ivmc_status s = rq->env.status;

    if (s == IVMC_OK)
        s = ivmc_dec_finish(&rq->in);
    if (s != IVMC_OK) {
        ivmc_reply_fail(rq, s);
        return false;
    }
    ivmc_trace(rq->server->trace, IVMC_EVENT_DISPATCH, &rq->header, IVMC_OK);
    return true;
}

static enum ivmc_status serve_request(struct ivmc_request *rq)
{
    const struct ivmc_header *h = &rq->header;
    const struct ivmc_binding *b;
    enum ivmc_status s;

    if (h->slot - 1 >= rq->channel->binding_count)
        return IVMC_BAD_INTERFACE;
    b = &rq->channel->bindings[h->slot - 1];
    rq->servant = ivmc_server_find(rq->server, h->key);
    if (!rq->servant || rq->servant->skeleton != b->skeleton)
        return IVMC_BAD_OBJECT;
    s = may_use(rq);
    if (s != IVMC_OK)
        return s;
    if (h->op >= b->view->op_count) {
        if (!rq->servant->unknown)
            return IVMC_BAD_OPERATION;
        rq->servant->unknown(rq->servant->state, rq);
        return IVMC_OK;
    }
    b->skeleton->dispatch(rq, b->view->ops ? b->view->ops[h->op] : h->op);
    return IVMC_OK;
}

/* Reads the body and serves it. A failure is the status to reply with. */
static enum ivmc_status serve_message(struct ivmc_request *rq)
{
    struct ivmc_channel *c = rq->channel;
    struct ivmc_deadline deadline = ivmc_deadline_in(c->timeout_ms);
    enum ivmc_status s;

    s = c->ops->body(c, &rq->env.arena, &rq->in, &rq->items_in, &deadline);
    if (s != IVMC_OK) {
        /* Too large for the lent memory: refused; else the peer is gone. */
        if (s != IVMC_LIMIT)
            rq->failed = s;
        return s;
    }
    rq->in.items = &rq->items_in;
    if (rq->header.kind == IVMC_KIND_BIND)
        return serve_bind(rq);
    return serve_request(rq);
}

/* Whether the peer may send this to a server at all. */
static bool is_request(const struct ivmc_channel *c,
                       const struct ivmc_header *h)
{
    return h->epoch == c->epoch &&
           (h->kind == IVMC_KIND_REQUEST || h->kind == IVMC_KIND_ONEWAY ||
            h->kind == IVMC_KIND_BIND);
}

enum ivmc_status ivmc_dispatch(struct ivmc_server *server,
                               struct ivmc_channel *c,
                               const struct ivmc_header *h,
                               struct ivmc_request *rq)
{
    enum ivmc_status s;

    if (!is_request(c, h)) {
        ivmc_trace(server->trace, IVMC_EVENT_ERROR, h, IVMC_BAD_MESSAGE);
        c->ops->release(c);
        return IVMC_BAD_MESSAGE;
    }
    ivmc_arena_reset(&rq->env.arena);
    ivmc_reply_prepare(rq, server, c, h);
    s = serve_message(rq);
    if (s != IVMC_OK) {
        ivmc_trace(server->trace, IVMC_EVENT_ERROR, h, s);
        ivmc_reply_fail(rq, s);
    }
    ivmc_items_close(c, &rq->items_in);
    s = rq->deferred ? IVMC_OK : ivmc_reply_send(rq);
    c->ops->release(c);
    return s;
}
