#include "rig.h"

#include <stdlib.h>
#include <string.h>

#define LONG_WAIT_NS UINT64_C(1000000000)

static struct rig_end *end_of(struct page_port *port)
{
    return (struct rig_end *)(void *)port;
}

static uint64_t now(struct page_port *port)
{
    struct rig *r = end_of(port)->rig;

    r->now += r->passes_ns;
    return r->now;
}

static uint32_t cpu(struct page_port *port)
{
    (void)port;
    return 0;
}

static void ring(struct page_port *port, uint32_t waits_for)
{
    ck_assert_uint_ne(waits_for, 0);
    end_of(port)->rings++;
}

static void wait(struct page_port *port, _Atomic uint32_t *word, uint32_t seen,
                 uint64_t ns)
{
    struct rig_end *e = end_of(port);

    (void)word;
    (void)seen;
    (void)ns;
    e->waits++;
    if (e->idle)
        e->idle(e->rig);
    else
        e->rig->now += LONG_WAIT_NS;
}

static void give_way(struct page_port *port)
{
    struct rig_end *e = end_of(port);

    e->ways_given++;
    if (e->idle)
        e->idle(e->rig);
}

static bool peer_alive(struct page_port *port)
{
    return !end_of(port)->gone;
}

static void *lend(struct page_port *port, size_t size)
{
    (void)port;
    return malloc(size);
}

static void give_back(struct page_port *port, void *memory, size_t size)
{
    (void)port;
    (void)size;
    free(memory);
}

/* ---- items: a handle in the first of their octets --------------------------- */

static enum ivmc_status send_items(struct page_port *port,
                                   const struct ivmc_items *items)
{
    struct page_carry *carry = &end_of(port)->carry;
    uint32_t i;

    memset(carry->out, 0, sizeof carry->out);
    for (i = 0; i < items->count; i++)
        ivmc_store_u32(carry->out + i * PAGE_ITEM,
                       (uint32_t)items->item[i].handle);
    carry->out_len = items->count * PAGE_ITEM;
    return IVMC_OK;
}

static enum ivmc_status take_items(struct page_port *port, uint32_t count,
                                   struct ivmc_items *items)
{
    const struct page_carry *carry = &end_of(port)->carry;
    uint32_t i;

    if (carry->in_len != count * PAGE_ITEM)
        return IVMC_BAD_MESSAGE;
    for (i = 0; i < count; i++) {
        items->item[i].handle = ivmc_load_u32(carry->in + i * PAGE_ITEM);
        if (items->item[i].handle == 13)
            return IVMC_BAD_MESSAGE;
        if (items->item[i].handle == 14)
            return IVMC_LIMIT;
    }
    items->count = count;
    return IVMC_OK;
}

static void close_item(struct page_port *port, struct ivmc_item *item)
{
    (void)port;
    item->handle = IVMC_NO_HANDLE;
}

static void close_port(struct page_port *port)
{
    (void)port;
}

static const struct page_port_ops ops = {
    .name = "rig",
    .now = now,
    .cpu = cpu,
    .ring = ring,
    .wait = wait,
    .give_way = give_way,
    .peer_alive = peer_alive,
    .lend = lend,
    .give_back = give_back,
    .close = close_port,
};

static const struct page_port_ops items_ops = {
    .name = "rig with items",
    .now = now,
    .cpu = cpu,
    .ring = ring,
    .wait = wait,
    .peer_alive = peer_alive,
    .send_items = send_items,
    .take_items = take_items,
    .close_item = close_item,
    .lend = lend,
    .give_back = give_back,
    .close = close_port,
};

static void open_end(struct rig *r, struct rig_end *e, bool server,
                     const struct page_terms *terms,
                     const struct rig_options *o)
{
    e->port.ops = o->items ? &items_ops : &ops;
    e->rig = r;
    page_channel_init(&e->c, &page_channel_ops, &e->port, r->zero, terms,
                      server);
    if (o->items)
        page_allow_items(&e->c, &e->carry);
    if (!o->large)
        return;
    e->spill = malloc(terms->max_message);
    ck_assert_ptr_nonnull(e->spill);
    page_allow_large(&e->c, e->spill);
}

