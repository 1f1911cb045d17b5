/*
 * The side that is attacked over sockets: a server of the probe interface in
 * a thread, and a good client to see that it still serves.
 */
#ifndef VICTIM_H
#define VICTIM_H

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <ivmc/sockets.h>

#include "common.h"
#include "probe.h"
#include "servant.h"

enum victim_kind {
    VICTIM_LOOP,    /* the epoll server */
    VICTIM_LOOPS,   /* two loops that share clients */
    VICTIM_BLOCKING /* one connection after the other */
};

struct victim {
    struct peer peer;
    enum victim_kind kind;
    const char *address;
    struct ivmc_listener *listener;
    struct ivmc_socket_loop *loop;
    pthread_t thread;
    struct victim_second {
        struct peer peer;
        struct ivmc_socket_loop *loop;
        pthread_t thread;
        struct ivmc_channel *idle; /* keeps a place of the first loop */
    } second;                      /* of loops that share */
    atomic_bool ending;
    atomic_int ended;   /* blocking: connections that came to an end */
    atomic_int outcome; /* and the status of the last one */
    struct ivmc_socket_stats stats; /* of the loop, when it was stopped */
};

/* `options` NULL: small limits that suit most cases. */
void victim_start(struct victim *v, enum victim_kind kind, const char *address,
                  const struct ivmc_socket_options *options);
void victim_stop(struct victim *v);

/* A good client's connection. */
enum ivmc_status victim_client(struct victim *v, struct ivmc_channel **channel);

/* A new client makes one good call, well within a second. */
void victim_still_serves(struct victim *v, const char *what);

/* Blocking: waits until connection number `n` has ended; its status. */
enum ivmc_status victim_outcome(struct victim *v, int n);

#endif /* VICTIM_H */
