#include "export.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RESOLVE_INSIDE \
    (RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | \
     RESOLVE_NO_XDEV)

bool export_open(struct export *e, const char *directory, bool read_only)
{
    e->read_only = read_only;
    e->root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return e->root >= 0;
}

void export_close(struct export *e)
{
    close(e->root);
    e->root = -1;
}

int export_open_file(const struct export *e, const char *path, int flags)
{
    struct open_how how = {
        /* A fifo or a device must not keep the server waiting. */
        .flags = (unsigned)(flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY),
        .mode = (flags & O_CREAT) ? 0644u : 0u,
        .resolve = RESOLVE_INSIDE,
    };
    struct stat st;
    int fd;

    if (e->read_only && (flags & O_ACCMODE) != O_RDONLY) {
        errno = EROFS;
        return -1;
    }
    fd = (int)syscall(SYS_openat2, e->root, path, &how, sizeof how);
    if (fd < 0)
        return -1;
    if (fstat(fd, &st) < 0 || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))) {
        close(fd);
        errno = EACCES;
        return -1;
    }
    return fd;
}

int64_t export_read(int fd, void *to, size_t len, uint64_t offset)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = pread(fd, (char *)to + done, len - done,
                          (off_t)(offset + done));

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (int64_t)done;
}

bool export_write(int fd, const void *from, size_t len, uint64_t offset)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = pwrite(fd, (const char *)from + done, len - done,
                           (off_t)(offset + done));

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        done += (size_t)n;
    }
    return true;
}
