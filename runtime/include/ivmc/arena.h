/*
 * Lent memory. Whoever calls or serves lends one block; what is decoded
 * borrows from it until it is reset. No function here ever frees or grows.
 */
#ifndef IVMC_ARENA_H
#define IVMC_ARENA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ivmc_arena {
    unsigned char *base; /* 8-aligned */
    size_t size;         /* octets lent */
    size_t used;         /* octets handed out */
    size_t peak;         /* most octets ever handed out, for sizing */
};

/*
 * Lends `size` octets at `memory`. A start that is not 8-aligned is moved up.
 * The memory must outlive the arena.
 */
void ivmc_arena_init(struct ivmc_arena *a, void *memory, size_t size);

/* Everything borrowed so far is given back at once. */
static inline void ivmc_arena_reset(struct ivmc_arena *a)
{
    a->used = 0;
}

/*
 * `size` octets aligned to `align` (a power of two up to 8), not cleared.
 * NULL when the arena has no room left; a size of 0 gives a valid pointer.
 */
void *ivmc_arena_alloc(struct ivmc_arena *a, size_t size, size_t align);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_ARENA_H */
