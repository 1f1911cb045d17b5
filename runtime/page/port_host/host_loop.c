/*
 * A server of many. Who was rung for or just served is hot: it is looked at
 * each round, without doorbells. Before the loop sleeps all hot clients are
 * told to ring, and looked at once more.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "host_loop.h"
#include "wait.h"

#define NS_PER_MS UINT64_C(1000000)

#define EVENTS 64

/* Rounds between two readings of the clock while there is always work. */
#define ROUNDS_A_LOOK 64

/* Sockets are looked at this often while there is always work. */
#define POLL_NS (2 * NS_PER_MS)

/* Clients are looked after this often while one of them is late. */
#define TICK_MS 100
#define SOON_MS 10 /* while one is muted, or accepting pauses */

/* ---- accepting ---------------------------------------------------------------------- */

bool host_loop_has_place(const struct ivmc_page_loop *loop)
{
    return loop->stats.clients - loop->evicted_now < loop->options.max_clients;
}

static void take_in(struct ivmc_page_loop *loop, int fd,
                    const struct ivmc_page_options *options)
{
    if (host_loop_has_place(loop) || host_client_evict(loop)) {
        if (!host_client_open(loop, fd, options))
            loop->stats.refused++;
        return;
    }
    host_refuse(fd, IVMC_REFUSED);
    close(fd);
    loop->stats.refused++;
}

enum ivmc_status ivmc_page_loop_adopt(struct ivmc_page_loop *loop, int fd)
{
    uint32_t before = loop->stats.clients;

    loop->now_ns = ivmc_wait_now();
    take_in(loop, fd, &loop->options);
    return loop->stats.clients > before ? IVMC_OK : IVMC_LIMIT;
}

static void accept_one(void *loop, struct ivmc_listener *l, int fd)
{
    const struct ivmc_page_listener *listener = l->owner;

    take_in(loop, fd, &listener->options);
}

static bool accept_full(void *context, struct ivmc_listener *l)
{
    struct ivmc_page_loop *loop = context;

    (void)l;
    /* Without a pause, epoll would report it for ever. */
    if (!host_client_evict(loop))
        ivmc_hub_pause(&loop->hub, loop->now_ns);
    return false;
}

/* ---- opening and closing ------------------------------------------------------------ */

static enum ivmc_status step(void *loop, uint32_t timeout_ms)
{
    return ivmc_page_loop_step(loop, timeout_ms);
}

static bool any_kept(const void *context)
{
    const struct ivmc_page_loop *loop = context;
    const struct host_client *c;
    uint32_t i = 0;

    while ((c = host_loop_next(loop, &i)) != NULL)
        if (c->port.channel.kept)
            return true;
    return false;
}

static const struct hub_ops hub_ops = {step, any_kept, accept_one, accept_full};

enum ivmc_status ivmc_page_loop_open(struct ivmc_server *server,
                                     const struct ivmc_page_options *options,
                                     struct ivmc_page_loop **result)
{
    struct ivmc_page_loop *loop;

    *result = NULL;
    if (server->find_channel)
        return IVMC_BUSY;
    loop = calloc(1, sizeof *loop);
    if (!loop)
        return IVMC_SYSTEM;
    loop->server = server;
    host_options(&loop->options, options);
    loop->peers.take = host_loop_take_memory;
    loop->peers.loop = loop;
    loop->peers.max_memory = loop->options.max_memory;
    loop->spin_ns = PAGE_SPIN_START_NS;
    host_turns_init(&loop->turns);
    loop->place_cap = loop->options.max_clients + LOOP_EVICTIONS_A_ROUND;
    loop->places = calloc(loop->place_cap, sizeof *loop->places);
    loop->spill = malloc(loop->options.max_message);
    if (!ivmc_hub_open(&loop->hub, &hub_ops, loop) || !loop->places ||
        !loop->spill) {
        int error = errno;

        ivmc_page_loop_close(loop);
        errno = error;
        return IVMC_SYSTEM;
    }
    server->loop = loop;
    server->find_channel = host_loop_find;
    *result = loop;
    return IVMC_OK;
}

