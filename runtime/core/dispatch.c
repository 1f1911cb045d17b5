/* From a message to the servant: every check that is not the stub's. */
#include "message_parts.h"
#include "reply.h"
#include "trace.h"

static bool equal(const char *a, const char *b)
{
    for (; *a == *b && *a != '\0'; a++)
        b++;
    return *a == *b;
}

/* Sets rq->servant to the object asked for. */
static enum ivmc_status find_servant(struct ivmc_request *rq)
{
    struct ivmc_server *server = rq->server;
    uint64_t key = rq->header.key;

    rq->servant = ivmc_server_find(server, key);
    if (!rq->servant)
        return IVMC_BAD_OBJECT;
    if (server->may_use &&
        !server->may_use(server->may_use_context, rq->channel, key))
        return IVMC_REFUSED;
    return IVMC_OK;
}

/* ---- bind --------------------------------------------------------------- */

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
    b[n] = (struct ivmc_binding){skeleton, view};
    c->binding_count++;
    return n + 1;
}

static enum ivmc_status serve_bind(struct ivmc_request *rq)
{
    struct ivmc_interface wanted;
    const struct ivmc_view *view;
    uint32_t slot;
    enum ivmc_status s;

    s = read_bind(&rq->in, &wanted);
    if (s == IVMC_OK)
        s = find_servant(rq);
    if (s != IVMC_OK)
        return s;
    view = find_view(rq->servant->skeleton, &wanted);
    if (!view)
        return IVMC_BAD_INTERFACE;
    slot = find_slot(rq->channel, rq->servant->skeleton, view);
    if (slot == 0)
        return IVMC_LIMIT;
    if (ivmc_reply_open(rq, IVMC_KIND_REPLY, 0))
        ivmc_put_u32(&rq->out, slot);
    return IVMC_OK;
}

/* ---- requests ----------------------------------------------------------- */

bool ivmc_request_ready(struct ivmc_request *rq)
{
    if (rq->env.status == IVMC_OK)
        rq->env.status = ivmc_dec_finish(&rq->in);
    if (rq->env.status != IVMC_OK)
        return false;
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
    s = find_servant(rq);
    if (s != IVMC_OK)
        return s;
    if (rq->servant->skeleton != b->skeleton)
        return IVMC_BAD_OBJECT;
    if (h->op < b->view->op_count)
        b->skeleton->dispatch(rq, b->view->ops ? b->view->ops[h->op] : h->op);
    else if (rq->servant->unknown)
        rq->servant->unknown(rq->servant->state, rq);
    else
        return IVMC_BAD_OPERATION;
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
    struct ivmc_request *outer = server->serving;
    enum ivmc_status s;

    if (!is_request(c, h)) {
        ivmc_trace(server->trace, IVMC_EVENT_ERROR, h, IVMC_BAD_MESSAGE);
        c->ops->release(c);
        return IVMC_BAD_MESSAGE;
    }
    /* Beside what the request has that is served just now, if there is one. */
    if (outer)
        rq->env.arena = outer->env.arena;
    else
        ivmc_arena_init(&rq->env.arena, server->memory, server->memory_size);
    ivmc_reply_prepare(rq, server, c, h);
    server->serving = rq;
    s = serve_message(rq);
    server->serving = outer;
    if (s != IVMC_OK) {
        ivmc_trace(server->trace, IVMC_EVENT_ERROR, h, s);
        ivmc_reply_fail(rq, s);
    }
    s = rq->deferred ? IVMC_OK : ivmc_reply_send(rq);
    /* Not earlier: the reply may carry them, and their numbers be used anew. */
    ivmc_items_close(c, &rq->items_in);
    c->ops->release(c);
    return s;
}
