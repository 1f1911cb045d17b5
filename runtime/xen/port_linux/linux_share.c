/*
 * Pages of the kernel's gntalloc. libxengnttab can ask it to tell the peer of
 * our end for a single page only; here page 0 is one of several.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xen/gntalloc.h>

#include "linux.h"

static struct ioctl_gntalloc_alloc_gref *new_grants(uint16_t domid,
                                                    uint32_t count,
                                                    bool writable)
{
    struct ioctl_gntalloc_alloc_gref *grants =
        calloc(1, sizeof *grants + count * sizeof grants->gref_ids[0]);

    if (!grants)
        return NULL;
    grants->domid = domid;
    grants->flags = writable ? GNTALLOC_FLAG_WRITABLE : 0;
    grants->count = count;
    return grants;
}

static bool set_notify(int fd, uint64_t at, uint32_t port)
{
    struct ioctl_gntalloc_unmap_notify notify = {
        .index = at,
        .action = UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT,
        .event_channel_port = port,
    };

    return ioctl(fd, IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, &notify) == 0;
}

/* Maps what was granted. The grants live as long as the mapping. */
static void *map(int fd, const struct ioctl_gntalloc_alloc_gref *grants,
                 uint32_t offset, uint32_t port)
{
    size_t size = (size_t)grants->count * PAGE_SIZE;
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                    (off_t)grants->index);

    if (at == MAP_FAILED)
        return NULL;
    /* The peer is told of our end, not of that of all that we forked. */
    (void)madvise(at, size, MADV_DONTFORK);
    if (port != 0 && !set_notify(fd, grants->index + offset, port)) {
        linux_unshare(at, grants->count);
        return NULL;
    }
    return at;
}

/* As above, by an open device. */
static void *share(int fd, struct ioctl_gntalloc_alloc_gref *grants,
                   uint32_t *refs, uint32_t offset, uint32_t port)
{
    struct ioctl_gntalloc_dealloc_gref held = {.count = grants->count};
    void *at;

    if (ioctl(fd, IOCTL_GNTALLOC_ALLOC_GREF, grants) < 0)
        return NULL;
    memcpy(refs, grants->gref_ids, grants->count * sizeof *refs);
    at = map(fd, grants, offset, port);
    held.index = grants->index;
    (void)ioctl(fd, IOCTL_GNTALLOC_DEALLOC_GREF, &held);
    return at;
}

void *linux_share(uint16_t domid, uint32_t count, bool writable, uint32_t *refs,
                  uint32_t offset, uint32_t port)
{
    int fd = open("/dev/xen/gntalloc", O_RDWR | O_CLOEXEC);
    struct ioctl_gntalloc_alloc_gref *grants;
    void *at = NULL;
    int error;

    if (fd < 0)
        return NULL;
    grants = new_grants(domid, count, writable);
    if (grants)
        at = share(fd, grants, refs, offset, port);
    error = errno;
    free(grants);
    close(fd);
    errno = error;
    return at;
}

void linux_unshare(void *pages, uint32_t count)
{
    int error = errno;

    munmap(pages, (size_t)count * PAGE_SIZE);
    errno = error;
}
