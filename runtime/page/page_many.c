/*
 * The channel of a server of many: nothing here waits. A large request is
 * collected frame by frame in lent memory; what a slow client has no room for
 * is kept, and meanwhile no further request of that client is served.
 */
#include "page_channel.h"

#include "pull.h"

/* Replies kept for one client, in its largest messages: then it is closed. */
#define KEPT_MESSAGES 4

/* ---- requests ------------------------------------------------------------------- */

/* Copies what is new of a frame to its place; a header has been fetched. */
static void collect_piece(struct page_channel *c,
                          const struct page_piece *piece, uint32_t at)
{
    uint32_t skip = at == 0 ? IVMC_HEADER_SIZE : 0;

    ivmc_pull(c->collect + at + skip, piece->content + skip, piece->len - skip);
    page_take(c, piece);
}

static enum ivmc_status begin_collecting(struct page_channel *c)
{
    if (!c->refused)
        c->collect = c->port->ops->lend(c->port, c->header.length);
    if (!c->collect) {
        page_give_up(c);
        return IVMC_OK;
    }
    collect_piece(c, &c->piece, 0);
    c->piece.octets = 0;
    return IVMC_BUSY;
}

void page_give_up(struct page_channel *c)
{
    c->base.ops->release(&c->base);
    c->refused = true;
}

/* IVMC_BUSY: the message goes on. */
static enum ivmc_status use_piece(struct page_channel *c,
                                  const struct page_piece *piece)
{
    enum ivmc_status s;

    if (c->holds == PAGE_HOLDS_NONE || c->holds == PAGE_DROPS) {
        s = page_use_piece(c, piece);
        if (s != IVMC_OK || c->holds == PAGE_HOLDS_WHOLE)
            return s;
        return c->holds == PAGE_HOLDS_PART ? begin_collecting(c) : IVMC_BUSY;
    }
    if (!page_follows(c, piece, c->got))
        return page_lose(c, IVMC_BAD_MESSAGE);
    collect_piece(c, piece, c->got);
    c->got += piece->len;
    if (piece->more)
        return IVMC_BUSY;
    c->holds = PAGE_HOLDS_ALL;
    return IVMC_OK;
}

/* What was collected, or refused, waits for its turn. */
static bool has_collected(const struct page_channel *c)
{
    return c->refused || c->holds == PAGE_HOLDS_WHOLE ||
           c->holds == PAGE_HOLDS_ALL;
}

enum ivmc_status page_collect(struct page_channel *c)
{
    uint32_t start = c->in.done;
    enum ivmc_status s = IVMC_BUSY;
    struct page_piece piece;

    if (has_collected(c))
        return IVMC_OK;
    /* A ring of frames at once; others have their turn, too. */
    while (s == IVMC_BUSY && c->in.done - start < c->in.size) {
        switch (page_next(c, &piece)) {
        case PAGE_NOTHING:
            return IVMC_TIMEOUT;
        case PAGE_BROKEN:
            return IVMC_BAD_MESSAGE;
        case PAGE_PIECE:
            s = use_piece(c, &piece);
            break;
        }
    }
    return s == IVMC_BUSY ? IVMC_TIMEOUT : s;
}

/* The loop receives; a servant that waits here would stop all clients. */
static enum ivmc_status many_receive(struct ivmc_channel *base,
                                     struct ivmc_header *h,
                                     struct ivmc_deadline *deadline)
{
    (void)base;
    (void)h;
    (void)deadline;
    return IVMC_REFUSED;
}

static enum ivmc_status many_body(struct ivmc_channel *base,
                                  struct ivmc_arena *arena, struct ivmc_dec *d,
                                  struct ivmc_items *items,
                                  struct ivmc_deadline *deadline)
{
    struct page_channel *c = page_channel_of(base);
    uint32_t len = c->header.length - IVMC_HEADER_SIZE;

    (void)deadline;
    if (c->refused)
        return IVMC_LIMIT;
    if (c->holds == PAGE_HOLDS_WHOLE)
        return page_body(c, arena, d, items);
    ivmc_dec_init(d, c->collect + IVMC_HEADER_SIZE, len, arena);
    return page_give_items(c, d, items);
}

/* ---- replies -------------------------------------------------------------------- */

static enum ivmc_status many_begin(struct ivmc_channel *base,
                                   struct ivmc_room *room,
                                   struct ivmc_deadline *deadline)
{
    struct page_channel *c = page_channel_of(base);

    (void)deadline;
    c->begun = false;
    if (!c->gone && !c->kept)
        (void)page_begin_frame(c);
    if (c->gone)
        return IVMC_PEER_GONE;
    if (c->begun)
        page_lend(c, room);
    else
        page_lend_spill(c, room);
    return IVMC_OK;
}

