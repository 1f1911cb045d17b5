/* One client of a server of many. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "linux_loop.h"

static struct page_channel *channel_of(struct linux_client *c)
{
    return &c->port.channel;
}

/* ---- ports ---------------------------------------------------------------------- */

/* Room for one more port: their numbers are small. */
static bool has_room_for(struct ivmc_xen_loop *loop, uint32_t port)
{
    uint32_t cap = loop->port_cap;
    struct linux_client **more;

    if (port < cap)
        return true;
    while (cap <= port)
        cap = cap != 0 ? cap * 2 : 64;
    more = realloc(loop->by_port, cap * sizeof(struct linux_client *));
    if (!more)
        return false;
    memset(more + loop->port_cap, 0,
           (cap - loop->port_cap) * sizeof(struct linux_client *));
    loop->by_port = more;
    loop->port_cap = cap;
    return true;
}

struct ivmc_channel *linux_loop_find(void *context, uint64_t id)
{
    struct ivmc_xen_loop *loop = context;
    uint32_t port = (uint32_t)(id & UINT32_MAX);
    struct linux_client *c;

    c = port < loop->port_cap ? loop->by_port[port] : NULL;
    if (!c || c->state != CLIENT_OPEN || channel_of(c)->base.id != id)
        return NULL;
    /* What it has no room for is kept, and it is to be armed for room. */
    linux_client_heat(c);
    return &channel_of(c)->base;
}

/* ---- life ----------------------------------------------------------------------- */

static void link_in(struct linux_client *c)
{
    struct ivmc_xen_loop *loop = c->loop;

    c->prev = NULL;
    c->next = loop->clients;
    if (c->next)
        c->next->prev = c;
    loop->clients = c;
}

static void link_out(struct linux_client *c)
{
    if (c->prev)
        c->prev->next = c->next;
    else
        c->loop->clients = c->next;
    if (c->next)
        c->next->prev = c->prev;
}

/* Whether time runs for it. */
static void set_late(struct linux_client *c, bool late)
{
    if (late && !c->late)
        c->loop->late++;
    else if (!late && c->late)
        c->loop->late--;
    c->late = late;
}

/* With a port and pages: it counts from now on. */
static bool enter(struct linux_client *c)
{
    struct ivmc_xen_loop *loop = c->loop;

    if (!has_room_for(loop, c->port.port))
        return false;
    loop->by_port[c->port.port] = c;
    loop->memory += (uint64_t)c->port.pages.count * PAGE_SIZE;
    link_in(c);
    loop->stats.accepted++;
    loop->stats.clients++;
    return true;
}

static void start_serving(struct linux_client *c)
{
    struct page_channel *channel = channel_of(c);

    channel->base.ops = &page_many_ops;
    channel->base.id = (uint64_t)++c->loop->serial << 32 | c->port.port;
    c->state = CLIENT_OPEN;
    c->request[0] = '\0';
    set_late(c, false);
    linux_client_heat(c);
}

void linux_client_kill(struct linux_client *c)
{
    if (c->state == CLIENT_DEAD)
        return;
    if (c->state == CLIENT_OPEN)
        ivmc_channel_close(&channel_of(c)->base);
    /* Whoever asked and was not served is told so by its request. */
    if (c->request[0] != '\0')
        (void)xs_rm(c->listener->store, XBT_NULL, c->request);
    c->request[0] = '\0';
    c->state = CLIENT_DEAD;
    set_late(c, false);
    c->dead_next = c->loop->dead;
    c->loop->dead = c;
}

static void forget_hot(struct linux_client *c)
{
    struct linux_client **at = &c->loop->hot;
    struct linux_client *last = NULL;

    if (!c->hot)
        return;
    for (; *at != c; at = &last->hot_next)
        last = *at;
    *at = c->hot_next;
    if (!*at)
        c->loop->hot_last = last;
}

void linux_clients_bury(struct ivmc_xen_loop *loop)
{
    struct linux_client *c;

    loop->evicted_now = 0;
    while ((c = loop->dead) != NULL) {
        loop->dead = c->dead_next;
        forget_hot(c);
        link_out(c);
        loop->by_port[c->port.port] = NULL;
        if (c->muted)
            loop->muted--;
        loop->memory -= (uint64_t)c->port.pages.count * PAGE_SIZE;
        ivmc_server_ended(loop->server, channel_of(c)->base.id);
        loop->stats.closed++;
        loop->stats.clients--;
        linux_port_done(&c->port);
        free(c);
    }
}

/* ---- places --------------------------------------------------------------------- */

static uint32_t clients_of(const struct ivmc_xen_loop *loop, uint16_t domid)
{
    const struct linux_client *c;
    uint32_t count = 0;

    for (c = loop->clients; c; c = c->next)
        if (c->state != CLIENT_DEAD && c->port.peer.domid == domid)
            count++;
    return count;
}

