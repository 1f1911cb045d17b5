/* TCP over IPv4, served by the epoll loop. */
#include "pair_loop.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    pair_loop_open(p, "tcp:127.0.0.1:0", max_message);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: tcp4",
    .items = false,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_loop_stop,
    .close = pair_loop_close,
};
