/*
 * Calls inside one process: whatever the two sides agree on fits, handles of
 * regions are simply passed.
 */
#ifndef IDLC_BACKEND_LOCAL_H
#define IDLC_BACKEND_LOCAL_H

#include "backend/backend.h"

extern const struct backend backend_local;

#endif /* IDLC_BACKEND_LOCAL_H */
