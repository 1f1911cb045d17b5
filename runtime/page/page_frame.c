/*
 * Frames. Of the peer's words each is loaded once and checked against what is
 * held in private memory; positions are never taken from shared memory.
 */
#include "page_channel.h"

#include "pull.h"
#include "segment.h"

static uint32_t load(_Atomic uint32_t *word)
{
    return atomic_load_explicit(word, memory_order_relaxed);
}

static uint32_t load_word(const uint32_t *word)
{
    return *(const volatile uint32_t *)word;
}

enum ivmc_status page_lose(struct page_channel *c, enum ivmc_status status)
{
    c->gone = true;
    return status;
}

/* ---- out ----------------------------------------------------------------------- */

/* Octets of the own half that nothing unread lies in. */
static uint32_t room_left(const struct page_channel *c)
{
    return c->out.size - (c->out.done - c->out.consumed);
}

static void look_for_room(struct page_channel *c)
{
    /* Acquire: the peer's reads are before it, what we write comes after. */
    uint32_t consumed =
        atomic_load_explicit(&c->peer->consumed, memory_order_acquire);

    /* Between what it had taken before and what it was told of. */
    if (c->out.published - consumed > c->out.published - c->out.consumed ||
        consumed % PAGE_LINE != 0)
        (void)page_lose(c, IVMC_BAD_MESSAGE);
    else
        c->out.consumed = consumed;
}

static struct page_frame *frame_at(struct page_channel *c)
{
    return (struct page_frame *)(void *)(c->out.ring + c->out.at);
}

/* What of `room` lies in one piece at `at`, without the frame's words. */
static uint32_t piece_at(const struct page_channel *c, uint32_t at,
                         uint32_t room)
{
    uint32_t end = c->out.size - at;
    uint32_t octets = room < end ? room : end;

    return octets == 0 ? 0 : octets - (uint32_t)sizeof(struct page_frame);
}

static void move_on(struct page_channel *c, uint32_t octets)
{
    c->out.done += octets;
    c->out.at += octets;
    if (c->out.at == c->out.size)
        c->out.at = 0;
}

/* The rest of the ring stays empty. */
static void skip_rest(struct page_channel *c)
{
    struct page_frame *frame = frame_at(c);

    frame->len = 0;
    frame->flags = PAGE_FRAME_SKIP;
    move_on(c, c->out.size - c->out.at);
}

static bool find_piece(struct page_channel *c, uint32_t least, uint32_t wanted)
{
    uint32_t room = room_left(c);
    uint32_t rest = c->out.size - c->out.at;

    c->run = piece_at(c, c->out.at, room);
    if (c->run >= wanted)
        return true;
    if (c->out.at != 0 && room > rest && piece_at(c, 0, room - rest) >= least &&
        piece_at(c, 0, room - rest) > c->run) {
        skip_rest(c);
        c->run = piece_at(c, 0, room - rest);
        return true;
    }
    return c->run >= least;
}

/*
 * Finds room in one piece: at least `least` octets of content, at the end of
 * the ring only if there are `wanted`. Sets c->run. False when there is none
 * now, or the peer broke the protocol: then c->gone.
 */
static bool reserve(struct page_channel *c, uint32_t least, uint32_t wanted)
{
    if (find_piece(c, wanted, wanted))
        return true;
    look_for_room(c);
    return !c->gone && find_piece(c, least, wanted);
}

/* The place of the content of the frame reserved. */
static unsigned char *content(struct page_channel *c)
{
    return frame_at(c)->content;
}

/* The frame reserved has `len` octets; it is told with the next publish. */
static void put(struct page_channel *c, uint32_t len, bool more)
{
    struct page_frame *frame = frame_at(c);

    frame->len = len;
    frame->flags = more ? PAGE_FRAME_MORE : 0;
    move_on(c, page_octets(len));
}

/*
 * Rings if the peer sleeps for what we just told. The fence orders our
 * counters before the load of its `sleeping`; it orders the other two the
 * other way round, so one of us sees the other.
 */
