/* Many clients at once, each a process with a connection of its own. */
#ifndef BENCH_MANY_H
#define BENCH_MANY_H

#include "rpc/contender.h"

/* Opens a client, waiting for the server to listen. */
void *bench_open(const struct bench_contender *c,
                 const struct bench_address *a);

/* Runs them for `ms` milliseconds; prints calls a second and fairness. */
void bench_many(const struct bench_contender *c, const struct bench_address *a,
                size_t clients, unsigned ms);

#endif /* BENCH_MANY_H */
