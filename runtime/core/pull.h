/*
 * The one way out of memory that the peer may still be writing: a run is
 * copied once, and the compiler is kept from fetching any of it again.
 */
#ifndef IVMC_PULL_H
#define IVMC_PULL_H

#include <ivmc/codec.h>

static inline void ivmc_pull(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
    /* Hides the copy: what is checked below comes from `to`, not `from`. */
    __asm__ volatile("" : : "r"(to) : "memory");
}

#endif /* IVMC_PULL_H */
