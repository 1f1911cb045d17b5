/* A client of board::Notebook, which knows of no transport either. */
#ifndef BOARD_VISIT_H
#define BOARD_VISIT_H

#include <ivmc/stub.h>

#define VISIT_MEMORY 8192u

/*
 * Puts notes up, reads them, and takes one down; each line of what it finds
 * goes to `say`. The status of what failed, or IVMC_OK. `memory` is
 * VISIT_MEMORY octets, at a multiple of 8.
 */
enum ivmc_status visit(struct ivmc_channel *channel, void *memory,
                       void (*say)(const char *line));

#endif /* BOARD_VISIT_H */
