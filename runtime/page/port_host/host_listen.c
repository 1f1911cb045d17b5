/* Listeners, of servers of one client and of many. */
#include <errno.h>
#include <stdlib.h>

#include "host.h"
#include "listener.h"

enum ivmc_status ivmc_page_listen(const char *address,
                                  const struct ivmc_page_options *options,
                                  struct ivmc_page_listener **listener)
{
    const char *path = host_path(address);
    struct address_target target;
    struct ivmc_page_listener *l;
    enum ivmc_status s;

    *listener = NULL;
    if (!path)
        return IVMC_BAD_ADDRESS;
    l = malloc(sizeof *l);
    if (!l)
        return IVMC_SYSTEM;
    host_options(&l->options, options);
    ivmc_target_of_path(&target, path);
    s = ivmc_listener_open(address, path, &target, SOCK_SEQPACKET,
                           l->options.backlog, &l->socket);
    if (s != IVMC_OK) {
        int error = errno;

        free(l);
        errno = error;
        return s;
    }
    l->socket->owner = l;
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
