/*
 * Between the generated scanner and parser of DCE IDL and the code around
 * them.
 */
#ifndef IDLC_DCE_PARSE_H
#define IDLC_DCE_PARSE_H

#include "dce_parser.h"
#include "syntax/dce/dce_build.h"

/* The next token; what bison calls. */
int dce_yylex(DCE_YYSTYPE *value, struct source_range *where,
              struct dce_scan *scan);

/* What bison calls for all but syntax errors: its stack is full. */
void dce_yyerror(const struct source_range *where, struct dce_scan *scan,
                 const char *message);

/* Reports a syntax error at `where`, where one of `names` would have stood. */
void dce_syntax_error(struct dce_scan *scan, struct source_range where,
                      bool at_end, const char *const *names, size_t count);

/* The flex side: scans `text` in place. */
bool dce_lexer_open(struct dce_scan *scan, char *text, size_t len);
void dce_lexer_close(struct dce_scan *scan);

#endif /* IDLC_DCE_PARSE_H */
