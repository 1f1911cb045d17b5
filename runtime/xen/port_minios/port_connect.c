/* Clients, and what two ends agree on without XenStore. */
#include "port.h"

/* ---- a server's name --------------------------------------------------------------- */

struct request {
    char path[XEN_PATH_MAX];
    bool put;
};

static enum ivmc_status put_request(struct request *q,
                                    const struct xen_address *server,
                                    const struct xen_request *r)
{
    char inbox[XEN_PATH_MAX], name[XEN_VALUE_MAX], value[XEN_VALUE_MAX];

    xen_inbox_path(inbox, server->domid, server->name);
    xen_request_name(name, minios_domid(), minios_tag());
    xen_request_path(q->path, inbox, name);
    xen_request_write(value, r);
    q->put = minios_store_request(inbox, q->path, value, server->domid);
    return q->put ? IVMC_OK : IVMC_PEER_GONE;
}

/* We grant the pages, and a server is told where. */
static enum ivmc_status offer_to(struct port *p, struct request *q,
                                 const struct xen_address *server,
                                 const struct ivmc_xen_options *o,
                                 struct ivmc_deadline *d)
{
    struct xen_request offer = {.kind = XEN_OFFER};
    enum ivmc_status s = port_grant(p, o->pages, false);

    if (s == IVMC_OK)
        s = port_say(p, o);
    if (s != IVMC_OK)
        return s;
    offer.ref = p->pages.refs[0];
    offer.port = minios_event_port(p->event);
    s = put_request(q, server, &offer);
    return s == IVMC_OK ? port_await(p, false, q->path, d) : s;
}

/* Waits until the server has put its offer in place of what we asked. */
static enum ivmc_status await_offer(const struct request *q,
                                    struct xen_request *offer,
                                    struct ivmc_deadline *d)
{
    struct minios_watch *watch = minios_watch_open(q->path);
    enum ivmc_status s = watch ? IVMC_BUSY : IVMC_SYSTEM;
    char value[XEN_VALUE_MAX];
    uint64_t ns;
    int len;

    while (s == IVMC_BUSY) {
        len = minios_store_read(q->path, value, sizeof value);
        ns = port_slice(d);
        if (len < 0 || !xen_request_read(offer, value, (size_t)len))
            s = IVMC_REFUSED;
        else if (offer->kind == XEN_OFFER)
            s = IVMC_OK;
        else if (ns == 0)
            s = IVMC_TIMEOUT;
        else
            minios_watch_wait(watch, ns);
    }
    if (watch)
        minios_watch_close(watch);
    return s;
}

static enum ivmc_status ask(struct port *p, struct request *q,
                            const struct xen_address *server,
                            const struct ivmc_xen_options *o,
                            struct ivmc_deadline *d)
{
    const struct xen_request asked = {.kind = XEN_ASK, .pages = o->pages};
    struct xen_request offer;
    enum ivmc_status s;

    if (o->pages > PAGE_MAX_PAGES)
        return IVMC_BAD_ARGUMENT;
    s = put_request(q, server, &asked);
    if (s == IVMC_OK)
        s = await_offer(q, &offer, d);
    if (s == IVMC_OK)
        s = port_map(p, offer.ref, offer.port, o->pages, false);
    if (s == IVMC_OK)
        s = port_say(p, o);
    return s == IVMC_OK ? port_await(p, false, q->path, d) : s;
}

/* ---- connecting ---------------------------------------------------------------------- */

static enum ivmc_status take_raw(struct port *p, const struct xen_address *a,
                                 const struct ivmc_xen_options *o,
                                 struct ivmc_deadline *d)
{
    enum ivmc_status s = port_map(p, a->ref, a->port, PAGE_MAX_PAGES, false);

    if (s == IVMC_OK)
        s = port_say(p, o);
    return s == IVMC_OK ? port_await(p, false, NULL, d) : s;
}