/* The oldest client that has never called makes room. */
static bool evict(struct ivmc_xen_loop *loop)
{
    struct linux_client *c, *oldest = NULL;

    if (loop->evicted_now == LOOP_EVICTIONS_A_ROUND)
        return false;
    for (c = loop->clients; c; c = c->next)
        if (c->state != CLIENT_DEAD && !c->called)
            oldest = c;
    if (!oldest)
        return false;
    linux_client_kill(oldest);
    loop->evicted_now++;
    return true;
}

static bool may_come(struct ivmc_xen_loop *loop, uint16_t domid)
{
    if (clients_of(loop, domid) >= loop->options.max_per_domain)
        return false;
    return loop->stats.clients - loop->evicted_now <
               loop->options.max_clients ||
           evict(loop);
}

static struct linux_client *new_client(struct ivmc_xen_loop *loop,
                                       uint16_t domid,
                                       const struct ivmc_xen_options *options)
{
    struct linux_client *c =
        may_come(loop, domid) ? calloc(1, sizeof *c) : NULL;

    if (!c)
        return NULL;
    (void)linux_port_init(&c->port, &loop->handles);
    c->port.memory = &loop->memory;
    c->port.max_memory = loop->options.max_memory;
    c->loop = loop;
    c->options = *options;
    c->since_ns = loop->now_ns;
    c->domain_ns = loop->now_ns;
    return c;
}

/* Pages that there is still memory for. */
static uint32_t pages_allowed(const struct linux_client *c)
{
    const struct ivmc_xen_loop *loop = c->loop;
    uint64_t most = (loop->options.max_memory - loop->memory) / PAGE_SIZE;

    return most < c->options.max_pages ? (uint32_t)most : c->options.max_pages;
}

static enum ivmc_status give_up(struct linux_client *c, enum ivmc_status s)
{
    c->loop->stats.refused++;
    linux_port_done(&c->port);
    free(c);
    return s;
}

static enum ivmc_status refuse(struct ivmc_xen_loop *loop)
{
    loop->stats.refused++;
    return IVMC_LIMIT;
}

enum ivmc_status linux_client_take(struct ivmc_xen_loop *loop,
                                   const struct ivmc_xen_triple *triple,
                                   const struct ivmc_xen_options *options)
{
    struct linux_client *c = new_client(loop, triple->domid, options);
    enum ivmc_status s;

    if (!c)
        return refuse(loop);
    s = linux_map(&c->port, triple, pages_allowed(c), true);
    if (s == IVMC_OK)
        s = linux_answer(&c->port, &c->options, loop->spill);
    if (s == IVMC_OK && !enter(c))
        s = IVMC_LIMIT;
    if (s != IVMC_OK)
        return give_up(c, s);
    start_serving(c);
    return IVMC_OK;
}

/* With pages granted to it, and time to come. */
static enum ivmc_status grant_to(struct linux_client *c, uint16_t domid,
                                 uint32_t pages)
{
    enum ivmc_status s = IVMC_LIMIT;

    if (pages <= pages_allowed(c))
        s = linux_grant(&c->port, domid, pages, true);
    if (s == IVMC_OK && !enter(c))
        s = IVMC_LIMIT;
    if (s != IVMC_OK)
        return give_up(c, s);
    set_late(c, true);
    return IVMC_OK;
}

enum ivmc_status linux_client_ask(struct ivmc_xen_loop *loop,
                                  struct ivmc_xen_listener *l,
                                  const struct linux_taken *t)
{
    struct linux_client *c = new_client(loop, t->client, &l->options);
    struct ivmc_xen_triple offer;
    enum ivmc_status s;

    if (!c)
        return refuse(loop);
    s = grant_to(c, t->client, t->request.pages);
    if (s != IVMC_OK)
        return s;
    c->listener = l;
    memcpy(c->request, t->path, sizeof c->request);
    offer.domid = l->own;
    offer.ref = c->port.pages.ref;
    offer.port = c->port.port;
    if (!linux_inbox_answer(l->store, t->path, &offer))
        linux_client_kill(c);
    return IVMC_OK;
}

enum ivmc_status linux_client_hand_out(struct ivmc_xen_loop *loop,
                                       uint16_t domid,
                                       struct linux_client **client)
{
    struct linux_client *c = new_client(loop, domid, &loop->options);

    *client = c;
    return c ? grant_to(c, domid, loop->options.pages) : refuse(loop);
}

/* A client that asked has come: it has said its hello. */
static void greet(struct linux_client *c)
{
    if (!linux_is_called(&c->port))
        return;
    if (linux_answer(&c->port, &c->options, c->loop->spill) != IVMC_OK) {
        c->loop->stats.refused++;
        linux_client_kill(c);
        return;
    }
    if (c->request[0] != '\0')
        (void)xs_rm(c->listener->store, XBT_NULL, c->request);
    start_serving(c);
}

/* ---- requests --------------------------------------------------------------------- */

