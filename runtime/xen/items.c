/* Items in messages: numbers, which mean something to the hypervisor alone. */
#include "items.h"

#include "item.h"

enum ivmc_status xen_items_put(struct page_carry *carry,
                               const struct ivmc_items *items, uint16_t peer)
{
    uint32_t i;

    for (i = 0; i < items->count; i++)
        if (!xen_item_write(carry->out + (size_t)i * PAGE_ITEM,
                            items->item[i].handle, peer))
            return IVMC_NOT_TRANSFERABLE;
    carry->out_len = items->count * PAGE_ITEM;
    return IVMC_OK;
}

enum ivmc_status xen_items_take(const struct page_carry *carry, uint32_t count,
                                struct ivmc_items *items, uint16_t peer)
{
    uint32_t i;

    if (count > IVMC_MAX_ITEMS || carry->in_len != count * PAGE_ITEM)
        return IVMC_BAD_MESSAGE;
    for (i = 0; i < count; i++)
        if (!xen_item_read(&items->item[i].handle,
                           carry->in + (size_t)i * PAGE_ITEM, peer))
            return IVMC_BAD_MESSAGE;
    items->count = count;
    return IVMC_OK;
}
