/*
 * What every pass is handed. No other state outlives a call.
 */
#ifndef IDLC_SESSION_H
#define IDLC_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "support/arena.h"
#include "support/diag.h"
#include "support/intern.h"
#include "support/source.h"
#include "support/string_list.h"

struct wire_state;

enum language { LANGUAGE_UNKNOWN, LANGUAGE_CORBA, LANGUAGE_DCE };

enum dump_kind { DUMP_NONE, DUMP_AST, DUMP_IR, DUMP_WIRE, DUMP_JSON };

struct options {
    const char *input;      /* "-" is standard input */
    enum language language; /* as told by -x; UNKNOWN: look at the text */
    const char *output_dir; /* "." unless -o */
    const char *backend;    /* "local" unless --backend */
    enum dump_kind dump;
    struct string_list include_dirs; /* -I, in order */
    struct string_list cpp_args;     /* -D, -U, -I in the order given */
    bool check_only;                 /* --check */
    bool preprocess_only;            /* -E */
    bool preprocessed;               /* --preprocessed */
    bool client, server;             /* both unless -c or -s */
    bool skeleton;                   /* --emit=skeleton */
    bool async;                      /* --async: begin and finish stubs */
    bool any;                        /* --any: NAME_any.c, too */
    bool report;                     /* --report */
    bool bounded;                    /* --bounded */
    uint64_t max_message;      /* --max-message, octets; 0: not told */
    const char *acf; /* --acf, or NULL */
    bool relaxed_names;              /* --relaxed-names */
    const char *profile;             /* --profile, or NULL */
    bool warnings_are_errors;        /* -Werror */
    bool no_warnings;                /* -w */
    bool deps_only;                  /* -M, -MM */
    bool deps;                       /* -MD, -MMD */
    bool deps_user_only;             /* -MM, -MMD */
    bool deps_phony;                 /* -MP */
    const char *deps_file;           /* -MF */
    const char *deps_target;         /* -MT */
};

struct session {
    struct arena *arena;       /* owns every node of this compilation */
    struct arena *scratch;     /* owns the small texts and lists of the construct
                                  that is written: empty behind each */
    struct intern *names;      /* equal names are equal pointers */
    struct diag_state *diag;   /* errors so far; passes go on after one */
    struct table *files;       /* interned name to struct source_file */
    struct source_text *texts; /* all that were read, the newest first */
    struct table *originals;   /* interned name to a file as the user sees it */
    struct string_list sources; /* files read, for -M, in order of first use */
    struct wire_state *wire;    /* what wire/ has laid out, NULL: nothing yet */
    const char *idl_dir;        /* our own folder, or NULL: not there */
    int exit_status;            /* EXIT_INPUT_OUTPUT once a file failed, or 0 */
    struct options options;
};

/* What a run ends with where it is not 0. */
enum {
    EXIT_ERRORS = 1,
    EXIT_WRONG_USAGE = 2,
    EXIT_NO_MEMORY = 70,
    EXIT_INPUT_OUTPUT = 74
};

/* Default options; diagnostics go to `diagnostics`. */
struct session *session_create(FILE *diagnostics);
void session_destroy(struct session *s);

/* The octets of one IDL construct's comment (`///` or a block), or NULL. */
typedef const char *doc_comment;

#endif /* IDLC_SESSION_H */
