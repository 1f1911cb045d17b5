#include <fcntl.h>
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

static bool may_come_in(struct ivmc_socket_loop *loop,
                        const struct peer_key *peer, bool full)
{
    uint32_t most = loop->options.max_per_peer;

    if (most && ivmc_peer_clients(&loop->peers, peer) >= most)
        return false;
    if (full || loop->alive >= loop->options.max_clients)
        return ivmc_loop_make_room(loop, peer);
    return true;
}

/* `full`: there is no room for it, even if it does not look so. */
static void take_in(struct ivmc_socket_loop *loop, struct ivmc_listener *l,
                    int fd, bool full)
{
    struct peer_key peer;

    ivmc_peer_identify(&peer, fd);
    if (!may_come_in(loop, &peer, full)) {
        turn_away(loop, fd);
        return;
    }
    if (!l->items)
        ivmc_socket_prepare(fd);
    if (!ivmc_client_open(loop, fd, l, &peer))
        loop->stats.refused++;
}

bool ivmc_loop_have_spare(struct ivmc_socket_loop *loop)
{
    if (loop->spare < 0)
        loop->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return loop->spare >= 0;
}

/*
 * No descriptor is left: the connection is taken with the spare one. Then
 * somebody else has to go, or it is refused, so that the client knows.
 * Without a spare one, epoll would report it for ever.
 */
bool ivmc_loop_accept_full(void *context, struct ivmc_listener *l)
{
    struct ivmc_socket_loop *loop = context;
    int fd;

    if (ivmc_loop_have_spare(loop)) {
        close(loop->spare);
        loop->spare = -1;
        fd = ivmc_listener_take(l, SOCK_NONBLOCK);
        if (fd >= 0)
            take_in(loop, l, fd, true);
        /* Of one that has to go, it comes back at the end of the round. */
        if (ivmc_loop_have_spare(loop) || loop->evicted_now)
            return loop->evicted_now == 0;
    }
    ivmc_hub_pause(&loop->hub, loop->now_ns);
    return false;
}

static void take_handed(struct ivmc_socket_loop *loop, struct ivmc_listener *l,
                        int fd)
{
    take_in(loop, l, fd, false);
}

void ivmc_loop_take_over(struct ivmc_socket_loop *loop)
{
    (void)ivmc_loop_read_mail(loop, take_handed);
}

/* For itself, or for another loop that has fewer clients. */
void ivmc_loop_accept(void *context, struct ivmc_listener *l, int fd)
{
    struct ivmc_socket_loop *loop = context;
    struct ivmc_socket_loop *to = ivmc_loop_idlest(loop);

    if (to == loop)
        take_in(loop, l, fd, false);
    else if (!ivmc_loop_hand(to, l, fd))
        turn_away(loop, fd);
}
