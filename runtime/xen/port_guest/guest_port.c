/* What the page channel asks of its platform; pages; labels. */
#include "guest_port.h"

#include <string.h>

#include <xen/sched.h>

static struct guest_port *port_of(struct page_port *port)
{
    return (struct guest_port *)(void *)port;
}

static uint64_t port_now(struct page_port *port)
{
    (void)port;
    return ivmc_guest_now();
}

static void port_ring(struct page_port *port, uint32_t waits_for)
{
    (void)waits_for;
    ivmc_guest_port_ring(port_of(port)->event);
}

/* A slice goes on beside many sleeps: the clock is not read for each. */
static uint64_t end_of_sleep(struct guest_port *p, uint64_t ns)
{
    if (ns < GUEST_SLICE_NS)
        return ivmc_guest_now() + ns;
    if (p->slice_ns == 0)
        p->slice_ns = ivmc_guest_now() + GUEST_SLICE_NS;
    return p->slice_ns;
}

static void port_wait(struct page_port *port, _Atomic uint32_t *word,
                      uint32_t seen, uint64_t ns)
{
    struct guest_port *p = port_of(port);

    /* The bell is taken before the last look: a later one ends the sleep. */
    (void)ivmc_guest_port_rung(p->event);
    if (page_load(word) != seen)
        return;
    ivmc_guest_wait(&p->event, 1, end_of_sleep(p, ns));
    if (!ivmc_guest_port_rung(p->event))
        p->slice_ns = 0;
}

static void port_give_way(struct page_port *port)
{
    (void)port;
    (void)guest_hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
}

static bool port_peer_alive(struct page_port *port)
{
    return ivmc_guest_port_connected(port_of(port)->event);
}

/* A request collected, and a reply kept, for each client; no more. */
static void *port_lend(struct page_port *port, size_t size)
{
    struct guest_port *p = port_of(port);
    uint32_t i;

    for (i = 0; i < 2; i++)
        if (!p->spare_used[i] && size <= p->spare_size) {
            p->spare_used[i] = true;
            return p->spare[i];
        }
    return NULL;
}

static void port_give_back(struct page_port *port, void *memory, size_t size)
{
    struct guest_port *p = port_of(port);

    (void)size;
    p->spare_used[memory == p->spare[0] ? 0 : 1] = false;
}

static void port_close(struct page_port *port)
{
    guest_port_done(port_of(port));
}

static const struct page_port_ops ops = {
    .name = "xen",
    .now = port_now,
    .ring = port_ring,
    .wait = port_wait,
    .give_way = port_give_way,
    .peer_alive = port_peer_alive,
    .lend = port_lend,
    .give_back = port_give_back,
    .close = port_close,
};

/* ---- the port -------------------------------------------------------------- */

struct ivmc_xen_guest_options guest_options(
    const struct ivmc_xen_guest_options *options)
{
    struct ivmc_xen_guest_options o = {.max_message = 0};

    if (options)
        o = *options;
    if (o.max_message == 0)
        o.max_message = 4096;
    if (o.max_message < IVMC_HEADER_SIZE)
        o.max_message = IVMC_HEADER_SIZE;
    if (o.timeout_ms == 0)
        o.timeout_ms = IVMC_DEFAULT_TIMEOUT_MS;
    if (o.request_percent == 0)
        o.request_percent = 50;
    if (o.max_clients == 0)
        o.max_clients = 1;
    if (o.idle_ms == 0)
        o.idle_ms = 30000;
    return o;
}

_Static_assert(sizeof(struct guest_port) <= PAGE_SIZE, "has a page of its own");

struct guest_port *guest_port_place(void *memory, size_t size, uint32_t pages,
                                    uint32_t max_message, bool many)
{
    /* What is collected there is decoded there: at a multiple of 8. */
    uint64_t spare =
        ((uint64_t)max_message + sizeof(struct page_kept) + 7) & ~UINT64_C(7);
    unsigned char *at = memory;
    struct guest_port *p;

    /* A page for the port, one for the entries of the most pages. */
    if (guest_address(memory) % PAGE_SIZE != 0 || pages == 0 ||
        pages > PAGE_MAX_PAGES ||
        size < (pages + UINT64_C(2)) * PAGE_SIZE +
                   (many ? 3 * spare : max_message))
        return NULL;
    at += (size_t)pages * PAGE_SIZE;
    p = (struct guest_port *)(void *)at;
    memset(p, 0, sizeof *p);
    p->base.ops = &ops;
    p->memory = memory;
    p->entries = (uint32_t *)(void *)(at + PAGE_SIZE);
    p->spill = at + 2 * PAGE_SIZE;
    p->spare_size = many ? (uint32_t)spare : 0;
    p->spare[0] = p->spill + spare;
    p->spare[1] = p->spare[0] + spare;
    return p;
}

