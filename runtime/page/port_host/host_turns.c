/*
 * Turns. Where more clients want to run than there are processors, a few run
 * beside the loop and are back with their next request before the others have
 * even run for their reply: they would be served many times as often. So while
 * many are still waking from their sleep, or gave way and have not run again,
 * nobody has more than a few turns, and meanwhile the loop lets go of its
 * processor: they need it.
 */
#include <poll.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "host_loop.h"
#include "wait.h"

/* Turns of one client while others are waking. */
#define TURNS 3

/* How long the loop sleeps before it looks at who is awake. */
#define NAP_NS 50000

/* Who does not wake in that time is not waited for in this. */
#define PATIENCE_NS UINT64_C(10000000)
#define DISTRUST_NS UINT64_C(1000000000)

void host_turns_init(struct host_turns *t)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    t->cycle = 1;
    /* As many as can run beside the loop will be awake soon. */
    t->few = processors > 1 ? (uint32_t)processors - 1 : 1;
}

static void set_awake(struct host_client *c)
{
    if (c->waking)
        c->loop->turns.waking--;
    c->waking = false;
}

void host_turn_take(struct host_client *c)
{
    const struct host_turns *t = &c->loop->turns;

    c->turns = c->turn == t->cycle ? c->turns + 1 : 1;
    c->turn = t->cycle;
    set_awake(c);
}

void host_turn_rung(struct host_client *c)
{
    struct host_turns *t = &c->loop->turns;

    if (c->waking || c->loop->now_ns < c->distrusted_ns)
        return;
    c->waking = true;
    c->rung_in = t->cycle;
    t->waking++;
    if (c->listed)
        return;
    c->listed = true;
    c->next_waking = t->list;
    t->list = c;
}

void host_turn_leave(struct host_client *c)
{
    struct host_client **at = &c->loop->turns.list;

    set_awake(c);
    if (!c->listed)
        return;
    while (*at != c)
        at = &(*at)->next_waking;
    *at = c->next_waking;
    c->listed = false;
}

static bool is_awake(struct host_client *c)
{
    const struct page_channel *channel = &c->port.channel;

    return (page_load(&channel->peer->sleeping) &
            (PAGE_WAITS_MESSAGE | PAGE_GIVES_WAY)) == 0;
}

/* Forgets who is awake, and counts whom this cycle waits for. */
static uint32_t count_waking(struct host_turns *t)
{
    struct host_client **at = &t->list;
    struct host_client *c;
    uint32_t count = 0;

    while ((c = *at) != NULL) {
        if (c->waking && is_awake(c))
            set_awake(c);
        if (!c->waking) {
            c->listed = false;
            *at = c->next_waking;
            continue;
        }
        if (c->rung_in != t->cycle)
            count++;
        at = &c->next_waking;
    }
    return count;
}

static void next_cycle(struct host_turns *t)
{
    t->cycle++;
    t->since_ns = 0;
}

/* It may lie about its sleep: a while without waiting for it. */
static void lose_patience(struct ivmc_page_loop *loop)
{
    struct host_client *c;

    for (c = loop->turns.list; c; c = c->next_waking) {
        if (!c->waking || c->rung_in == loop->turns.cycle)
            continue;
        set_awake(c);
        c->distrusted_ns = loop->now_ns + DISTRUST_NS;
    }
}

bool host_turn_is_due(struct host_client *c)
{
    struct host_turns *t = &c->loop->turns;

    if (t->waking <= t->few || c->turn != t->cycle || c->turns < TURNS)
        return true;
    if (count_waking(t) > t->few)
        return false;
    next_cycle(t);
    return true;
}

void host_turns_wait(struct ivmc_page_loop *loop)
{
    struct host_turns *t = &loop->turns;
    const struct timespec nap = {0, NAP_NS};
    struct pollfd bells = {loop->hub.epoll, POLLIN, 0};

    loop->now_ns = ivmc_wait_now();
    if (t->since_ns == 0)
        t->since_ns = loop->now_ns;
    if (loop->now_ns - t->since_ns < PATIENCE_NS) {
        if (loop->options.waiting == IVMC_PAGE_SPIN)
            sched_yield();
        else
            (void)ppoll(&bells, 1, &nap, NULL);
        return;
    }
    lose_patience(loop);
    next_cycle(t);
}
