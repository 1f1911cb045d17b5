#include "options.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* The system takes a packet into one piece of memory, hard to get beyond. */
#define PACKET_MAX (256 * 1024)

struct ivmc_socket_options ivmc_options_complete(
    const struct ivmc_socket_options *options)
{
    struct ivmc_socket_options o;

    memset(&o, 0, sizeof o);
    if (options)
        o = *options;
    if (!o.max_message)
        o.max_message = UINT32_C(1) << 20;
    if (o.max_message < IVMC_HEADER_SIZE)
        o.max_message = IVMC_HEADER_SIZE;
    if (!o.timeout_ms)
        o.timeout_ms = IVMC_DEFAULT_TIMEOUT_MS;
    if (!o.max_clients)
        o.max_clients = 1024;
    if (o.max_clients > INT_MAX)
        o.max_clients = INT_MAX;
    if (!o.max_memory)
        o.max_memory = UINT64_C(256) << 20;
    if (!o.idle_ms)
        o.idle_ms = 30000;
    if (!o.backlog)
        o.backlog = 128;
    return o;
}

void ivmc_socket_prepare(int fd)
{
    int on = 1;

    /* Not TCP: refused, and not needed. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    /* A peer whose machine vanished is noticed in the end. */
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

uint32_t ivmc_socket_packet_limit(int fd, uint32_t wanted)
{
    int size = wanted > INT_MAX / 2 ? INT_MAX / 2 : (int)wanted;
    socklen_t len = sizeof size;

    /* The system doubles what it is asked for, for its own needs. */
    if (size > 65536)
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    size = 0;
    (void)getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &len);
    size = size / 2 / 8 * 8;
    if (size > PACKET_MAX)
        size = PACKET_MAX;
    return wanted < (uint32_t)size ? wanted : (uint32_t)size;
}
