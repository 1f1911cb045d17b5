/* Things received beside the octets that nobody kept. */
#ifndef IVMC_CORE_ITEMS_H
#define IVMC_CORE_ITEMS_H

#include <ivmc/transport.h>

static inline void ivmc_items_clear(struct ivmc_items *items, bool lent)
{
    items->count = 0;
    items->taken = 0;
    items->lent = lent;
}

static inline void ivmc_items_close(struct ivmc_channel *c,
                                    struct ivmc_items *items)
{
    uint32_t i;

    for (i = 0; i < items->count; i++)
        if (items->item[i].handle != IVMC_NO_HANDLE)
            c->ops->close_item(c, &items->item[i]);
    items->count = 0;
}

#endif /* IVMC_CORE_ITEMS_H */
