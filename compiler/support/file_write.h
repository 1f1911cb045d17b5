/*
 * Output files, written only when all of them are complete and only where
 * they change. A set that fails leaves what was there before, as far as the
 * file system lets it. A signal that ends the run leaves no temporary file, and
 * either all of the new files or none.
 */
#ifndef IDLC_FILE_WRITE_H
#define IDLC_FILE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

struct session;
struct file_set;

struct file_set *file_set_create(struct session *s);

/*
 * One more file: its text goes to a temporary one at once, and need not live
 * any longer. A failure is reported, and the commit fails. False where the path
 * is in the set already: two files of one name are a mistake.
 */
bool file_set_add(struct file_set *set, const char *path, const char *text,
                  size_t len);

/* The same for a text whose parts, one after the other, lie apart. */
struct text_part {
    const char *text;
    size_t len;
};
bool file_set_add_parts(struct file_set *set, const char *path,
                        const struct text_part *parts, size_t count);

/* Shows them under their names. False when an error was reported. */
bool file_set_commit(struct file_set *set);

/* Ends the set without a trace: what was to be written is not wanted. */
void file_set_drop(struct file_set *set);

#endif /* IDLC_FILE_WRITE_H */
