/* Waiting for a peer in another domain, before a sleep. */
#include "page_channel.h"

/* What a try may take. */
#define LOOK_NS 50000u
#define GIVE_NS 50000u

/* From so many failures in a row on it is tried now and then only. */
#define FAILURES 3

/* Waits from a failure to the next try: they double, up to the most. */
#define REST_LEAST 8u
#define REST_MOST  512u

static bool may_try(struct page_way *w)
{
    if (w->skip == 0)
        return true;
    w->skip--;
    return false;
}

static bool learn(struct page_way *w, bool success)
{
    if (success) {
        w->failures = 0;
        w->rest = 0;
    } else if (++w->failures >= FAILURES) {
        w->rest = w->rest == 0 ? REST_LEAST : w->rest * 2;
        if (w->rest > REST_MOST)
            w->rest = REST_MOST;
        w->skip = w->rest;
    }
    return success;
}

/*
 * A success that came late is none: others may have had our processor, the
 * peer among them, and a sleep would have given it to them at once.
 */
static bool look(struct page_port *port, uint32_t places,
                 bool (*news)(void *context), void *context)
{
    struct page_spell spell = page_spell_begin();

    while (!news(context))
        if (page_spell_read(&spell, places) &&
            page_spell_over(&spell, port->ops->now(port), LOOK_NS))
            return false;
    return spell.start == 0 ||
           !page_spell_over(&spell, port->ops->now(port), LOOK_NS);
}

/* Late is not too late here: meanwhile others had our processor. */
static bool give(struct page_port *port, bool (*news)(void *context),
                 void *context)
{
    uint64_t end = port->ops->now(port) + GIVE_NS;

    do {
        port->ops->give_way(port);
        if (news(context))
            return true;
    } while (port->ops->now(port) < end);
    return false;
}

bool page_hope_for(struct page_hope *p, struct page_port *port, uint32_t places,
                   bool (*news)(void *context), void *context)
{
    if (may_try(&p->look) || p->always_looks)
        (void)learn(&p->look, look(port, places, news, context));
    if (news(context))
        return true;
    return may_try(&p->give) && learn(&p->give, give(port, news, context));
}

/* ---- of a channel ---------------------------------------------------------- */

struct awaited {
    _Atomic uint32_t *word;
    uint32_t seen;
};

static bool has_changed(void *context)
{
    const struct awaited *a = context;

    return page_load(a->word) != a->seen;
}

static bool pays(struct page_channel *c)
{
    struct page_hope *p = &c->hope;

    if (p->look.skip == 0 || p->give.skip == 0 || p->always_looks)
        return true;
    p->look.skip--;
    p->give.skip--;
    return false;
}

static bool spin(struct page_channel *c, _Atomic uint32_t *word, uint32_t seen)
{
    struct awaited a = {word, seen};

    return page_hope_for(&c->hope, c->port, 1, has_changed, &a);
}

/* Whether it paid has been learnt. */
static void learn_nothing(struct page_channel *c, uint64_t waited_ns)
{
    (void)c;
    (void)waited_ns;
}

void page_allow_hope(struct page_channel *c)
{
    static const struct page_spin ops = {pays, spin, learn_nothing};

    c->spin = &ops;
}
