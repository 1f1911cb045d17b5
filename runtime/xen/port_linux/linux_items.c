/* Items in messages: numbers, which mean something to the hypervisor alone. */
#include "item.h"
#include "linux.h"

static struct linux_port *linux_of(struct page_port *port)
{
    return (struct linux_port *)(void *)port;
}

enum ivmc_status linux_send_items(struct page_port *port,
                                  const struct ivmc_items *items)
{
    struct linux_port *p = linux_of(port);
    uint32_t i;

    for (i = 0; i < items->count; i++)
        if (!xen_item_write(p->carry.out + (size_t)i * PAGE_ITEM,
                            items->item[i].handle, p->peer.domid))
            return IVMC_NOT_TRANSFERABLE;
    p->carry.out_len = items->count * PAGE_ITEM;
    return IVMC_OK;
}

bool linux_take_items(struct page_port *port, uint32_t count,
                      struct ivmc_items *items)
{
    struct linux_port *p = linux_of(port);
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
