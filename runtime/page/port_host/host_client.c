/* One client of a server of many. */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "host_loop.h"
#include "items.h"

#define NO_PLACE UINT32_MAX

static struct page_channel *channel_of(struct host_client *c)
{
    return &c->port.channel;
}

/* ---- places --------------------------------------------------------------------- */

static bool take_place(struct ivmc_page_loop *loop, struct host_client *c)
{
    uint32_t n = loop->first_free;

    if (n != NO_PLACE)
        loop->first_free = loop->places[n].next_free;
    else if (loop->place_count == loop->place_cap)
        return false;
    else
        n = loop->place_count++;
    loop->places[n].client = c;
    loop->places[n].generation++;
    c->place = n;
    return true;
}

static void give_place(struct host_client *c)
{
    struct host_place *place = &c->loop->places[c->place];

    place->client = NULL;
    place->next_free = c->loop->first_free;
    c->loop->first_free = c->place;
}

static uint64_t id_of(const struct host_client *c)
{
    return (uint64_t)c->loop->places[c->place].generation << 32 | c->place;
}

struct ivmc_channel *host_loop_find(void *context, uint64_t id)
{
    struct ivmc_page_loop *loop = context;
    uint32_t n = (uint32_t)(id & UINT32_MAX);
    struct host_client *c;

    if (n >= loop->place_count)
        return NULL;
    c = loop->places[n].client;
    if (!c || c->state != HOST_OPEN || id_of(c) != id)
        return NULL;
    /* What it has no room for is kept, and it is to be armed for room. */
    host_client_heat(c);
    return &channel_of(c)->base;
}

/* ---- life ----------------------------------------------------------------------- */

static void link_in(struct host_client *c)
{
    struct ivmc_page_loop *loop = c->loop;

    c->prev = NULL;
    c->next = loop->clients;
    if (c->next)
        c->next->prev = c;
    loop->clients = c;
}

static void link_out(struct host_client *c)
{
    if (c->prev)
        c->prev->next = c->next;
    else
        c->loop->clients = c->next;
    if (c->next)
        c->next->prev = c->prev;
}

/* Whether time runs for it. */
static void set_late(struct host_client *c, bool late)
{
    if (late && !c->late)
        c->loop->late++;
    else if (!late && c->late)
        c->loop->late--;
    c->late = late;
}

struct host_client *host_client_open(struct ivmc_page_loop *loop, int fd,
                                     const struct ivmc_page_options *options)
{
    struct host_client *c = calloc(1, sizeof *c);

    if (!c)
        goto close_fd;
    host_port_init(&c->port, &host_loop_ops);
    c->port.socket = fd;
    c->loop = loop;
    c->options = *options;
    c->socket.client = c;
    c->bell.client = c;
    c->bell.bell = true;
    c->rung = -1;
    c->handed_out = -1;
    c->since_ns = loop->now_ns;
    if (!take_place(loop, c))
        goto free_client;
    if (!ivmc_hub_tell(&loop->hub, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLRDHUP,
                       &c->socket))
        goto give_place;
    link_in(c);
    set_late(c, true);
    loop->stats.accepted++;
    loop->stats.clients++;
    return c;

give_place:
    give_place(c);
free_client:
    free(c);
close_fd:
    close(fd);
    return NULL;
}

void host_client_kill(struct host_client *c)
{
    if (c->state == HOST_DEAD)
        return;
    if (c->state == HOST_OPEN)
        ivmc_channel_close(&channel_of(c)->base);
    c->state = HOST_DEAD;
    set_late(c, false);
    c->dead_next = c->loop->dead;
    c->loop->dead = c;
}

bool host_client_evict(struct ivmc_page_loop *loop)
{
    struct host_client *c, *oldest = NULL;

    if (loop->evicted_now == LOOP_EVICTIONS_A_ROUND)
        return false;
    /* The newest comes first. */
    for (c = loop->clients; c; c = c->next)
        if (c->state != HOST_DEAD && c->turn == 0 && c->handed_out < 0)
            oldest = c;
    if (!oldest)
        return false;
    if (oldest->state == HOST_HELLO)
        host_refuse(oldest->port.socket, IVMC_REFUSED);
    host_client_kill(oldest);
    loop->evicted_now++;
    loop->stats.evicted++;
    return true;
}

