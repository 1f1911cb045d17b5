/*
 * From pages and a port to a channel: either side may grant the pages, but
 * the client always speaks first.
 */
#include "port.h"

struct ivmc_xen_options port_options(const struct ivmc_xen_options *options)
{
    struct ivmc_xen_options o;

    memset(&o, 0, sizeof o);
    if (options)
        o = *options;
    if (o.max_message == 0)
        o.max_message = UINT32_C(1) << 16;
    if (o.max_message < IVMC_HEADER_SIZE)
        o.max_message = IVMC_HEADER_SIZE;
    if (o.timeout_ms == 0)
        o.timeout_ms = IVMC_DEFAULT_TIMEOUT_MS;
    if (o.pages == 0)
        o.pages = 16;
    if (o.request_percent == 0)
        o.request_percent = 50;
    if (o.max_pages == 0 || o.max_pages > PAGE_MAX_PAGES)
        o.max_pages = 256;
    return o;
}

/* ---- pages and a port --------------------------------------------------------------- */

enum ivmc_status port_grant(struct port *p, uint32_t pages, bool server)
{
    p->event = minios_event_listen(p->peer.domid);
    if (!p->event)
        return IVMC_PEER_GONE;
    return port_pages_grant(&p->pages, p->peer.domid, pages, server);
}

enum ivmc_status port_map(struct port *p, uint32_t ref, uint32_t port,
                          uint32_t max_pages, bool server)
{
    p->event = minios_event_bind(p->peer.domid, port);
    if (!p->event)
        return IVMC_PEER_GONE;
    return port_pages_map(&p->pages, p->peer.domid, ref, max_pages, server);
}

/* ---- waiting ---------------------------------------------------------------------- */

static bool is_put(const char *request)
{
    char value[XEN_VALUE_MAX];

    return minios_store_read(request, value, sizeof value) >= 0;
}

enum ivmc_status port_await(struct port *p, bool server, const char *request,
                            struct ivmc_deadline *d)
{
    struct page_hello *hello =
        server ? &p->pages.zero->client_hello : &p->pages.zero->server_hello;
    bool hope = true;
    uint64_t ns;

    while (atomic_load_explicit(&hello->state, memory_order_acquire) ==
           PAGE_ABSENT) {
        if (!hope)
            return IVMC_REFUSED;
        ns = port_slice(d);
        if (ns == 0)
            return IVMC_TIMEOUT;
        minios_event_wait(p->event, &hello->state, PAGE_ABSENT, ns);
        /* It goes after the answer: one more look. */
        hope = !request || is_put(request);
    }
    return IVMC_OK;
}

/* The event channel has to be bound by now. */
static enum ivmc_status check_label(struct port *p, const char *wanted)
{
    char *label = p->peer.label;
    size_t i = 0;

    p->peer.attested =
        minios_event_label(p->event, label, sizeof p->peer.label);
    if (!wanted)
        return IVMC_OK;
    while (label[i] == wanted[i] && wanted[i] != '\0')
        i++;
    return p->peer.attested && label[i] == wanted[i] ? IVMC_OK : IVMC_REFUSED;
}

static enum ivmc_status set_up(struct port *p, bool server)
{
    p->spill = minios_alloc(p->terms.max_message);
    if (!p->spill)
        return IVMC_LIMIT;
    page_channel_init(&p->channel, &page_channel_ops, &p->base, p->pages.zero,
                      &p->terms, server);
    page_allow_large(&p->channel, p->spill);
    if (p->peer.attested)
        p->channel.base.peer_label = p->peer.label;
    return IVMC_OK;
}

/* Unlike any other of ours; nothing rests on its being secret. */
static uint64_t nonce_of(const struct port *p)
{
    return minios_now() << 16 ^ (uint64_t)minios_event_port(p->event) << 48 ^
           minios_tag();
}

/* ---- the client's part -------------------------------------------------------------- */

enum ivmc_status port_say(struct port *p, const struct ivmc_xen_options *o)
{
    if (o->request_percent > 100 ||
        !page_lay_out(&p->terms.layout, p->pages.count,
                      o->request_percent * 256 / 100))
        return IVMC_BAD_ARGUMENT;
    p->terms.max_message = o->max_message;
    p->terms.nonce = nonce_of(p);
    page_offer(p->pages.zero, &p->terms);
    minios_event_ring(p->event);
    return IVMC_OK;
}

enum ivmc_status port_confirm(struct port *p, const struct ivmc_xen_options *o)
{
    enum ivmc_status s = check_label(p, o->peer_label);

    if (s != IVMC_OK)
        return s;
    if (!page_confirm(p->pages.zero, &p->terms))
        return IVMC_BAD_MESSAGE;
    return set_up(p, false);
}

/* ---- the server's part -------------------------------------------------------------- */

enum ivmc_status port_answer(struct port *p, const struct ivmc_xen_options *o)
{
    enum ivmc_status s = check_label(p, o->peer_label);

    if (s != IVMC_OK)
        return s;
    p->terms.layout.pages = p->pages.count;
    p->terms.max_message = o->max_message;
    p->terms.epoch = (uint32_t)nonce_of(p) | 1;
    if (!page_answer(p->pages.zero, &p->terms))
        return IVMC_BAD_MESSAGE;
    s = set_up(p, true);
    minios_event_ring(p->event);
    return s;
}
