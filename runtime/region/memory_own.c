/* The owner of lent memory. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"

#define PATH_ROOM 48

/*
 * A description of its own for the same file. The kernel counts who has one:
 * that is how it knows whether others are left.
 */
static int open_anew(int fd, int flags)
{
    char path[PATH_ROOM];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    /* Not to wait for a peer that has a lease on it. */
    return open(path, flags | O_CLOEXEC | O_NONBLOCK);
}

static int seals_for(uint32_t rights)
{
    int seals = MEMORY_SEALS | F_SEAL_SEAL;

    /* Whoever has it can open it to write; then that is of no use. */
    if ((rights & IVMC_WRITE) == 0)
        seals |= F_SEAL_FUTURE_WRITE;
    return seals;
}

/*
 * The owner's mapping is of the description that memfd_create made, which the
 * kernel does not count and nobody else gets; the one kept is counted.
 */
static enum ivmc_status set_up(struct ivmc_memory *memory, int fd,
                               uint64_t size, uint32_t rights)
{
    off_t file_size = (off_t)ivmc_memory_file_size(size);
    enum ivmc_status s;

    if (ftruncate(fd, file_size) < 0)
        return IVMC_SYSTEM;
    s = ivmc_memory_map_file(memory, fd, size, PROT_READ | PROT_WRITE);
    if (s != IVMC_OK)
        return s;
    /* After the mapping: none to write can be made later. */
    if (fcntl(fd, F_ADD_SEALS, seals_for(rights)) < 0)
        return IVMC_SYSTEM;
    memory->handle = open_anew(fd, O_RDONLY);
    if (memory->handle < 0)
        return IVMC_SYSTEM;
    memory->rights = rights;
    return IVMC_OK;
}

enum ivmc_status ivmc_memory_create(struct ivmc_memory *memory, uint64_t size,
                                    uint32_t rights)
{
    enum ivmc_status s;
    int error, fd;

    ivmc_memory_clear(memory);
    if (size == 0 || (rights & ~IVMC_WRITE) != IVMC_READ)
        return IVMC_BAD_ARGUMENT;
    if (ivmc_memory_file_size(size) == 0)
        return IVMC_LIMIT;
    fd = memfd_create("ivmc-region", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return IVMC_SYSTEM;
    s = set_up(memory, fd, size, rights);
    error = errno;
    close(fd);
    if (s != IVMC_OK)
        ivmc_memory_destroy(memory);
    errno = error;
    return s;
}

enum ivmc_status ivmc_memory_offer(const struct ivmc_memory *memory,
                                   struct ivmc_region *region)
{
    bool writable = (memory->rights & IVMC_WRITE) != 0;

    region->size = 0;
    region->rights = 0;
    region->handle = IVMC_NO_HANDLE;
    region->item = NULL;
    if (memory->handle == IVMC_NO_HANDLE)
        return IVMC_BAD_ARGUMENT;
    if (memory->revoked)
        return IVMC_REFUSED;
    region->handle =
        open_anew((int)memory->handle, writable ? O_RDWR : O_RDONLY);
    if (region->handle < 0)
        return IVMC_SYSTEM;
    region->size = memory->size;
    region->rights = memory->rights;
    return IVMC_OK;
}

void ivmc_region_close(struct ivmc_region *region)
{
    intptr_t handle = ivmc_region_take(region);

    if (handle != IVMC_NO_HANDLE)
        close((int)handle);
}

/*
 * A lease to write is given when nobody else has the file open or mapped, and
 * at no other time. Where there are no leases somebody may have it.
 */
static bool held_by_others(int fd)
{
    /* Who opens it meanwhile gets us a signal: one that ends nobody. */
    if (fcntl(fd, F_SETSIG, SIGURG) < 0 || fcntl(fd, F_SETLEASE, F_WRLCK) < 0)
        return true;
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return false;
}

enum ivmc_status ivmc_memory_revoke(struct ivmc_memory *memory)
{
    _Atomic uint32_t *notice = memory->notice;

    if (memory->handle == IVMC_NO_HANDLE)
        return IVMC_BAD_ARGUMENT;
    /* Said again each time: who may write could have erased it. */
    atomic_store_explicit(notice, 1, memory_order_relaxed);
    memory->revoked = true;
    return held_by_others((int)memory->handle) ? IVMC_BUSY : IVMC_OK;
}

void ivmc_memory_destroy(struct ivmc_memory *memory)
{
    if (memory->at)
        munmap(memory->at, memory->mapped);
    if (memory->handle != IVMC_NO_HANDLE)
        close((int)memory->handle);
    ivmc_memory_clear(memory);
}