static void ring_if_asleep(struct page_channel *c, uint32_t told)
{
    uint32_t waits_for;

    atomic_thread_fence(memory_order_seq_cst);
    waits_for = load(&c->peer->sleeping) & told;
    if (waits_for != 0)
        c->port->ops->ring(c->port, waits_for);
}

/* True when there was something to tell. */
static bool tell_consumed(struct page_channel *c)
{
    if (c->in.consumed == c->in.done)
        return false;
    c->in.consumed = c->in.done;
    /* Release: our reads of the frames come before the room is given back. */
    atomic_store_explicit(&c->own->consumed, c->in.done, memory_order_release);
    return true;
}

/* Tells the peer what was put and taken, and rings if it sleeps for it. */
static void publish(struct page_channel *c)
{
    uint32_t told = PAGE_WAITS_MESSAGE;

    if (tell_consumed(c))
        told |= PAGE_WAITS_ROOM;
    c->out.published = c->out.done;
    /* Release: who sees the counter sees the frames below it. */
    atomic_store_explicit(&c->own->published, c->out.done,
                          memory_order_release);
    ring_if_asleep(c, told);
}

void page_let_go(struct page_channel *c)
{
    if (tell_consumed(c))
        ring_if_asleep(c, PAGE_WAITS_ROOM);
}

/* ---- in ------------------------------------------------------------------------ */

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
        piece->len = load_word(&frame->len);
        flags = load_word(&frame->flags);
        if (flags != PAGE_FRAME_SKIP)
            break;
        /* Not twice in a lap: a peer cannot keep us here. */
        if (piece->len != 0 || c->in.at == 0 || rest > octets)
            return broken(c);
        take_octets(c, rest);
    }
    if (rest > octets)
        rest = octets;
    if ((flags & ~PAGE_FRAME_MORE) != 0 || piece->len == 0 ||
        piece->len > rest - sizeof *frame)
        return broken(c);
    piece->content = frame->content;
    piece->octets = page_octets(piece->len);
    piece->more = flags != 0;
    return PAGE_PIECE;
}

void page_take(struct page_channel *c, const struct page_piece *piece)
{
    take_octets(c, piece->octets);
}

enum ivmc_status page_begin_message(struct page_channel *c,
                                    const struct page_piece *piece)
{
    unsigned char header[IVMC_HEADER_SIZE];

    if (piece->len < IVMC_HEADER_SIZE)
        return page_lose(c, IVMC_BAD_MESSAGE);
    ivmc_pull(header, piece->content, sizeof header);
    if (!ivmc_header_load(&c->header, header, c->base.max_message) ||
        !page_follows(c, piece, 0))
        return page_lose(c, IVMC_BAD_MESSAGE);
    c->items.count = 0;
    if (c->header.items != 0 &&
        (!c->port->ops->take_items ||
         !c->port->ops->take_items(c->port, c->header.items, &c->items)))
        return page_lose(c, IVMC_BAD_MESSAGE);
    c->piece = *piece;
    c->got = piece->len;
    c->holds = piece->more ? PAGE_HOLDS_PART : PAGE_HOLDS_WHOLE;
    return IVMC_OK;
}

bool page_follows(const struct page_channel *c, const struct page_piece *piece,
                  uint32_t got)
{
    uint32_t left = c->header.length - got;

    return piece->more ? piece->len < left : piece->len == left;
}

void page_drop(struct page_channel *c, const struct page_piece *piece)
{
    page_take(c, piece);
    c->got += piece->len;
    if (!piece->more)
        c->holds = PAGE_HOLDS_NONE;
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
        (load(&c->peer->sleeping) & PAGE_WAITS_ROOM) != 0)
        page_let_go(c);
}

static void give_back(struct page_channel *c)
{
    if (c->collect)
        c->port->ops->give_back(c->port, c->collect, c->header.length);
    c->collect = NULL;
}

