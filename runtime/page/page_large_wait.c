/*
 * Messages of more than one frame on a side that waits for their frames and
 * for room, and room that late replies take up.
 */
#include "page_channel.h"

#include "pull.h"

/* ---- late replies ------------------------------------------------------------- */

/* Late replies that nobody waits for make room for the peer to go on. */
static enum ivmc_status drop_late(struct page_channel *c)
{
    struct page_piece piece;
    enum ivmc_status s = IVMC_OK;

    while (s == IVMC_OK && c->base.abandoned > 0) {
        switch (page_next(c, &piece)) {
        case PAGE_NOTHING:
            return IVMC_OK;
        case PAGE_BROKEN:
            return IVMC_BAD_MESSAGE;
        case PAGE_PIECE:
            s = page_use_piece(c, &piece);
            if (c->holds != PAGE_DROPS)
                page_release(&c->base);
            if (c->holds == PAGE_HOLDS_NONE)
                c->base.abandoned--;
            break;
        }
    }
    return s;
}

/* How long we look away from late replies while we wait for room. */
#define LATE_MS 2

static enum ivmc_status await_room(struct page_channel *c,
                                   struct ivmc_deadline *deadline)
{
    struct ivmc_deadline soon = ivmc_deadline_in(LATE_MS);
    enum ivmc_status s;

    if (c->base.abandoned == 0 || c->base.in_flight_count != 0 ||
        (c->holds != PAGE_HOLDS_NONE && c->holds != PAGE_DROPS)) {
        s = page_wait(c, PAGE_WAITS_ROOM, c->out.consumed, deadline);
    } else {
        s = drop_late(c);
        if (s == IVMC_OK)
            s = page_wait(c, PAGE_WAITS_ROOM, c->out.consumed, &soon);
        if (s == IVMC_TIMEOUT &&
            ivmc_deadline_left(deadline, c->port->ops->now(c->port)) != 0)
            return IVMC_OK;
    }
    return s == IVMC_OK || s == IVMC_TIMEOUT ? s : page_lose(c, s);
}

/* ---- out ---------------------------------------------------------------------- */

static bool fits(struct page_channel *c, uint32_t len)
{
    /* Each frame may leave most of a line unused, and one skip is theirs. */
    uint32_t frames = len / (page_chunk(c, UINT32_MAX) - PAGE_LINE) + 2;
    uint64_t octets =
        (uint64_t)len + frames * (uint64_t)(2 * PAGE_LINE) + c->out.size / 4;

    if (len <= c->run || octets <= page_room_left(c))
        return true;
    page_look_for_room(c);
    return octets <= page_room_left(c);
}

/* What of the message is left after its first frame. */
static enum ivmc_status send_rest(struct page_channel *c,
                                  struct page_cursor *from, uint32_t left,
                                  struct ivmc_deadline *deadline)
{
    enum ivmc_status s;
    uint32_t len;

    while (left > 0) {
        len = page_put_next(c, from, left);
        left -= len;
        if (len != 0)
            continue;
        page_call_for_room(c);
        s = c->gone ? IVMC_PEER_GONE : await_room(c, deadline);
        if (s != IVMC_OK)
            return page_lose(c, s);
    }
    return IVMC_OK;
}

/* ---- in ----------------------------------------------------------------------- */

/* All frames of the message held, one after the other, into `to`. */
static enum ivmc_status gather(struct page_channel *c, unsigned char *to,
                               struct ivmc_deadline *deadline)
{
    struct page_piece piece = c->piece;
    uint32_t skip = IVMC_HEADER_SIZE; /* has been fetched */
    enum ivmc_status s;

    c->piece.octets = 0;
    for (;;) {
        ivmc_pull(to, piece.content + skip, piece.len - skip);
        to += piece.len - skip;
        page_take(c, &piece);
        /* Not each by itself: a peer asleep on our processor is woken less. */
        if (!piece.more ||
            (c->in.done - c->in.consumed > c->in.size / 2 && !page_is_here(c)))
            page_let_go(c);
        if (!piece.more)
            break;
        s = page_await_piece(c, &piece, deadline);
        if (s != IVMC_OK)
            return s;
        if (!page_follows(c, &piece, c->got))
            return page_lose(c, IVMC_BAD_MESSAGE);
        c->got += piece.len;
        skip = 0;
    }
    c->holds = PAGE_HOLDS_NONE;
    return IVMC_OK;
}

static enum ivmc_status body(struct page_channel *c, struct ivmc_arena *arena,
                             struct ivmc_dec *d, struct ivmc_items *items,
                             struct ivmc_deadline *deadline)
{
    uint32_t len = c->header.length - IVMC_HEADER_SIZE;
    unsigned char *copy = ivmc_arena_alloc(arena, len, 8);
    enum ivmc_status s;

    if (!copy)
        return IVMC_LIMIT;
    s = gather(c, copy, deadline);
    if (s != IVMC_OK)
        return s;
    ivmc_dec_init(d, copy, len, arena);
    return page_give_items(c, d, items);
}

static const struct page_patience patience = {
    .fits = fits,
    .send_rest = send_rest,
    .await_room = await_room,
    .body = body,
};

void page_allow_large(struct page_channel *c, unsigned char *spill)
{
    page_allow_large_many(c, spill);
    c->patience = &patience;
}
