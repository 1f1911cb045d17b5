/*
 * What the parts of this room share: where the next octet goes.
 */
#ifndef IDLC_EMIT_LINE_H
#define IDLC_EMIT_LINE_H

#include <stddef.h>

struct emit;
struct session;

#define EMIT_COLUMNS 80

/* Columns in front of the next octet, indentation included. */
size_t emit_column(const struct emit *e);
struct session *emit_session(const struct emit *e);

#endif /* IDLC_EMIT_LINE_H */
