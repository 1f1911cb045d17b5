/* Looking at lent memory, whoever lends it: no system is asked. */
#include <stdatomic.h>

#include <ivmc/region.h>

bool ivmc_memory_revoked(const struct ivmc_memory *memory)
{
    const _Atomic uint32_t *notice = memory->notice;

    return notice && atomic_load_explicit(notice, memory_order_relaxed) != 0;
}

/* Both numbers may be anything: neither sum nor difference may wrap. */
static bool lies_within(const struct ivmc_memory *memory, uint64_t offset,
                        uint64_t length)
{
    return memory->at && offset <= memory->size &&
           length <= memory->size - offset;
}

const volatile void *ivmc_memory_view(const struct ivmc_memory *memory,
                                      uint64_t offset, uint64_t length)
{
    if (!lies_within(memory, offset, length))
        return NULL;
    return memory->at + offset;
}

volatile void *ivmc_memory_view_to_write(const struct ivmc_memory *memory,
                                         uint64_t offset, uint64_t length)
{
    bool owner = memory->handle != IVMC_NO_HANDLE;

    if (!owner && (memory->rights & IVMC_WRITE) == 0)
        return NULL;
    if (!lies_within(memory, offset, length))
        return NULL;
    return memory->at + offset;
}
