/* Pairs over the epoll server, in a thread. */
#ifndef PAIR_LOOP_H
#define PAIR_LOOP_H

#include "conformance.h"

void pair_loop_open(struct conformance_pair *p, const char *address,
                    uint32_t max_message);

/*
 * Two loops that share clients: the first accepts, and has another client
 * already, so that `p->client` is handed to the second, which has `p->peer`.
 */
void pair_loops_open(struct conformance_pair *p, const char *address,
                     uint32_t max_message);

void pair_loop_stop(struct conformance_pair *p);
void pair_loop_close(struct conformance_pair *p);

#endif /* PAIR_LOOP_H */