void rig_open(struct rig *r, const struct rig_options *o)
{
    struct page_terms client = {.max_message = o->max_message, .nonce = 77};
    struct page_terms server = {.max_message = o->max_message, .epoch = 5};

    memset(r, 0, sizeof *r);
    r->now = 1;
    r->pages = aligned_alloc(PAGE_SIZE, o->pages * PAGE_SIZE);
    ck_assert_ptr_nonnull(r->pages);
    memset(r->pages, 0xa5, o->pages * PAGE_SIZE);
    r->zero = (struct page_zero *)(void *)r->pages;
    if (o->opened)
        o->opened(r->zero, o->pages * PAGE_SIZE);
    ck_assert(page_lay_out(&client.layout, o->pages, o->client_share));
    page_offer(r->zero, &client);
    server.layout.pages = o->pages;
    ck_assert(page_answer(r->zero, &server));
    ck_assert(page_confirm(r->zero, &client));
    open_end(r, &r->client, false, &client, o);
    open_end(r, &r->server, true, &server, o);
}

void rig_close(struct rig *r)
{
    page_close(&r->client.c.base);
    page_close(&r->server.c.base);
    free(r->client.spill);
    free(r->server.spill);
    free(r->pages);
}

static unsigned char octet(uint64_t seed, uint32_t at)
{
    return (unsigned char)((seed + at) * UINT64_C(0x9e3779b97f4a7c15) >> 56);
}

static enum ivmc_status send(struct rig_end *e, uint16_t kind, uint32_t len,
                             uint64_t seed, struct ivmc_items *items)
{
    struct ivmc_channel *c = &e->c.base;
    struct ivmc_deadline d = ivmc_deadline_in(5000);
    struct ivmc_header h = {
        .kind = kind, .call_id = seed + 1, .epoch = c->epoch, .slot = 1};
    struct ivmc_message m;
    struct ivmc_room room;
    struct ivmc_enc out;
    enum ivmc_status s;
    unsigned char *p;
    uint32_t i;

    s = c->ops->begin(c, &room, &d);
    if (s != IVMC_OK)
        return s;
    ivmc_enc_init(&out, room.data + IVMC_HEADER_SIZE,
                  room.here - IVMC_HEADER_SIZE);
    out.room = &room;
    out.unsent = room.data;
    out.items = room.items ? items : NULL;
    for (i = 0; i < len - IVMC_HEADER_SIZE; i++) {
        p = ivmc_put_run(&out, 1, 1);
        if (!p)
            return out.status;
        *p = octet(seed, i);
    }
    ivmc_message_finish(&m, &room, &out, &h);
    return c->ops->send(c, &m, &d);
}

enum ivmc_status rig_send(struct rig_end *e, uint16_t kind, uint32_t len,
                          uint64_t seed)
{
    return send(e, kind, len, seed, NULL);
}

enum ivmc_status rig_send_items(struct rig_end *e, uint32_t len, uint64_t seed,
                                struct ivmc_items *items)
{
    return send(e, IVMC_KIND_REQUEST, len, seed, items);
}

uint32_t rig_receive(struct rig_end *e, uint64_t seed, enum ivmc_status *s)
{
    struct ivmc_items items = {.count = 0};

    return rig_receive_items(e, seed, s, &items);
}

uint32_t rig_receive_items(struct rig_end *e, uint64_t seed,
                           enum ivmc_status *s, struct ivmc_items *items)
{
    static _Alignas(8) unsigned char memory[1 << 20];
    struct ivmc_channel *c = &e->c.base;
    struct ivmc_deadline d = ivmc_deadline_in(5000);
    struct ivmc_arena arena;
    struct ivmc_header h;
    struct ivmc_dec in;
    uint32_t i;

    *s = c->ops->receive(c, &h, &d);
    if (*s != IVMC_OK)
        return 0;
    ivmc_arena_init(&arena, memory, sizeof memory);
    *s = c->ops->body(c, &arena, &in, items, &d);
    if (*s != IVMC_OK)
        return 0;
    ck_assert_uint_eq(h.call_id, seed + 1);
    for (i = 0; i < h.length - IVMC_HEADER_SIZE; i++)
        if (ivmc_get_u8(&in) != octet(seed, i))
            ck_abort_msg("octet %u of %u differs", i, h.length);
    in.items->taken = in.items->count; /* for the caller to look at */
    ck_assert_int_eq(ivmc_dec_finish(&in), IVMC_OK);
    c->ops->release(c);
    return h.length;
}
