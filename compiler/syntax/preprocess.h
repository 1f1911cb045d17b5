/*
 * The system's C preprocessor as a child process.
 */
#ifndef IDLC_PREPROCESS_H
#define IDLC_PREPROCESS_H

#include <stdbool.h>

#include "session.h"
#include "support/file_read.h"

/* Whether the text has to go through it at all. */
bool preprocess_needed(const struct session *s, const char *text, size_t len);

/*
 * Runs it over the file `name` and gives its output in `*out`. Where `fed` is
 * not NULL the child reads these octets instead, which are those of `name`.
 * False when an error was reported, then at `imported_at` if nowhere else.
 */
bool preprocess(struct session *s, const char *name, const struct octets *fed,
                struct source_range imported_at, struct octets *out);

#endif /* IDLC_PREPROCESS_H */
