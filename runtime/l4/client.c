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

/* ---- by the registers ------------------------------------------------------------ */

static enum ivmc_status lose(struct l4_client *c, enum ivmc_status s)
{
    if (s == IVMC_PEER_GONE || s == IVMC_BAD_MESSAGE) {
        c->pages.channel.gone = true;
        return IVMC_PEER_GONE;
    }
    return s;
}

static enum ivmc_status send_oneway(struct l4_client *c,
                                    struct ivmc_deadline *deadline)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t tag, r;

    words_put_request(u, &c->asked, c->out + IVMC_HEADER_SIZE, &tag);
    r = l4_ipc_send(c->gate, u, tag, words_within(deadline));
    return lose(c, words_status(l4_ipc_error(r, u)));
}

/*
 * The kernel wakes nobody whose server has ended: after a time-out it can be
 * asked.
 */
static enum ivmc_status is_gone(struct l4_client *c, l4_utcb_t *u)
{
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
    l4_msgtag_t tag, r;
    enum ivmc_status s;

    c->pending = false;
    words_put_request(u, &c->asked, c->out + IVMC_HEADER_SIZE, &tag);
    r = l4_ipc_call(c->gate, u, tag, words_within(deadline));
    s = words_status(l4_ipc_error(r, u));
    if (s == IVMC_TIMEOUT)
        s = is_gone(c, u);
    if (s != IVMC_OK)
        return lose(c, s);
    c->held = c->asked;
    if (l4_msgtag_label(r) == WORDS_LARGE)
        return c->pages.there ? IVMC_OK : lose(c, IVMC_BAD_MESSAGE);
    c->holds = words_get_reply(u, r, &c->held, c->in);
    return c->holds ? IVMC_OK : lose(c, IVMC_BAD_MESSAGE);
}

/* Several in flight do not wait for each other in the registers. */
static bool by_registers(const struct l4_client *c,
                         const struct ivmc_message *m)
{
    return m->length <= IVMC_HEADER_SIZE + IVMC_L4_WORDS_MOST &&
           words_can_say(&c->asked) &&
           (!c->pages.there || c->base.max_in_flight == 1);
}

static enum ivmc_status send(struct ivmc_channel *base,
                             const struct ivmc_message *m,
                             struct ivmc_deadline *deadline)
{
    struct l4_client *c = client_of(base);
    enum ivmc_status s;

    if (!ivmc_header_load(&c->asked, c->out, base->max_message))
        return IVMC_BAD_ARGUMENT;
    if (by_registers(c, m)) {
        if (c->asked.kind == IVMC_KIND_ONEWAY)
            return send_oneway(c, deadline);
        c->pending = true;
        return IVMC_OK;
    }
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

    if (!c->pages.channel.gone)
        l4_ipc_send(
            c->gate, u, l4_msgtag(WORDS_CLOSE, 0, 0, 0),
            l4_timeout(l4_timeout_from_us(100000), L4_IPC_TIMEOUT_NEVER));
    if (c->pages.there)
        ivmc_channel_close(pages_of(c));
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
