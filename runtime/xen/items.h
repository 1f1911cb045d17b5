/* The items of messages, in the frames that carry them (see item.h). */
#ifndef XEN_ITEMS_H
#define XEN_ITEMS_H

#include "page_channel.h"

/* Those of the next message to domain `peer`. IVMC_NOT_TRANSFERABLE. */
enum ivmc_status xen_items_put(struct page_carry *carry,
                               const struct ivmc_items *items, uint16_t peer);

/* Those that came with the message held, if they are what it says. */
enum ivmc_status xen_items_take(const struct page_carry *carry, uint32_t count,
                                struct ivmc_items *items, uint16_t peer);

#endif /* XEN_ITEMS_H */
