/* What the channel asks of its platform. */
#include "port.h"

static struct port *port_of(struct page_port *base)
{
    return (struct port *)(void *)base;
}

static uint64_t now(struct page_port *base)
{
    (void)base;
    return minios_now();
}

/* Numbers of processors mean nothing to another domain. */
static uint32_t cpu(struct page_port *base)
{
    (void)base;
    return 0;
}

static void ring(struct page_port *base, uint32_t waits_for)
{
    (void)waits_for;
    minios_event_ring(port_of(base)->event);
}

static void wait(struct page_port *base, _Atomic uint32_t *word, uint32_t seen,
                 uint64_t ns)
{
    minios_event_wait(port_of(base)->event, word, seen,
                      ns < SLICE_NS ? ns : SLICE_NS);
}

static void give_way(struct page_port *base)
{
    (void)base;
    minios_yield();
}

static bool peer_alive(struct page_port *base)
{
    return minios_event_connected(port_of(base)->event);
}

static void close_item(struct page_port *base, struct ivmc_item *item)
{
    (void)base;
    (void)item; /* none ever came */
}

static void close(struct page_port *base)
{
    port_free(port_of(base));
}

static const struct page_port_ops ops = {
    .name = "xen",
    .now = now,
    .cpu = cpu,
    .ring = ring,
    .wait = wait,
    .give_way = give_way,
    .peer_alive = peer_alive,
    .close_item = close_item,
    .close = close,
};

struct port *port_new(uint16_t domid)
{
    struct port *p = minios_alloc(sizeof *p);

    if (p) {
        p->base.ops = &ops;
        p->peer.domid = domid;
    }
    return p;
}

void port_free(struct port *p)
{
    port_pages_done(&p->pages);
    if (p->event)
        minios_event_close(p->event);
    minios_free(p->spill);
    minios_free(p);
}

enum ivmc_status port_finish(struct port *p, enum ivmc_status s,
                             struct ivmc_channel **channel)
{
    *channel = NULL;
    if (s == IVMC_OK)
        *channel = &p->channel.base;
    else
        port_free(p);
    return s;
}

uint64_t port_slice(struct ivmc_deadline *d)
{
    uint64_t left = ivmc_deadline_left(d, minios_now());

    return left < SLICE_NS ? left : SLICE_NS;
}

enum ivmc_status ivmc_xen_peer(const struct ivmc_channel *channel,
                               struct ivmc_xen_peer *peer)
{
    const struct page_channel *c = (const void *)channel;

    if (channel->ops != &page_channel_ops || c->port->ops != &ops)
        return IVMC_BAD_ARGUMENT;
    *peer = port_of(c->port)->peer;
    return IVMC_OK;
}
