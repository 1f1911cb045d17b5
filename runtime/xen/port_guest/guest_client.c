/* One client of a server. */
#include "guest_port.h"

#include <string.h>

/* Messages of one client before others have their turn. */
#define MESSAGES_A_ROUND 16

struct guest_port *guest_client_at(struct guest_serving *v, uint32_t n)
{
    unsigned char *memory = v->memory + n * v->share;

    return (struct guest_port *)(void *)(memory + (size_t)v->pages * PAGE_SIZE);
}

static bool is_many(const struct guest_serving *v)
{
    return v->options.max_clients > 1;
}

/* ---- coming ------------------------------------------------------------------- */

/* The port is bound and the client's hello is there. */
static enum ivmc_status open_client(struct guest_serving *v,
                                    struct guest_port *p)
{
    struct page_terms terms = {.max_message = v->options.max_message};
    enum ivmc_status s = guest_port_attest(p, v->options.peer_label);

    if (s != IVMC_OK)
        return s;
    terms.layout.pages = p->pages;
    terms.epoch = (uint32_t)ivmc_guest_random() | 1;
    if (!page_answer(guest_zero_of(p), &terms))
        return IVMC_BAD_MESSAGE;
    guest_port_open(p, is_many(v) ? &page_many_ops : &page_channel_ops, &terms,
                    &v->options, true);
    p->channel.base.timeout_ms = v->options.idle_ms;
    p->channel.base.id = ++v->server->channel_count;
    p->since_ns = 0;
    p->state = GUEST_OPEN;
    ivmc_guest_port_ring(p->event);
    return IVMC_OK;
}

enum ivmc_status guest_client_take(struct guest_serving *v,
                                   struct guest_port *p,
                                   const struct xen_request *r)
{
    enum ivmc_status s;

    s = guest_port_map(p, p->peer.domid, r->ref, false, v->pages);
    if (s == IVMC_OK)
        s = ivmc_guest_port_bind(p->peer.domid, r->port, &p->event);
    if (s == IVMC_OK)
        s = open_client(v, p);
    if (s != IVMC_OK)
        guest_port_done(p);
    return s;
}

enum ivmc_status guest_client_offer(struct guest_serving *v,
                                    struct guest_port *p, uint32_t pages,
                                    const char *path)
{
    enum ivmc_status s;

    if (pages > v->pages)
        pages = v->pages;
    s = guest_port_grant(p, p->peer.domid, pages);
    p->state = GUEST_CLOSED;
    if (s == IVMC_OK)
        s = ivmc_guest_port_offer(p->peer.domid, &p->event);
    if (s != IVMC_OK) {
        guest_port_done(p);
        return s;
    }
    xen_directory_write(guest_zero_of(p), true, p->entries, p->pages);
    memcpy(p->request, path, strlen(path) + 1);
    p->since_ns = ivmc_guest_now();
    p->state = GUEST_ASKED;
    return IVMC_OK;
}

enum ivmc_status guest_client_ask(struct guest_serving *v, struct guest_port *p,
                                  const struct xen_request *r, const char *path)
{
    enum ivmc_status s = guest_client_offer(v, p, r->pages, path);
    struct xen_request answer = {.kind = XEN_OFFER};
    char text[XEN_VALUE_MAX];

    if (s != IVMC_OK)
        return s;
    answer.ref = p->entries[0];
    answer.port = p->event;
    xen_request_write(text, &answer);
    s = ivmc_guest_store_write(path, text);
    if (s != IVMC_OK)
        guest_client_close(p);
    return s;
}

/* Whether `ms` have passed since it had to go on with something. */
static bool is_late(const struct guest_port *p, uint32_t ms)
{
    return ivmc_guest_now() - p->since_ns >= ms * UINT64_C(1000000);
}

