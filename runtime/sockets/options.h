/* Options with their defaults, and the options of sockets. */
#ifndef SOCKETS_OPTIONS_H
#define SOCKETS_OPTIONS_H

#include <ivmc/sockets.h>

/* NULL options are all zero. No zeros are left in the result. */
struct ivmc_socket_options ivmc_options_complete(
    const struct ivmc_socket_options *options);

/* What makes each connection better; not all of it applies to all kinds. */
void ivmc_socket_prepare(int fd);

/*
 * The largest message of a packet socket: half of what its send buffer can
 * be made to hold, 256 KiB and `wanted` at most.
 */
uint32_t ivmc_socket_packet_limit(int fd, uint32_t wanted);

#endif /* SOCKETS_OPTIONS_H */
