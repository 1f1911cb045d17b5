/* One socket address: paths of Unix sockets, and connecting. */
#ifndef SOCKETS_TARGET_H
#define SOCKETS_TARGET_H

#include <stdbool.h>
#include <sys/socket.h>

#include <ivmc/transport.h>

struct address_target {
    int family;
    socklen_t len;
    struct sockaddr_storage to;
    void (*prepare)(int fd, int family); /* before a bind; NULL: nothing */
};

/* Whether a socket can have this path; '@' = abstract. */
bool ivmc_target_is_path(const char *path);

/* A path that is one. */
void ivmc_target_of_path(struct address_target *t, const char *path);

/*
 * A socket of `type` connected to it; it does not block. IVMC_PEER_GONE
 * (nobody listens), IVMC_BAD_ADDRESS (a socket of another type),
 * IVMC_TIMEOUT, IVMC_SYSTEM (errno).
 */
enum ivmc_status ivmc_target_connect(const struct address_target *t, int type,
                                     struct ivmc_deadline *d, int *fd);

#endif /* SOCKETS_TARGET_H */
