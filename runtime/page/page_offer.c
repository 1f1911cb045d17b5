/* The client says where things lie, and hears whether the server agrees. */
#include "page_channel.h"

bool page_lay_out(struct page_layout *l, uint32_t pages, uint32_t client_share)
{
    uint32_t octets;

    if (pages == 0 || pages > PAGE_MAX_PAGES)
        return false;
    l->pages = pages;
    l->data = page_data_offset(pages);
    octets = pages * PAGE_SIZE - l->data;
    l->client_half = octets / 256 * client_share & ~(PAGE_LINE - 1);
    if (l->client_half < PAGE_LEAST_HALF)
        l->client_half = PAGE_LEAST_HALF;
    if (l->client_half > octets - PAGE_LEAST_HALF)
        l->client_half = octets - PAGE_LEAST_HALF;
    l->server_half = octets - l->client_half;
    return true;
}

void page_offer(struct page_zero *zero, const struct page_terms *terms)
{
    memset(zero, 0, offsetof(struct page_zero, grants));
    page_say(&zero->client_hello, &zero->client_side, terms);
}

bool page_confirm(struct page_zero *zero, struct page_terms *terms)
{
    struct page_hello h;

    if (!page_hear(&h, &zero->server_hello) || h.epoch == 0 ||
        h.nonce != terms->nonce || h.pages != terms->layout.pages ||
        h.client_half != terms->layout.client_half ||
        h.server_half != terms->layout.server_half ||
        h.max_message > terms->max_message)
        return false;
    terms->max_message = h.max_message;
    terms->epoch = h.epoch;
    return true;
}
