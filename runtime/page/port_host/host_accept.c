/* Servers of one client. */
#include "host.h"
#include "listener.h"

enum ivmc_status ivmc_page_accept(struct ivmc_page_listener *listener,
                                  uint32_t timeout_ms,
                                  struct ivmc_channel **channel)
{
    enum ivmc_status s;
    int fd;

    *channel = NULL;
    s = ivmc_listener_await(listener->socket, timeout_ms, SOCK_NONBLOCK, &fd);
    if (s != IVMC_OK)
        return s;
    return host_open(fd, true, &listener->options, channel);
}
