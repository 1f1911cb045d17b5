/* Servers of one client. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "host.h"
#include "listener.h"
#include "wait.h"

enum ivmc_status ivmc_page_listen(const char *address,
                                  const struct ivmc_page_options *options,
                                  struct ivmc_page_listener **listener)
{
    struct ivmc_socket_options socket = {0};
    struct ivmc_page_listener *l;
    char text[HOST_ADDRESS_MAX];
    enum ivmc_status s;

    *listener = NULL;
    if (!host_address(address, text))
        return IVMC_BAD_ADDRESS;
    l = malloc(sizeof *l);
    if (!l)
        return IVMC_SYSTEM;
    l->options = host_options(options);
    l->next = NULL;
    socket.backlog = l->options.backlog;
    s = ivmc_socket_listen(text, &socket, &l->socket);
    if (s != IVMC_OK) {
        int error = errno;

        free(l);
        errno = error;
        return s;
    }
    *listener = l;
    return IVMC_OK;
}

void ivmc_page_listener_close(struct ivmc_page_listener *listener)
{
    if (!listener)
        return;
    ivmc_listener_close(listener->socket);
    free(listener);
}

enum ivmc_status ivmc_page_accept(struct ivmc_page_listener *listener,
                                  uint32_t timeout_ms,
                                  struct ivmc_channel **channel)
{
    struct ivmc_deadline d = ivmc_deadline_in(timeout_ms);
    enum ivmc_status s;
    int fd;

    *channel = NULL;
    for (;;) {
        s = ivmc_wait_poll(listener->socket->fd, POLLIN, &d);
        if (s != IVMC_OK)
            return s;
        fd = ivmc_listener_take(listener->socket, SOCK_NONBLOCK);
        if (fd >= 0)
            return host_open(fd, true, &listener->options, channel);
        /* One that went before it was taken is not ours to report. */
        if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
            return IVMC_SYSTEM;
    }
}
