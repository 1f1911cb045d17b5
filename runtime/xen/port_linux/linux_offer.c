/* The raw triple: what one end offers, and the other is told of somehow. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "linux.h"

struct ivmc_xen_offer {
    struct linux_port *port;
    struct ivmc_xen_options options;
    bool server;
};

static enum ivmc_status make(struct ivmc_xen_offer *offer, uint16_t domid,
                             struct ivmc_xen_triple *triple)
{
    struct linux_port *p = offer->port;
    struct xs_handle *store = linux_store(p->handles);
    enum ivmc_status s;

    if (domid >= XEN_DOMID_END)
        return IVMC_BAD_ARGUMENT;
    if (!store || !linux_own_domid(store, &triple->domid))
        return IVMC_SYSTEM;
    s = linux_grant(p, domid, offer->options.pages, offer->server);
    if (s == IVMC_OK && !offer->server)
        s = linux_say(p, &offer->options);
    triple->ref = p->pages.ref;
    triple->port = p->port;
    return s;
}

enum ivmc_status ivmc_xen_offer(uint16_t domid, bool server,
                                const struct ivmc_xen_options *options,
                                struct ivmc_xen_triple *triple,
                                struct ivmc_xen_offer **result)
{
    struct ivmc_xen_offer *offer = calloc(1, sizeof *offer);
    enum ivmc_status s = IVMC_SYSTEM;

    *result = NULL;
    memset(triple, 0, sizeof *triple);
    if (!offer)
        return s;
    offer->options = linux_options(options);
    offer->server = server;
    s = linux_port_new(&offer->port);
    if (s == IVMC_OK)
        s = make(offer, domid, triple);
    if (s == IVMC_OK)
        *result = offer;
    else
        ivmc_xen_offer_close(offer);
    return s;
}

void ivmc_xen_offer_close(struct ivmc_xen_offer *offer)
{
    int error = errno;

    if (offer)
        linux_port_free(offer->port);
    free(offer);
    errno = error;
}

enum ivmc_status ivmc_xen_offer_open(struct ivmc_xen_offer *offer,
                                     uint32_t timeout_ms,
                                     struct ivmc_channel **channel)
{
    struct ivmc_deadline d = ivmc_deadline_in(timeout_ms);
    struct linux_port *p = offer->port;
    enum ivmc_status s;

    *channel = NULL;
    s = linux_await(p, offer->server ? linux_is_called : linux_is_answered,
                    NULL, &d);
    if (s == IVMC_OK)
        s = offer->server ? linux_answer(p, &offer->options, NULL)
                          : linux_confirm(p, &offer->options);
    free(offer);
    return linux_finish(p, s, channel);
}

enum ivmc_status ivmc_xen_adopt(const struct ivmc_xen_triple *triple,
                                const struct ivmc_xen_options *options,
                                struct ivmc_channel **channel)
{
    struct ivmc_xen_options o = linux_options(options);
    struct linux_port *p;
    enum ivmc_status s;

    *channel = NULL;
    s = linux_port_new(&p);
    if (s != IVMC_OK)
        return s;
    s = linux_map(p, triple, o.max_pages, true);
    if (s == IVMC_OK)
        s = linux_answer(p, &o, NULL);
    return linux_finish(p, s, channel);
}
