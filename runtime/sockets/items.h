/*
 * File descriptors beside the octets of Unix sockets (SCM_RIGHTS). What a
 * peer attaches is received close-on-exec, counted, and closed again unless
 * exactly the message it came with announces it. When this process has none
 * left to receive them with, that is not the peer's fault: the message is
 * refused, and the connection goes on.
 */
#ifndef SOCKETS_ITEMS_H
#define SOCKETS_ITEMS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <ivmc/codec.h>
#include <ivmc/message.h>

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

enum items_result { ITEMS_NONE, ITEMS_SOME, ITEMS_LOST, ITEMS_BROKEN };

/*
 * recvmsg(2) into `iov`. Descriptors that came go to `items`. ITEMS_BROKEN
 * when more came than may, or earlier ones still wait in `items` for their
 * message, ITEMS_LOST when the system could not give them all to us: then all
 * are closed. `*n` and errno are those of recvmsg; `*flags` gives flags and
 * takes the message's.
 */
enum items_result ivmc_items_receive(int fd, struct iovec *iov, int *flags,
                                     ssize_t *n, struct ivmc_items *items);

/* What came on a stream before its message could be read. */
struct items_waiting {
    struct ivmc_items items;
    bool lost;         /* there were some, which we could not receive */
    uint64_t at;       /* `received` when they came */
    uint64_t received; /* octets of the stream so far */
};

/*
 * The same for a stream of messages. False when the peer attached what it may
 * not attach, or not yet.
 */
bool ivmc_items_await(int fd, struct iovec *iov, int *flags, ssize_t *n,
                      struct items_waiting *w);

bool ivmc_items_are_waiting(const struct items_waiting *w);

/*
 * Moves to `held` what came with the message `h`, which starts `since` octets
 * before the end of what was received. A receive ends where a peer attached
 * descriptors, so they belong to the message that the last octet of that
 * receive is part of; to be more than it announces, or fewer, is no honest
 * peer's mistake: IVMC_BAD_MESSAGE. IVMC_LIMIT when they were lost.
 */
enum ivmc_status ivmc_items_claim(struct items_waiting *w,
                                  const struct ivmc_header *h, uint32_t since,
                                  struct ivmc_items *held);

/* Those of a message that is not used. */
void ivmc_items_forget(struct items_waiting *w);

/* Hands them to the receiver of the message. */
void ivmc_items_move(struct ivmc_items *to, struct ivmc_items *from);

/* Closes them all. */
void ivmc_items_close(struct ivmc_items *items);

#endif /* SOCKETS_ITEMS_H */
