/* vsock to this machine itself (cid 1), served by the epoll loop. */
#include "pair_loop.h"

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    /* The port is the system's to choose: VMADDR_PORT_ANY. */
    pair_loop_open(p, "vsock:1:4294967295", max_message);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: vsock",
    .items = false,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = pair_loop_stop,
    .close = pair_loop_close,
};
