/*
 * Memory that client and server share, and ways to wait in it: what the
 * floors of the rows about shared pages are made of.
 */
#ifndef BENCH_SHARED_MEMORY_H
#define BENCH_SHARED_MEMORY_H

#include <stdatomic.h>
#include <stdint.h>

#include "rpc/contender.h"

#define CHUNK        (16u << 10)
#define RING_CHUNKS  8u
#define SMALL_OCTETS 88u

/* One side's lines: only this side writes them. */
struct side {
    /* Messages, or chunks of one, that it has put; the message beside it. */
    _Alignas(128) _Atomic uint32_t count;
    uint32_t len; /* of what is in `octets` */
    unsigned char octets[SMALL_OCTETS];
    _Alignas(128) _Atomic uint32_t taken; /* chunks of the other's */
    _Atomic uint32_t sleeping, cpu;
};

struct shared {
    struct side client, server;
    int request_bell, reply_bell; /* eventfds */
    _Alignas(4096) unsigned char payload[BENCH_MAX_PAYLOAD];
};

/* Made before the server is forked: both have it. */
extern struct shared *shared;

enum waiting { SPIN, SLEEP, ADAPT };

/* Waits until `*word` of `other` is not `seen`; gives what it is now. */
uint32_t shared_wait(enum waiting how, struct side *own, struct side *other,
                     _Atomic uint32_t *word, uint32_t seen);

/* Sets the word and wakes `other` if it sleeps. */
void shared_tell(enum waiting how, _Atomic uint32_t *word, uint32_t value,
                 struct side *other);

void shared_sleep(_Atomic uint32_t *word, uint32_t seen);
void shared_wake(_Atomic uint32_t *word);

/* bare.c: no message at all, only the turn changes hands. */
void serve_line(const struct bench_address *a);
void serve_futex(const struct bench_address *a);
void serve_eventfd(const struct bench_address *a);
void ping_line(void *client);
void ping_futex(void *client);
void ping_eventfd(void *client);

#endif /* BENCH_SHARED_MEMORY_H */
