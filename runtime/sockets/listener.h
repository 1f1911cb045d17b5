/* A listening socket, shared by blocking servers and the epoll loop. */
#ifndef SOCKETS_LISTENER_H
#define SOCKETS_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

#include <ivmc/sockets.h>

#include "address.h"

#define LISTENER_TEXT_MAX (ADDRESS_HOST_MAX + 32)

struct ivmc_listener {
    int fd; /* does not block */
    bool packets;
    bool items;
    struct ivmc_socket_options options; /* all values set */
    char text[LISTENER_TEXT_MAX];
    const char *path; /* in `text`: of a Unix socket in the file system */
    dev_t device;     /* what `path` was when we made it */
    ino_t inode;
    struct ivmc_listener *next; /* of the same loop */
};

/*
 * One connection that waits, or -1 with errno. The descriptor closes on exec,
 * and does not block if asked so.
 */
int ivmc_listener_take(struct ivmc_listener *l, int flags);

#endif /* SOCKETS_LISTENER_H */
