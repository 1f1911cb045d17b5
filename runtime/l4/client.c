/*
 * Calls: by the registers where they fit, else by the pages.
 */
#include "client.h"

#include <l4/re/c/util/cap_alloc.h>

#include <string.h>

/* Runs of octets that are copied from their place. */
#define GATHER 8192u

static struct l4_client *client_of(struct ivmc_channel *c)
{
    return (struct l4_client *)(void *)c;
}

static struct ivmc_channel *pages_of(struct l4_client *c)
{
    return &c->pages.channel.base;
}

static enum ivmc_status begin(struct ivmc_channel *base, struct ivmc_room *room,
                              struct ivmc_deadline *deadline)
{
    struct l4_client *c = client_of(base);

    (void)deadline;
    if (c->pages.channel.gone)
        return IVMC_PEER_GONE;
    /* One at a time; who has given up never sent it. */
    if (c->holds || (c->pending && base->in_flight_count > 0))
        return IVMC_BUSY;
    c->pending = false;
    *room = (struct ivmc_room){.data = c->out,
                               .here = base->max_message,
                               .cap = base->max_message,
                               .gather_from = c->pages.there ? GATHER : 0};
    return IVMC_OK;
}

/* ---- objects -------------------------------------------------------------- */

static const struct bound *find_gate(const struct l4_client *c, uint32_t gate)
{
    uint32_t i;

    for (i = 0; i < c->bound_count; i++) {
        if (c->bound[i].gate == gate)
            return &c->bound[i];
    }
    return NULL;
}

static uint32_t gate_of(const struct l4_client *c, uint32_t slot, uint64_t key)
{
    uint32_t i;

    for (i = 0; i < c->bound_count; i++) {
        if (c->bound[i].slot == slot && c->bound[i].key == key)
            return c->bound[i].gate;
    }
    return 0;
}

/* A slot for the gate that comes with the reply to a bind. */
static enum ivmc_status expect_gate(struct l4_client *c, l4_utcb_t *u)
{
    l4_buf_regs_t *b = l4_utcb_br_u(u);

    if (c->next == 0)
        c->next = l4re_util_cap_alloc();
    if (l4_is_invalid_cap(c->next)) {
        c->next = 0;
        return IVMC_LIMIT;
    }
    b->br[0] = c->next | L4_RCV_ITEM_SINGLE_CAP;
    b->br[1] = 0;
    b->bdr = l4_bdr(1, 1, 0, 0);
    return IVMC_OK;
}

/*
 * The gate is what the application knows the object by: its number stands in
 * the reply for the server's slot. Bound again, it has the gate it had.
 */
static bool take_gate(struct l4_client *c, l4_umword_t item)
{
    uint32_t slot, known;
    struct bound *b;

    if (c->held.length != IVMC_HEADER_SIZE + 4)
        return false;
    slot = ivmc_load_u32(c->in);
    known = gate_of(c, slot, c->asked.key);
    if (known == 0) {
        if ((item & 0xe) != L4_ITEM_MAP || slot == 0 ||
            c->bound_count == IVMC_MAX_BINDINGS)
            return false;
        known = (uint32_t)(c->next >> L4_CAP_SHIFT);
        b = &c->bound[c->bound_count++];
        *b = (struct bound){known, slot, c->asked.key};
        c->next = 0;
    }
    ivmc_store_u32(c->in, known);
    return true;
}

/* ---- by the registers ------------------------------------------------------------ */

static enum ivmc_status lose(struct l4_client *c, enum ivmc_status s)
{
    if (s == IVMC_PEER_GONE || s == IVMC_BAD_MESSAGE) {
        c->pages.channel.gone = true;
        return IVMC_PEER_GONE;
    }
    return s;
}

/* Where a request goes: the gate of the object, or of the connection. */
static l4_cap_idx_t dest_of(const struct l4_client *c)
{
    return c->asked.kind == IVMC_KIND_BIND
               ? c->gate
               : (l4_cap_idx_t)c->asked.slot << L4_CAP_SHIFT;
}

static enum ivmc_status send_oneway(struct l4_client *c,
                                    struct ivmc_deadline *deadline)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t tag, r;

    words_put_request(u, &c->asked, c->out + IVMC_HEADER_SIZE, &tag);
    r = l4_ipc_send(dest_of(c), u, tag, words_within(deadline));
    return lose(c, words_status(l4_ipc_error(r, u)));
}

/*
 * The kernel wakes nobody whose server has ended: after a time-out it can be
 * asked.
 */
enum ivmc_status client_is_gone(struct l4_client *c)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t r = l4_ipc_send(c->gate, u, l4_msgtag(WORDS_PROBE, 0, 0, 0),
                                L4_IPC_SEND_TIMEOUT_0);

    return l4_ipc_error(r, u) == L4_IPC_ENOT_EXISTENT ? IVMC_PEER_GONE
                                                      : IVMC_TIMEOUT;
}

/* The request leaves, and the reply comes with it. */
static enum ivmc_status call(struct l4_client *c,
                             struct ivmc_deadline *deadline)
{
    l4_utcb_t *u = l4_utcb();
    bool bind = c->asked.kind == IVMC_KIND_BIND;
    l4_umword_t item;
    l4_msgtag_t tag, r;
    enum ivmc_status s;

