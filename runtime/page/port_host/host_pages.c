/* Shared memory, made and checked. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "host.h"

/* Pages that can vanish under us would be a signal instead of a status. */
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW)

static enum ivmc_status map(struct host_port *p, int fd, size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (at == MAP_FAILED)
        return IVMC_SYSTEM;
    p->zero = at;
    p->size = size;
    return IVMC_OK;
}

enum ivmc_status host_pages_make(struct host_port *p, uint32_t pages, int *fd)
{
    size_t size = (size_t)pages * PAGE_SIZE;
    enum ivmc_status s = IVMC_SYSTEM;

    *fd = memfd_create("ivmc", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (*fd < 0)
        return s;
    if (ftruncate(*fd, (off_t)size) == 0 &&
        fcntl(*fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) == 0)
        s = map(p, *fd, size);
    if (s != IVMC_OK) {
        int error = errno;

        close(*fd);
        errno = error;
        *fd = -1;
    }
    return s;
}

enum ivmc_status host_pages_map(struct host_port *p, uint32_t max_pages, int fd)
{
    int seals = fcntl(fd, F_GET_SEALS);
    struct statfs fs;
    struct stat st;

    if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &st) < 0 ||
        fstatfs(fd, &fs) < 0)
        return IVMC_BAD_MESSAGE;
    /* Huge pages may run out when they are touched; these cannot. */
    if (fs.f_type != TMPFS_MAGIC)
        return IVMC_BAD_MESSAGE;
    if (st.st_size < (off_t)PAGE_SIZE || st.st_size % (off_t)PAGE_SIZE != 0)
        return IVMC_BAD_MESSAGE;
    if (st.st_size / (off_t)PAGE_SIZE > (off_t)max_pages)
        return IVMC_REFUSED;
    return map(p, fd, (size_t)st.st_size);
}
