/*
 * Waiting on one socket until a deadline: by the socket's own time-outs,
 * which cost a system call only when they change.
 */
#ifndef SOCKETS_WAIT_H
#define SOCKETS_WAIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include <ivmc/transport.h>

/* The clock of all deadlines here: CLOCK_MONOTONIC. */
uint64_t ivmc_wait_now(void);
uint64_t ivmc_wait_now_of(struct ivmc_channel *c); /* the same */

/* The time left of `d`: for poll(2) and friends, -1 = for ever. */
int ivmc_wait_left_ms(struct ivmc_deadline *d);

/* A socket and the time-outs that it has. */
struct wait_socket {
    int fd;
    bool packets;        /* what is sent at once is received at once */
    uint32_t receive_ms; /* SO_RCVTIMEO; 0: none */
    uint32_t send_ms;    /* SO_SNDTIMEO; 0: none */
};

/*
 * Makes the next receive (send) on `s` wait no longer than `d` allows. False
 * when nothing is left: the call must then not wait at all.
 */
bool ivmc_wait_before_receive(struct wait_socket *s, struct ivmc_deadline *d);
bool ivmc_wait_before_send(struct wait_socket *s, struct ivmc_deadline *d);

/* Waits for `events` of poll(2): IVMC_OK, IVMC_TIMEOUT or IVMC_SYSTEM. */
enum ivmc_status ivmc_wait_poll(int fd, short events, struct ivmc_deadline *d);

#endif /* SOCKETS_WAIT_H */
