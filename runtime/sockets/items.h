/*
 * File descriptors beside the octets of Unix sockets (SCM_RIGHTS). What a
 * peer attaches is received close-on-exec, counted, and closed again unless
 * exactly the message it came with announces it.
 */
#ifndef SOCKETS_ITEMS_H
#define SOCKETS_ITEMS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <ivmc/codec.h>

/* Room for the control message of IVMC_MAX_ITEMS descriptors. */
union items_control {
    struct cmsghdr align;
    unsigned char octets[CMSG_SPACE(sizeof(int) * IVMC_MAX_ITEMS)];
};

/*
 * Attaches `items` (NULL or empty: none) to `m`, which then points into
 * `control`.
 */
void ivmc_items_attach(struct msghdr *m, union items_control *control,
                       const struct ivmc_items *items);

/*
 * sendmsg(2), or send(2) for octets in one piece without descriptors: most
 * messages are that, and the system copies less in.
 */
ssize_t ivmc_items_send(int fd, const struct msghdr *m, int flags);

enum items_result { ITEMS_NONE, ITEMS_SOME, ITEMS_BROKEN };

/*
 * recvmsg(2) into `iov`. Descriptors that came go to `items`. ITEMS_BROKEN
 * when more came than may, or earlier ones still wait in `items` for their
 * message: then all are closed. `*n` and errno are those of recvmsg; `*flags`
 * gives flags and takes the message's.
 */
enum items_result ivmc_items_receive(int fd, struct iovec *iov, int *flags,
                                     ssize_t *n, struct ivmc_items *items);

/* Hands them to the receiver of the message. */
void ivmc_items_move(struct ivmc_items *to, struct ivmc_items *from);

/* Closes them all. */
void ivmc_items_close(struct ivmc_items *items);

#endif /* SOCKETS_ITEMS_H */