/* It has our pages, and speaks first. */
static void await_hello(struct guest_serving *v, struct guest_port *p)
{
    bool there = page_load(&guest_zero_of(p)->client_hello.state) == PAGE_OPEN;

    if (!there && !is_late(p, v->options.timeout_ms))
        return;
    if (p->request[0] != '\0')
        (void)guest_forget_request(p->request);
    if (there && open_client(v, p) == IVMC_OK)
        return;
    p->state = GUEST_CLOSED;
    guest_port_done(p);
}

/* ---- going -------------------------------------------------------------------- */

void guest_client_close(struct guest_port *p)
{
    if (p->state == GUEST_OPEN)
        ivmc_channel_close(&p->channel.base);
    else
        guest_port_done(p);
    p->state = GUEST_CLOSED;
}

/* ---- requests ----------------------------------------------------------------- */

/* One message, if one is there. IVMC_TIMEOUT: no more now. */
static enum ivmc_status serve_one(struct guest_serving *v,
                                  struct page_channel *c)
{
    enum ivmc_status s = page_collect(c);

    if (s != IVMC_OK)
        return s;
    if (c->kept)
        return IVMC_TIMEOUT;
    v->served = true;
    v->request.header = c->header;
    return ivmc_dispatch(v->server, &c->base, &v->request.header, &v->request);
}

/* Whether it has been in the middle of something for too long. */
static bool is_stuck(const struct guest_serving *v, struct guest_port *p)
{
    struct page_channel *c = &p->channel;
    uint32_t progress = c->in.done + c->out.done;

    if (!page_is_midway(c)) {
        p->since_ns = 0;
        return false;
    }
    if (p->since_ns == 0 || progress != p->progress)
        p->since_ns = ivmc_guest_now();
    p->progress = progress;
    return is_late(p, v->options.idle_ms);
}

/* IVMC_TIMEOUT when it was served and stays. */
static enum ivmc_status serve_many(struct guest_serving *v,
                                   struct guest_port *p)
{
    struct page_channel *c = &p->channel;
    enum ivmc_status s = IVMC_OK;
    int n;

    if (!page_send_kept(c))
        return IVMC_PEER_GONE;
    /* Who ends the server by a call has it ended when the reply is there. */
    for (n = 0; n < MESSAGES_A_ROUND && s == IVMC_OK && !*v->stop; n++)
        s = serve_one(v, c);
    if (s != IVMC_OK && s != IVMC_TIMEOUT)
        return s;
    page_let_go(c);
    return is_stuck(v, p) ? IVMC_PEER_GONE : IVMC_TIMEOUT;
}

static void serve_open(struct guest_serving *v, struct guest_port *p)
{
    bool gone = !page_peer_is_there(&p->channel);
    enum ivmc_status s = IVMC_TIMEOUT;

    if (is_many(v))
        s = serve_many(v, p);
    else if (guest_client_pending(p)) {
        v->served = true;
        s = ivmc_serve_next(v->server, &p->channel.base,
                            GUEST_SLICE_NS / 1000000);
    }
    /* What it sent before it went has been served. */
    if (gone || (s != IVMC_OK && s != IVMC_TIMEOUT))
        guest_serve_end(v, p);
}

void guest_client_serve(struct guest_serving *v, struct guest_port *p)
{
    switch (p->state) {
    case GUEST_FREE:
        break;
    case GUEST_ASKED:
        await_hello(v, p);
        break;
    case GUEST_OPEN:
        serve_open(v, p);
        break;
    case GUEST_CLOSED:
        if (!ivmc_guest_is_granted(p->memory, (size_t)v->pages * PAGE_SIZE))
            p->state = GUEST_FREE;
        break;
    }
}

/* ---- bells --------------------------------------------------------------------- */

void guest_client_arm(struct guest_port *p, bool asleep)
{
    if (p->state == GUEST_OPEN)
        atomic_store_explicit(&p->channel.own->sleeping,
                              asleep ? page_awaits(&p->channel) : 0,
                              memory_order_relaxed);
}

bool guest_client_pending(struct guest_port *p)
{
    return p->state == GUEST_OPEN && page_has_work(&p->channel);
}
