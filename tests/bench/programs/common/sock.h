/* Plain sockets, for the floors and for peers that bring no transport. */
#ifndef BENCH_SOCK_H
#define BENCH_SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where a server is: a Unix path, or a TCP port of 127.0.0.1. */
struct bench_address {
    const char *path; /* NULL: TCP */
    uint16_t port;
};

/* A listening descriptor; ends the program when there is none. */
int bench_listen(const struct bench_address *a);

/* A connected descriptor (TCP without delay), or -1. */
int bench_connect(const struct bench_address *a);

/* Accepts the next client (TCP without delay). */
int bench_accept(int listener);

/* A port that nobody uses at the moment. */
uint16_t bench_free_port(void);

/* Sends all octets of the vector, which is used up. False when closed. */
bool bench_send_all(int fd, struct iovec *part, size_t count);

/* Receives exactly `len` octets. False when the peer closed. */
bool bench_recv_all(int fd, void *to, size_t len);

/* Calls `serve` with each client, in a thread of its own, for ever. */
void bench_thread_per_client(const struct bench_address *a,
                             void (*serve)(int fd)) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif /* BENCH_SOCK_H */
