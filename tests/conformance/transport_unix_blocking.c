/* A Unix stream socket pair, each end waiting for the other. */
#include <sys/socket.h>

#include "pair_blocking.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    pair_blocking_open(p, SOCK_STREAM, max_message);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: unix, blocking",
    .items = true,
    .items_own = true,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_blocking_stop,
    .close = pair_blocking_close,
};
