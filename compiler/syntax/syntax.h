/*
 * From a file to the tree as written. The text goes through the system's C
 * preprocessor unless it has no directives or says it has been; flex and
 * bison (grammar/) build the tree, nothing is checked yet but syntax.
 */
#ifndef IDLC_SYNTAX_H
#define IDLC_SYNTAX_H

#include "session.h"

struct corba_unit;
struct dce_unit;

/*
 * Reads `path` ("-": standard input) and preprocesses it. NULL when an error
 * was reported. `imported_at` is where an `import` names it, or a range
 * without a context for the file of the command line.
 */
struct source_text *source_read(struct session *s, const char *path,
                                struct source_range imported_at);

/*
 * The file that `import "name"` in file `from` means: beside that file, else
 * in our own folder, else in the include directories. NULL where there is
 * none; nothing is reported.
 */
const char *source_find(struct session *s, const char *name,
                        const struct source_file *from);

/* Our own folder with orb.idl and the like, or NULL where it is missing. */
const char *source_idl_dir(struct arena *a);

/* -E: the preprocessed text on standard output. False after an error. */
bool source_print_preprocessed(struct session *s, const char *path);

/* Which language the text is in, judged by its first tokens. */
enum language source_language(const struct source_text *text);

/*
 * The tree, or NULL after a syntax error. An OMG tree has memory of its own,
 * which checking it frees.
 */
const struct corba_unit *corba_parse(struct session *s, struct source_text *text);
const struct dce_unit *dce_parse(struct session *s, struct source_text *text);

/* The tree of an attribute configuration (ACF): attributes of what IDL names. */
const struct dce_unit *dce_parse_acs(struct session *s,
                                     struct source_text *text);

void corba_free(const struct corba_unit *unit);

/* --dump=ast, on standard output. */
void corba_dump(const struct corba_unit *unit);
void dce_dump(const struct dce_unit *unit);

#endif /* IDLC_SYNTAX_H */
