/*
 * Temporary files that no signal leaves behind.
 */
#ifndef IDLC_TEMPORARY_H
#define IDLC_TEMPORARY_H

/*
 * A new empty file beside `target`, open for writing in `*fd`. Its name is on
 * the heap; NULL: errno.
 */
char *temporary_create(const char *target, int *fd);

/* Removes the file, and frees its name. */
void temporary_remove(char *name);

/* The file has another name now, or is to stay; frees this one. */
void temporary_forget(char *name);

#endif /* IDLC_TEMPORARY_H */
