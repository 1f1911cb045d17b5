/*
 * Calls over shared pages, between processes of one machine: the fastest way
 * there is, and safe against a peer that writes into the pages while we read.
 * Linux. See ivmc_page(3), and ivmc_page(7) for the protocol.
 *
 * Addresses: "page:/path", "page:@abstract".
 */
#ifndef IVMC_PAGE_H
#define IVMC_PAGE_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a side waits for the other. */
enum ivmc_page_waiting {
    IVMC_PAGE_ADAPT = 0, /* spins when the peer runs elsewhere and it pays */
    IVMC_PAGE_SLEEP,     /* always sleeps at once */
    IVMC_PAGE_SPIN       /* never sleeps: burns its processor */
};

struct ivmc_page_options {
    uint32_t max_message; /* largest accepted, octets; 0: 1 MiB. The smaller of
                             both ends' limits holds for both */
    uint32_t timeout_ms;  /* to connect, and to shake hands; 0: default */
    enum ivmc_page_waiting waiting;
    /* Clients only: */
    uint32_t pages;           /* of 4,096 octets, 1 to 1,024; 0: 64 */
    uint32_t request_percent; /* of the room, for requests; 0: 50 */
    /* Servers only: */
    uint32_t max_pages;   /* that a client may share; 0: 1,024 */
    uint32_t max_clients; /* 0: 1,024; of more, those that have never called
                             are closed, or else the new ones refused */
    uint64_t max_memory;  /* octets of shared pages and buffers; 0: 1 GiB */
    uint32_t idle_ms;     /* a message half sent this long, or replies not
                             taken, end the connection; 0: 30 s */
    uint32_t backlog;     /* of listen(2); 0: 128 */
};

/*
 * Connects and shares pages. NULL options are all zero. The channel is closed
 * with ivmc_channel_close, which frees it. IVMC_BAD_ADDRESS, IVMC_PEER_GONE
 * (nobody listens), IVMC_REFUSED, IVMC_TIMEOUT, IVMC_SYSTEM (errno).
 */
enum ivmc_status ivmc_page_connect(const char *address,
                                   const struct ivmc_page_options *options,
                                   struct ivmc_channel **channel);

/*
 * The same over a connected SOCK_SEQPACKET socket, which is then the
 * channel's: one end of a socketpair, a descriptor that came as an item.
 * `server`: the other end shares the pages.
 */
enum ivmc_status ivmc_page_adopt(int fd, bool server,
                                 const struct ivmc_page_options *options,
                                 struct ivmc_channel **channel);

/*
 * The same over an endpoint that came: a value of a type that is marked
 * @ivmc::region. It is taken, also on failure. IVMC_BAD_MESSAGE when it is
 * something else, else as ivmc_page_connect.
 */
enum ivmc_status
ivmc_page_connect_endpoint(struct ivmc_region *endpoint,
                           const struct ivmc_page_options *options,
                           struct ivmc_channel **channel);

/* ---- a server of one connection ------------------------------------------- */

struct ivmc_page_listener;

/* A path that a dead server left behind is taken over; in use: IVMC_BUSY. */
enum ivmc_status ivmc_page_listen(const char *address,
                                  const struct ivmc_page_options *options,
                                  struct ivmc_page_listener **listener);

void ivmc_page_listener_close(struct ivmc_page_listener *listener);

/* Waits for one client and shakes hands; then ivmc_serve(server, channel). */
enum ivmc_status ivmc_page_accept(struct ivmc_page_listener *listener,
                                  uint32_t timeout_ms,
                                  struct ivmc_channel **channel);

/* ---- a server of many --------------------------------------------------------- */

struct ivmc_page_loop;

struct ivmc_page_stats {
    uint64_t accepted, refused, closed, requests;
    uint64_t wakes;    /* times that the loop slept */
    uint64_t spurious; /* doorbells with nothing behind them */
    uint32_t clients;
    uint64_t memory; /* octets of shared pages and buffers now */
    uint64_t evicted; /* closed to make room for others; of those `closed` */
};

/* IVMC_BUSY when the server has a loop already; else IVMC_OK, IVMC_SYSTEM. */
enum ivmc_status ivmc_page_loop_open(struct ivmc_server *server,
                                     const struct ivmc_page_options *options,
                                     struct ivmc_page_loop **loop);

/* Adds a listener, which is then the loop's; several may be added. */
enum ivmc_status ivmc_page_loop_add(struct ivmc_page_loop *loop,
                                    struct ivmc_page_listener *listener);

/*
 * Adds a client that connects over `fd`, as ivmc_page_adopt: the loop's from
 * then on. So a servant hands out a new channel: one end of a socketpair as
 * an item, the other to its loop.
 */
enum ivmc_status ivmc_page_loop_adopt(struct ivmc_page_loop *loop, int fd);

/*
 * A new channel for a servant to hand out, as a value of a type that is marked
 * @ivmc::region. The handle stays the loop's: it is closed once the receiver
 * has connected over it, or when `timeout_ms` of the loop have passed.
 * IVMC_LIMIT when all places are taken, IVMC_SYSTEM.
 */
enum ivmc_status ivmc_page_loop_endpoint(struct ivmc_page_loop *loop,
                                         struct ivmc_region *endpoint);

/*
 * Serves until ivmc_page_loop_stop: then replies under way leave, for at most
 * a second, and it returns IVMC_OK.
 */
enum ivmc_status ivmc_page_loop_run(struct ivmc_page_loop *loop);

/* One round: serves what is ready, waiting for at most `timeout_ms`. */
enum ivmc_status ivmc_page_loop_step(struct ivmc_page_loop *loop,
                                     uint32_t timeout_ms);

/* Ends the run. May be called from signal handlers and other threads. */
void ivmc_page_loop_stop(struct ivmc_page_loop *loop);

void ivmc_page_loop_stats(const struct ivmc_page_loop *loop,
                          struct ivmc_page_stats *stats);

void ivmc_page_loop_close(struct ivmc_page_loop *loop);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_PAGE_H */
