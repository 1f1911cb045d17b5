/* Clients, and sockets that are there already. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "host.h"
#include "target.h"

enum ivmc_status host_open(int fd, bool server,
                           const struct ivmc_page_options *options,
                           struct ivmc_channel **channel)
{
    struct host_port *p = malloc(sizeof *p);
    struct ivmc_page_options o;
    enum ivmc_status s;
    int error;

    *channel = NULL;
    if (!p) {
        close(fd);
        errno = ENOMEM;
        return IVMC_SYSTEM;
    }
    host_options(&o, options);
    host_port_init(p, &host_waiting_ops);
    p->socket = fd;
    s = server ? host_answer(p, &o) : host_share(p, &o);
    if (s == IVMC_OK) {
        *channel = &p->channel.base;
        return IVMC_OK;
    }
    error = errno;
    host_port_done(p);
    free(p);
    errno = error;
    return s;
}

enum ivmc_status ivmc_page_adopt(int fd, bool server,
                                 const struct ivmc_page_options *options,
                                 struct ivmc_channel **channel)
{
    return host_open(fd, server, options, channel);
}

enum ivmc_status ivmc_page_connect(const char *address,
                                   const struct ivmc_page_options *options,
                                   struct ivmc_channel **channel)
{
    const char *path = host_path(address);
    struct address_target target;
    struct ivmc_page_options o;
    struct ivmc_deadline d;
    enum ivmc_status s;
    int fd;

    *channel = NULL;
    if (!path)
        return IVMC_BAD_ADDRESS;
    host_options(&o, options);
    d = ivmc_deadline_in(o.timeout_ms);
    ivmc_target_of_path(&target, path);
    s = ivmc_target_connect(&target, SOCK_SEQPACKET, &d, &fd);
    if (s != IVMC_OK)
        return s;
    return host_open(fd, false, &o, channel);
}
