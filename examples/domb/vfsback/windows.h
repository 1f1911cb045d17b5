/*
 * Memory that callers lend to have contents put there. It comes with each
 * call; what was mapped once is kept for the next calls, so that calls stay
 * without state but for speed.
 */
#ifndef VFSBACK_WINDOWS_H
#define VFSBACK_WINDOWS_H

#include "transport.h"

#define WINDOWS_MOST 4

struct window {
    uint64_t id[2];
    uint64_t used; /* when last; 0: the place is free */
    struct ivmc_memory memory;
};

struct windows {
    const struct transport *transport;
    uint64_t uses;
    uint64_t seen; /* `uses` at the last look */
    struct window window[WINDOWS_MOST];
};

/*
 * The memory, mapped to be written: until the next call of these. It may have
 * vanished from its owner, but not from here. NULL with the status.
 */
const struct ivmc_memory *windows_get(struct windows *w,
                                      const struct ivmc_region *region,
                                      enum ivmc_status *status);

/* To be called every few seconds: lets go of what was not used since. */
void windows_look(struct windows *w);

void windows_close(struct windows *w);

#endif /* VFSBACK_WINDOWS_H */
