/*
 * How a diagnostic looks. Used by diag.c alone.
 */
#ifndef IDLC_DIAG_PRINT_H
#define IDLC_DIAG_PRINT_H

#include <stdio.h>

#include "support/source.h"

struct session;

/* One diagnostic leaves in few writes, whatever `out` buffers. */
struct diag_printer {
    FILE *out;
    size_t len;
    char text[2048];
};

/*
 * Text of the user's: what is no printable UTF-8 is shown as \xNN, so that no
 * input can steer a terminal.
 */
void diag_print_quoted(struct diag_printer *p, const char *text);

/* Text of ours. */
void diag_print_text(struct diag_printer *p, const char *text);
void diag_print_number(struct diag_printer *p, uint32_t number);

/* "In file included from a.idl:3:" and so on, for the files around `c`. */
void diag_print_chain(struct diag_printer *p, const struct source_context *c);

/* The source line and the line with the caret under it. */
void diag_print_source(struct diag_printer *p, const char *at, uint32_t column,
                       uint32_t len);

void diag_print_flush(struct diag_printer *p);

#endif /* IDLC_DIAG_PRINT_H */
