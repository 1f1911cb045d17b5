/* Pairs over L4's IPC: the server is a task of its own, or a process. */
#ifndef PAIR_L4_H
#define PAIR_L4_H

#include "conformance.h"

#include <ivmc/l4.h>

void pair_l4_open(struct conformance_pair *p, bool process,
                  const struct ivmc_l4_options *options);
void pair_l4_stop(struct conformance_pair *p);
void pair_l4_close(struct conformance_pair *p);

#endif /* PAIR_L4_H */
