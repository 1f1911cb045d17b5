/*
 * What the channel of a loop's client asks of its platform: it never waits.
 * And the memory that clients make the loop keep: who loses it to others.
 */
#include <stdlib.h>

#include "host_loop.h"

/* ---- who loses what is kept for it ------------------------------------------------- */

static enum peer_claim claim_of(const struct host_client *c)
{
    const struct page_channel *channel = &c->port.channel;

    if (c->state != HOST_OPEN || c->served)
        return PEER_KEEPS;
    if (channel->holds == PAGE_HOLDS_PART)
        return PEER_LOSES_FIRST;
    /* Replies that it does not take, or pages that it has never used. */
    return channel->kept || c->turn == 0 ? PEER_LOSES : PEER_SHARES;
}

/* A message in half is refused, and all else ends the connection. */
static void take_from(struct host_client *c)
{
    struct page_channel *channel = &c->port.channel;

    if (channel->holds == PAGE_HOLDS_PART) {
        page_give_up(channel);
        host_client_heat(c);
        return;
    }
    c->loop->stats.evicted++;
    host_client_kill(c);
}

bool host_loop_take_memory(void *context, const struct peer_share *asking,
                           uint64_t share)
{
    struct peer_choice choice = {.asking = asking, .needed = share};
    const struct ivmc_page_loop *loop = context;
    struct host_client *c;
    uint32_t i = 0;

    while ((c = host_loop_next(loop, &i)) != NULL)
        ivmc_peer_consider(&choice, claim_of(c), &c->share, c);
    if (choice.client)
        take_from(choice.client);
    return choice.client;
}

/* ---- what the channel asks --------------------------------------------------------- */

static void *host_lend(struct page_port *port, size_t size)
{
    struct host_client *c = host_client_of(port);
    struct ivmc_page_loop *loop = c->loop;
    void *memory = malloc(size);

    if (memory && ivmc_peer_charge(&loop->peers, &c->share, size, loop->now_ns))
        return memory;
    free(memory);
    return NULL;
}

static void host_give_back(struct page_port *port, void *memory, size_t size)
{
    struct host_client *c = host_client_of(port);

    free(memory);
    ivmc_peer_discharge(&c->loop->peers, &c->share, size);
}

/* The loop buries it. */
static void host_close(struct page_port *port)
{
    (void)port;
}

const struct page_port_ops host_loop_ops = {
    .name = "page",
    .now = host_now,
    .cpu = host_cpu,
    .ring = host_ring,
    .send_items = host_send_items,
    .take_items = host_take_items,
    .close_item = host_close_item,
    .lend = host_lend,
    .give_back = host_give_back,
    .close = host_close,
};