enum ivmc_status ivmc_xen_connect(const char *address,
                                  const struct ivmc_xen_options *options,
                                  struct ivmc_channel **channel)
{
    struct ivmc_xen_options o = port_options(options);
    struct ivmc_deadline d = ivmc_deadline_in(o.timeout_ms);
    struct request q = {.put = false};
    struct xen_address a;
    enum ivmc_status s;
    struct port *p;

    *channel = NULL;
    if (!xen_address_read(&a, address))
        return IVMC_BAD_ADDRESS;
    p = port_new(a.domid);
    if (!p)
        return IVMC_LIMIT;
    if (a.raw)
        s = take_raw(p, &a, &o, &d);
    else
        s = o.ask ? ask(p, &q, &a, &o, &d) : offer_to(p, &q, &a, &o, &d);
    if (s == IVMC_OK)
        s = port_confirm(p, &o);
    /* The server has taken it away unless we were too late. */
    if (q.put && s != IVMC_OK)
        minios_store_remove(q.path);
    return port_finish(p, s, channel);
}

/* ---- the raw triple -------------------------------------------------------------------- */

struct ivmc_xen_offer {
    struct port *port;
    struct ivmc_xen_options options;
    bool server;
};

static enum ivmc_status make_offer(struct ivmc_xen_offer *offer, uint16_t domid)
{
    enum ivmc_status s;

    offer->port = port_new(domid);
    if (!offer->port)
        return IVMC_LIMIT;
    s = port_grant(offer->port, offer->options.pages, offer->server);
    if (s == IVMC_OK && !offer->server)
        s = port_say(offer->port, &offer->options);
    return s;
}

enum ivmc_status ivmc_xen_offer(uint16_t domid, bool server,
                                const struct ivmc_xen_options *options,
                                struct ivmc_xen_triple *triple,
                                struct ivmc_xen_offer **offer)
{
    struct ivmc_xen_offer *made;
    enum ivmc_status s;

    *offer = NULL;
    if (domid >= XEN_DOMID_END)
        return IVMC_BAD_ARGUMENT;
    made = minios_alloc(sizeof *made);
    if (!made)
        return IVMC_LIMIT;
    made->options = port_options(options);
    made->server = server;
    s = make_offer(made, domid);
    if (s != IVMC_OK) {
        ivmc_xen_offer_close(made);
        return s;
    }
    triple->domid = minios_domid();
    triple->ref = made->port->pages.refs[0];
    triple->port = minios_event_port(made->port->event);
    *offer = made;
    return IVMC_OK;
}

enum ivmc_status ivmc_xen_offer_open(struct ivmc_xen_offer *offer,
                                     uint32_t timeout_ms,
                                     struct ivmc_channel **channel)
{
    struct ivmc_deadline d = ivmc_deadline_in(timeout_ms);
    struct port *p = offer->port;
    enum ivmc_status s = port_await(p, offer->server, NULL, &d);

    if (s == IVMC_OK)
        s = offer->server ? port_answer(p, &offer->options)
                          : port_confirm(p, &offer->options);
    minios_free(offer);
    return port_finish(p, s, channel);
}

void ivmc_xen_offer_close(struct ivmc_xen_offer *offer)
{
    if (!offer)
        return;
    if (offer->port)
        port_free(offer->port);
    minios_free(offer);
}

enum ivmc_status ivmc_xen_adopt(const struct ivmc_xen_triple *triple,
                                const struct ivmc_xen_options *options,
                                struct ivmc_channel **channel)
{
    struct ivmc_xen_options o = port_options(options);
    struct ivmc_deadline d = ivmc_deadline_in(o.timeout_ms);
    enum ivmc_status s;
    struct port *p;

    *channel = NULL;
    if (triple->domid >= XEN_DOMID_END)
        return IVMC_BAD_ARGUMENT;
    p = port_new(triple->domid);
    if (!p)
        return IVMC_LIMIT;
    s = port_map(p, triple->ref, triple->port, o.max_pages, true);
    if (s == IVMC_OK)
        s = port_await(p, true, NULL, &d);
    if (s == IVMC_OK)
        s = port_answer(p, &o);
    return port_finish(p, s, channel);
}
