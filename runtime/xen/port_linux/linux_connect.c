/* Clients. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "linux.h"

/* ---- ports on the heap -------------------------------------------------------------- */

enum ivmc_status linux_port_new(struct linux_port **result)
{
    struct linux_port *p = malloc(sizeof *p);
    enum ivmc_status s = IVMC_SYSTEM;

    *result = NULL;
    if (!p)
        return s;
    s = linux_port_init(p, NULL);
    if (s == IVMC_OK)
        *result = p;
    else
        free(p);
    return s;
}

void linux_port_free(struct linux_port *p)
{
    int error = errno;

    if (p)
        linux_port_done(p);
    free(p);
    errno = error;
}

enum ivmc_status linux_finish(struct linux_port *p, enum ivmc_status s,
                              struct ivmc_channel **channel)
{
    if (s != IVMC_OK) {
        linux_port_free(p);
        return s;
    }
    linux_store_close(p->handles);
    *channel = &p->channel.base;
    return IVMC_OK;
}

/* ---- waiting ------------------------------------------------------------------------ */

/* Sleeps until an event, a watch, or a slice has passed. */
static enum ivmc_status sleep_a_slice(struct linux_port *p,
                                      struct ivmc_deadline *d)
{
    struct linux_handles *h = p->handles;
    struct pollfd f[2] = {{xenevtchn_fd(h->events), POLLIN, 0},
                          {h->store ? xs_fileno(h->store) : -1, POLLIN, 0}};
    int ms = linux_slice(d);

    if (ms == 0)
        return IVMC_TIMEOUT;
    if (poll(f, 2, ms) < 0 && errno != EINTR)
        return IVMC_SYSTEM;
    linux_take_events(h);
    if (f[1].revents)
        (void)linux_take_watches(h->store);
    return IVMC_OK;
}

/* Whether the other end could still come; it need not have been there yet. */
static bool is_hopeless(struct linux_port *p)
{
    if (p->pages.ours)
        return !linux_domain_is_there(p->handles, p->peer.domid);
    return !p->base.ops->peer_alive(&p->base);
}

enum ivmc_status linux_await(struct linux_port *p,
                             bool (*there)(struct linux_port *p),
                             const struct linux_request *q,
                             struct ivmc_deadline *d)
{
    enum ivmc_status s = IVMC_OK;
    bool gone = false;

    while (!there(p)) {
        if (gone)
            return IVMC_REFUSED;
        if (s == IVMC_OK)
            s = sleep_a_slice(p, d);
        if (s != IVMC_OK)
            return s;
        if (is_hopeless(p))
            s = there(p) ? IVMC_OK : IVMC_PEER_GONE;
        /* Who takes it away has answered before: one more look. */
        gone = q && linux_request_look(q, p->handles->store, NULL) == FATE_GONE;
    }
    return IVMC_OK;
}

/* ---- by name ------------------------------------------------------------------------ */

static enum ivmc_status offer(struct linux_port *p,
                              const struct xen_address *to,
                              const struct ivmc_xen_options *o,
                              struct linux_request *q, struct ivmc_deadline *d)
{
    struct xen_request r = {.kind = XEN_OFFER};
    enum ivmc_status s = linux_grant(p, to->domid, o->pages, false);

    if (s == IVMC_OK)
        s = linux_say(p, o);
    if (s != IVMC_OK)
        return s;
    r.ref = p->pages.ref;
    r.port = p->port;
    s = linux_request_put(q, p->handles->store, to, &r);
    return s == IVMC_OK ? linux_await(p, linux_is_answered, q, d) : s;
}

/* Waits for what the server grants. */
static enum ivmc_status await_offer(struct linux_port *p,
                                    const struct linux_request *q,
                                    struct ivmc_xen_triple *triple,
                                    struct ivmc_deadline *d)
{
    enum ivmc_status s = IVMC_OK;

