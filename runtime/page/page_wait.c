/*
 * Waiting: first a look, then spinning where it pays, then sleep. To spin for
 * a peer that needs our processor is to wait for the scheduler, so each side
 * says where it runs; and how long spinning is worth it, waits show.
 */
#include "page_channel.h"

#define SPIN_LEAST_NS 2000u
#define SPIN_MOST_NS  50000u

/* Looks before the clock is read, and between two readings. */
#define QUICK_LOOKS 512u
#define SLOW_LOOKS  32u

static inline void pause_a_little(void)
{
#if defined(__i386__) || defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static bool changed(_Atomic uint32_t *word, uint32_t seen)
{
    return atomic_load_explicit(word, memory_order_relaxed) != seen;
}

void page_tell_cpu(struct page_channel *c)
{
    uint32_t cpu = c->port->ops->cpu(c->port);

    if (cpu == c->cpu)
        return;
    c->cpu = cpu;
    atomic_store_explicit(&c->own->cpu, cpu, memory_order_relaxed);
}

bool page_elsewhere(struct page_channel *c)
{
    uint32_t cpu = atomic_load_explicit(&c->peer->cpu, memory_order_relaxed);

    return cpu == 0 || c->cpu == 0 || cpu != c->cpu;
}

static bool is_alive(struct page_channel *c)
{
    return atomic_load_explicit(&c->peer->alive, memory_order_relaxed) != 0;
}

/* Spins for at most `ns`. True when the word changed. */
static bool spin(struct page_channel *c, _Atomic uint32_t *word, uint32_t seen,
                 uint32_t ns)
{
    const unsigned char *next = c->in.ring + c->in.at;
    uint64_t start = 0, now;
    uint32_t looks;

    for (looks = 1; !changed(word, seen); looks++) {
        /* The frame will be wanted together with the counter. */
        __builtin_prefetch(next);
        if (looks < QUICK_LOOKS)
            continue;
        pause_a_little();
        if (looks % SLOW_LOOKS != 0)
            continue;
        now = c->port->ops->now(c->port);
        if (start == 0)
            start = now;
        if (now - start >= ns || !is_alive(c) ||
            (c->mode == PAGE_ADAPT && !page_elsewhere(c)))
            return false;
    }
    return true;
}

/*
 * A wait that spinning might have covered makes it worth more, a longer one
 * less.
 */
static void tune(struct page_channel *c, uint64_t waited_ns)
{
    if (waited_ns < SPIN_MOST_NS / 2)
        c->spin_ns = 2 * (uint32_t)waited_ns;
    else
        c->spin_ns /= 2;
    if (c->spin_ns < SPIN_LEAST_NS)
        c->spin_ns = SPIN_LEAST_NS;
}

/* A last look: the peer may have gone right after it told us something. */
static enum ivmc_status gone(_Atomic uint32_t *word, uint32_t seen)
{
    return changed(word, seen) ? IVMC_OK : IVMC_PEER_GONE;
}

static enum ivmc_status sleep_once(struct page_channel *c,
                                   _Atomic uint32_t *word, uint32_t seen,
                                   struct ivmc_deadline *deadline)
{
    struct page_port *port = c->port;
    uint64_t left = ivmc_deadline_left(deadline, port->ops->now(port));

    if (left == 0)
        return IVMC_TIMEOUT;
    if (c->mode == PAGE_SPIN)
        (void)spin(c, word, seen, SPIN_MOST_NS);
    else
        port->ops->wait(port, word, seen, left);
    if (changed(word, seen))
        return IVMC_OK;
    if (!is_alive(c) || !port->ops->peer_alive(port))
        return gone(word, seen);
    return IVMC_BUSY;
}

static enum ivmc_status go_to_sleep(struct page_channel *c, uint32_t waits_for,
                                    _Atomic uint32_t *word, uint32_t seen,
                                    struct ivmc_deadline *deadline)
{
    enum ivmc_status s = IVMC_BUSY;

    atomic_store_explicit(&c->own->sleeping,
                          c->mode == PAGE_SPIN ? 0 : waits_for,
                          memory_order_relaxed);
    /* Our `sleeping` before the look at the counter: see ring_if_asleep. */
    atomic_thread_fence(memory_order_seq_cst);
    if (changed(word, seen))
        s = IVMC_OK;
    else if (!is_alive(c))
        s = gone(word, seen);
    while (s == IVMC_BUSY)
        s = sleep_once(c, word, seen, deadline);
    atomic_store_explicit(&c->own->sleeping, 0, memory_order_relaxed);
    return s;
}

enum ivmc_status page_wait(struct page_channel *c, uint32_t waits_for,
                           uint32_t seen, struct ivmc_deadline *deadline)
{
    _Atomic uint32_t *word = waits_for == PAGE_WAITS_MESSAGE
                                 ? &c->peer->published
                                 : &c->peer->consumed;
    enum ivmc_status s;
    uint64_t start;

    page_let_go(c);
    page_tell_cpu(c);
    if (c->mode == PAGE_ADAPT && page_elsewhere(c) &&
        spin(c, word, seen, c->spin_ns))
        return IVMC_OK;
    start = c->port->ops->now(c->port);
    s = go_to_sleep(c, waits_for, word, seen, deadline);
    if (s == IVMC_OK)
        tune(c, c->port->ops->now(c->port) - start);
    return s;
}
