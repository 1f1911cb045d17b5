/* What owners and mappers of lent memory have in common. */
#include "memory.h"

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
