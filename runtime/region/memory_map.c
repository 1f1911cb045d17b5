/* The receiver of lent memory: what came may be anything. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "memory.h"

/*
 * Memory of the kind that we lend: its size is final and its pages can always
 * be had. Huge ones may run out when they are touched.
 */
static bool is_lasting_memory(int fd)
{
    int seals = fcntl(fd, F_GET_SEALS);
    struct statfs fs;

    return seals >= 0 && (seals & MEMORY_SEALS) == MEMORY_SEALS &&
           fstatfs(fd, &fs) == 0 && fs.f_type == TMPFS_MAGIC;
}

/* Only after the seals were seen: before, the size could change. */
static bool is_large_enough(int fd, size_t size)
{
    struct stat st;

    return fstat(fd, &st) == 0 && st.st_size >= 0 &&
           (uint64_t)st.st_size >= size;
}

static enum ivmc_status check(const struct ivmc_region *region, uint32_t rights,
                              uint64_t max_size)
{
    size_t file_size = ivmc_memory_file_size(region->size);
    int fd = (int)region->handle;

    if ((rights & ~IVMC_WRITE) != IVMC_READ)
        return IVMC_BAD_ARGUMENT;
    if (region->handle == IVMC_NO_HANDLE || region->size == 0)
        return IVMC_BAD_MESSAGE;
    if ((rights & ~region->rights) != 0)
        return IVMC_REFUSED;
    if (region->size > max_size || file_size == 0)
        return IVMC_LIMIT;
    if (!is_lasting_memory(fd) || !is_large_enough(fd, file_size))
        return IVMC_BAD_MESSAGE;
    return IVMC_OK;
}

enum ivmc_status ivmc_memory_map(struct ivmc_memory *memory,
                                 const struct ivmc_region *region,
                                 uint32_t rights, uint64_t max_size)
{
    bool writes = (rights & IVMC_WRITE) != 0;
    enum ivmc_status s = check(region, rights, max_size);

    ivmc_memory_clear(memory);
    if (s != IVMC_OK)
        return s;
    s = ivmc_memory_map_file(memory, (int)region->handle, region->size,
                             writes ? PROT_READ | PROT_WRITE : PROT_READ);
    /* It says that we may, and its file says no. */
    if (s == IVMC_SYSTEM && (errno == EACCES || errno == EPERM))
        return IVMC_BAD_MESSAGE;
    if (s == IVMC_OK)
        memory->rights = rights;
    return s;
}

void ivmc_memory_unmap(struct ivmc_memory *memory)
{
    if (memory->at)
        munmap(memory->at, memory->mapped);
    ivmc_memory_clear(memory);
}
