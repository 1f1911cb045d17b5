/* Servers: an inbox in XenStore, and a channel for each good request. */
#include "port.h"

struct ivmc_xen_listener {
    struct ivmc_xen_options options;
    struct minios_watch *watch;
    char inbox[XEN_PATH_MAX];
};

enum ivmc_status ivmc_xen_listen(const char *name,
                                 const struct ivmc_xen_options *options,
                                 struct ivmc_xen_listener **listener)
{
    struct ivmc_xen_listener *l;

    *listener = NULL;
    if (!xen_name_is_good(name))
        return IVMC_BAD_ADDRESS;
    l = minios_alloc(sizeof *l);
    if (!l)
        return IVMC_LIMIT;
    l->options = port_options(options);
    xen_inbox_path(l->inbox, minios_domid(), name);
    /* What lies there is of a life before: its clients are gone. */
    minios_store_remove(l->inbox);
    if (minios_store_open_to_all(l->inbox))
        l->watch = minios_watch_open(l->inbox);
    if (!l->watch) {
        ivmc_xen_listener_close(l);
        return IVMC_SYSTEM;
    }
    *listener = l;
    return IVMC_OK;
}

void ivmc_xen_listener_close(struct ivmc_xen_listener *listener)
{
    if (!listener)
        return;
    if (listener->watch)
        minios_watch_close(listener->watch);
    minios_store_remove(listener->inbox);
    minios_free(listener);
}

/* ---- requests ------------------------------------------------------------------------ */

struct taken {
    char path[XEN_PATH_MAX];
    uint16_t client;
    struct xen_request request;
};

/* Whether it is a request of the domain that its name names. */
static bool read_request(struct taken *t, const char *name)
{
    char value[XEN_VALUE_MAX];
    uint16_t owner;
    int len;

    if (!xen_request_name_read(&t->client, name) ||
        !minios_store_owner(t->path, &owner) || owner != t->client)
        return false;
    len = minios_store_read(t->path, value, sizeof value);
    return len >= 0 && xen_request_read(&t->request, value, (size_t)len);
}

/* The next request; what is none is removed. */
static enum ivmc_status await_request(struct ivmc_xen_listener *l,
                                      struct taken *t, struct ivmc_deadline *d)
{
    char name[XEN_VALUE_MAX];
    uint64_t ns;

    for (;;) {
        ns = port_slice(d);
        if (ns == 0)
            return IVMC_TIMEOUT;
        if (!minios_store_child(l->inbox, name, sizeof name)) {
            minios_watch_wait(l->watch, ns);
            continue;
        }
        xen_request_path(t->path, l->inbox, name);
        if (read_request(t, name))
            return IVMC_OK;
        minios_store_remove(t->path);
    }
}

static enum ivmc_status lend(struct port *p, const struct taken *t,
                             const struct ivmc_xen_options *o,
                             struct ivmc_deadline *d)
{
    struct xen_request offer = {.kind = XEN_OFFER};
    char value[XEN_VALUE_MAX];
    enum ivmc_status s = IVMC_LIMIT;

    if (t->request.pages <= o->max_pages)
        s = port_grant(p, t->request.pages, true);
    if (s != IVMC_OK)
        return s;
    offer.ref = p->pages.refs[0];
    offer.port = minios_event_port(p->event);
    xen_request_write(value, &offer);
    if (!minios_store_write(t->path, value))
        return IVMC_PEER_GONE;
    return port_await(p, true, t->path, d);
}

static enum ivmc_status open_channel(struct ivmc_xen_listener *l,
                                     const struct taken *t,
                                     struct ivmc_channel **channel)
{
    const struct ivmc_xen_options *o = &l->options;
    struct ivmc_deadline d = ivmc_deadline_in(o->timeout_ms);
    struct port *p = port_new(t->client);
    enum ivmc_status s;

    if (!p)
        return IVMC_LIMIT;
    if (t->request.kind == XEN_ASK)
        s = lend(p, t, o, &d);
    else
        s = port_map(p, t->request.ref, t->request.port, o->max_pages, true);
    if (s == IVMC_OK)
        s = port_answer(p, o);
    return port_finish(p, s, channel);
}

enum ivmc_status ivmc_xen_accept(struct ivmc_xen_listener *listener,
                                 uint32_t timeout_ms,
                                 struct ivmc_channel **channel)
{
    struct ivmc_deadline d = ivmc_deadline_in(timeout_ms);
    struct taken t;
    enum ivmc_status s;

    *channel = NULL;
    s = await_request(listener, &t, &d);
    if (s != IVMC_OK)
        return s;
    s = open_channel(listener, &t, channel);
    /* After the answer: the client looks once more when it is gone. */
    minios_store_remove(t.path);
    return s;
}
