/* Pairs over a server of one connection, in a thread. */
#ifndef PAIR_BLOCKING_H
#define PAIR_BLOCKING_H

#include "conformance.h"

/* A socketpair of `type`: SOCK_STREAM or SOCK_SEQPACKET. */
void pair_blocking_open(struct conformance_pair *p, int type,
                        uint32_t max_message);

/* A listener at `address`. */
void pair_accept_open(struct conformance_pair *p, const char *address,
                      uint32_t max_message);

void pair_blocking_stop(struct conformance_pair *p);
void pair_blocking_close(struct conformance_pair *p);

#endif /* PAIR_BLOCKING_H */
