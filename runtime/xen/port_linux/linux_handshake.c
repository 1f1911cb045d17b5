/*
 * From pages and a port to a channel: four ways, since either side may grant
 * the pages, but the client always speaks first.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "linux.h"

struct ivmc_xen_options linux_options(const struct ivmc_xen_options *options)
{
    struct ivmc_xen_options o;

    memset(&o, 0, sizeof o);
    if (options)
        o = *options;
    if (o.max_message == 0)
        o.max_message = UINT32_C(1) << 20;
    if (o.max_message < IVMC_HEADER_SIZE)
        o.max_message = IVMC_HEADER_SIZE;
    if (o.timeout_ms == 0)
        o.timeout_ms = IVMC_DEFAULT_TIMEOUT_MS;
    if (o.pages == 0)
        o.pages = 16;
    if (o.request_percent == 0)
        o.request_percent = 50;
    if (o.max_pages == 0)
        o.max_pages = 256;
    if (o.max_pages > PAGE_MAX_PAGES)
        o.max_pages = PAGE_MAX_PAGES;
    if (o.max_clients == 0)
        o.max_clients = 64;
    if (o.max_per_domain == 0)
        o.max_per_domain = UINT32_MAX;
    if (o.max_memory == 0)
        o.max_memory = UINT64_C(256) << 20;
    if (o.idle_ms == 0)
        o.idle_ms = 30000;
    return o;
}

/* ---- pages and a port ------------------------------------------------------------ */

enum ivmc_status linux_grant(struct linux_port *p, uint16_t domid,
                             uint32_t pages, bool server)
{
    xenevtchn_port_or_error_t port =
        xenevtchn_bind_unbound_port(p->handles->events, domid);

    if (port < 0)
        return errno == ESRCH ? IVMC_PEER_GONE : IVMC_SYSTEM;
    p->port = (uint32_t)port;
    p->peer.domid = domid;
    return linux_pages_grant(&p->pages, domid, pages, server, p->port);
}

/* Nobody waits at that port, or not for us. */
static enum ivmc_status bind_failed(void)
{
    switch (errno) {
    case EINVAL:
    case ENOENT:
    case ESRCH:
        return IVMC_PEER_GONE;
    case EACCES:
    case EPERM:
        return IVMC_REFUSED;
    default:
        return IVMC_SYSTEM;
    }
}

enum ivmc_status linux_map(struct linux_port *p,
                           const struct ivmc_xen_triple *triple,
                           uint32_t max_pages, bool server)
{
    xenevtchn_port_or_error_t port;

    if (triple->domid >= XEN_DOMID_END)
        return IVMC_BAD_ARGUMENT;
    port = xenevtchn_bind_interdomain(p->handles->events, triple->domid,
                                      triple->port);
    if (port < 0)
        return bind_failed();
    p->port = (uint32_t)port;
    p->peer.domid = triple->domid;
    return linux_pages_map(&p->pages, p->handles, triple, max_pages, server,
                           p->port);
}

static void ring(struct linux_port *p)
{
    (void)xenevtchn_notify(p->handles->events, p->port);
}

/* ---- who is there ---------------------------------------------------------------- */

/* The port has to be bound by now. */
static enum ivmc_status check_label(struct linux_port *p, const char *wanted)
{
    linux_label_read(p->handles, p->port, &p->peer);
    if (wanted && (!p->peer.attested || strcmp(wanted, p->peer.label) != 0))
        return IVMC_REFUSED;
    return IVMC_OK;
}

static enum ivmc_status set_up(struct linux_port *p, bool server,
                               unsigned char *spill)
{
    if (!spill) {
        p->spill = malloc(p->terms.max_message);
        if (!p->spill)
            return IVMC_SYSTEM;
        spill = p->spill;
    }
    page_channel_init(&p->channel, &page_channel_ops, &p->base, p->pages.zero,
                      &p->terms, server);
    page_allow_large(&p->channel, spill);
    page_allow_items(&p->channel, &p->carry);
    page_allow_hope(&p->channel);
    if (p->peer.attested)
        p->channel.base.peer_label = p->peer.label;
    return IVMC_OK;
}

/* ---- the client's part ------------------------------------------------------------- */

enum ivmc_status linux_say(struct linux_port *p,
                           const struct ivmc_xen_options *o)
{
    memset(&p->terms, 0, sizeof p->terms);
    if (o->request_percent > 100 ||
        !page_lay_out(&p->terms.layout, p->pages.count,
                      o->request_percent * 256 / 100))
        return IVMC_BAD_ARGUMENT;
    p->terms.max_message = o->max_message;
    if (getrandom(&p->terms.nonce, sizeof p->terms.nonce, 0) < 0)
        return IVMC_SYSTEM;
    page_offer(p->pages.zero, &p->terms);
    if (!p->pages.ours)
        ring(p);
    return IVMC_OK;
}

static bool has_spoken(struct page_hello *hello)
{
    return atomic_load_explicit(&hello->state, memory_order_acquire) !=
           PAGE_ABSENT;
}

bool linux_is_answered(struct linux_port *p)
{
    return has_spoken(&p->pages.zero->server_hello);
}

enum ivmc_status linux_confirm(struct linux_port *p,
                               const struct ivmc_xen_options *o)
{
    enum ivmc_status s = check_label(p, o->peer_label);

    if (s != IVMC_OK)
        return s;
    if (!page_confirm(p->pages.zero, &p->terms))
        return IVMC_BAD_MESSAGE;
    return set_up(p, false, NULL);
}

/* ---- the server's part ------------------------------------------------------------- */

bool linux_is_called(struct linux_port *p)
{
    return has_spoken(&p->pages.zero->client_hello);
}

static uint32_t new_epoch(void)
{
    uint32_t epoch;

    do {
        epoch = 1;
        if (getrandom(&epoch, sizeof epoch, 0) < 0)
            break;
    } while (epoch == 0);
    return epoch;
}

enum ivmc_status linux_answer(struct linux_port *p,
                              const struct ivmc_xen_options *o,
                              unsigned char *spill)
{
    enum ivmc_status s = check_label(p, o->peer_label);

    if (s != IVMC_OK)
        return s;
    memset(&p->terms, 0, sizeof p->terms);
    p->terms.layout.pages = p->pages.count;
    p->terms.max_message = o->max_message;
    p->terms.epoch = new_epoch();
    if (!page_answer(p->pages.zero, &p->terms))
        return IVMC_BAD_MESSAGE;
    s = set_up(p, true, spill);
    ring(p);
    return s;
}
