/*
 * The page channel on one Linux machine: memfds, futexes, eventfds, and a
 * Unix socket a connection that passes them and shows the peer's death.
 *
 *   host_port.c       what the channel asks of its platform
 *   host_pages.c      shared memory, made and checked
 *   host_handshake.c  from a connected socket to a channel
 *   host_connect.c    clients
 *   host_listen.c     servers of one client
 *   host_loop.c       servers of many: rounds
 *   host_client.c     one of them
 *   host_turns.c      who of many is served next
 *   host_endpoint.c   channels handed out as items
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/page.h>

#include "page_channel.h"

struct host_port {
    struct page_port base;
    struct page_channel channel;
    int socket;             /* -1: none */
    int bell;               /* the eventfd that wakes the peer, or -1: futex */
    struct page_zero *zero; /* NULL: not mapped */
    size_t size;            /* of the mapping */
    unsigned char *spill;   /* the port's own, or NULL */
    uint64_t *memory;       /* servers of many: the count of all, its limit */
    uint64_t max_memory;
    bool in_loop; /* then the loop frees the port */
    bool rung;    /* the peer, since this was cleared */
};

/* host_port.c */

/* A port without socket and pages. */
void host_port_init(struct host_port *p);

/* Closes and unmaps what there is, in any state. */
void host_port_done(struct host_port *p);

/* host_pages.c */

/* `pages` of sealed, zeroed memory: mapped, and its descriptor. */
enum ivmc_status host_pages_make(struct host_port *p, uint32_t pages, int *fd);

/*
 * Maps what a peer sent, if it can neither shrink nor grow and is no larger
 * than `max_pages`. IVMC_BAD_MESSAGE when it is something else.
 */
enum ivmc_status host_pages_map(struct host_port *p, uint32_t max_pages,
                                int fd);

/* host_handshake.c */

/* All values set. */
struct ivmc_page_options host_options(const struct ivmc_page_options *options);

/* Which doorbell a server wants to be woken by. */
#define HOST_BELL_FUTEX 0u
#define HOST_BELL_EVENT 1u

#define HOST_PACKET 16

/* Both ends of the handshake over a connected socket, waiting for the peer. */
enum ivmc_status host_share(struct host_port *p,
                            const struct ivmc_page_options *o);
enum ivmc_status host_answer(struct host_port *p,
                             const struct ivmc_page_options *o);

/*
 * The server's part once the client's packet can be read: reads it, maps the
 * pages, sets the channel up and answers. `bell` is passed if not -1.
 */
enum ivmc_status host_answer_now(struct host_port *p,
                                 const struct ivmc_page_options *o, int bell,
                                 unsigned char *spill);

/* Says `status` to a client that is not served. */
void host_refuse(int fd, enum ivmc_status status);

/* host_connect.c */

/* A channel over a connected socket, which is the channel's even on failure. */
enum ivmc_status host_open(int fd, bool server,
                           const struct ivmc_page_options *options,
                           struct ivmc_channel **channel);

/* The path of "page:PATH", or NULL when it is no such address. */
const char *host_path(const char *address);

/* host_listen.c */
struct ivmc_page_listener {
    struct ivmc_listener *socket;
    struct ivmc_page_options options;
};

#endif /* HOST_HOST_H */
