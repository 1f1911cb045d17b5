/*
 * Whole files in memory.
 */
#ifndef IDLC_FILE_READ_H
#define IDLC_FILE_READ_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct session;

/* More than this of text is refused, from a file or the preprocessor. */
enum { TEXT_LIMIT_MIB = 64 };
#define TEXT_LIMIT ((size_t)TEXT_LIMIT_MIB << 20)

/* Octets that grow on the heap: their number is not known before. */
struct octets {
    char *data;
    size_t len, cap;
};

void octets_free(struct octets *o);

/* Room for `more` octets at data + len. False: no memory. */
bool octets_reserve(struct octets *o, size_t more);

/*
 * Appends what file descriptor `fd` gives next. 1: something, 0: the end,
 * -1: an error in errno.
 */
int octets_read(struct octets *o, int fd);

/*
 * Reads `path` ("-": standard input) until its end or one octet beyond
 * TEXT_LIMIT. False: errno tells why, EISDIR for a directory. `*regular`
 * tells whether another reader of the path would see the same.
 */
bool file_read(struct octets *o, const char *path, bool *regular);

#endif /* IDLC_FILE_READ_H */
