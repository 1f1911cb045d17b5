/*
 * The own half: room for a frame, frames put, and the peer told of them. Of
 * the peer's words each is loaded once and checked against what is held in
 * private memory; positions are never taken from shared memory.
 */
#include "page_channel.h"

/* Octets of the own half that nothing unread lies in. */
uint32_t page_room_left(const struct page_channel *c)
{
    return c->out.size - (c->out.done - c->out.consumed);
}

void page_look_for_room(struct page_channel *c)
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
    uint32_t room = page_room_left(c);
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

bool page_reserve(struct page_channel *c, uint32_t least, uint32_t wanted)
{
    if (find_piece(c, wanted, wanted))
        return true;
    page_look_for_room(c);
    return !c->gone && find_piece(c, least, wanted);
}

unsigned char *page_content(struct page_channel *c)
{
    return frame_at(c)->content;
}

void page_ring(struct page_channel *c, uint32_t told)
{
    uint32_t waits_for;

    atomic_thread_fence(memory_order_seq_cst);
    waits_for = page_load(&c->peer->sleeping) & told & ~c->held_back;
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
    page_ring(c, told);
}

void page_let_go(struct page_channel *c)
{
    if (tell_consumed(c))
        page_ring(c, PAGE_WAITS_ROOM);
}

void page_put(struct page_channel *c, uint32_t len, uint32_t flags)
{
    struct page_frame *frame = frame_at(c);

    frame->len = len;
    frame->flags = flags;
    move_on(c, page_octets(len));
    publish(c);
}

/* ---- messages ------------------------------------------------------------- */

bool page_begin_frame(struct page_channel *c)
{
    uint32_t items = c->carry ? PAGE_CARRY : 0;

    c->begun = page_reserve(c, c->least + items, c->wanted + items);
    if (c->begun)
        c->run -= items;
    return c->begun;
}

void page_lend(struct page_channel *c, struct ivmc_room *room)
{
    *room = (struct ivmc_room){
        .data = page_content(c),
        .here = c->run < c->base.max_message ? c->run : c->base.max_message,
        .items = c->port->ops->send_items != NULL,
    };
    room->cap = room->here;
    if (c->large)
        c->large->lend(c, room);
}

uint32_t page_put_first(struct page_channel *c, struct page_cursor *from)
{
    uint32_t len = (uint32_t)from->m->segment[0].len;
    uint32_t items = 0;
    uint32_t flags = 0;

    from->segment = 1;
    from->at = 0;
    if (c->large)
        len = c->large->fill(c, from, len);
    if (len < from->m->length)
        flags |= PAGE_FRAME_MORE;
    if (c->carry)
        items = c->carry->put(c, len, &flags);
    page_put(c, len + items, flags);
    c->begun = false;
    return len;
}
