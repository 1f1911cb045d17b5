/* A Unix stream socket, served by the second of two loops. */
#include <stdio.h>
#include <unistd.h>

#include "pair_loop.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    char address[64];

    snprintf(address, sizeof address, "unix:@ivmc-test-%d", (int)getpid());
    pair_loops_open(p, address, max_message);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: unix, two loops",
    .items = true,
    .items_own = true,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_loop_stop,
    .close = pair_loop_close,
};