    while (s == IVMC_OK) {
        switch (linux_request_look(q, p->handles->store, triple)) {
        case FATE_ANSWERED:
            return IVMC_OK;
        case FATE_GONE:
            return IVMC_REFUSED;
        case FATE_OPEN:
            s = sleep_a_slice(p, d);
            break;
        }
        if (s == IVMC_OK && !linux_domain_is_there(p->handles, triple->domid))
            s = IVMC_PEER_GONE;
    }
    return s;
}

static enum ivmc_status ask(struct linux_port *p, const struct xen_address *to,
                            const struct ivmc_xen_options *o,
                            struct linux_request *q, struct ivmc_deadline *d)
{
    const struct xen_request r = {.kind = XEN_ASK, .pages = o->pages};
    struct ivmc_xen_triple triple = {.domid = to->domid};
    enum ivmc_status s;

    if (o->pages > PAGE_MAX_PAGES)
        return IVMC_BAD_ARGUMENT;
    s = linux_request_put(q, p->handles->store, to, &r);
    if (s == IVMC_OK)
        s = await_offer(p, q, &triple, d);
    if (s == IVMC_OK)
        s = linux_map(p, &triple, o->pages, false);
    if (s == IVMC_OK)
        s = linux_say(p, o);
    return s == IVMC_OK ? linux_await(p, linux_is_answered, q, d) : s;
}

static enum ivmc_status by_name(struct linux_port *p,
                                const struct xen_address *to,
                                const struct ivmc_xen_options *o,
                                struct ivmc_deadline *d)
{
    struct xs_handle *store = linux_store(p->handles);
    struct linux_request q = {.put = false};
    enum ivmc_status s;
    int error;

    if (!store)
        return IVMC_SYSTEM;
    s = o->ask ? ask(p, to, o, &q, d) : offer(p, to, o, &q, d);
    error = errno;
    linux_request_remove(&q, store);
    errno = error;
    return s;
}

static enum ivmc_status by_triple(struct linux_port *p,
                                  const struct xen_address *to,
                                  const struct ivmc_xen_options *o,
                                  struct ivmc_deadline *d)
{
    const struct ivmc_xen_triple triple = {to->domid, to->ref, to->port};
    enum ivmc_status s = linux_map(p, &triple, PAGE_MAX_PAGES, false);

    if (s == IVMC_OK)
        s = linux_say(p, o);
    return s == IVMC_OK ? linux_await(p, linux_is_answered, NULL, d) : s;
}

enum ivmc_status linux_connect_to(const struct xen_address *to,
                                  const struct ivmc_xen_options *options,
                                  struct ivmc_channel **channel)
{
    struct ivmc_xen_options o = linux_options(options);
    struct ivmc_deadline d = ivmc_deadline_in(o.timeout_ms);
    struct linux_port *p;
    enum ivmc_status s = linux_port_new(&p);

    *channel = NULL;
    if (s != IVMC_OK)
        return s;
    s = to->raw ? by_triple(p, to, &o, &d) : by_name(p, to, &o, &d);
    if (s == IVMC_OK)
        s = linux_confirm(p, &o);
    return linux_finish(p, s, channel);
}

enum ivmc_status ivmc_xen_connect(const char *address,
                                  const struct ivmc_xen_options *options,
                                  struct ivmc_channel **channel)
{
    struct xen_address to;

    *channel = NULL;
    if (!xen_address_read(&to, address))
        return IVMC_BAD_ADDRESS;
    return linux_connect_to(&to, options, channel);
}

enum ivmc_status ivmc_xen_peer(const struct ivmc_channel *channel,
                               struct ivmc_xen_peer *peer)
{
    /* Nothing is changed; the port is found from a channel that may be. */
    const struct linux_port *p =
        linux_port_of((struct ivmc_channel *)(uintptr_t)channel);

    memset(peer, 0, sizeof *peer);
    if (!p)
        return IVMC_BAD_ARGUMENT;
    *peer = p->peer;
    return IVMC_OK;
}
