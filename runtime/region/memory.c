/* What owners and mappers of lent memory have in common. */
#include "memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void ivmc_memory_clear(struct ivmc_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    memory->handle = IVMC_NO_HANDLE;
}

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

size_t ivmc_memory_file_size(uint64_t size)
{
    uint64_t page = page_size();

    if (size == 0 || size > PTRDIFF_MAX - 2 * page)
        return 0;
    return (size_t)((size + page - 1) / page * page + page);
}

enum ivmc_status ivmc_memory_map_file(struct ivmc_memory *memory, int fd,
                                      uint64_t size, int protection)
{
    size_t mapped = ivmc_memory_file_size(size);
    void *at = mmap(NULL, mapped, protection, MAP_SHARED, fd, 0);

    if (at == MAP_FAILED)
        return IVMC_SYSTEM;
    memory->at = at;
    memory->size = (size_t)size;
    memory->mapped = mapped;
    memory->notice = memory->at + mapped - page_size();
    return IVMC_OK;
}

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
