/*
 * Addresses as users write them (see ivmc/sockets.h), and what the system
 * wants to know of them.
 */
#ifndef SOCKETS_ADDRESS_H
#define SOCKETS_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include <ivmc/status.h>

#include "target.h"

enum address_kind {
    ADDRESS_UNIX,      /* stream */
    ADDRESS_SEQPACKET, /* Unix, one packet a message */
    ADDRESS_TCP,
    ADDRESS_VSOCK
};

#define ADDRESS_HOST_MAX 255
#define ADDRESS_TARGETS  8

struct address {
    enum address_kind kind;
    uint32_t port, cid;
    const char *path; /* Unix: in the text parsed; '@' = abstract */
    char host[ADDRESS_HOST_MAX + 1];
};

/* The socket addresses that an address may mean: names have several. */
struct address_targets {
    struct address_target target[ADDRESS_TARGETS];
    unsigned count;
};

/*
 * Reads `text`, which must outlive `a`. IVMC_BAD_ADDRESS when it is none, or
 * longer than a socket address can be.
 */
enum ivmc_status ivmc_address_parse(struct address *a, const char *text);

/*
 * What to connect to, or to listen on, in order of preference. Names are
 * looked up. IVMC_BAD_ADDRESS for unknown hosts, IVMC_SYSTEM (errno).
 */
enum ivmc_status ivmc_address_resolve(const struct address *a,
                                      struct address_targets *targets);

/* SOCK_STREAM or SOCK_SEQPACKET. */
int ivmc_address_socket_type(const struct address *a);

/*
 * Writes the address that `fd` is bound to into `text` of `cap` octets. Only
 * for TCP and vsock, where the system may have chosen the port.
 */
enum ivmc_status ivmc_address_of_socket(int fd, char *text, size_t cap);

#endif /* SOCKETS_ADDRESS_H */
