/* Items in messages: numbers, which mean something to the hypervisor alone. */
#include "guest_port.h"
#include "item.h"

static struct guest_port *port_of(struct page_port *port)
{
    return (struct guest_port *)(void *)port;
}

static enum ivmc_status send_items(struct page_port *port,
                                   const struct ivmc_items *items)
{
    struct guest_port *p = port_of(port);
    uint32_t i;

    for (i = 0; i < items->count; i++)
        if (!xen_item_write(p->carry.out + (size_t)i * PAGE_ITEM,
                            items->item[i].handle, p->peer.domid))
            return IVMC_NOT_TRANSFERABLE;
    p->carry.out_len = items->count * PAGE_ITEM;
    return IVMC_OK;
}

static bool take_items(struct page_port *port, uint32_t count,
                       struct ivmc_items *items)
{
    const struct guest_port *p = port_of(port);
    uint32_t i;

    if (count > IVMC_MAX_ITEMS || p->carry.in_len != count * PAGE_ITEM)
        return false;
    for (i = 0; i < count; i++)
        if (!xen_item_read(&items->item[i].handle,
                           p->carry.in + (size_t)i * PAGE_ITEM, p->peer.domid))
            return false;
    items->count = count;
    return true;
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