static void forget_hot(struct host_client *c)
{
    struct host_client **at = &c->loop->hot;
    struct host_client *last = NULL;

    if (!c->hot)
        return;
    for (; *at != c; at = &last->hot_next)
        last = *at;
    *at = c->hot_next;
    if (!*at)
        c->loop->hot_last = last;
}

static void close_handed_out(struct host_client *c)
{
    if (c->handed_out >= 0)
        close(c->handed_out);
    c->handed_out = -1;
}

void host_clients_bury(struct ivmc_page_loop *loop)
{
    struct host_client *c;

    loop->evicted_now = 0;
    while ((c = loop->dead) != NULL) {
        loop->dead = c->dead_next;
        forget_hot(c);
        host_turn_leave(c);
        link_out(c);
        give_place(c);
        if (c->muted)
            loop->muted--;
        loop->memory -= c->port.size;
        loop->stats.closed++;
        loop->stats.clients--;
        /* A process that inherited them would keep them in epoll. */
        (void)epoll_ctl(loop->hub.epoll, EPOLL_CTL_DEL, c->port.socket, NULL);
        if (c->rung >= 0) {
            (void)epoll_ctl(loop->hub.epoll, EPOLL_CTL_DEL, c->rung, NULL);
            close(c->rung);
        }
        close_handed_out(c);
        host_port_done(&c->port);
        free(c);
    }
}

/* ---- the handshake ---------------------------------------------------------------- */

/* What the client rings; the client itself waits on a futex. */
static bool make_bell(struct host_client *c)
{
    c->rung = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return c->rung >= 0 && ivmc_hub_tell(&c->loop->hub, EPOLL_CTL_ADD, c->rung,
                                         EPOLLIN | EPOLLET, &c->bell);
}

/* Pages that there is still memory for. */
static uint32_t pages_allowed(const struct host_client *c)
{
    const struct ivmc_page_loop *loop = c->loop;
    uint64_t most = (loop->options.max_memory - loop->memory) / PAGE_SIZE;

    return most < c->options.max_pages ? (uint32_t)most : c->options.max_pages;
}

static enum ivmc_status greet(struct host_client *c)
{
    struct ivmc_page_options o = c->options;
    struct page_channel *channel = channel_of(c);
    struct page_terms terms;
    enum ivmc_status s;

    if (!make_bell(c)) {
        host_refuse(c->port.socket, IVMC_LIMIT);
        return IVMC_LIMIT;
    }
    o.max_pages = pages_allowed(c);
    s = host_meet(&c->port, &o, &terms);
    c->loop->memory += c->port.size;
    if (s != IVMC_OK)
        return s;
    page_channel_init(channel, &page_many_ops, &c->port.base, c->port.zero,
                      &terms, true);
    page_allow_large_many(channel, c->loop->spill);
    return host_welcome(&c->port, c->rung);
}

static void begin_serving(struct host_client *c)
{
    struct page_channel *channel = channel_of(c);

    close_handed_out(c);
    if (greet(c) != IVMC_OK ||
        !ivmc_hub_tell(&c->loop->hub, EPOLL_CTL_MOD, c->port.socket, EPOLLRDHUP,
                       &c->socket)) {
        c->loop->stats.refused++;
        host_client_kill(c);
        return;
    }
    channel->base.id = id_of(c);
    c->state = HOST_OPEN;
    set_late(c, false);
    host_client_heat(c);
}

/* ---- requests --------------------------------------------------------------------- */

static bool dispatch(struct host_client *c)
{
    struct ivmc_page_loop *loop = c->loop;
    struct page_channel *channel = channel_of(c);

    loop->stats.requests++;
    host_turn_take(c);
    c->spurious = 0;
    /* For the next try; who has never called has least need of his. */
    if (channel->refused)
        (void)host_client_evict(loop);
    loop->request.header = channel->header;
    return ivmc_dispatch(loop->server, &channel->base, &loop->request.header,
                         &loop->request) == IVMC_OK;
}

