/* What two sides say to each other before they talk. */
#include "page_channel.h"

#include "pull.h"

uint32_t page_data_offset(uint32_t pages)
{
    uint32_t entries = pages - 1;
    uint32_t end = (uint32_t)offsetof(struct page_zero, grants) + 4 * entries;

    return (end + PAGE_LINE - 1) & ~(PAGE_LINE - 1);
}

/* Page 0's share of the directory ends where page 1 begins. */
_Static_assert(offsetof(struct page_zero, grants) + 4 * PAGE_GRANTS_FIRST ==
                   PAGE_SIZE,
               "the directory goes on at once");

/* Written before `state`, which says that it may be read. */
void page_say(struct page_hello *to, struct page_side *side,
              const struct page_terms *terms)
{
    atomic_store_explicit(&side->alive, 1, memory_order_relaxed);
    to->magic = PAGE_MAGIC;
    to->version = PAGE_VERSION;
    to->zero = 0;
    to->pages = terms->layout.pages;
    to->client_half = terms->layout.client_half;
    to->server_half = terms->layout.server_half;
    to->max_message = terms->max_message;
    to->epoch = terms->epoch;
    to->zero_too = 0;
    to->nonce = terms->nonce;
    memset(to->rest, 0, sizeof to->rest);
    /* Release: who sees `open` sees the words above. */
    atomic_store_explicit(&to->state, PAGE_OPEN, memory_order_release);
}

/* The words of a hello, each fetched once into private memory. */
bool page_hear(struct page_hello *to, struct page_hello *from)
{
    uint32_t seen = 0;
    uint32_t i;

    if (atomic_load_explicit(&from->state, memory_order_acquire) != PAGE_OPEN)
        return false;
    ivmc_pull(to, from, offsetof(struct page_hello, state));
    ivmc_pull(to->rest, from->rest, sizeof to->rest);
    for (i = 0; i < sizeof to->rest / sizeof *to->rest; i++)
        seen |= to->rest[i];
    return to->magic == PAGE_MAGIC && to->version == PAGE_VERSION &&
           to->zero == 0 && to->zero_too == 0 && seen == 0 &&
           to->max_message >= IVMC_HEADER_SIZE;
}

void page_channel_init(struct page_channel *c,
                       const struct ivmc_channel_ops *ops,
                       struct page_port *port, struct page_zero *zero,
                       const struct page_terms *terms, bool server)
{
    unsigned char *halves = (unsigned char *)zero + terms->layout.data;
    const struct page_layout *l = &terms->layout;

    memset(c, 0, sizeof *c);
    ivmc_channel_init(&c->base, ops, terms->max_message, terms->epoch);
    c->port = port;
    c->own = server ? &zero->server_side : &zero->client_side;
    c->peer = server ? &zero->client_side : &zero->server_side;
    c->own_hello = server ? &zero->server_hello : &zero->client_hello;
    c->out.ring = halves + (server ? l->client_half : 0);
    c->out.size = server ? l->server_half : l->client_half;
    c->in.ring = halves + (server ? 0 : l->client_half);
    c->in.size = server ? l->client_half : l->server_half;
    c->wanted = terms->max_message;
    c->least = c->wanted;
    if (server)
        c->base.bindings = c->bindings;
}
