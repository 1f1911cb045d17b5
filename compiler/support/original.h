/*
 * The files as the user sees them. The preprocessor leaves one blank where
 * there were several and replaces tabs, so a diagnostic's column and source
 * line are taken from the file itself where it still reads the same.
 */
#ifndef IDLC_ORIGINAL_H
#define IDLC_ORIGINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "support/source.h"

struct session;

/* Keeps the octets of a file that has been read, `text` living as long. */
void original_keep(struct session *s, const char *name, const char *text,
                   size_t len);

/*
 * Moves `*where` from preprocessed text to the file it came from, or, where
 * it has no text at all but a line and a column, to that place. False, and
 * nothing moved, where the file is gone or its line reads otherwise.
 */
bool original_find(struct session *s, struct source_range *where);

#endif /* IDLC_ORIGINAL_H */
