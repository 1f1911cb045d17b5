#include <ivmc/arena.h>

void ivmc_arena_init(struct ivmc_arena *a, void *memory, size_t size)
{
    size_t skip = (size_t)(-(uintptr_t)memory & 7);

    /* With nothing lent, still a pointer to hand out for a size of 0. */
    *a = (struct ivmc_arena){.base = memory ? memory : (unsigned char *)a};
    if (memory && size > skip) {
        a->base += skip;
        a->size = size - skip;
    }
}

void *ivmc_arena_alloc(struct ivmc_arena *a, size_t size, size_t align)
{
    size_t pad = -a->used & (align - 1);
    size_t left = a->size - a->used;

    if (left < pad || left - pad < size)
        return NULL;
    a->used += pad + size;
    if (a->used > a->peak)
        a->peak = a->used;
    return a->base + (a->used - size);
}
