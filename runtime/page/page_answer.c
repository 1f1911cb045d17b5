/* The server takes what a client offered, if it can be. */
#include "page_channel.h"

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
    l->data = page_data_offset(l->pages);
    octets = l->pages * PAGE_SIZE - l->data;
    l->client_half = h->client_half;
    l->server_half = h->server_half;
    return h->client_half + h->server_half <= octets;
}

bool page_answer(struct page_zero *zero, struct page_terms *terms)
{
    struct page_hello h;

    if (!page_hear(&h, &zero->client_hello) || h.epoch != 0 ||
        !take_layout(&terms->layout, &h))
        return false;
    if (h.max_message < terms->max_message)
        terms->max_message = h.max_message;
    terms->nonce = h.nonce;
    page_say(&zero->server_hello, &zero->server_side, terms);
    return true;
}
