/* What the channel asks of its platform. */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "host.h"
#include "items.h"
#include "wait.h"

/* A killed peer clears no octet: no sleep is longer than this. */
#define SLICE_NS UINT64_C(100000000)

static struct host_port *host_of(struct page_port *port)
{
    return (struct host_port *)(void *)port;
}

static uint64_t host_now(struct page_port *port)
{
    (void)port;
    return ivmc_wait_now();
}

static uint32_t host_cpu(struct page_port *port)
{
    int cpu = sched_getcpu();

    (void)port;
    return cpu < 0 ? 0 : (uint32_t)cpu + 1;
}

/* ---- doorbells ------------------------------------------------------------------ */

static void wake(_Atomic uint32_t *word)
{
    (void)syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static void host_ring(struct page_port *port, uint32_t waits_for)
{
    struct host_port *p = host_of(port);
    uint64_t one = 1;

    p->rung = true;
    if (p->bell >= 0) {
        /* Full: then it has been rung often enough. */
        (void)!write(p->bell, &one, sizeof one);
        return;
    }
    if (waits_for & PAGE_WAITS_MESSAGE)
        wake(&p->channel.own->published);
    if (waits_for & PAGE_WAITS_ROOM)
        wake(&p->channel.own->consumed);
}

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

/* ---- items ----------------------------------------------------------------------- */

/* Beside each packet of items: their number. */
static enum ivmc_status host_send_items(struct page_port *port,
                                        const struct ivmc_items *items)
{
    uint32_t count = items->count;
    struct iovec iov = {&count, sizeof count};
    union items_control control;
    struct msghdr m;

    memset(&m, 0, sizeof m);
    m.msg_iov = &iov;
    m.msg_iovlen = 1;
    ivmc_items_attach(&m, &control, items);
    while (sendmsg(host_of(port)->socket, &m, MSG_NOSIGNAL | MSG_DONTWAIT) <
           0) {
        switch (errno) {
        case EINTR:
            continue;
        case EBADF:
            return IVMC_BAD_ARGUMENT;
        case EPIPE:
        case ECONNRESET:
            return IVMC_PEER_GONE;
        default:
            return IVMC_LIMIT; /* the peer takes none, or the system is full */
        }
    }
    return IVMC_OK;
}

static bool host_take_items(struct page_port *port, uint32_t count,
                            struct ivmc_items *items)
{
    uint32_t announced = 0;
    struct iovec iov = {&announced, sizeof announced};
    enum items_result result;
    int flags;
    ssize_t n;

    items->count = 0;
    do {
        flags = MSG_DONTWAIT;
        result =
            ivmc_items_receive(host_of(port)->socket, &iov, &flags, &n, items);
    } while (n < 0 && errno == EINTR);
    if (result == ITEMS_SOME && n == sizeof announced && !(flags & MSG_TRUNC) &&
        announced == count && items->count == count)
        return true;
    if (result == ITEMS_SOME)
        ivmc_items_close(items);
    return false;
}

static void host_close_item(struct page_port *port, struct ivmc_item *item)
{
    (void)port;
    close((int)item->handle);
}

/* ---- memory, and the end ------------------------------------------------------------ */

static void *host_lend(struct page_port *port, size_t size)
{
    struct host_port *p = host_of(port);
    void *memory;

    if (size > p->max_memory - *p->memory)
        return NULL;
    memory = malloc(size);
    if (memory)
        *p->memory += size;
    return memory;
}

static void host_give_back(struct page_port *port, void *memory, size_t size)
{
    free(memory);
    *host_of(port)->memory -= size;
}

static void host_close(struct page_port *port)
{
    struct host_port *p = host_of(port);

    if (p->in_loop)
        return;
    host_port_done(p);
    free(p);
}

static const struct page_port_ops host_ops = {
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
    .lend = host_lend,
    .give_back = host_give_back,
    .close = host_close,
};

void host_port_init(struct host_port *p)
{
    memset(p, 0, sizeof *p);
    p->base.ops = &host_ops;
    p->socket = -1;
    p->bell = -1;
}

void host_port_done(struct host_port *p)
{
    if (p->zero)
        munmap(p->zero, p->size);
    if (p->bell >= 0)
        close(p->bell);
    if (p->socket >= 0)
        close(p->socket);
    free(p->spill);
}
