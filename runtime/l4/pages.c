/*
 * The page channel's port: doorbells are IPC. A client that sleeps calls the
 * server, who answers when there is news; a server never sleeps here.
 */
#include "pages.h"

#include <l4/re/c/dataspace.h>
#include <l4/re/c/rm.h>

static struct pages *pages_of(struct page_port *port)
{
    return (struct pages *)(void *)port;
}

static uint64_t port_now(struct page_port *port)
{
    (void)port;
    return words_now();
}

static uint32_t port_cpu(struct page_port *port)
{
    (void)port;
    return 0;
}

static bool port_peer_alive(struct page_port *port)
{
    (void)port;
    return true; /* its IPC says when it is not */
}

static void port_close(struct page_port *port)
{
    pages_detach(pages_of(port));
}

/* ---- the client's ------------------------------------------------------------------ */

static void client_ring(struct page_port *port, uint32_t waits_for)
{
    (void)waits_for;
    pages_of(port)->rung = true;
}

/* The server is told what was seen, and answers when it is not so any more. */
static void client_wait(struct page_port *port, _Atomic uint32_t *word,
                        uint32_t seen, uint64_t ns)
{
    struct pages *p = pages_of(port);
    struct ivmc_deadline d = {words_now() + ns, 1};
    l4_utcb_t *u = l4_utcb();
    l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    l4_msgtag_t r;

    if (page_load(word) != seen)
        return;
    if (ns == UINT64_MAX)
        d = ivmc_deadline_in(IVMC_FOREVER);
    mr[0] = word == &p->channel.peer->published ? PAGE_WAITS_MESSAGE
                                                : PAGE_WAITS_ROOM;
    mr[1] = seen;
    p->rung = false;
    r = l4_ipc_call(p->gate, u, l4_msgtag(WORDS_BELL, 2, 0, 0),
                    words_within(&d));
    if (words_status(l4_ipc_error(r, u)) == IVMC_PEER_GONE ||
        (!l4_msgtag_has_error(r) && l4_msgtag_label(r) != 0))
        p->channel.gone = true;
}

void pages_bell(struct pages *p, struct ivmc_deadline *deadline)
{
    l4_utcb_t *u = l4_utcb();

    if (!p->rung)
        return;
    p->rung = false;
    l4_ipc_send(p->gate, u, l4_msgtag(WORDS_BELL, 0, 0, 0),
                words_within(deadline));
}

static bool client_alive(struct page_port *port)
{
    return !pages_of(port)->channel.gone;
}

const struct page_port_ops pages_client_ops = {
    .name = "l4",
    .now = port_now,
    .cpu = port_cpu,
    .ring = client_ring,
    .wait = client_wait,
    .peer_alive = client_alive,
    .close = port_close,
};

/* ---- the server's ------------------------------------------------------------------- */

static void server_ring(struct page_port *port, uint32_t waits_for)
{
    struct pages *p = pages_of(port);

    (void)waits_for;
    if (p->awaits)
        p->answer(p);
}

/* A request collected, and a reply kept; no more. */
static void *server_lend(struct page_port *port, size_t size)
{
    struct pages *p = pages_of(port);
    unsigned i;

    for (i = 0; i < 2; i++) {
        if (!p->spare_used[i] && size <= p->spare_size) {
            p->spare_used[i] = true;
            return p->spare[i];
        }
    }
    return NULL;
}

static void server_give_back(struct page_port *port, void *memory, size_t size)
{
    struct pages *p = pages_of(port);

    (void)size;
    p->spare_used[memory == p->spare[0] ? 0 : 1] = false;
}

const struct page_port_ops pages_server_ops = {
    .name = "l4",
    .now = port_now,
    .cpu = port_cpu,
    .ring = server_ring,
    .peer_alive = port_peer_alive,
    .lend = server_lend,
    .give_back = server_give_back,
    .close = port_close,
};

/* ---- both ---------------------------------------------------------------------------- */

bool pages_attach(struct pages *p, l4_cap_idx_t dataspace, uint32_t count)
{
    void *start = NULL;

    if (l4re_ds_size(dataspace) < (l4_size_t)count * L4_PAGESIZE ||
        l4re_rm_attach(&start, (unsigned long)count * L4_PAGESIZE,
                       L4RE_RM_F_SEARCH_ADDR | L4RE_RM_F_RW, dataspace, 0,
                       L4_PAGESHIFT) != 0)
        return false;
    p->start = start;
    p->count = count;
    p->dataspace = dataspace;
    return true;
}

void pages_detach(struct pages *p)
{
    if (p->start != NULL)
        l4re_rm_detach(p->start);
    p->start = NULL;
    p->there = false;
}

void pages_open(struct pages *p, const struct page_port_ops *ops,
                const struct page_terms *terms, bool server)
{
    p->port.ops = ops;
    page_channel_init(&p->channel, server ? &page_many_ops : &page_channel_ops,
                      &p->port, pages_zero(p), terms, server);
    if (server)
        page_allow_large_many(&p->channel, p->spill);
    else
        page_allow_large(&p->channel, p->spill);
    p->there = true;
}

/* The first `len` octets of `m` are at `data` now; the others where they were. */
static bool split(struct ivmc_message *to, struct ivmc_segment *segment,
                  const struct ivmc_message *m, unsigned char *data,
                  uint32_t len)
{
    struct page_cursor from = {m, 0, 0};
    uint32_t i;

    if (m->segment_count + 1 > IVMC_MAX_SEGMENTS)
        return false;
    page_copy(&from, data, len);
    *to = *m;
    to->segment = segment;
    segment[0] = (struct ivmc_segment){data, len};
    to->segment_count = 1;
    for (i = from.segment; i < m->segment_count; i++) {
        const struct ivmc_segment *s = &m->segment[i];
        size_t at = i == from.segment ? from.at : 0;

        segment[to->segment_count++] = (struct ivmc_segment){
            (const unsigned char *)s->data + at, s->len - at};
    }
    return true;
}

enum ivmc_status pages_send(struct pages *p, const struct ivmc_message *m,
                            struct ivmc_deadline *deadline)
{
    struct ivmc_channel *c = &p->channel.base;
    struct ivmc_segment segment[IVMC_MAX_SEGMENTS];
    struct ivmc_message here;
    struct ivmc_room room;
    enum ivmc_status s;

    if (!p->there || m->length > c->max_message)
        return IVMC_TOO_LARGE;
    s = c->ops->begin(c, &room, deadline);
    if (s != IVMC_OK)
        return s;
    if (!split(&here, segment, m, room.data,
               m->length < room.here ? m->length : room.here))
        return IVMC_LIMIT;
    return c->ops->send(c, &here, deadline);
}
