/* What the channel of a side that waits asks of its platform. */
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

/* A killed peer clears no octet: no sleep is longer than this. */
#define SLICE_NS UINT64_C(100000000)

static void host_wait(struct page_port *port, _Atomic uint32_t *word,
                      uint32_t seen, uint64_t ns)
{
    struct timespec t;

    (void)port;
    if (ns > SLICE_NS)
        ns = SLICE_NS;
    t.tv_sec = 0;
    t.tv_nsec = (long)ns;
    (void)syscall(SYS_futex, word, FUTEX_WAIT, seen, &t, NULL, 0);
}

/* Those who spin on our processor, the peer among them, have their turn. */
static void host_give_way(struct page_port *port)
{
    (void)port;
    sched_yield();
}

static bool host_peer_alive(struct page_port *port)
{
    struct pollfd f = {host_of(port)->socket, POLLRDHUP, 0};

    return poll(&f, 1, 0) <= 0;
}

static void host_close(struct page_port *port)
{
    struct host_port *p = host_of(port);

    host_port_done(p);
    free(p);
}

const struct page_port_ops host_waiting_ops = {
    .name = "page",
    .now = host_now,
    .cpu = host_cpu,
    .ring = host_ring,
    .wait = host_wait,
    .give_way = host_give_way,
    .peer_alive = host_peer_alive,
    .send_items = host_send_items,
    .take_items = host_take_items,
    .close_item = host_close_item,
    .close = host_close,
};
