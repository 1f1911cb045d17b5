/* Channels handed out as items of messages. */
#include <string.h>

#include "item.h"
#include "linux_loop.h"

enum ivmc_status ivmc_xen_loop_endpoint(struct ivmc_xen_loop *loop,
                                        struct ivmc_region *endpoint)
{
    const struct ivmc_request *rq = loop->server->serving;
    struct linux_port *asks = rq ? linux_port_of(rq->channel) : NULL;
    struct xen_item item = {.kind = XEN_ENDPOINT};
    struct linux_client *c;
    enum ivmc_status s;

    memset(endpoint, 0, sizeof *endpoint);
    endpoint->handle = IVMC_NO_HANDLE;
    if (!asks)
        return IVMC_BAD_ARGUMENT;
    s = linux_client_hand_out(loop, asks->peer.domid, &c);
    if (s != IVMC_OK)
        return s;
    item.domid = asks->peer.domid;
    item.ref = c->port.pages.ref;
    item.number = c->port.port;
    if (!xen_item_handle(&endpoint->handle, &item)) {
        linux_client_kill(c);
        return IVMC_LIMIT;
    }
    endpoint->rights = IVMC_READ | IVMC_WRITE;
    return IVMC_OK;
}

enum ivmc_status ivmc_xen_connect_endpoint(
    struct ivmc_region *endpoint, const struct ivmc_xen_options *options,
    struct ivmc_channel **channel)
{
    intptr_t handle = ivmc_region_take(endpoint);
    struct xen_item item;
    struct xen_address to = {.raw = true};

    *channel = NULL;
    if (handle == IVMC_NO_HANDLE)
        return IVMC_BAD_ARGUMENT;
    if (!xen_item_of(&item, handle) || item.kind != XEN_ENDPOINT)
        return IVMC_BAD_MESSAGE;
    to.domid = item.domid;
    to.ref = item.ref;
    to.port = item.number;
    return linux_connect_to(&to, options, channel);
}
