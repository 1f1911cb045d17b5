/*
 * Calls by the IPC of L4Re. Messages of at most 488 octets go in the message
 * registers, larger ones by pages that both sides share. Stubs of operations
 * whose messages always fit the registers, and need no look at their values,
 * go straight from and to them (backend/c/registers.c).
 */
#ifndef IDLC_BACKEND_L4_H
#define IDLC_BACKEND_L4_H

#include "backend/backend.h"

extern const struct backend backend_l4;

#endif /* IDLC_BACKEND_L4_H */
