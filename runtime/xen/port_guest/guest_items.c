/* Items in messages: numbers, which mean something to the hypervisor alone. */
#include "guest_port.h"
#include "items.h"

static struct guest_port *port_of(struct page_port *port)
{
    return (struct guest_port *)(void *)port;
}

static enum ivmc_status send_items(struct page_port *port,
                                   const struct ivmc_items *items)
{
    struct guest_port *p = port_of(port);

    return xen_items_put(&p->carry, items, p->peer.domid);
}

static enum ivmc_status take_items(struct page_port *port, uint32_t count,
                                   struct ivmc_items *items)
{
    const struct guest_port *p = port_of(port);

    return xen_items_take(&p->carry, count, items, p->peer.domid);
}

/* Nothing stands behind a handle. */
static void close_item(struct page_port *port, struct ivmc_item *item)
{
    (void)port;
    (void)item;
}

static void allow(struct guest_port *p)
{
    static struct page_port_ops ops;

    ops = *p->base.ops;
    ops.send_items = send_items;
    ops.take_items = take_items;
    ops.close_item = close_item;
    p->base.ops = &ops;
    page_allow_items(&p->channel, &p->carry);
}

const struct ivmc_xen_guest_items ivmc_xen_guest_items = {allow};