static bool dispatch(struct linux_client *c)
{
    struct ivmc_xen_loop *loop = c->loop;
    struct page_channel *channel = channel_of(c);

    loop->stats.requests++;
    c->called = true;
    c->spurious = 0;
    loop->request.header = channel->header;
    return ivmc_dispatch(loop->server, &channel->base, &loop->request.header,
                         &loop->request) == IVMC_OK;
}

/* One message, if one is there and may be served. False: no more now. */
static bool serve_one(struct linux_client *c)
{
    struct page_channel *channel = channel_of(c);
    enum ivmc_status s = page_collect(channel);

    if (s == IVMC_TIMEOUT || (s == IVMC_OK && channel->kept))
        return false;
    if (s == IVMC_OK && dispatch(c))
        return true;
    linux_client_kill(c);
    return false;
}

/* Whoever is in the middle of something has so long to go on with it. */
static void settle(struct linux_client *c)
{
    struct page_channel *channel = channel_of(c);
    uint32_t progress = channel->in.done + channel->out.done;
    bool late = page_is_midway(channel);

    if (!late || !c->late || progress != c->progress)
        c->since_ns = c->loop->now_ns;
    set_late(c, late);
    c->progress = progress;
}

void linux_client_serve(struct linux_client *c)
{
    struct page_channel *channel = channel_of(c);
    bool there;
    int n;

    if (c->state == CLIENT_ASKED)
        greet(c);
    if (c->state != CLIENT_OPEN)
        return;
    /* Looked at first: what it sent before it went is served. */
    there = page_peer_is_there(channel);
    if (!page_send_kept(channel)) {
        linux_client_kill(c);
        return;
    }
    /* Who stops the loop by a call has it stopped when the reply is there. */
    for (n = 0; n < LOOP_MESSAGES_A_ROUND && !c->loop->stopping; n++)
        if (!serve_one(c))
            break;
    if (c->state != CLIENT_OPEN)
        return;
    page_let_go(channel);
    settle(c);
    if (!there && !page_pending(channel))
        linux_client_kill(c);
}

/* ---- events ----------------------------------------------------------------------- */

void linux_client_heat(struct linux_client *c)
{
    struct ivmc_xen_loop *loop = c->loop;

    if (c->hot)
        return;
    c->hot = true;
    c->hot_next = NULL;
    /* At the end: those who were there before have their turn first. */
    if (loop->hot)
        loop->hot_last->hot_next = c;
    else
        loop->hot = c;
    loop->hot_last = c;
}

static void set_sleeping(struct linux_client *c, uint32_t waits_for)
{
    atomic_store_explicit(&channel_of(c)->own->sleeping, waits_for,
                          memory_order_relaxed);
}

void linux_client_arm(struct linux_client *c)
{
    if (c->state == CLIENT_OPEN)
        set_sleeping(c, page_awaits(channel_of(c)));
}

void linux_client_disarm(struct linux_client *c)
{
    if (c->state == CLIENT_OPEN)
        set_sleeping(c, 0);
}

bool linux_client_pending(struct linux_client *c)
{
    return c->state == CLIENT_OPEN && !c->muted && page_has_work(channel_of(c));
}

bool linux_client_event(struct linux_client *c)
{
    struct page_channel *channel = channel_of(c);

    if (c->state == CLIENT_DEAD)
        return false;
    linux_client_heat(c);
    if (c->state == CLIENT_OPEN ? !page_pending(channel) && !channel->kept &&
                                      page_peer_is_there(channel)
                                : !linux_is_called(&c->port)) {
        c->loop->stats.spurious++;
        if (++c->spurious >= LOOP_SPURIOUS_EVENTS) {
            c->muted = true;
            c->loop->muted++;
            c->muted_ns = c->loop->now_ns;
            return false;
        }
    }
    return true;
}

static void unmute(struct linux_client *c)
{
    c->muted = false;
    c->loop->muted--;
    c->spurious = 0;
    (void)xenevtchn_unmask(c->loop->handles.events, c->port.port);
    linux_client_heat(c);
}

/* Whether somebody could still be at the other end. */
static bool is_there(struct linux_client *c)
{
    if (c->state == CLIENT_OPEN)
        return c->port.base.ops->peer_alive(&c->port.base);
    return linux_domain_is_there(&c->loop->handles, c->port.peer.domid);
}

void linux_client_tick(struct linux_client *c)
{
    uint64_t now = c->loop->now_ns;
    uint32_t allowed_ms =
        c->state == CLIENT_ASKED ? c->options.timeout_ms : c->options.idle_ms;

    if (c->muted && now - c->muted_ns >= LOOP_MUTE_NS)
        unmute(c);
    if (c->late && now - c->since_ns >= allowed_ms * UINT64_C(1000000))
        linux_client_kill(c);
    if (c->state == CLIENT_DEAD || now - c->domain_ns < LOOP_DOMAINS_NS)
        return;
    c->domain_ns = now;
    if (!is_there(c)) {
        linux_client_serve(c);
        linux_client_kill(c);
    }
}
