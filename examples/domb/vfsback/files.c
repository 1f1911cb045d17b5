#include "files.h"

#include <unistd.h>

/* How many octets there were: 0 also when the disk has an error. */
static uint32_t read_into(int fd, volatile void *to, uint32_t want,
                          uint64_t offset)
{
    int64_t len;

    if (offset > (uint64_t)INT64_MAX - want)
        return 0;
    /* The kernel writes there; we do not look at it. */
    len = export_read(fd, (void *)(uintptr_t)to, want, offset);
    return len < 0 ? 0 : (uint32_t)len;
}

static uint32_t read_at(void *servant, uint64_t token, uint64_t offset,
                        uint32_t want, const struct ivmc_region *window,
                        uint32_t place, struct ivmc_env *env)
{
    struct files *f = servant;
    enum ivmc_status s;
    const struct ivmc_memory *memory = windows_get(&f->windows, window, &s);
    volatile void *to;
    uint32_t got = 0;
    int fd;

    if (!memory) {
        /* That it is bad says nothing about the message it came with. */
        ivmc_env_fail(env, s == IVMC_BAD_MESSAGE ? IVMC_BAD_ARGUMENT : s);
        return 0;
    }
    to = ivmc_memory_view_to_write(memory, place, want);
    fd = to ? keeper_file(f->keeper, token) : -1;
    if (fd >= 0) {
        got = read_into(fd, to, want, offset);
        close(fd);
    }
    return got;
}

const struct vfs_Files_epv files_epv = {.read_at = read_at};
