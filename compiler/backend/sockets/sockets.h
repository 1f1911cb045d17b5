/*
 * Calls over Unix, TCP and vsock sockets. Both sides tell their largest
 * message when they connect. Regions travel as descriptors over Unix sockets;
 * the others refuse them when they are sent, for an address is chosen at run
 * time.
 */
#ifndef IDLC_BACKEND_SOCKETS_H
#define IDLC_BACKEND_SOCKETS_H

#include "backend/backend.h"

extern const struct backend backend_sockets;

#endif /* IDLC_BACKEND_SOCKETS_H */
