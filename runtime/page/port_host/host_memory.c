/* What the channel of a loop's client asks of its platform: it never waits. */
#include <stdlib.h>

#include "host_loop.h"

static void *host_lend(struct page_port *port, size_t size)
{
    struct ivmc_page_loop *loop = host_client_of(port)->loop;
    void *memory;

    if (size > loop->options.max_memory - loop->memory)
        return NULL;
    memory = malloc(size);
    if (memory)
        loop->memory += size;
    return memory;
}

static void host_give_back(struct page_port *port, void *memory, size_t size)
{
    free(memory);
    host_client_of(port)->loop->memory -= size;
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
