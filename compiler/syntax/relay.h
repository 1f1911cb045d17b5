/*
 * What the preprocessor says, as diagnostics of ours.
 */
#ifndef IDLC_RELAY_H
#define IDLC_RELAY_H

#include "session.h"
#include "support/file_read.h"

/*
 * Reports each error in `errors`, the child's standard error, with the file,
 * line and chain of includes that it names; else at `imported_at`.
 */
void relay_errors(struct session *s, const struct octets *errors,
                  struct source_range imported_at);

/* ": " and the last line that it wrote, or "". */
const char *relay_last(struct session *s, const struct octets *errors);

#endif /* IDLC_RELAY_H */
