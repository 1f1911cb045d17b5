/* TCP, served by a server of one connection. */
#include "pair_blocking.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    pair_accept_open(p, "tcp:127.0.0.1:0", max_message);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: tcp, blocking",
    .items = false,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_blocking_stop,
    .close = pair_blocking_close,
};
