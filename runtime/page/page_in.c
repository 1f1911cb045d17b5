/*
 * The peer's half: its frames, each word loaded once and checked, and the
 * message that is held.
 */
#include "page_channel.h"

#include "message_parts.h"
#include "pull.h"

enum ivmc_status page_lose(struct page_channel *c, enum ivmc_status status)
{
    c->gone = true;
    return status;
}

static enum page_next broken(struct page_channel *c)
{
    (void)page_lose(c, IVMC_BAD_MESSAGE);
    return PAGE_BROKEN;
}

/* Octets published and not taken; the peer's counter is looked at if none. */
static bool look_for_frames(struct page_channel *c, uint32_t *octets)
{
    uint32_t published;

    *octets = c->in.published - c->in.done;
    if (*octets != 0)
        return true;
    /* Acquire: the frames are read after the counter that covers them. */
    published = atomic_load_explicit(&c->peer->published, memory_order_acquire);
    if (published - c->in.consumed > c->in.size ||
        published - c->in.done > c->in.size || published % PAGE_LINE != 0)
        return false;
    c->in.published = published;
    *octets = published - c->in.done;
    return true;
}

static void take_octets(struct page_channel *c, uint32_t octets)
{
    c->in.done += octets;
    c->in.at += octets;
    if (c->in.at == c->in.size)
        c->in.at = 0;
}

enum page_next page_next(struct page_channel *c, struct page_piece *piece)
{
    const struct page_frame *frame;
    uint32_t octets, flags, rest;

    for (;;) {
        if (!look_for_frames(c, &octets))
            return broken(c);
        if (octets == 0)
            return PAGE_NOTHING;
        frame =
            (const struct page_frame *)(const void *)(c->in.ring + c->in.at);
        rest = c->in.size - c->in.at;
        piece->len = page_load_word(&frame->len);
        flags = page_load_word(&frame->flags);
        if (flags != PAGE_FRAME_SKIP)
            break;
        /* Not twice in a lap: a peer cannot keep us here. */
        if (piece->len != 0 || c->in.at == 0 || rest > octets)
            return broken(c);
        take_octets(c, rest);
    }
    if (rest > octets)
        rest = octets;
    if ((flags & ~(PAGE_FRAME_MORE | PAGE_FRAME_ITEMS)) != 0 ||
        piece->len == 0 || piece->len > rest - sizeof *frame)
        return broken(c);
    piece->content = frame->content;
    piece->octets = page_octets(piece->len);
    piece->more = (flags & PAGE_FRAME_MORE) != 0;
    piece->items = (flags & PAGE_FRAME_ITEMS) != 0;
    return PAGE_PIECE;
}

void page_take(struct page_channel *c, const struct page_piece *piece)
{
    take_octets(c, piece->octets);
}

bool page_follows(const struct page_channel *c, const struct page_piece *piece,
                  uint32_t got)
{
    uint32_t left = c->header.length - got;

    if (piece->items)
        return false;
    return piece->more ? c->large && piece->len < left : piece->len == left;
}

/*
 * Those that the header announces; of the message before none are left. False:
 * they are not there.
 */
static bool take_items(struct page_channel *c)
{
    enum ivmc_status s = IVMC_OK;

    if (c->header.items != 0)
        s = c->port->ops->take_items
                ? c->port->ops->take_items(c->port, c->header.items, &c->items)
                : IVMC_BAD_MESSAGE;
    c->refused = s == IVMC_LIMIT;
    return s == IVMC_OK || c->refused;
}

enum ivmc_status page_begin_message(struct page_channel *c,
                                    const struct page_piece *first)
{
    struct page_piece piece = *first;
    unsigned char header[IVMC_HEADER_SIZE];

    if (piece.len < IVMC_HEADER_SIZE)
        return page_lose(c, IVMC_BAD_MESSAGE);
    ivmc_pull(header, piece.content, sizeof header);
    if (!ivmc_header_load(&c->header, header, c->base.max_message) ||
        (c->carry && !c->carry->take(c, &piece)) || !page_follows(c, &piece, 0))
        return page_lose(c, IVMC_BAD_MESSAGE);
    if (!take_items(c))
        return page_lose(c, IVMC_BAD_MESSAGE);
    c->piece = piece;
    c->got = piece.len;
    c->holds = piece.more ? PAGE_HOLDS_PART : PAGE_HOLDS_WHOLE;
    return IVMC_OK;
}

/*
 * Room may be given back with the next thing that is told, on the same line,
 * unless the peer could need it before: more of it than half, or while it
 * still owes us replies.
 */
static void let_go_soon(struct page_channel *c)
{
    if (c->base.in_flight_count != 0 ||
        c->in.done - c->in.consumed > c->in.size / 2 ||
        (page_load(&c->peer->sleeping) & PAGE_WAITS_ROOM) != 0)
        page_let_go(c);
}

void page_release(struct ivmc_channel *base)
{
    struct page_channel *c = page_channel_of(base);

    ivmc_items_close(base, &c->items);
    if (c->holds == PAGE_HOLDS_WHOLE) {
        page_take(c, &c->piece);
        let_go_soon(c);
        c->holds = PAGE_HOLDS_NONE;
    } else if (c->holds != PAGE_HOLDS_NONE) {
        c->large->release(c);
    }
}

bool page_pending(struct page_channel *c)
{
    return c->in.published != c->in.done ||
           page_load(&c->peer->published) != c->in.published;
}
