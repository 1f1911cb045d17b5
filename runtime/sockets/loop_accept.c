#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hello.h"
#include "loop.h"
#include "options.h"

/* Says why, as far as one can without waiting, and hangs up. */
static void turn_away(struct ivmc_socket_loop *loop, int fd)
{
    unsigned char ours[IVMC_HELLO_SIZE], theirs[IVMC_HELLO_SIZE];

    ivmc_hello_refuse(ours, IVMC_REFUSED);
    (void)!send(fd, ours, sizeof ours, MSG_NOSIGNAL | MSG_DONTWAIT);
    /* What is unread at the close would reset the connection. */
    (void)!recv(fd, theirs, sizeof theirs, MSG_DONTWAIT);
    close(fd);
    loop->stats.refused++;
}

static void listen_for(struct ivmc_socket_loop *loop, uint32_t events)
{
    struct ivmc_listener *l;

    for (l = loop->listeners; l; l = l->next) {
        struct epoll_event event;

        event.events = events;
        event.data.ptr = l;
        (void)epoll_ctl(loop->epoll, EPOLL_CTL_MOD, l->fd, &event);
    }
}

/*
 * No descriptor is left: with the spare one the connection is refused, so
 * that the client knows. Without one, epoll would report it for ever.
 */
static void refuse_without_descriptor(struct ivmc_socket_loop *loop,
                                      struct ivmc_listener *l)
{
    int fd;

    if (loop->spare >= 0) {
        close(loop->spare);
        fd = ivmc_listener_take(l, SOCK_NONBLOCK);
        if (fd >= 0)
            turn_away(loop, fd);
        loop->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (loop->spare >= 0)
            return;
    }
    loop->paused = true;
    loop->resume_ns = loop->now_ns + LOOP_PAUSE_NS;
    listen_for(loop, 0);
}

void ivmc_loop_resume(struct ivmc_socket_loop *loop)
{
    loop->paused = false;
    if (loop->spare < 0)
        loop->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    listen_for(loop, EPOLLIN);
}

static void take_in(struct ivmc_socket_loop *loop, struct ivmc_listener *l,
                    int fd)
{
    if (loop->stats.clients >= loop->options.max_clients) {
        turn_away(loop, fd);
        return;
    }
    if (!l->items)
        ivmc_socket_prepare(fd);
    if (!ivmc_client_open(loop, fd, l))
        loop->stats.refused++;
}

void ivmc_loop_accept(struct ivmc_socket_loop *loop, struct ivmc_listener *l)
{
    int n;

    for (n = 0; n < LOOP_ACCEPTS_A_ROUND && !loop->paused; n++) {
        int fd = ivmc_listener_take(l, SOCK_NONBLOCK);

        if (fd >= 0) {
            take_in(loop, l, fd);
            continue;
        }
        switch (errno) {
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            refuse_without_descriptor(loop, l);
            break;
        case EAGAIN:
            return;
        default:
            break; /* a connection that went before we came to it */
        }
    }
}
