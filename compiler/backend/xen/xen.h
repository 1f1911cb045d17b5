/*
 * Calls between Xen domains, over granted pages and event channels. Both sides
 * tell their largest message when they connect. Regions travel as grants, and
 * the hypervisor tells the label of the peer's domain.
 */
#ifndef IDLC_BACKEND_XEN_H
#define IDLC_BACKEND_XEN_H

#include "backend/backend.h"

extern const struct backend backend_xen;

#endif /* IDLC_BACKEND_XEN_H */
