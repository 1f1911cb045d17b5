/* Shared pages, a server of one client: futex. */
#include "pair_page.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    const struct ivmc_page_options o = {.max_message = max_message,
                                        .timeout_ms = 5000};

    pair_page_open(p, false, &o);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: page_futex",
    .items = true,
    .items_own = true,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_page_stop,
    .close = pair_page_close,
};
