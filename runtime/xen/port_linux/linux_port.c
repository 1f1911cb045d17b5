/* What the channel asks of its platform. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "items.h"
#include "linux.h"
#include "wait.h"

#include <xen/sched.h>

#define NS_PER_MS UINT64_C(1000000)

static struct linux_port *linux_of(struct page_port *port)
{
    return (struct linux_port *)(void *)port;
}

static uint64_t linux_now(struct page_port *port)
{
    (void)port;
    return ivmc_wait_now();
}

/* ---- doorbells ------------------------------------------------------------------- */

/* An event to a peer that went is dropped: no error says so. */
static void linux_ring(struct page_port *port, uint32_t waits_for)
{
    struct linux_port *p = linux_of(port);

    (void)waits_for;
    (void)xenevtchn_notify(p->handles->events, p->port);
}

void linux_take_events(struct linux_handles *h)
{
    xenevtchn_port_or_error_t port;

    /* A port that came is masked: each comes once at most. */
    while ((port = xenevtchn_pending(h->events)) >= 0)
        (void)xenevtchn_unmask(h->events, (evtchn_port_t)port);
}

/* A slice from now on, or from when it was begun: a system call a slice. */
static void begin_slice(struct linux_handles *h)
{
    const struct itimerspec slice = {
        .it_value = {.tv_nsec = LINUX_SLICE_MS * (long)NS_PER_MS}};

    if (!h->slice_runs)
        h->slice_runs = timerfd_settime(h->slice, 0, &slice, NULL) == 0;
}

static void end_slice(struct linux_handles *h)
{
    uint64_t count;

    h->slice_runs = false;
    (void)!read(h->slice, &count, sizeof count);
}

/*
 * A timeout of poll's own costs a twentieth of a call; the slices' timer runs
 * on beside many calls.
 */
static void linux_wait(struct page_port *port, _Atomic uint32_t *word,
                       uint32_t seen, uint64_t ns)
{
    struct linux_handles *h = linux_of(port)->handles;
    struct pollfd f[2] = {{xenevtchn_fd(h->events), POLLIN, 0},
                          {h->slice, POLLIN, 0}};
    xenevtchn_port_or_error_t event;
    uint64_t ms = ns / NS_PER_MS + 1;
    int timeout = ms < LINUX_SLICE_MS ? (int)ms : LINUX_SLICE_MS;

    /* An event that came before the last look at it makes poll return. */
    (void)word;
    (void)seen;
    begin_slice(h);
    if (h->slice_runs && timeout == LINUX_SLICE_MS)
        timeout = -1;
    if (poll(f, 2, timeout) <= 0)
        return;
    if (f[1].revents)
        end_slice(h);
    /* Others there may be stay: the next poll then ends at once. */
    if (f[0].revents && (event = xenevtchn_pending(h->events)) >= 0)
        (void)xenevtchn_unmask(h->events, (evtchn_port_t)event);
}

/* To other domains; to other processes, where hypercalls are not allowed. */
static void linux_give_way(struct page_port *port)
{
    xencall_handle *calls = linux_calls(linux_of(port)->handles);

    if (!calls || xencall2(calls, __HYPERVISOR_sched_op, SCHEDOP_yield, 0) != 0)
        sched_yield();
}

int linux_slice(struct ivmc_deadline *d)
{
    int left = ivmc_wait_left_ms(d);

    return left < 0 || left > LINUX_SLICE_MS ? LINUX_SLICE_MS : left;
}

bool linux_domain_is_there(struct linux_handles *h, uint16_t domid)
{
    struct xs_handle *store = linux_store(h);

    /* Without an answer nothing is known. */
    errno = 0;
    return !store || xs_is_domain_introduced(store, domid) || errno != 0;
}

static bool linux_peer_alive(struct page_port *port)
{
    struct linux_port *p = linux_of(port);

    switch (linux_link_of(p->handles, p->port)) {
    case LINK_UP:
        return true;
    case LINK_DOWN:
        return false;
    case LINK_UNKNOWN:
        break;
    }
    return linux_domain_is_there(p->handles, p->peer.domid);
}

/* ---- items, memory, the end -------------------------------------------------------- */

static enum ivmc_status linux_send_items(struct page_port *port,
                                         const struct ivmc_items *items)
{
    struct linux_port *p = linux_of(port);

    return xen_items_put(&p->carry, items, p->peer.domid);
}

static enum ivmc_status linux_take_items(struct page_port *port, uint32_t count,
                                         struct ivmc_items *items)
{
    const struct linux_port *p = linux_of(port);

    return xen_items_take(&p->carry, count, items, p->peer.domid);
}

static void linux_close_item(struct page_port *port, struct ivmc_item *item)
{
    (void)port;
    (void)item; /* nothing stands behind a handle */
}

static void *linux_lend(struct page_port *port, size_t size)
{
    struct linux_port *p = linux_of(port);
    void *memory;

    if (size > p->max_memory - *p->memory)
        return NULL;
    memory = malloc(size);
    if (memory)
        *p->memory += size;
    return memory;
}

static void linux_give_back(struct page_port *port, void *memory, size_t size)
{
    free(memory);
    *linux_of(port)->memory -= size;
}

static void linux_close(struct page_port *port)
{
    struct linux_port *p = linux_of(port);

    if (!linux_port_in_loop(p))
        linux_port_free(p);
}

static const struct page_port_ops linux_ops = {
    .name = "xen",
    .now = linux_now,
    .ring = linux_ring,
    .wait = linux_wait,
    .give_way = linux_give_way,
    .peer_alive = linux_peer_alive,
    .send_items = linux_send_items,
    .take_items = linux_take_items,
    .close_item = linux_close_item,
    .lend = linux_lend,
    .give_back = linux_give_back,
    .close = linux_close,
};

enum ivmc_status linux_port_init(struct linux_port *p,
                                 struct linux_handles *loop)
{
    memset(p, 0, sizeof *p);
    p->base.ops = &linux_ops;
    p->handles = loop ? loop : &p->own;
    return loop ? IVMC_OK : linux_handles_open(&p->own);
}

void linux_port_done(struct linux_port *p)
{
    linux_pages_done(&p->pages, p->handles);
    if (p->port != 0)
        (void)xenevtchn_unbind(p->handles->events, p->port);
    p->port = 0;
    free(p->spill);
    p->spill = NULL;
    if (!linux_port_in_loop(p))
        linux_handles_close(&p->own);
}

bool linux_port_in_loop(const struct linux_port *p)
{
    return p->handles != &p->own;
}

struct linux_port *linux_port_of(struct ivmc_channel *channel)
{
    struct page_port *port;

    if (channel->ops != &page_channel_ops && channel->ops != &page_many_ops)
        return NULL;
    port = page_channel_of(channel)->port;
    return port->ops == &linux_ops ? linux_of(port) : NULL;
}
