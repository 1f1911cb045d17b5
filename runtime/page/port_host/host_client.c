/* One client of a server of many. */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "host_loop.h"
#include "items.h"

static struct page_channel *channel_of(struct host_client *c)
{
    return &c->port.channel;
}

/* ---- places --------------------------------------------------------------------- */

static bool take_place(struct ivmc_page_loop *loop, struct host_client *c)
{
    uint32_t n = 0;

    while (n < loop->place_count && loop->places[n])
        n++;
    if (n == loop->place_cap)
        return false;
    if (n == loop->place_count)
        loop->place_count++;
    loop->places[n] = c;
    c->place = n;
    return true;
}

static void give_place(struct host_client *c)
{
    c->loop->places[c->place] = NULL;
}

struct host_client *host_loop_next(const struct ivmc_page_loop *loop,
                                   uint32_t *i)
{
    struct host_client *c = NULL;

    while (!c && *i < loop->place_count)
        c = loop->places[(*i)++];
    return c;
}

struct ivmc_channel *host_loop_find(void *context, uint64_t id)
{
    struct ivmc_page_loop *loop = context;
    uint32_t n = (uint32_t)(id & UINT32_MAX);
    struct host_client *c = n < loop->place_count ? loop->places[n] : NULL;

    if (!c || c->state != HOST_OPEN || channel_of(c)->base.id != id)
        return NULL;
    /* What it has no room for is kept, and it is to be armed for room. */
    host_client_heat(c);
    return &channel_of(c)->base;
}

/* ---- life ----------------------------------------------------------------------- */

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
    struct peer_key key;

    if (!c)
        goto close_fd;
    ivmc_peer_of_user(&key, fd);
    host_port_init(&c->port, &host_loop_ops);
    c->port.socket = fd;
    c->loop = loop;
    c->options = options;
    c->socket.client = c;
    c->bell.client = c;
    c->bell.bell = true;
    c->rung = -1;
    c->handed_out = -1;
    c->since_ns = loop->now_ns;
    c->share.moved_ns = loop->now_ns;
    if (!take_place(loop, c))
        goto free_client;
    if (!ivmc_hub_tell(&loop->hub, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLRDHUP,
                       &c->socket) ||
        !ivmc_peer_join(&loop->peers, &c->share, &key))
        goto give_place;
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

static void close_handed_out(struct host_client *c)
{
    if (c->handed_out >= 0)
        close(c->handed_out);
    c->handed_out = -1;
}

/* All but its place, and what events may still point to. */
static void let_go(struct host_client *c)
{
    struct ivmc_page_loop *loop = c->loop;

    ivmc_peer_discharge(&loop->peers, &c->share, c->share.memory);
    ivmc_peer_leave(&loop->peers, &c->share);
    /* A process that inherited them would keep them in epoll. */
    (void)epoll_ctl(loop->hub.epoll, EPOLL_CTL_DEL, c->port.socket, NULL);
    if (c->rung >= 0) {
        (void)epoll_ctl(loop->hub.epoll, EPOLL_CTL_DEL, c->rung, NULL);
        close(c->rung);
    }
    close_handed_out(c);
    host_port_done(&c->port);
}

void host_client_kill(struct host_client *c)
{
    if (c->state == HOST_DEAD)
        return;
    if (c->state == HOST_OPEN) {
        ivmc_channel_close(&channel_of(c)->base);
        ivmc_server_ended(c->loop->server, channel_of(c)->base.id);
    }
    c->state = HOST_DEAD;
    set_late(c, false);
    host_turn_leave(c);
    let_go(c);
    c->dead_next = c->loop->dead;
    c->loop->dead = c;
}

bool host_client_evict(struct ivmc_page_loop *loop)
{
    struct host_client *c, *oldest = NULL;
    uint32_t i = 0;

    if (loop->evicted_now == LOOP_EVICTIONS_A_ROUND)
        return false;
    while ((c = host_loop_next(loop, &i)) != NULL)
        if (c->state != HOST_DEAD && c->turn == 0 && c->handed_out < 0 &&
            (!oldest || c->share.moved_ns < oldest->share.moved_ns))
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

void host_clients_bury(struct ivmc_page_loop *loop)
{
    struct host_client *c;

    loop->evicted_now = 0;
    while ((c = loop->dead) != NULL) {
        loop->dead = c->dead_next;
        forget_hot(c);
        give_place(c);
        if (c->muted)
            loop->muted--;
        loop->stats.closed++;
        loop->stats.clients--;
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

static enum ivmc_status greet(struct host_client *c)
{
    struct page_channel *channel = channel_of(c);
    struct ivmc_page_loop *loop = c->loop;
    enum ivmc_status s = IVMC_LIMIT;
    struct page_terms terms;

    if (make_bell(c)) {
        s = host_meet(&c->port, c->options, &terms);
        if (s != IVMC_OK)
            return s;
        if (!ivmc_peer_charge(&loop->peers, &c->share, c->port.size,
                              loop->now_ns))
            s = IVMC_LIMIT;
    }
    if (s != IVMC_OK) {
        host_refuse(c->port.socket, s);
        return s;
    }
    page_channel_init(channel, &page_many_ops, &c->port.base, c->port.zero,
                      &terms, true);
    page_allow_large_many(channel, loop->spill);
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
    channel->base.id = (uint64_t)++c->loop->serial << 32 | c->place;
    c->state = HOST_OPEN;
    set_late(c, false);
    host_client_heat(c);
}

/* ---- requests --------------------------------------------------------------------- */

static bool dispatch(struct host_client *c)
{
    struct ivmc_page_loop *loop = c->loop;
    struct page_channel *channel = channel_of(c);
    enum ivmc_status s;

    loop->stats.requests++;
    host_turn_take(c);
    c->spurious = 0;
    /* For the next try; who has never called has least need of his. */
    if (channel->refused && channel->header.items != 0)
        (void)host_client_evict(loop);
    loop->request.header = channel->header;
    c->served = true;
    s = ivmc_dispatch(loop->server, &channel->base, &loop->request.header,
                      &loop->request);
    c->served = false;
    return s == IVMC_OK;
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

    if (progress != c->progress)
        c->share.moved_ns = c->loop->now_ns;
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
        c->state == HOST_HELLO ? c->options->timeout_ms : c->options->idle_ms;

    if (c->muted && now - c->muted_ns >= LOOP_MUTE_NS)
        unmute(c);
    if (c->late && now - c->since_ns >= allowed_ms * UINT64_C(1000000))
        host_client_kill(c);
}
