/* Waiting: first a look, perhaps spinning, then sleep until the doorbell. */
#include "page_channel.h"

static bool changed(_Atomic uint32_t *word, uint32_t seen)
{
    return page_load(word) != seen;
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
    if (c->never_sleeps)
        (void)c->spin->spin(c, word, seen);
    else
        port->ops->wait(port, word, seen, left);
    if (changed(word, seen))
        return IVMC_OK;
    if (!page_peer_is_there(c) || !port->ops->peer_alive(port))
        return gone(word, seen);
    return IVMC_BUSY;
}

static enum ivmc_status go_to_sleep(struct page_channel *c, uint32_t waits_for,
                                    _Atomic uint32_t *word, uint32_t seen,
                                    struct ivmc_deadline *deadline)
{
    enum ivmc_status s = IVMC_BUSY;

    atomic_store_explicit(&c->own->sleeping, c->never_sleeps ? 0 : waits_for,
                          memory_order_relaxed);
    /* Our `sleeping` before the look at the counter: see page_ring. */
    atomic_thread_fence(memory_order_seq_cst);
    if (changed(word, seen))
        s = IVMC_OK;
    else if (!page_peer_is_there(c))
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
    if (!c->spin || !c->spin->pays(c))
        return go_to_sleep(c, waits_for, word, seen, deadline);
    if (c->spin->spin(c, word, seen))
        return IVMC_OK;
    start = c->port->ops->now(c->port);
    s = go_to_sleep(c, waits_for, word, seen, deadline);
    if (s == IVMC_OK)
        c->spin->learn(c, c->port->ops->now(c->port) - start);
    return s;
}