void page_release(struct ivmc_channel *base)
{
    struct page_channel *c = (struct page_channel *)(void *)base;
    uint32_t i;

    for (i = 0; i < c->items.count; i++)
        c->port->ops->close_item(c->port, &c->items.item[i]);
    c->items.count = 0;
    switch (c->holds) {
    case PAGE_HOLDS_WHOLE:
        page_take(c, &c->piece);
        let_go_soon(c);
        c->holds = PAGE_HOLDS_NONE;
        break;
    case PAGE_HOLDS_PART:
        /* Its first frame, unless the body was being collected. */
        if (c->piece.octets != 0)
            page_take(c, &c->piece);
        c->holds = PAGE_DROPS;
        break;
    case PAGE_HOLDS_ALL:
        c->holds = PAGE_HOLDS_NONE;
        break;
    case PAGE_HOLDS_NONE:
    case PAGE_DROPS:
        return;
    }
    give_back(c);
}

bool page_pending(struct page_channel *c)
{
    return c->in.published != c->in.done ||
           load(&c->peer->published) != c->in.published;
}

bool page_room_news(struct page_channel *c)
{
    return load(&c->peer->consumed) != c->out.consumed;
}

/* ---- messages out ----------------------------------------------------------------- */

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
 * Larger messages leave in frames of this size: one is read while the next is
 * written.
 */
#define CHUNK 16384u

/* A piece that most messages fit in is worth skipping a smaller one for. */
#define WANTED 4088u

static uint32_t chunk(const struct page_channel *c, uint32_t left)
{
    uint32_t most = c->out.size / 4 < CHUNK ? c->out.size / 4 : CHUNK;

    most -= (uint32_t)sizeof(struct page_frame);
    return left < most ? left : most;
}

uint32_t page_put_first(struct page_channel *c, struct page_cursor *from)
{
    const struct ivmc_message *m = from->m;
    uint32_t len = (uint32_t)m->segment[0].len;
    uint32_t most = chunk(c, m->length);

    from->segment = 1;
    from->at = 0;
    if (most > c->run)
        most = c->run;
    if (most > len) {
        page_copy(from, content(c) + len, most - len);
        len = most;
    }
    put(c, len, len < m->length);
    publish(c);
    c->begun = false;
    return len;
}

uint32_t page_put_next(struct page_channel *c, struct page_cursor *from,
                       uint32_t left)
{
    uint32_t len = chunk(c, left);

    if (!reserve(c, left < PAGE_LEAST ? left : PAGE_LEAST, len))
        return 0;
    if (len > c->run)
        len = c->run;
    page_copy(from, content(c), len);
    put(c, len, len < left);
    publish(c);
    return len;
}

bool page_begin_frame(struct page_channel *c)
{
    uint32_t wanted = chunk(c, WANTED);

    c->begun = reserve(c, wanted < PAGE_LEAST ? wanted : PAGE_LEAST, wanted);
    return c->begun;
}

bool page_fits(struct page_channel *c, uint32_t len)
{
    /* Each frame may leave most of a line unused, and one skip is theirs. */
    uint32_t frames = len / (chunk(c, UINT32_MAX) - PAGE_LINE) + 2;
    uint64_t octets =
        (uint64_t)len + frames * (uint64_t)(2 * PAGE_LINE) + c->out.size / 4;

    if (len <= c->run || octets <= room_left(c))
        return true;
    look_for_room(c);
    return octets <= room_left(c);
}

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
    e->data = e->room->spill;
    e->unsent = e->data;
    e->skipped = e->pos;
    e->cap = limit;
    return true;
}

void page_lend(struct page_channel *c, struct ivmc_room *room)
{
    room->data = c->begun ? content(c) : c->spill;
    room->cap = c->base.max_message;
    room->here = c->begun && c->run < room->cap ? c->run : room->cap;
    room->gather_from = CHUNK / 2;
    room->items = c->port->ops->send_items != NULL;
    room->more = room->here < room->cap ? spill : NULL;
    room->spill = c->spill;
}
