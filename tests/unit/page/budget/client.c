/* The least that a client links: messages of one frame, sleeping at once. */
#include "page_channel.h"

static const struct page_port_ops no_ops;
static struct page_port port = {&no_ops};
static struct page_zero zero;
static struct page_channel channel;

int main(void)
{
    struct page_terms terms = {.max_message = 512};

    if (!page_lay_out(&terms.layout, 1, 128))
        return 1;
    page_offer(&zero, &terms);
    if (!page_confirm(&zero, &terms))
        return 1;
    page_channel_init(&channel, &page_channel_ops, &port, &zero, &terms, false);
    return channel.base.max_message != 512;
}
