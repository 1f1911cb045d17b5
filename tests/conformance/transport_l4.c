/* L4's IPC: registers, and pages for what they do not hold. */
#include "pair_l4.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    const struct ivmc_l4_options o = {
        .max_message = max_message, .pages = 16, .timeout_ms = 5000};

    pair_l4_open(p, false, &o);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: l4",
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_l4_stop,
    .close = pair_l4_close,
};
