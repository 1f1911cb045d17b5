/*
 * The -M family: what a make file has to know.
 */
#ifndef IDLC_DEPEND_H
#define IDLC_DEPEND_H

#include "session.h"

struct file_set;

/* Adds the files that the text's line markers name to the session's list. */
void depend_collect(struct session *s, const struct source_text *text);

/*
 * The rule, on standard output or in the file of -MF (-M, -MM), or as one
 * more file of the run, FILE.d beside the others unless -MF names it (-MD,
 * -MMD). Targets are those of -MT, else the header and C files.
 */
void depend_print(struct session *s);
void depend_add(struct session *s, struct file_set *files);

#endif /* IDLC_DEPEND_H */
