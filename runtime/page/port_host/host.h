/*
 * The page channel on one Linux machine: memfds, futexes, eventfds, and a
 * Unix socket a connection that passes them and shows the peer's death.
 *
 *   host_options.c    what users give
 *   host_port.c       what every channel asks of its platform
 *   host_pages.c      shared memory, made and checked
 *   host_packet.c     the packets of the handshake
 *   host_meet.c       the server's part of it
 *   host_listen.c     listeners
 *
 * Sides that wait:
 *
 *   host_wait.c       what only they ask of the platform
 *   host_handshake.c  from a connected socket to a channel
 *   host_connect.c    clients
 *   host_accept.c     servers of one client
 *
 * Servers of many, which wait for nobody:
 *
 *   host_loop.c       rounds
 *   host_client.c     one of their clients
 *   host_memory.c     memory lent to it
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
    bool rung;              /* the peer, since this was cleared */
};

static inline struct host_port *host_of(struct page_port *port)
{
    return (struct host_port *)(void *)port;
}

/* host_port.c */

/* A port without socket and pages. */
void host_port_init(struct host_port *p, const struct page_port_ops *ops);

/* Closes and unmaps what there is, in any state. */
void host_port_done(struct host_port *p);

/* One packet over the socket; false: errno. */
bool host_send(int fd, void *octets, size_t len,
               const struct ivmc_items *items);

/*
 * A packet of just so many octets that is there, and the descriptors with it.
 * IVMC_PEER_GONE when there is none, IVMC_LIMIT when the descriptors were lost
 * since we have none left, IVMC_BAD_MESSAGE.
 */
enum ivmc_status host_receive(int fd, void *octets, size_t len,
                              struct ivmc_items *items);

/* What is the same for all, of struct page_port_ops. */
uint64_t host_now(struct page_port *port);
uint32_t host_cpu(struct page_port *port);
void host_ring(struct page_port *port, uint32_t waits_for);
enum ivmc_status host_send_items(struct page_port *port,
                                 const struct ivmc_items *items);
enum ivmc_status host_take_items(struct page_port *port, uint32_t count,
                                 struct ivmc_items *items);
void host_close_item(struct page_port *port, struct ivmc_item *item);

/* host_wait.c: closing frees the port, which was allocated. */
extern const struct page_port_ops host_waiting_ops;

/* host_pages.c */

/* `pages` of sealed, zeroed memory: mapped, and its descriptor. */
enum ivmc_status host_pages_make(struct host_port *p, uint32_t pages, int *fd);

/*
 * Maps what a peer sent, if it can neither shrink nor grow and is no larger
 * than `max_pages`. IVMC_BAD_MESSAGE when it is something else.
 */
enum ivmc_status host_pages_map(struct host_port *p, uint32_t max_pages,
                                int fd);

/* host_options.c */

/* With all values set; `options` may be NULL. */
void host_options(struct ivmc_page_options *o,
                  const struct ivmc_page_options *options);

/* The path of "page:PATH", or NULL when it is no such address. */
const char *host_path(const char *address);

/* host_packet.c */

/* Which doorbell a server wants to be woken by. */
#define HOST_BELL_FUTEX 0u
#define HOST_BELL_EVENT 1u

#define HOST_PACKET 16

struct host_packet {
    enum ivmc_status status;
    uint32_t bell;
    int passed; /* -1: no descriptor came */
};

enum ivmc_status host_send_packet(int fd, enum ivmc_status status,
                                  uint32_t bell, int passed);

/* Reads a packet that is there, or waits for nothing. */
enum ivmc_status host_receive_packet(int fd, struct host_packet *k);

/* Says `status` to a client that is not served. */
void host_refuse(int fd, enum ivmc_status status);

/* host_meet.c */

/*
 * Once the client's packet can be read: reads it, maps the pages, and answers
 * in them. A client that is not to be served is told so.
 */
enum ivmc_status host_meet(struct host_port *p,
                           const struct ivmc_page_options *o,
                           struct page_terms *terms);

/* Then, with the channel set up: lets it come. `bell` is passed if not -1. */
enum ivmc_status host_welcome(struct host_port *p, int bell);

/* host_handshake.c: over a connected socket, waiting for the peer */
enum ivmc_status host_share(struct host_port *p,
                            const struct ivmc_page_options *o);
enum ivmc_status host_answer(struct host_port *p,
                             const struct ivmc_page_options *o);

/* host_connect.c */

/* A channel over a connected socket, which is the channel's even on failure. */
enum ivmc_status host_open(int fd, bool server,
                           const struct ivmc_page_options *options,
                           struct ivmc_channel **channel);

/* host_listen.c */
struct ivmc_page_listener {
    struct ivmc_listener *socket;
    struct ivmc_page_options options;
};

#endif /* HOST_HOST_H */
