/* The channel of a side that waits: clients, and servers of one client. */
#include "page_channel.h"

/* ---- receiving ---------------------------------------------------------------- */

/* The next frame, waited for. */
enum ivmc_status page_await_piece(struct page_channel *c,
                                  struct page_piece *piece,
                                  struct ivmc_deadline *deadline)
{
    enum ivmc_status s = IVMC_OK;

    while (s == IVMC_OK) {
        switch (page_next(c, piece)) {
        case PAGE_PIECE:
            return IVMC_OK;
        case PAGE_BROKEN:
            return IVMC_BAD_MESSAGE;
        case PAGE_NOTHING:
            s = page_wait(c, PAGE_WAITS_MESSAGE, c->in.published, deadline);
            break;
        }
    }
    return s == IVMC_TIMEOUT ? s : page_lose(c, s);
}

static enum ivmc_status channel_receive(struct ivmc_channel *base,
                                        struct ivmc_header *h,
                                        struct ivmc_deadline *deadline)
{
    struct page_channel *c = page_channel_of(base);
    struct page_piece piece;
    enum ivmc_status s;

    page_release(base);
    do {
        if (c->gone)
            return IVMC_PEER_GONE;
        s = page_await_piece(c, &piece, deadline);
        if (s == IVMC_OK)
            s = page_use_piece(c, &piece);
        if (s != IVMC_OK)
            return s;
    } while (c->holds != PAGE_HOLDS_WHOLE && c->holds != PAGE_HOLDS_PART);
    *h = c->header;
    return IVMC_OK;
}

static enum ivmc_status channel_body(struct ivmc_channel *base,
                                     struct ivmc_arena *arena,
                                     struct ivmc_dec *d,
                                     struct ivmc_items *items,
                                     struct ivmc_deadline *deadline)
{
    struct page_channel *c = page_channel_of(base);

    if (c->gone || c->holds == PAGE_HOLDS_NONE || c->holds == PAGE_DROPS ||
        c->piece.octets == 0)
        return IVMC_PEER_GONE; /* or given up half way */
    if (c->holds == PAGE_HOLDS_WHOLE)
        return page_body(c, arena, d, items);
    return c->patience->body(c, arena, d, items, deadline);
}

/* ---- sending ------------------------------------------------------------------ */

static enum ivmc_status await_room(struct page_channel *c,
                                   struct ivmc_deadline *deadline)
{
    enum ivmc_status s;

    if (c->patience)
        return c->patience->await_room(c, deadline);
    s = page_wait(c, PAGE_WAITS_ROOM, c->out.consumed, deadline);
    return s == IVMC_OK || s == IVMC_TIMEOUT ? s : page_lose(c, s);
}

static enum ivmc_status channel_begin(struct ivmc_channel *base,
                                      struct ivmc_room *room,
                                      struct ivmc_deadline *deadline)
{
    struct page_channel *c = page_channel_of(base);
    enum ivmc_status s;

    while (!c->gone && !page_begin_frame(c)) {
        /* The peer may be waiting for us to collect its replies. */
        if (base->in_flight_count != 0 && page_pending(c))
            return IVMC_BUSY;
        s = c->gone ? IVMC_PEER_GONE : await_room(c, deadline);
        if (s != IVMC_OK)
            return s;
    }
    if (c->gone)
        return IVMC_PEER_GONE;
    page_lend(c, room);
    return IVMC_OK;
}

static enum ivmc_status channel_send(struct ivmc_channel *base,
                                     const struct ivmc_message *m,
                                     struct ivmc_deadline *deadline)
{
    struct page_channel *c = page_channel_of(base);
    struct page_cursor from = {m, 0, 0};
    enum ivmc_status s;
    uint32_t left;

    if (c->gone || !c->begun)
        return IVMC_PEER_GONE;
    /* While replies are under way none of us may wait for the other's room. */
    if (base->in_flight_count != 0 && c->patience &&
        !c->patience->fits(c, m->length))
        return IVMC_BUSY;
    s = page_send_items(c, m);
    if (s != IVMC_OK)
        return s;
    left = m->length - page_put_first(c, &from);
    return left != 0 ? c->patience->send_rest(c, &from, left, deadline)
                     : IVMC_OK;
}

/* ---- the channel ------------------------------------------------------------------ */

const struct ivmc_channel_ops page_channel_ops = {
    "page",       channel_begin,   channel_send, channel_receive, channel_body,
    page_release, page_close_item, page_close,   page_now};
