/*
 * Spinning before a sleep, where it pays: to spin for a peer that needs our
 * processor is to wait for the scheduler, so each side says where it runs;
 * and how long spinning is worth it, waits show. Linked only by ports that
 * want it.
 */
#include "page_channel.h"

#define SPIN_LEAST_NS 2000u
#define SPIN_MOST_NS  50000u

/*
 * To wake another processor may take as long as the most that we spin, and it
 * is in what a wait took: what lasted twice as long might have been covered.
 */
#define SPIN_PAYS_NS (2 * SPIN_MOST_NS)

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

/* The next frame will be written: its lines are made ours while we wait. */
static inline void prepare_to_write(const unsigned char *line)
{
#if defined(__x86_64__)
    __asm__ volatile("prefetchw %0" : : "m"(*line));
#else
    __builtin_prefetch(line, 1);
#endif
}

/* Looks for at most `ns`. True when the word changed. */
static bool look(struct page_channel *c, _Atomic uint32_t *word, uint32_t seen,
                 uint32_t ns)
{
    const unsigned char *next = c->in.ring + c->in.at;
    uint64_t start = 0, now;
    uint32_t looks;

    prepare_to_write(c->out.ring + c->out.at);
    prepare_to_write(c->out.ring + c->out.at + PAGE_LINE);
    for (looks = 1; page_load(word) == seen; looks++) {
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
        if (now - start >= ns || !page_peer_is_there(c) ||
            (!c->never_sleeps && !page_elsewhere(c)))
            return false;
    }
    /* A small message has two lines; together they come as fast as one. */
    __builtin_prefetch(next + PAGE_LINE);
    return true;
}

static bool pays(struct page_channel *c)
{
    if (c->never_sleeps)
        return true;
    page_tell_cpu(c);
    return page_elsewhere(c);
}

static bool spin(struct page_channel *c, _Atomic uint32_t *word, uint32_t seen)
{
    if (!c->never_sleeps)
        return look(c, word, seen, c->spin_ns);
    if (look(c, word, seen, SPIN_MOST_NS))
        return true;
    /* Whoever we wait for may wait for our processor. */
    c->port->ops->give_way(c->port);
    return false;
}

uint32_t page_tune_spin(uint32_t spin_ns, uint64_t waited_ns)
{
    spin_ns = waited_ns < SPIN_PAYS_NS ? spin_ns * 2 : spin_ns / 2;
    if (spin_ns > SPIN_MOST_NS)
        return SPIN_MOST_NS;
    return spin_ns < SPIN_LEAST_NS ? SPIN_LEAST_NS : spin_ns;
}

static void learn(struct page_channel *c, uint64_t waited_ns)
{
    c->spin_ns = page_tune_spin(c->spin_ns, waited_ns);
}

void page_allow_spin(struct page_channel *c, bool always)
{
    static const struct page_spin ops = {pays, spin, learn};

    c->spin = &ops;
    c->never_sleeps = always;
    c->spin_ns = PAGE_SPIN_START_NS;
    page_tell_cpu(c);
}
