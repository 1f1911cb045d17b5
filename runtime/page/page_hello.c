/* Layout, and what two sides say to each other before they talk. */
#include "page_channel.h"

#include "pull.h"

/* Offset of the first half, after the directory. */
static uint32_t data_offset(uint32_t pages)
{
    uint32_t entries = pages - 1;
    uint32_t end = (uint32_t)offsetof(struct page_zero, grants) + 4 * entries;

    return (end + PAGE_LINE - 1) & ~(PAGE_LINE - 1);
}

/* Page 0's share of the directory ends where page 1 begins. */
_Static_assert(offsetof(struct page_zero, grants) + 4 * PAGE_GRANTS_FIRST ==
                   PAGE_SIZE,
               "the directory goes on at once");

bool page_lay_out(struct page_layout *l, uint32_t pages, uint32_t client_share)
{
    uint32_t octets;

    if (pages == 0 || pages > PAGE_MAX_PAGES)
        return false;
    l->pages = pages;
    l->data = data_offset(pages);
    octets = pages * PAGE_SIZE - l->data;
    l->client_half = octets / 256 * client_share & ~(PAGE_LINE - 1);
    if (l->client_half < PAGE_LEAST_HALF)
        l->client_half = PAGE_LEAST_HALF;
    if (l->client_half > octets - PAGE_LEAST_HALF)
        l->client_half = octets - PAGE_LEAST_HALF;
    l->server_half = octets - l->client_half;
    return true;
}

static bool is_half(uint32_t octets)
{
    return octets >= PAGE_LEAST_HALF && octets % PAGE_LINE == 0 &&
           octets <= PAGE_MAX_PAGES * PAGE_SIZE;
}

/* Sizes that a peer gave, for pages that are there. */
static bool take_layout(struct page_layout *l, const struct page_hello *h)
{
    uint32_t octets;

    if (h->pages != l->pages || !is_half(h->client_half) ||
        !is_half(h->server_half))
        return false;
    l->data = data_offset(l->pages);
    octets = l->pages * PAGE_SIZE - l->data;
    l->client_half = h->client_half;
    l->server_half = h->server_half;
    return h->client_half + h->server_half <= octets;
}

/* Written before `state`, which says that it may be read. */
static void say(struct page_hello *to, struct page_side *side,
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
static bool hear(struct page_hello *to, struct page_hello *from)
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

void page_offer(struct page_zero *zero, const struct page_terms *terms)
{
    memset(zero, 0, offsetof(struct page_zero, grants));
    say(&zero->client_hello, &zero->client_side, terms);
}

bool page_answer(struct page_zero *zero, struct page_terms *terms)
{
    struct page_hello h;

    if (!hear(&h, &zero->client_hello) || h.epoch != 0 ||
        !take_layout(&terms->layout, &h))
        return false;
    if (h.max_message < terms->max_message)
        terms->max_message = h.max_message;
    terms->nonce = h.nonce;
    say(&zero->server_hello, &zero->server_side, terms);
    return true;
}

bool page_confirm(struct page_zero *zero, struct page_terms *terms)
{
    struct page_hello h;

    if (!hear(&h, &zero->server_hello) || h.epoch == 0 ||
        h.nonce != terms->nonce || h.pages != terms->layout.pages ||
        h.client_half != terms->layout.client_half ||
        h.server_half != terms->layout.server_half ||
        h.max_message > terms->max_message)
        return false;
    terms->max_message = h.max_message;
    terms->epoch = h.epoch;
    return true;
}

#define SPIN_START_NS 20000u

void page_channel_init(struct page_channel *c, struct page_port *port,
                       struct page_zero *zero, const struct page_terms *terms,
                       bool server, unsigned char *spill)
{
    unsigned char *halves = (unsigned char *)zero + terms->layout.data;
    const struct page_layout *l = &terms->layout;

    memset(c, 0, sizeof *c);
    ivmc_channel_init(&c->base, &page_channel_ops, terms->max_message,
                      terms->epoch);
    c->port = port;
    c->own = server ? &zero->server_side : &zero->client_side;
    c->peer = server ? &zero->client_side : &zero->server_side;
    c->own_hello = server ? &zero->server_hello : &zero->client_hello;
    c->out.ring = halves + (server ? l->client_half : 0);
    c->out.size = server ? l->server_half : l->client_half;
    c->in.ring = halves + (server ? 0 : l->client_half);
    c->in.size = server ? l->client_half : l->server_half;
    c->spill = spill;
    c->spin_ns = SPIN_START_NS;
    if (server)
        c->base.bindings = c->bindings;
}
