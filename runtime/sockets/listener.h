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
    /* Of sockets alone, all values set: */
    bool packets, items;
    struct ivmc_socket_options options;
    char text[LISTENER_TEXT_MAX];
    const char *path; /* in `text`: of a Unix socket in the file system */
    dev_t device;     /* what `path` was when we made it */
    ino_t inode;
    void *owner;                /* NULL, or who listens through it */
    struct ivmc_listener *next; /* of the same loop */
};

/*
 * Listens there. `text` is what it is called; `path`, if it is not NULL, is
 * where in it the path of a Unix socket begins: taken over from a dead server,
 * and removed at the end, if it lies in the file system. IVMC_BUSY,
 * IVMC_BAD_ADDRESS, IVMC_SYSTEM (errno).
 */
enum ivmc_status ivmc_listener_open(const char *text, const char *path,
                                    const struct address_target *t, int type,
                                    uint32_t backlog,
                                    struct ivmc_listener **listener);

/*
 * One connection that waits, or -1 with errno. The descriptor closes on exec,
 * and does not block if asked so.
 */
int ivmc_listener_take(struct ivmc_listener *l, int flags);

/*
 * The same, waited for: IVMC_OK, IVMC_TIMEOUT, IVMC_SYSTEM (errno). One that
 * went before it was taken is not reported.
 */
enum ivmc_status ivmc_listener_await(struct ivmc_listener *l,
                                     uint32_t timeout_ms, int flags, int *fd);

#endif /* SOCKETS_LISTENER_H */
