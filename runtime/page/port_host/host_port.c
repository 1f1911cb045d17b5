/* What every channel asks of its platform. */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"
#include "items.h"
#include "wait.h"

uint64_t host_now(struct page_port *port)
{
    (void)port;
    return ivmc_wait_now();
}

uint32_t host_cpu(struct page_port *port)
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

void host_ring(struct page_port *port, uint32_t waits_for)
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

/* ---- items ----------------------------------------------------------------------- */

bool host_send(int fd, void *octets, size_t len, const struct ivmc_items *items)
{
    struct iovec iov = {octets, len};
    union items_control control;
    struct msghdr m;

    memset(&m, 0, sizeof m);
    m.msg_iov = &iov;
    m.msg_iovlen = 1;
    ivmc_items_attach(&m, &control, items);
    while (sendmsg(fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        if (errno != EINTR)
            return false;
    return true;
}

enum ivmc_status host_receive(int fd, void *octets, size_t len,
                              struct ivmc_items *items)
{
    struct iovec iov = {octets, len};
    enum items_result result;
    int reset = 0;
    int flags;
    ssize_t n;

    items->count = 0;
    do {
        flags = MSG_DONTWAIT;
        result = ivmc_items_receive(fd, &iov, &flags, &n, items);
        /* Reported first, though a packet may have come before it. */
    } while (n < 0 && (errno == EINTR || (errno == ECONNRESET && !reset++)));
    if (n <= 0)
        return IVMC_PEER_GONE;
    if (result != ITEMS_BROKEN && (size_t)n == len && !(flags & MSG_TRUNC))
        return result == ITEMS_LOST ? IVMC_LIMIT : IVMC_OK;
    ivmc_items_close(items);
    return IVMC_BAD_MESSAGE;
}

/* Beside each packet of items: their number. */
enum ivmc_status host_send_items(struct page_port *port,
                                 const struct ivmc_items *items)
{
    uint32_t count = items->count;

    if (host_send(host_of(port)->socket, &count, sizeof count, items))
        return IVMC_OK;
    switch (errno) {
    case EBADF:
        return IVMC_BAD_ARGUMENT;
    case EPIPE:
    case ECONNRESET:
        return IVMC_PEER_GONE;
    default:
        return IVMC_LIMIT; /* the peer takes none, or the system is full */
    }
}

enum ivmc_status host_take_items(struct page_port *port, uint32_t count,
                                 struct ivmc_items *items)
{
    uint32_t announced = 0;
    enum ivmc_status s = host_receive(host_of(port)->socket, &announced,
                                      sizeof announced, items);

    if (s == IVMC_OK && items->count != count)
        s = IVMC_BAD_MESSAGE;
    if (announced != count)
        s = IVMC_BAD_MESSAGE;
    if (s != IVMC_OK)
        ivmc_items_close(items);
    return s;
}

void host_close_item(struct page_port *port, struct ivmc_item *item)
{
    (void)port;
    close((int)item->handle);
}

/* ---- the port --------------------------------------------------------------------- */

void host_port_init(struct host_port *p, const struct page_port_ops *ops)
{
    memset(p, 0, sizeof *p);
    p->base.ops = ops;
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