    c->pending = false;
    if (bind) {
        s = expect_gate(c, u);
        if (s != IVMC_OK)
            return s;
    }
    words_put_request(u, &c->asked, c->out + IVMC_HEADER_SIZE, &tag);
    r = l4_ipc_call(dest_of(c), u, tag, words_within(deadline));
    s = words_status(l4_ipc_error(r, u));
    l4_utcb_br_u(u)->bdr = 0;
    l4_utcb_br_u(u)->br[0] = 0;
    if (s == IVMC_TIMEOUT)
        s = client_is_gone(c);
    if (s != IVMC_OK)
        return lose(c, s);
    c->held = c->asked;
    if (l4_msgtag_label(r) == WORDS_LARGE)
        return c->pages.there ? IVMC_OK : lose(c, IVMC_BAD_MESSAGE);
    item = bind ? words_take_item(u, &r) : 0;
    c->holds = words_get_reply(u, r, &c->held, c->in) &&
               (!bind || c->held.kind != IVMC_KIND_REPLY || take_gate(c, item));
    return c->holds ? IVMC_OK : lose(c, IVMC_BAD_MESSAGE);
}

/* Several in flight do not wait for each other in the registers. */
static bool by_registers(const struct l4_client *c)
{
    return words_can_say(&c->asked) &&
           (!c->pages.there || c->base.max_in_flight == 1 ||
            c->asked.kind == IVMC_KIND_BIND);
}

static enum ivmc_status send(struct ivmc_channel *base,
                             const struct ivmc_message *m,
                             struct ivmc_deadline *deadline)
{
    struct l4_client *c = client_of(base);
    const struct bound *b = NULL;
    enum ivmc_status s;

    if (!ivmc_header_load(&c->asked, c->out, base->max_message))
        return IVMC_BAD_ARGUMENT;
    if (c->asked.kind != IVMC_KIND_BIND) {
        b = find_gate(c, c->asked.slot);
        if (b == NULL)
            return IVMC_BAD_OBJECT;
    }
    if (by_registers(c)) {
        if (c->asked.kind == IVMC_KIND_ONEWAY)
            return send_oneway(c, deadline);
        c->pending = true;
        return IVMC_OK;
    }
    if (b != NULL) /* as the server knows it */
        ivmc_store_u32(c->out + 20, b->slot);
    s = pages_send(&c->pages, m, deadline);
    /* Who waits at once rings then. */
    if (s == IVMC_OK &&
        (c->asked.kind == IVMC_KIND_ONEWAY || base->max_in_flight > 1))
        pages_bell(&c->pages, deadline);
    return s;
}

/* ---- replies ------------------------------------------------------------------------ */

static void release(struct ivmc_channel *base)
{
    struct l4_client *c = client_of(base);

    c->holds = false;
    if (c->pages.there)
        page_release(pages_of(c));
}

/* What a call of the registers' is answered with in the pages has its number. */
static enum ivmc_status receive_pages(struct l4_client *c,
                                      struct ivmc_header *h,
                                      struct ivmc_deadline *deadline)
{
    enum ivmc_status s = pages_of(c)->ops->receive(pages_of(c), h, deadline);

    if (s == IVMC_OK && (h->call_id & WORDS_CALL) != 0)
        h->call_id = c->asked.call_id;
    if (s == IVMC_OK && h->slot != 0)
        h->slot = gate_of(c, h->slot, h->key);
    return s;
}

static enum ivmc_status receive(struct ivmc_channel *base,
                                struct ivmc_header *h,
                                struct ivmc_deadline *deadline)
{
    struct l4_client *c = client_of(base);

    enum ivmc_status s = IVMC_OK;

    if (c->pending)
        s = call(c, deadline);
    if (s != IVMC_OK)
        return s;
    if (c->holds) {
        *h = c->held;
        return IVMC_OK;
    }
    if (c->pages.channel.gone)
        return IVMC_PEER_GONE;
    if (!c->pages.there)
        return IVMC_TIMEOUT;
    return receive_pages(c, h, deadline);
}

static enum ivmc_status body(struct ivmc_channel *base,
                             struct ivmc_arena *arena, struct ivmc_dec *d,
                             struct ivmc_items *items,
                             struct ivmc_deadline *deadline)
{
    struct l4_client *c = client_of(base);
    uint32_t len = c->held.length - IVMC_HEADER_SIZE;
    void *copy;

    if (!c->holds)
        return pages_of(c)->ops->body(pages_of(c), arena, d, items, deadline);
    copy = ivmc_arena_alloc(arena, len, 8);
    if (!copy)
        return IVMC_LIMIT;
    memcpy(copy, c->in, len);
    ivmc_dec_init(d, copy, len, arena);
    items->count = 0;
    return IVMC_OK;
}

/* ---- the end --------------------------------------------------------------------------- */

static void close_item(struct ivmc_channel *base, struct ivmc_item *item)
{
    (void)base;
    item->handle = IVMC_NO_HANDLE;
}

static void close_client(struct ivmc_channel *base)
{
    struct l4_client *c = client_of(base);
    l4_utcb_t *u = l4_utcb();
    uint32_t i;

    if (!c->pages.channel.gone)
        l4_ipc_send(
            c->gate, u, l4_msgtag(WORDS_CLOSE, 0, 0, 0),
            l4_timeout(l4_timeout_from_us(100000), L4_IPC_TIMEOUT_NEVER));
    if (c->pages.there)
        ivmc_channel_close(pages_of(c));
    for (i = 0; i < c->bound_count; i++)
        l4re_util_cap_free_um((l4_cap_idx_t)c->bound[i].gate << L4_CAP_SHIFT);
    if (c->next != 0)
        l4re_util_cap_free(c->next);
    l4re_util_cap_free_um(c->gate);
    if (l4_is_valid_cap(c->pages.dataspace))
        l4re_util_cap_free_um(c->pages.dataspace);
}

static uint64_t now(struct ivmc_channel *base)
{
    (void)base;
    return words_now();
}

const struct ivmc_channel_ops client_ops = {
    "l4", begin, send, receive, body, release, close_item, close_client, now};
