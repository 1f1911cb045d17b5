/* The least that a server of one client links. */
#include "page_channel.h"

static const struct page_port_ops no_ops;
static struct page_port port = {&no_ops};
static struct page_zero zero;
static struct page_channel channel;

int main(void)
{
    struct page_terms terms = {.layout = {.pages = 1}, .max_message = 512};

    if (!page_answer(&zero, &terms))
        return 1;
    page_channel_init(&channel, &page_channel_ops, &port, &zero, &terms, true);
    return channel.base.max_message != 512;
}
