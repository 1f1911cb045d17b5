/*
 * Calls between processes and machines: Unix stream and seqpacket sockets,
 * TCP, vsock. Linux.
 *
 * Addresses: "unix:/path", "unix:@abstract", "seqpacket:/path",
 * "seqpacket:@abstract", "tcp:host:port", "tcp:[::1]:port", "vsock:cid:port".
 * See ivmc_sockets(3).
 */
#ifndef IVMC_SOCKETS_H
#define IVMC_SOCKETS_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ivmc_socket_options {
    uint32_t max_message;    /* largest accepted, octets; 0: 1 MiB. The smaller
                                of both ends' limits holds for both */
    uint32_t timeout_ms;     /* to connect, and to shake hands; 0: default */
    /* Servers only: */
    uint32_t max_clients;    /* 0: 1024; of more, those with the least claim
                                to a place are refused or closed */
    uint64_t max_memory;     /* octets of all clients' buffers; 0: 256 MiB */
    uint32_t idle_ms;        /* a message half received this long, or replies
                                not read, end the connection; 0: 30 s */
    uint32_t backlog;        /* of listen(2); 0: 128 */
    uint32_t max_per_peer;   /* clients of one user of this machine (Unix), or
                                of one machine (TCP, vsock); 0: no limit */
};

/*
 * Connects and shakes hands. NULL options are all zero. The channel is closed
 * with ivmc_channel_close, which frees it. IVMC_BAD_ADDRESS, IVMC_PEER_GONE
 * (nobody listens), IVMC_REFUSED, IVMC_TIMEOUT, IVMC_SYSTEM (errno).
 */
enum ivmc_status ivmc_socket_connect(const char *address,
                                     const struct ivmc_socket_options *options,
                                     struct ivmc_channel **channel);

/*
 * The same over a connected socket, which is then the channel's: a
 * socketpair, an inherited descriptor. `server`: this end answers the hello.
 */
enum ivmc_status ivmc_socket_adopt(int fd, bool server,
                                   const struct ivmc_socket_options *options,
                                   struct ivmc_channel **channel);

/* ---- a server of one connection ----------------------------------------- */

struct ivmc_listener;

/*
 * Listens. A Unix path that a dead server left behind is taken over; one that
 * is in use is IVMC_BUSY. The path is removed by the close.
 */
enum ivmc_status ivmc_socket_listen(const char *address,
                                    const struct ivmc_socket_options *options,
                                    struct ivmc_listener **listener);

/* The address with the port that the system chose ("tcp:127.0.0.1:0"). */
const char *ivmc_listener_address(const struct ivmc_listener *listener);

void ivmc_listener_close(struct ivmc_listener *listener);

/* Waits for one client and shakes hands; then ivmc_serve(server, channel). */
enum ivmc_status ivmc_socket_accept(struct ivmc_listener *listener,
                                    uint32_t timeout_ms,
                                    struct ivmc_channel **channel);

/* ---- a server of many: epoll -------------------------------------------- */

struct ivmc_socket_loop;

struct ivmc_socket_stats {
    uint64_t accepted, refused, closed, requests;
    uint32_t clients;
    uint64_t memory; /* octets of clients' buffers now */
    uint64_t evicted; /* closed to make room for others; of those `closed` */
};

/* IVMC_BUSY when the server has a loop already; else IVMC_OK, IVMC_SYSTEM. */
enum ivmc_status ivmc_socket_loop_open(struct ivmc_server *server,
                                       const struct ivmc_socket_options *options,
                                       struct ivmc_socket_loop **loop);

/* Adds a listener, which is then the loop's; several may be added. */
enum ivmc_status ivmc_socket_loop_add(struct ivmc_socket_loop *loop,
                                      struct ivmc_listener *listener);

/*
 * `loop` shares the clients of `other`, each in a thread of its own with a
 * server of its own: a new one goes to the loop that has fewest. Before any of
 * them runs; those that share are closed after all have ended. IVMC_BUSY when
 * `loop` shares already; IVMC_SYSTEM.
 */
enum ivmc_status ivmc_socket_loop_join(struct ivmc_socket_loop *loop,
                                       struct ivmc_socket_loop *other);

/*
 * Serves until ivmc_socket_loop_stop: then replies under way leave, for at
 * most a second, and it returns IVMC_OK.
 */
enum ivmc_status ivmc_socket_loop_run(struct ivmc_socket_loop *loop);

/* One round: serves what is ready, waiting for at most `timeout_ms`. */
enum ivmc_status ivmc_socket_loop_step(struct ivmc_socket_loop *loop,
                                       uint32_t timeout_ms);

/*
 * Ends the run, and those of all loops that share clients with it. May be
 * called from signal handlers and other threads.
 */
void ivmc_socket_loop_stop(struct ivmc_socket_loop *loop);

void ivmc_socket_loop_stats(const struct ivmc_socket_loop *loop,
                            struct ivmc_socket_stats *stats);

void ivmc_socket_loop_close(struct ivmc_socket_loop *loop);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_SOCKETS_H */
