/* Channels handed out as items of messages. */
#include "guest_port.h"
#include "item.h"

enum ivmc_status ivmc_xen_guest_endpoint(struct ivmc_server *server,
                                         struct ivmc_region *endpoint)
{
    struct ivmc_xen_guest_peer peer;
    struct xen_item item = {.kind = XEN_ENDPOINT};
    struct guest_port *p;
    enum ivmc_status s;

    endpoint->handle = IVMC_NO_HANDLE;
    if (!server->loop || !server->serving ||
        ivmc_xen_guest_peer(server->serving->channel, &peer) != IVMC_OK)
        return IVMC_BAD_ARGUMENT;
    p = guest_find_place(server->loop, peer.domid);
    if (!p)
        return IVMC_LIMIT;
    s = guest_client_offer(server->loop, p, PAGE_MAX_PAGES, "");
    if (s != IVMC_OK)
        return s;
    item.domid = peer.domid;
    item.ref = p->entries[0];
    item.number = p->event;
    if (!xen_item_handle(&endpoint->handle, &item)) {
        guest_client_close(p);
        return IVMC_LIMIT;
    }
    endpoint->size = 0;
    endpoint->rights = IVMC_READ | IVMC_WRITE;
    endpoint->item = NULL;
    return IVMC_OK;
}

enum ivmc_status ivmc_xen_guest_connect_endpoint(
    struct ivmc_region *endpoint, const struct ivmc_xen_guest_options *options,
    uint32_t pages, void *memory, size_t size, struct ivmc_channel **channel)
{
    struct xen_address to = {.raw = true};
    intptr_t handle = ivmc_region_take(endpoint);
    struct xen_item item;

    *channel = NULL;
    if (handle == IVMC_NO_HANDLE)
        return IVMC_BAD_ARGUMENT;
    if (!xen_item_of(&item, handle) || item.kind != XEN_ENDPOINT)
        return IVMC_BAD_MESSAGE;
    to.domid = item.domid;
    to.ref = item.ref;
    to.port = item.number;
    return guest_connect_to(&to, options, pages, memory, size, channel);
}
