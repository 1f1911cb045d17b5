/* Our own stubs: the servant and the calls, over any transport. */
#ifndef BENCH_OURS_CALLS_H
#define BENCH_OURS_CALLS_H

#include <ivmc/serve.h>

#include "bench.h"
#include "rpc/contender.h"

#define OURS_MAX_MESSAGE (BENCH_MAX_PAYLOAD + 4096)

/* Ends the program when the status is not IVMC_OK. */
void ours_check(enum ivmc_status status);

/* A server with the servant in it. */
void ours_serve(struct ivmc_server *server);

/* A client on a channel, and its calls. */
void *ours_bind(struct ivmc_channel *channel);
void ours_ping(void *client);
uint64_t ours_small(void *client, const struct bench_small *s);
uint32_t ours_put(void *client, const void *data, uint32_t len);

#endif /* BENCH_OURS_CALLS_H */