void ivmc_page_loop_close(struct ivmc_page_loop *loop)
{
    struct ivmc_listener *l;
    struct host_client *c;
    uint32_t i = 0;

    if (!loop)
        return;
    while ((c = host_loop_next(loop, &i)) != NULL)
        host_client_kill(c);
    host_clients_bury(loop);
    while ((l = loop->hub.listeners) != NULL) {
        loop->hub.listeners = l->next;
        ivmc_page_listener_close(l->owner);
    }
    if (loop->server->loop == loop) {
        loop->server->loop = NULL;
        loop->server->find_channel = NULL;
    }
    ivmc_hub_close(&loop->hub);
    free(loop->places);
    free(loop->spill);
    free(loop);
}

enum ivmc_status ivmc_page_loop_add(struct ivmc_page_loop *loop,
                                    struct ivmc_page_listener *listener)
{
    /* Replies of all clients are begun in the loop's one buffer. */
    if (listener->options.max_message > loop->options.max_message)
        listener->options.max_message = loop->options.max_message;
    return ivmc_hub_listen(&loop->hub, listener->socket) ? IVMC_OK
                                                         : IVMC_SYSTEM;
}

/* ---- rounds ------------------------------------------------------------------------- */

enum hot { HOT_NONE, HOT_DUE, HOT_NOT_DUE };

/* Whether any of them has something, and may be served. Counts its looks. */
static enum hot look_at_hot(const struct ivmc_page_loop *loop, uint32_t *looks)
{
    enum hot found = HOT_NONE;
    struct host_client *c;

    for (c = loop->hot; c; c = c->hot_next) {
        (*looks)++;
        if (!host_client_pending(c))
            continue;
        if (host_turn_is_due(c))
            return HOT_DUE;
        found = HOT_NOT_DUE;
    }
    return found;
}

/* Whether any hot client could ask for more while we spin. */
static bool worth_spinning(struct ivmc_page_loop *loop)
{
    struct host_client *c;
    bool worth = false;

    for (c = loop->hot; c; c = c->hot_next) {
        if (c->state != HOST_OPEN)
            continue;
        page_tell_cpu(&c->port.channel);
        worth = worth || page_elsewhere(&c->port.channel);
    }
    return worth;
}

/* How long to look for work before all else; 0: not at all. */
static uint32_t spin_time(struct ivmc_page_loop *loop)
{
    switch (loop->options.waiting) {
    case IVMC_PAGE_SLEEP:
        return 0;
    case IVMC_PAGE_SPIN:
        return PAGE_SPIN_LEAST_NS;
    case IVMC_PAGE_ADAPT:
        break;
    }
    return worth_spinning(loop) ? loop->spin_ns : 0;
}

static enum hot look_for_work(struct ivmc_page_loop *loop, uint32_t ns)
{
    struct page_spell spell = page_spell_begin();
    enum hot hot;

    for (;;) {
        uint32_t looks = 0;

        hot = look_at_hot(loop, &looks);
        if (hot != HOT_NONE)
            return hot;
        if (page_spell_read(&spell, looks) &&
            page_spell_over(&spell, ivmc_wait_now(), ns))
            return hot;
    }
}

/*
 * Tells all hot clients to ring, and gives those up that have nothing now.
 * True when there is nothing left to do without sleeping.
 */
static bool arm_hot(struct ivmc_page_loop *loop)
{
    struct host_client **at = &loop->hot;
    struct host_client *c;

    for (c = loop->hot; c; c = c->hot_next)
        host_client_arm(c);
    /* Their counters are looked at after they can see that we sleep. */
    atomic_thread_fence(memory_order_seq_cst);
    while ((c = *at) != NULL) {
        if (host_client_pending(c)) {
            host_client_disarm(c);
            loop->hot_last = c;
            at = &c->hot_next;
        } else {
            c->hot = false;
            *at = c->hot_next;
        }
    }
    return loop->hot == NULL;
}

