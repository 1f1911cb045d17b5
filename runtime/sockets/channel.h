/*
 * A channel over one socket that blocks: every client, and servers of a
 * single connection.
 */
#ifndef SOCKETS_CHANNEL_H
#define SOCKETS_CHANNEL_H

#include <ivmc/sockets.h>

#include "items.h"
#include "wait.h"

/*
 * Read ahead at most this much: header and body of common messages come with
 * one system call, and of large ones little is copied twice.
 */
#define CHANNEL_READ_AHEAD 16384u

/* The same after a message longer than that: the next may well be, too. */
#define CHANNEL_READ_LITTLE 512u

/* Runs of the caller's octets this long are sent from their place. */
#define CHANNEL_GATHER_FROM 8192u

struct socket_channel {
    struct ivmc_channel base;
    struct wait_socket socket;
    bool items; /* descriptors can travel */
    bool gone;
    unsigned char *room; /* of the message begun: base.max_message octets */

    unsigned char *in; /* octets received and not used: [in_start, in_end) */
    uint32_t in_cap, in_start, in_end;
    uint32_t ahead; /* octets to read next, those buffered included */

    bool held;
    struct ivmc_header header; /* of the message held, or the last one */
    uint32_t body_left;        /* octets of its body not used yet */
    struct ivmc_items held_items;
    bool lost_items; /* it had some that we could not receive */

    uint32_t skip; /* octets of an abandoned message still to come */
    struct items_waiting waiting; /* descriptors of a message not yet reached */

    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];
};

/*
 * Shakes hands on `fd`, a blocking socket that becomes the channel's, also
 * when this fails. `options` with all values set.
 */
enum ivmc_status ivmc_channel_open(int fd, bool server,
                                   const struct ivmc_socket_options *options,
                                   struct ivmc_channel **channel);

#endif /* SOCKETS_CHANNEL_H */
