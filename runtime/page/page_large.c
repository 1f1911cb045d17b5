/*
 * Messages of more than one frame, whoever sends them. Linked only by ports
 * that want them.
 */
#include "page_channel.h"

#include "pull.h"
#include "segment.h"

/*
 * Larger messages leave in frames of this size: one is read while the next is
 * written.
 */
#define CHUNK 16384u

uint32_t page_chunk(const struct page_channel *c, uint32_t left)
{
    uint32_t most = c->out.size / 4 < CHUNK ? c->out.size / 4 : CHUNK;

    most -= (uint32_t)sizeof(struct page_frame);
    return left < most ? left : most;
}

/* ---- out -------------------------------------------------------------------- */

/*
 * What does not fit into the frame any more goes on in the spill. Nothing that
 * was written is touched again.
 */
static bool spill(struct ivmc_enc *e, uint64_t size)
{
    uint32_t limit = e->room->cap - IVMC_HEADER_SIZE;

    if (e->cap == limit || limit - e->pos < size)
        return false;
    end_segment(e);
    go_on_at(e, e->room->spill, limit);
    return true;
}

/* Room of the largest message: what the frame cannot hold is spilt. */
static void lend(struct page_channel *c, struct ivmc_room *room)
{
    room->cap = c->base.max_message;
    room->gather_from = CHUNK / 2;
    room->in_place = &c->in_place;
    c->in_place = false;
    room->more = room->here < room->cap ? spill : NULL;
    room->spill = c->spill;
}

void page_lend_spill(struct page_channel *c, struct ivmc_room *room)
{
    *room = (struct ivmc_room){
        .data = c->spill,
        .here = c->base.max_message,
        .cap = c->base.max_message,
        .gather_from = CHUNK / 2,
        .items = c->port->ops->send_items != NULL,
    };
}

void page_copy(struct page_cursor *from, unsigned char *to, uint32_t len)
{
    while (len > 0) {
        const struct ivmc_segment *s = &from->m->segment[from->segment];
        size_t n = s->len - from->at;

        if (n > len)
            n = len;
        memcpy(to, (const unsigned char *)s->data + from->at, n);
        to += n;
        len -= (uint32_t)n;
        from->at += n;
        if (from->at == s->len) {
            from->segment++;
            from->at = 0;
        }
    }
}

/*
 * Who sends octets to be read in place will do so again, of the same length:
 * room in one piece, if there can be any, is then worth skipping the rest of
 * the ring for.
 */
static void learn(struct page_channel *c, uint32_t length)
{
    if (c->in_place && length > c->wanted && length <= c->out.size - PAGE_LINE)
        c->wanted = length;
}

/* The doorbell waits for the rest, if the peer can do nothing without us. */
static void hold_back(struct page_channel *c, bool more)
{
    c->held_back = more && page_is_here(c) ? PAGE_WAITS_MESSAGE : 0;
}

void page_call_for_room(struct page_channel *c)
{
    if (c->held_back == 0)
        return;
    c->held_back = 0;
    page_ring(c, PAGE_WAITS_MESSAGE);
}

static uint32_t fill(struct page_channel *c, struct page_cursor *from,
                     uint32_t len)
{
    uint32_t most;

    learn(c, from->m->length);
    if (len == from->m->length)
        return len;
    most = page_chunk(c, from->m->length);
    if (most > c->run)
        most = c->run;
    if (most > len)
        page_copy(from, page_content(c) + len, most - len);
    else
        most = len;
    hold_back(c, most < from->m->length);
    return most;
}

uint32_t page_put_next(struct page_channel *c, struct page_cursor *from,
                       uint32_t left)
{
    uint32_t len = page_chunk(c, left);

    if (!page_reserve(c, left < c->least ? left : c->least, len))
        return 0;
    if (len > c->run)
        len = c->run;
    page_copy(from, page_content(c), len);
    hold_back(c, len < left);
    page_put(c, len, len < left ? PAGE_FRAME_MORE : 0);
    return len;
}

/* ---- in --------------------------------------------------------------------- */

static void drop(struct page_channel *c, const struct page_piece *piece)
{
    page_take(c, piece);
    c->got += piece->len;
    if (!piece->more)
        c->holds = PAGE_HOLDS_NONE;
}

static enum ivmc_status drop_piece(struct page_channel *c,
                                   const struct page_piece *piece)
{
    if (!page_follows(c, piece, c->got))
        return page_lose(c, IVMC_BAD_MESSAGE);
    drop(c, piece);
    return IVMC_OK;
}

static void release(struct page_channel *c)
{
    if (c->holds == PAGE_HOLDS_PART) {
        /* Its first frame, unless the body was being collected. */
        if (c->piece.octets != 0)
            page_take(c, &c->piece);
        c->holds = PAGE_DROPS;
    } else if (c->holds == PAGE_HOLDS_ALL) {
        c->holds = PAGE_HOLDS_NONE;
    }
}

static const struct page_large large = {
    .lend = lend,
    .fill = fill,
    .drop = drop_piece,
    .release = release,
};

/* A piece that most messages fit in is worth skipping a smaller one for. */
#define WANTED 4088u

/* The header, and then as many octets as fit its line. */
#define LEAST 56u

void page_allow_large_many(struct page_channel *c, unsigned char *spill)
{
    c->large = &large;
    c->spill = spill;
    c->wanted = page_chunk(c, WANTED);
    c->least = c->wanted < LEAST ? c->wanted : LEAST;
}