static int poll_timeout(struct ivmc_page_loop *loop, uint32_t timeout_ms)
{
    if ((loop->hub.paused || loop->muted) && timeout_ms > SOON_MS)
        timeout_ms = SOON_MS;
    if (loop->late && timeout_ms > TICK_MS)
        timeout_ms = TICK_MS;
    return ivmc_hub_timeout(timeout_ms);
}

static enum ivmc_status poll_events(struct ivmc_page_loop *loop, int timeout_ms)
{
    struct epoll_event events[EVENTS];
    uint64_t start = timeout_ms != 0 ? ivmc_wait_now() : 0;
    int n, i;

    n = epoll_wait(loop->hub.epoll, events, EVENTS, timeout_ms);
    if (n < 0 && errno != EINTR)
        return IVMC_SYSTEM;
    loop->now_ns = ivmc_wait_now();
    loop->polled_ns = loop->now_ns;
    if (timeout_ms != 0) {
        loop->stats.wakes++;
        if (n > 0)
            loop->spin_ns = page_tune_spin(loop->spin_ns, loop->now_ns - start);
    }
    for (i = 0; i < n; i++)
        if (!ivmc_hub_event(&loop->hub, events[i].data.ptr))
            host_client_event(events[i].data.ptr, events[i].events);
    return IVMC_OK;
}

/* What time brings, now and then. */
static void look_after(struct ivmc_page_loop *loop)
{
    struct host_client *c;
    uint32_t i = 0;

    (void)ivmc_hub_resume(&loop->hub, loop->now_ns);
    if (loop->now_ns - loop->looked_ns < 5 * NS_PER_MS)
        return;
    loop->looked_ns = loop->now_ns;
    while ((c = host_loop_next(loop, &i)) != NULL)
        host_client_tick(c);
}

static void serve_hot(struct ivmc_page_loop *loop)
{
    struct host_client *c;

    for (c = loop->hot; c; c = c->hot_next) {
        host_client_disarm(c);
        host_client_serve(c);
    }
}

/* There is always work: sockets and doorbells are looked at now and then. */
static enum ivmc_status go_on(struct ivmc_page_loop *loop)
{
    if (++loop->rounds % ROUNDS_A_LOOK != 0)
        return IVMC_OK;
    loop->now_ns = ivmc_wait_now();
    return loop->now_ns - loop->polled_ns >= POLL_NS ? poll_events(loop, 0)
                                                     : IVMC_OK;
}

/* Nobody has something that is due. */
static enum ivmc_status rest(struct ivmc_page_loop *loop, uint32_t timeout_ms)
{
    /* Then all clients stay hot, and none of them needs to ring. */
    bool stays_awake = loop->options.waiting == IVMC_PAGE_SPIN && loop->hot;
    uint32_t looks = 0;
    int wait = 0;

    if (!stays_awake && arm_hot(loop))
        wait = poll_timeout(loop, timeout_ms);
    if (look_at_hot(loop, &looks) == HOT_NOT_DUE)
        host_turns_wait(loop);
    else if (stays_awake)
        sched_yield(); /* to clients that spin here, too */
    return poll_events(loop, wait);
}

enum ivmc_status ivmc_page_loop_step(struct ivmc_page_loop *loop,
                                     uint32_t timeout_ms)
{
    uint32_t ns = loop->hot && timeout_ms != 0 ? spin_time(loop) : 0;
    enum ivmc_status s;

    if (ns != 0 && look_for_work(loop, ns) == HOT_DUE)
        s = go_on(loop);
    else
        s = rest(loop, timeout_ms);
    serve_hot(loop);
    look_after(loop);
    host_clients_bury(loop);
    return s;
}

enum ivmc_status ivmc_page_loop_run(struct ivmc_page_loop *loop)
{
    return ivmc_hub_run(&loop->hub);
}

void ivmc_page_loop_stop(struct ivmc_page_loop *loop)
{
    ivmc_hub_stop(&loop->hub);
}

void ivmc_page_loop_stats(const struct ivmc_page_loop *loop,
                          struct ivmc_page_stats *stats)
{
    *stats = loop->stats;
    stats->memory = loop->peers.memory;
}
