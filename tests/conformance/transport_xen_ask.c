/* Granted pages, a server of many: it grants them. */
#include "pair_xen.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    const struct ivmc_xen_options o = {
        .max_message = max_message, .timeout_ms = 5000, .ask = true};

    pair_xen_open(p, true, &o);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: xen_ask",
    .items_other = true,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_xen_stop,
    .close = pair_xen_close,
};
