#include "support/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_AT_ONCE = 64 * 1024 };

void octets_free(struct octets *o)
{
    free(o->data);
    *o = (struct octets){NULL, 0, 0};
}

bool octets_reserve(struct octets *o, size_t more)
{
    size_t cap = o->cap ? o->cap : READ_AT_ONCE;
    char *grown;

    if (more <= o->cap - o->len)
        return true;
    while (cap - o->len < more) {
        if (cap > SIZE_MAX / 2)
            return false;
        cap *= 2;
    }
    grown = realloc(o->data, cap);
    if (!grown)
        return false;
    o->data = grown;
    o->cap = cap;
    return true;
}

int octets_read(struct octets *o, int fd)
{
    ssize_t n;

    if (!octets_reserve(o, READ_AT_ONCE)) {
        errno = ENOMEM;
        return -1;
    }
    do {
        n = read(fd, o->data + o->len, o->cap - o->len);
    } while (n < 0 && errno == EINTR);
    if (n <= 0)
        return n < 0 ? -1 : 0;
    o->len += (size_t)n;
    return 1;
}

static bool read_all(struct octets *o, int fd, bool *regular)
{
    struct stat st;
    int more = 1;

    if (fstat(fd, &st) < 0)
        return false;
    if (S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return false;
    }
    *regular = S_ISREG(st.st_mode);
    if (*regular && st.st_size > 0 && (uintmax_t)st.st_size <= TEXT_LIMIT &&
        !octets_reserve(o, (size_t)st.st_size + READ_AT_ONCE)) {
        errno = ENOMEM;
        return false;
    }
    while (more > 0 && o->len <= TEXT_LIMIT)
        more = octets_read(o, fd);
    return more >= 0;
}

bool file_read(struct octets *o, const char *path, bool *regular)
{
    bool standard = strcmp(path, "-") == 0, ok;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int error;

    if (fd < 0)
        return false;
    ok = read_all(o, fd, regular);
    if (standard) {
        *regular = false; /* what was read is gone */
        return ok;
    }
    error = errno;
    close(fd);
    errno = error;
    return ok;
}
