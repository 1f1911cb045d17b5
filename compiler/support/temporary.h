/*
 * What is there for a while only, and what neither a signal nor an exit that
 * ends the run leaves behind: temporary files and a child.
 */
#ifndef IDLC_TEMPORARY_H
#define IDLC_TEMPORARY_H

#include <signal.h>
#include <sys/types.h>

/*
 * A new empty file beside `target`, open for writing in `*fd`. Its name is on
 * the heap; NULL: errno.
 */
char *temporary_create(const char *target, int *fd);

/*
 * A name on the heap, beside `target`, for the file that has that name now;
 * where it cannot be linked, `target` is gone then. NULL: errno.
 */
char *temporary_keep(const char *target);

/* Removes the file, and frees its name. */
void temporary_remove(char *name);

/* The file has another name now, or is to stay; frees this one. */
void temporary_forget(char *name);

/*
 * A child that leads the process group `pid` ends with us, and its group with
 * it; 0: it has ended.
 */
void temporary_child(pid_t pid);

/* Signals that would end us between these two do so after them. */
void temporary_hold(sigset_t *before);
void temporary_let(const sigset_t *before);

#endif /* IDLC_TEMPORARY_H */