/* One message, if one is there and may be served. False: no more now. */
static bool serve_one(struct host_client *c)
{
    struct page_channel *channel = channel_of(c);
    enum ivmc_status s = page_collect(channel);

    if (s == IVMC_TIMEOUT ||
        (s == IVMC_OK && (channel->kept || !host_turn_is_due(c))))
        return false;
    if (s == IVMC_OK && dispatch(c))
        return true;
    host_client_kill(c);
    return false;
}

/* Whoever is in the middle of something has so long to go on with it. */
static void settle(struct host_client *c)
{
    struct page_channel *channel = channel_of(c);
    uint32_t progress = channel->in.done + channel->out.done;
    bool late = page_is_midway(channel);

    if (!late || !c->late || progress != c->progress)
        c->since_ns = c->loop->now_ns;
    set_late(c, late);
    c->progress = progress;
}

/* It does not sleep, but has to be run to see what it was told of. */
static bool gives_way(struct host_client *c)
{
    return (page_load(&channel_of(c)->peer->sleeping) & PAGE_GIVES_WAY) != 0;
}

void host_client_serve(struct host_client *c)
{
    struct page_channel *channel = channel_of(c);
    int n;

    if (c->state != HOST_OPEN)
        return;
    if (!page_send_kept(channel)) {
        host_client_kill(c);
        return;
    }
    for (n = 0; n < LOOP_MESSAGES_A_ROUND && serve_one(c); n++)
        ;
    if (c->state != HOST_OPEN)
        return;
    page_let_go(channel);
    if (c->port.rung || (n > 0 && gives_way(c)))
        host_turn_rung(c);
    c->port.rung = false;
    settle(c);
}

/* ---- doorbells -------------------------------------------------------------------- */

void host_client_heat(struct host_client *c)
{
    struct ivmc_page_loop *loop = c->loop;

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

static void set_sleeping(struct host_client *c, uint32_t waits_for)
{
    atomic_store_explicit(&channel_of(c)->own->sleeping, waits_for,
                          memory_order_relaxed);
}

void host_client_arm(struct host_client *c)
{
    struct page_channel *channel = channel_of(c);

    if (c->state != HOST_OPEN)
        return;
    page_tell_cpu(channel);
    set_sleeping(c, page_awaits(channel));
}

void host_client_disarm(struct host_client *c)
{
    if (c->state == HOST_OPEN)
        set_sleeping(c, 0);
}

bool host_client_pending(struct host_client *c)
{
    return c->state == HOST_OPEN && !c->muted && page_has_work(channel_of(c));
}

static void mute(struct host_client *c)
{
    if (!ivmc_hub_tell(&c->loop->hub, EPOLL_CTL_MOD, c->rung, 0, &c->bell))
        return;
    c->muted = true;
    c->loop->muted++;
    c->muted_ns = c->loop->now_ns;
}

static void unmute(struct host_client *c)
{
    c->muted = false;
    c->loop->muted--;
    c->spurious = 0;
    (void)ivmc_hub_tell(&c->loop->hub, EPOLL_CTL_MOD, c->rung,
                        EPOLLIN | EPOLLET, &c->bell);
    host_client_heat(c);
}

void host_client_event(const struct host_source *source, uint32_t events)
{
    struct host_client *c = source->client;

    if (c->state == HOST_DEAD)
        return;
    if (source->bell) {
        if (c->state == HOST_OPEN && !page_pending(channel_of(c)) &&
            !channel_of(c)->kept) {
            c->loop->stats.spurious++;
            if (++c->spurious >= LOOP_SPURIOUS_RINGS && !c->muted)
                mute(c);
        }
        host_client_heat(c);
        return;
    }
    if (c->state == HOST_HELLO) {
        begin_serving(c);
        return;
    }
    /* Gone; what it sent before is served, as far as it is there. */
    if (events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR)) {
        host_client_serve(c);
        host_client_kill(c);
    }
}

void host_client_tick(struct host_client *c)
{
    uint64_t now = c->loop->now_ns;
    uint32_t allowed_ms =
        c->state == HOST_HELLO ? c->options.timeout_ms : c->options.idle_ms;

    if (c->muted && now - c->muted_ns >= LOOP_MUTE_NS)
        unmute(c);
    if (c->late && now - c->since_ns >= allowed_ms * UINT64_C(1000000))
        host_client_kill(c);
}
