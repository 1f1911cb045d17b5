/*
 * Spinning before a sleep, where it pays: to spin for a peer that needs our
 * processor is to wait for the scheduler, so each side says where it runs;
 * and how long spinning is worth it, waits show. Linked only by ports that
 * want it.
 */
#include "page_channel.h"

#define SPIN_MOST_NS 50000u

/*
 * To wake another processor may take as long as the most that we spin, and it
 * is in what a wait took: what lasted twice as long might have been covered.
 */
#define SPIN_PAYS_NS (2 * SPIN_MOST_NS)

/* Spells in vain, of one that never sleeps, before the peer is looked after. */
#define SPELLS 16

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
    struct page_spell spell = page_spell_begin();

    prepare_to_write(c->out.ring + c->out.at);
    prepare_to_write(c->out.ring + c->out.at + PAGE_LINE);
    while (page_load(word) == seen) {
        /* The frame will be wanted together with the counter. */
        __builtin_prefetch(next);
        if (page_spell_read(&spell, 1) &&
            (page_spell_over(&spell, c->port->ops->now(c->port), ns) ||
             !page_peer_is_there(c) ||
             (!c->never_sleeps && !page_elsewhere(c))))
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

/* Whoever we wait for may wait for our processor, and others with it. */
static void give_way(struct page_channel *c)
{
    atomic_store_explicit(&c->own->sleeping, PAGE_GIVES_WAY,
                          memory_order_relaxed);
    c->port->ops->give_way(c->port);
    atomic_store_explicit(&c->own->sleeping, 0, memory_order_relaxed);
}

static bool spin(struct page_channel *c, _Atomic uint32_t *word, uint32_t seen)
{
    int n;

    if (!c->never_sleeps)
        return look(c, word, seen, c->spin_ns);
    for (n = 0; n < SPELLS; n++) {
        if (look(c, word, seen, PAGE_SPIN_LEAST_NS))
            return true;
        give_way(c);
    }
    return false;
}

uint32_t page_tune_spin(uint32_t spin_ns, uint64_t waited_ns)
{
    spin_ns = waited_ns < SPIN_PAYS_NS ? spin_ns * 2 : spin_ns / 2;
    if (spin_ns > SPIN_MOST_NS)
        return SPIN_MOST_NS;
    return spin_ns < PAGE_SPIN_LEAST_NS ? PAGE_SPIN_LEAST_NS : spin_ns;
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
