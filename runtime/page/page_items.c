/*
 * Items that travel in the first frames of their messages, behind the octets
 * there. Linked only by ports that want them.
 */
#include "page_channel.h"

#include "pull.h"

/* Puts them behind the `len` octets in the frame. Gives their octets. */
static uint32_t put(struct page_channel *c, uint32_t len, uint32_t *flags)
{
    uint32_t items = c->carry->out_len;

    if (items == 0)
        return 0;
    *flags |= PAGE_FRAME_ITEMS;
    memcpy(page_content(c) + len, c->carry->out, items);
    return items;
}

/* Those of c->header out of its first frame, which then ends before them. */
static bool take(struct page_channel *c, struct page_piece *piece)
{
    uint32_t len = c->header.items * PAGE_ITEM;

    c->carry->in_len = 0;
    if (!piece->items)
        return true;
    if (len == 0 || piece->len < IVMC_HEADER_SIZE + len)
        return false;
    piece->items = false;
    piece->len -= len;
    ivmc_pull(c->carry->in, piece->content + piece->len, len);
    c->carry->in_len = len;
    return true;
}

void page_allow_items(struct page_channel *c, struct page_carry *carry)
{
    carry->put = put;
    carry->take = take;
    c->carry = carry;
}
