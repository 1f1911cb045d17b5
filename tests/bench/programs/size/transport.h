/* The transport of a size program: sockets.c or pages.c. */
#ifndef BENCH_SIZE_TRANSPORT_H
#define BENCH_SIZE_TRANSPORT_H

#include <ivmc/serve.h>

enum ivmc_status connect_to(const char *address, struct ivmc_channel **channel);

/* Says that it is ready, then serves many clients for ever. */
enum ivmc_status serve_at(const char *address, struct ivmc_server *server);

#endif /* BENCH_SIZE_TRANSPORT_H */
