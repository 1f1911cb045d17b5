/* Servers on sockets, of one client and of many: where they listen. */
#include <errno.h>

#include "channel.h"
#include "listener.h"
#include "options.h"

/* What is known once it is bound. */
static enum ivmc_status complete(struct ivmc_listener *l,
                                 const struct address *a,
                                 const struct ivmc_socket_options *options)
{
    l->packets = a->kind == ADDRESS_SEQPACKET;
    l->items = l->packets || a->kind == ADDRESS_UNIX;
    l->options = *options;
    if (l->packets)
        l->options.max_message =
            ivmc_socket_packet_limit(l->fd, l->options.max_message);
    if (l->items)
        return IVMC_OK;
    return ivmc_address_of_socket(l->fd, l->text, sizeof l->text);
}

enum ivmc_status ivmc_socket_listen(const char *address,
                                    const struct ivmc_socket_options *options,
                                    struct ivmc_listener **listener)
{
    struct ivmc_socket_options o = ivmc_options_complete(options);
    struct address_targets targets;
    enum ivmc_status status;
    struct address a;

    *listener = NULL;
    status = ivmc_address_parse(&a, address);
    if (status == IVMC_OK)
        status = ivmc_address_resolve(&a, &targets);
    if (status == IVMC_OK)
        status = ivmc_listener_open(address, a.path, &targets.target[0],
                                    ivmc_address_socket_type(&a), o.backlog,
                                    listener);
    if (status != IVMC_OK)
        return status;
    status = complete(*listener, &a, &o);
    if (status != IVMC_OK) {
        int error = errno;

        ivmc_listener_close(*listener);
        *listener = NULL;
        errno = error;
    }
    return status;
}

enum ivmc_status ivmc_socket_accept(struct ivmc_listener *listener,
                                    uint32_t timeout_ms,
                                    struct ivmc_channel **channel)
{
    enum ivmc_status status;
    int fd;

    *channel = NULL;
    status = ivmc_listener_await(listener, timeout_ms, 0, &fd);
    if (status != IVMC_OK)
        return status;
    return ivmc_channel_open(fd, true, &listener->options, channel);
}
