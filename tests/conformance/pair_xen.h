/*
 * Pairs over Xen, both ends in this domain: a server of one client, and one of
 * many; the client grants the pages, or asks for them. IVMC_XEN_LABEL is the
 * label that both want of each other, if it is set.
 */
#ifndef PAIR_XEN_H
#define PAIR_XEN_H

#include <ivmc/xen.h>

#include "conformance.h"

void pair_xen_open(struct conformance_pair *p, bool loop,
                   const struct ivmc_xen_options *options);
void pair_xen_stop(struct conformance_pair *p);
void pair_xen_close(struct conformance_pair *p);

#endif /* PAIR_XEN_H */
