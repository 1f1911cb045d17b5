/* What both ends do with room and items of a message. */
#ifndef IVMC_CORE_MESSAGE_PARTS_H
#define IVMC_CORE_MESSAGE_PARTS_H

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

/* Encodes the body of a message into the room lent for it. */
static inline void ivmc_enc_begin(struct ivmc_enc *e,
                                  const struct ivmc_room *room,
                                  struct ivmc_items *items)
{
    ivmc_enc_init(e, room->data + IVMC_HEADER_SIZE,
                  room->here - IVMC_HEADER_SIZE);
    e->room = room;
    e->unsent = room->data;
    e->items = room->items ? items : NULL;
}

#endif /* IVMC_CORE_MESSAGE_PARTS_H */
