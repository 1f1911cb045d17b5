/*
 * What the server lets others see: one directory and what lies beneath it.
 * Names are resolved by the kernel (openat2(2)) so that neither "..", nor an
 * absolute name, nor a symbolic link leads out, not even while somebody
 * renames directories.
 */
#ifndef FILES_EXPORT_H
#define FILES_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct export {
    int root;       /* descriptor of the directory */
    bool read_only;
};

/* Opens the directory. False with errno. */
bool export_open(struct export *e, const char *directory, bool read_only);
void export_close(struct export *e);

/*
 * Opens a name beneath the root with open(2)'s flags. -1 with errno: EXDEV
 * or ELOOP when it leads out, EROFS when writing is not allowed.
 */
int export_open_file(const struct export *e, const char *path, int flags);

/* At most `len` octets at `offset`; fewer only at the end. -1 with errno. */
int64_t export_read(int fd, void *to, size_t len, uint64_t offset);

/* All of it, or false with errno. */
bool export_write(int fd, const void *from, size_t len, uint64_t offset);

#endif /* FILES_EXPORT_H */