/* The last `left` octets of the message, behind those that are kept. */
static enum ivmc_status keep(struct page_channel *c, struct page_cursor *from,
                             uint32_t left)
{
    size_t size = sizeof(struct page_kept) + left;
    struct page_kept *kept;

    if (c->kept_size + size >
        KEPT_MESSAGES * ((size_t)c->base.max_message + sizeof *kept))
        return page_lose(c, IVMC_PEER_GONE);
    kept = c->port->ops->lend(c->port, size);
    if (!kept)
        return page_lose(c, IVMC_PEER_GONE);
    kept->next = NULL;
    kept->len = left;
    kept->sent = 0;
    page_copy(from, kept->octets, left);
    if (c->last_kept)
        c->last_kept->next = kept;
    else
        c->kept = kept;
    c->last_kept = kept;
    c->kept_size += size;
    return IVMC_OK;
}

/* As much as there is room for; what is left. */
static uint32_t put_some(struct page_channel *c, struct page_cursor *from,
                         uint32_t left)
{
    uint32_t len;

    while (left > 0 && !c->gone) {
        len = page_put_next(c, from, left);
        if (len == 0) {
            page_call_for_room(c);
            break;
        }
        left -= len;
    }
    return left;
}

static enum ivmc_status many_send(struct ivmc_channel *base,
                                  const struct ivmc_message *m,
                                  struct ivmc_deadline *deadline)
{
    struct page_channel *c = page_channel_of(base);
    struct page_cursor from = {m, 0, 0};
    uint32_t left = m->length;
    enum ivmc_status s;

    (void)deadline;
    if (c->gone)
        return IVMC_PEER_GONE;
    s = page_send_items(c, m);
    if (s != IVMC_OK)
        return s;
    /* What is kept has no frame that could bring items. */
    if (!c->begun && c->carry && c->carry->out_len != 0)
        return IVMC_LIMIT;
    if (c->begun)
        left -= page_put_first(c, &from);
    if (!c->kept)
        left = put_some(c, &from, left);
    if (c->gone)
        return IVMC_PEER_GONE;
    return left == 0 ? IVMC_OK : keep(c, &from, left);
}

static void drop_first(struct page_channel *c)
{
    struct page_kept *kept = c->kept;

    c->kept = kept->next;
    if (!c->kept)
        c->last_kept = NULL;
    c->kept_size -= sizeof *kept + kept->len;
    c->port->ops->give_back(c->port, kept, sizeof *kept + kept->len);
}

bool page_send_kept(struct page_channel *c)
{
    while (c->kept && !c->gone) {
        struct page_kept *kept = c->kept;
        uint32_t left = kept->len - kept->sent;
        const struct ivmc_segment rest = {kept->octets + kept->sent, left};
        const struct ivmc_message m = {&rest, 1, left, NULL};
        struct page_cursor from = {&m, 0, 0};

        kept->sent = kept->len - put_some(c, &from, left);
        if (kept->sent < kept->len)
            break;
        drop_first(c);
    }
    return !c->gone;
}

/* Whether the peer has let go of something since we looked for room. */
bool page_room_news(struct page_channel *c)
{
    return page_load(&c->peer->consumed) != c->out.consumed;
}

/* ---- what a loop asks and does of each client ------------------------------------- */

uint32_t page_awaits(const struct page_channel *c)
{
    return c->kept ? PAGE_WAITS_ROOM | PAGE_WAITS_MESSAGE : PAGE_WAITS_MESSAGE;
}

bool page_has_work(struct page_channel *c)
{
    /* What was collected waits for its turn, and for room; not for more. */
    bool collected = has_collected(c);

    if (c->kept)
        return page_room_news(c) || (!collected && page_pending(c));
    return collected || page_pending(c);
}

bool page_is_midway(const struct page_channel *c)
{
    return c->kept || c->collect || c->holds == PAGE_DROPS;
}

/* ---- the channel ------------------------------------------------------------------ */

static void many_release(struct ivmc_channel *base)
{
    struct page_channel *c = page_channel_of(base);

    page_release(base);
    if (c->collect)
        c->port->ops->give_back(c->port, c->collect, c->header.length);
    c->collect = NULL;
    c->refused = false;
}

static void many_close(struct ivmc_channel *base)
{
    struct page_channel *c = page_channel_of(base);

    many_release(base);
    while (c->kept)
        drop_first(c);
    page_close(base);
}

const struct ivmc_channel_ops page_many_ops = {
    "page",       many_begin,      many_send,  many_receive, many_body,
    many_release, page_close_item, many_close, page_now};
