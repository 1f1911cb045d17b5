/*
 * Loops that share clients. They stand in a ring that never changes while
 * one of them runs, and have nothing else in common: a connection is handed
 * over once, through a pipe, before it is anything but a descriptor.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"

/* What the pipe carries; so short a write is never split. */
struct handed {
    struct ivmc_listener *listener;
    int fd;
};

static bool have_mail(struct ivmc_socket_loop *loop)
{
    if (loop->mail[0] >= 0)
        return true;
    if (pipe2(loop->mail, O_CLOEXEC | O_NONBLOCK) < 0) {
        loop->mail[0] = loop->mail[1] = -1;
        return false;
    }
    if (ivmc_hub_watch(&loop->hub, loop->mail[0], &loop->mail))
        return true;
    close(loop->mail[0]);
    close(loop->mail[1]);
    loop->mail[0] = loop->mail[1] = -1;
    return false;
}

/* Buffers for messages of all listeners that `from` and its ring have. */
static bool fit(struct ivmc_socket_loop *loop,
                const struct ivmc_socket_loop *from)
{
    const struct ivmc_socket_loop *at = from;
    const struct ivmc_listener *l;

    do {
        for (l = at->hub.listeners; l; l = l->next) {
            if (!ivmc_loop_fit(loop, l))
                return false;
        }
        at = at->joined;
    } while (at != from);
    return true;
}

enum ivmc_status ivmc_socket_loop_join(struct ivmc_socket_loop *loop,
                                       struct ivmc_socket_loop *other)
{
    struct ivmc_socket_loop *at = other;

    if (loop->joined != loop || loop == other)
        return IVMC_BUSY;
    if (!have_mail(loop) || !have_mail(other) || !fit(loop, other))
        return IVMC_SYSTEM;
    do {
        if (!fit(at, loop))
            return IVMC_SYSTEM;
        at = at->joined;
    } while (at != other);
    loop->joined = other->joined;
    other->joined = loop;
    return IVMC_OK;
}

struct ivmc_socket_loop *ivmc_loop_idlest(struct ivmc_socket_loop *loop)
{
    struct ivmc_socket_loop *least = loop, *at;
    uint32_t load = atomic_load(&loop->load);

    for (at = loop->joined; at != loop; at = at->joined) {
        uint32_t n = atomic_load(&at->load);

        if (n < load) {
            least = at;
            load = n;
        }
    }
    return least;
}

bool ivmc_loop_hand(struct ivmc_socket_loop *to, struct ivmc_listener *l,
                    int fd)
{
    struct handed handed;

    memset(&handed, 0, sizeof handed);
    handed.listener = l;
    handed.fd = fd;
    atomic_fetch_add(&to->load, 1);
    if (write(to->mail[1], &handed, sizeof handed) == sizeof handed)
        return true;
    atomic_fetch_sub(&to->load, 1);
    return false;
}

bool ivmc_loop_read_mail(struct ivmc_socket_loop *loop, loop_take *take)
{
    struct handed handed[LOOP_ACCEPTS_A_ROUND];
    ssize_t n = read(loop->mail[0], handed, sizeof handed);
    size_t i;

    for (i = 0; n > 0 && i < (size_t)n / sizeof *handed; i++) {
        atomic_fetch_sub(&loop->load, 1);
        take(loop, handed[i].listener, handed[i].fd);
    }
    return n > 0;
}

static void hang_up(struct ivmc_socket_loop *loop, struct ivmc_listener *l,
                    int fd)
{
    (void)loop;
    (void)l;
    close(fd);
}

static void close_mail(struct ivmc_socket_loop *loop)
{
    if (loop->mail[0] < 0)
        return;
    close(loop->mail[0]);
    close(loop->mail[1]);
}

void ivmc_loop_leave(struct ivmc_socket_loop *loop)
{
    struct ivmc_socket_loop *at = loop;

    /* What is on its way may name a listener that is about to go. */
    do {
        while (at->mail[0] >= 0 && ivmc_loop_read_mail(at, hang_up))
            ;
        at = at->joined;
    } while (at != loop);
    while (at->joined != loop)
        at = at->joined;
    at->joined = loop->joined;
    loop->joined = loop;
    close_mail(loop);
}
