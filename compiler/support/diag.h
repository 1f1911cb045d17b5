/*
 * Diagnostics: every message has a number in diag.def and a page in
 * docs/errors.md. Passes report and go on; the driver stops between passes.
 */
#ifndef IDLC_DIAG_H
#define IDLC_DIAG_H

#include <stdio.h>

#include "support/source.h"

struct arena;
struct session;
struct diag_state;

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

enum diag_id {
#define DIAG(id, severity, format) id,
#include "support/diag.def"
#undef DIAG
    DIAG_ID_COUNT
};

/*
 * Reports message `id` at `where`. The arguments are those of the message's
 * format. Repeats at one place are dropped; after 100 errors the rest is
 * counted only. -Werror makes errors of warnings.
 */
void diag(struct session *s, enum diag_id id, struct source_range where, ...);

/* Nothing reported yet; diagnostics go to `out`. */
struct diag_state *diag_create(struct arena *a, FILE *out);

/* A note under the diagnostic just reported ("first declared here"). */
void diag_note(struct session *s, struct source_range where,
               const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A diagnostic without a place: options, files, the preprocessor. */
void diag_plain(struct session *s, enum diag_id id, ...);

/* "idlc: note: ...": about the run, not about any diagnostic. */
void diag_remark(struct session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "2 errors, 1 warning", where there were any. */
void diag_summary(struct session *s);

unsigned diag_error_count(const struct session *s);

/* The number as printed: "E0123". */
const char *diag_name(enum diag_id id);

/*
 * The candidate most like `name`, or NULL where none is near enough to
 * suggest; call once per candidate, keeping `*best_distance` (start at 3).
 */
const char *diag_nearer(const char *name, const char *candidate,
                        const char *best, unsigned *best_distance);

#endif /* IDLC_DIAG_H */