enum ivmc_status guest_port_grant(struct guest_port *p, uint16_t domid,
                                  uint32_t pages)
{
    enum ivmc_status s = IVMC_OK;

    p->peer.domid = domid;
    p->granted = true;
    memset(p->memory, 0, (size_t)pages * PAGE_SIZE);
    while (s == IVMC_OK && p->pages < pages) {
        s = ivmc_guest_grant(domid, p->memory + (size_t)p->pages * PAGE_SIZE,
                             true, &p->entries[p->pages]);
        if (s == IVMC_OK)
            p->pages++;
    }
    return s;
}

/* The next page: its entry is the grant, and then the handle. */
static enum ivmc_status map_next(struct guest_port *p)
{
    uint32_t *entry = &p->entries[p->pages];
    enum ivmc_status s;

    s = ivmc_guest_map(p->peer.domid, *entry, true,
                       p->memory + (size_t)p->pages * PAGE_SIZE, entry);
    if (s == IVMC_OK)
        p->pages++;
    return s;
}

enum ivmc_status guest_port_map(struct guest_port *p, uint16_t domid,
                                uint32_t ref, bool server_offered, uint32_t max)
{
    enum ivmc_status s;
    uint32_t count;

    p->peer.domid = domid;
    p->granted = false;
    p->entries[0] = ref;
    s = map_next(p);
    if (s != IVMC_OK)
        return s;
    count = xen_directory_count(guest_zero_of(p), server_offered, max);
    if (count == 0)
        return IVMC_REFUSED;
    /* Page 1 goes on with the directory: it is there when it is read. */
    while (s == IVMC_OK && p->pages < count) {
        xen_directory_read(guest_zero_of(p), p->entries, p->pages,
                           p->pages + 1);
        s = map_next(p);
    }
    return s;
}

enum ivmc_status guest_port_attest(struct guest_port *p, const char *wanted)
{
    enum ivmc_status s;

    s = ivmc_guest_port_label(p->event, p->peer.label, sizeof p->peer.label);
    p->peer.attested = s == IVMC_OK;
    if (s == IVMC_PEER_GONE)
        return s;
    if (!wanted)
        return IVMC_OK;
    return p->peer.attested && strcmp(p->peer.label, wanted) == 0
               ? IVMC_OK
               : IVMC_REFUSED;
}

void guest_port_open(struct guest_port *p, const struct ivmc_channel_ops *how,
                     const struct page_terms *terms,
                     const struct ivmc_xen_guest_options *options, bool server)
{
    page_channel_init(&p->channel, how, &p->base, guest_zero_of(p), terms,
                      server);
    page_allow_large(&p->channel, p->spill);
    page_allow_hope(&p->channel);
    p->channel.hope.always_looks = options->spin;
    if (options->items)
        options->items->allow(p);
    if (p->peer.attested)
        p->channel.base.peer_label = p->peer.label;
}

void guest_port_done(struct guest_port *p)
{
    while (p->pages > 0) {
        uint32_t n = --p->pages;

        if (p->granted)
            (void)ivmc_guest_grant_end(p->entries[n]);
        else
            ivmc_guest_unmap(p->memory + (size_t)n * PAGE_SIZE, p->entries[n]);
    }
    if (p->event != 0)
        ivmc_guest_port_close(p->event);
    p->event = 0;
}

enum ivmc_status guest_own_domid(uint16_t *domid)
{
    char text[8];
    enum ivmc_status s;
    size_t i, len;

    s = ivmc_guest_store_read("domid", text, sizeof text, &len);
    *domid = 0;
    for (i = 0; i < len; i++)
        *domid = (uint16_t)(*domid * 10 + (text[i] - '0'));
    return s;
}

enum ivmc_status ivmc_xen_guest_peer(const struct ivmc_channel *channel,
                                     struct ivmc_xen_guest_peer *peer)
{
    const struct page_channel *c = (const void *)channel;

    if (strcmp(channel->ops->name, "page") != 0 ||
        strcmp(c->port->ops->name, ops.name) != 0)
        return IVMC_BAD_ARGUMENT;
    *peer = port_of(c->port)->peer;
    return IVMC_OK;
}
