/* Channels handed out as items of messages. */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host_loop.h"
#include "wait.h"

enum ivmc_status ivmc_page_loop_endpoint(struct ivmc_page_loop *loop,
                                         struct ivmc_region *endpoint)
{
    struct host_client *c;
    int end[2];

    endpoint->handle = IVMC_NO_HANDLE;
    if (!host_loop_has_place(loop))
        return IVMC_LIMIT;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                   end) < 0)
        return IVMC_SYSTEM;
    loop->now_ns = ivmc_wait_now();
    c = host_client_open(loop, end[0], &loop->options);
    if (!c) {
        int error = errno;

        close(end[1]);
        errno = error;
        return IVMC_SYSTEM;
    }
    c->handed_out = end[1];
    endpoint->handle = end[1];
    endpoint->size = 0;
    endpoint->rights = IVMC_READ | IVMC_WRITE;
    endpoint->item = NULL;
    return IVMC_OK;
}

/* What a peer sent as an endpoint may be anything that is open. */
static bool is_socket_of(int fd, int option, int wanted)
{
    socklen_t len = sizeof wanted;
    int is = -1;

    return getsockopt(fd, SOL_SOCKET, option, &is, &len) == 0 && is == wanted;
}

enum ivmc_status ivmc_page_connect_endpoint(
    struct ivmc_region *endpoint, const struct ivmc_page_options *options,
    struct ivmc_channel **channel)
{
    int fd = (int)ivmc_region_take(endpoint);

    *channel = NULL;
    if (fd < 0)
        return IVMC_BAD_ARGUMENT;
    if (is_socket_of(fd, SO_DOMAIN, AF_UNIX) &&
        is_socket_of(fd, SO_TYPE, SOCK_SEQPACKET))
        return host_open(fd, false, options, channel);
    close(fd);
    return IVMC_BAD_MESSAGE;
}
