/* What is done with messages on a side that waits, and on one that does not. */
#include "page_channel.h"

/* ---- receiving ---------------------------------------------------------------- */

enum ivmc_status page_use_piece(struct page_channel *c,
                                const struct page_piece *piece)
{
    if (c->holds == PAGE_DROPS)
        return c->large->drop(c, piece);
    return page_begin_message(c, piece);
}

enum ivmc_status page_give_items(struct page_channel *c, struct ivmc_dec *d,
                                 struct ivmc_items *items)
{
    uint32_t i;

    if (c->refused)
        return IVMC_LIMIT;
    items->count = c->items.count;
    for (i = 0; i < items->count; i++)
        items->item[i] = c->items.item[i];
    c->items.count = 0;
    d->items = items;
    return IVMC_OK;
}

enum ivmc_status page_body(struct page_channel *c, struct ivmc_arena *arena,
                           struct ivmc_dec *d, struct ivmc_items *items)
{
    uint32_t len = c->header.length - IVMC_HEADER_SIZE;
    unsigned char *copy = ivmc_arena_alloc(arena, len, 8);

    if (!copy)
        return IVMC_LIMIT;
    ivmc_dec_init_shared(d, c->piece.content + IVMC_HEADER_SIZE, copy, len,
                         arena);
    return page_give_items(c, d, items);
}

/* ---- sending ------------------------------------------------------------------ */

enum ivmc_status page_send_items(struct page_channel *c,
                                 const struct ivmc_message *m)
{
    if (c->carry)
        c->carry->out_len = 0;
    if (m->length > c->base.max_message)
        return IVMC_TOO_LARGE;
    if (!m->items || m->items->count == 0)
        return IVMC_OK;
    if (!c->port->ops->send_items)
        return IVMC_NOT_TRANSFERABLE;
    return c->port->ops->send_items(c->port, m->items);
}

/* ---- the channel ------------------------------------------------------------------ */

void page_close_item(struct ivmc_channel *base, struct ivmc_item *item)
{
    struct page_channel *c = page_channel_of(base);

    c->port->ops->close_item(c->port, item);
}

void page_close(struct ivmc_channel *base)
{
    struct page_channel *c = page_channel_of(base);

    page_release(base);
    /* Release: nobody sees us gone before our last words. */
    atomic_store_explicit(&c->own_hello->state, PAGE_CLOSED,
                          memory_order_release);
    atomic_store_explicit(&c->own->alive, 0, memory_order_release);
    c->port->ops->ring(c->port, PAGE_WAITS_MESSAGE | PAGE_WAITS_ROOM);
    c->port->ops->close(c->port);
}

uint64_t page_now(struct ivmc_channel *base)
{
    struct page_channel *c = page_channel_of(base);

    return c->port->ops->now(c->port);
}
