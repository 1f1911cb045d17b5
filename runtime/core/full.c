/* Values by number: chunks that double, so that none ever moves. */
#include "full_values.h"

/* The chunk of a number, which becomes its place there. */
static uint32_t chunk_of(uint32_t *number)
{
    uint32_t chunk = 0, size = IVMC_FULL_NEAR;

    *number -= 1;
    while (*number >= size) {
        *number -= size;
        size *= 2;
        chunk++;
    }
    return chunk;
}

struct ivmc_full_value *full_at(struct ivmc_full *f, uint32_t number)
{
    uint32_t chunk = chunk_of(&number);

    return &f->chunk[chunk][number];
}

struct ivmc_full_value *full_add(struct ivmc_full *f)
{
    uint32_t place = f->count + 1, chunk;

    if (f->count == UINT32_MAX - 1)
        return NULL;
    chunk = chunk_of(&place);
    if (chunk >= IVMC_FULL_CHUNKS)
        return NULL;
    if (!f->chunk[chunk])
        f->chunk[chunk] = ivmc_arena_alloc(f->arena,
                                           ((size_t)IVMC_FULL_NEAR << chunk) *
                                               sizeof(struct ivmc_full_value),
                                           8);
    if (!f->chunk[chunk])
        return NULL;
    f->count++;
    return &f->chunk[chunk][place];
}
