/*
 * Where things stand in the source. Positions point into the preprocessed
 * text, which stays in memory as long as the session, and name the file and
 * line that the line markers gave.
 */
#ifndef IDLC_SOURCE_H
#define IDLC_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

/* One file that the text came from; interned by name in the session. */
struct source_file {
    const char *name;
    bool main; /* named on the command line, not included or imported */
    bool own;  /* of idlc's own folder: orb.idl and the like */
    /*
     * The name without the include directory it was found in, or without that
     * of the main file: what an #include would say. Never NULL.
     */
    const char *included_as;
};

/*
 * The files entered at some place of the text: the innermost first. Shared by
 * all positions between two line markers.
 */
struct source_context {
    const struct source_file *file;
    const struct source_context *included_from; /* NULL in the outermost */
    uint32_t included_at;                       /* line in included_from->file */
    uint32_t depth;                             /* files around this one */
};

struct source_pos {
    const struct source_context *context; /* NULL: no place (command line) */
    const char *at;                       /* in the preprocessed text */
    uint32_t line;                        /* from 1 */
    uint32_t column;                      /* in octets, from 1 */
};

struct source_range {
    struct source_pos start;
    uint32_t len; /* octets to underline, at least 1 */
};

/*
 * The text of one preprocessor run. `text` is preceded by a readable '\n' and
 * ends in two NULs (flex scans it in place).
 */
struct source_text {
    char *text;
    size_t len;
    const char *name; /* the file named on the command line or in `import` */
    const struct source_context *context; /* that of the first line */
    char *unscanned;          /* a copy that no scanner writes NULs into, */
                              /* or NULL once there is no more scanner */
    bool spaced_anew;         /* the preprocessor left one blank of many */
    struct source_text *next; /* in the session's list of texts */
};

struct source_file *source_file_named(struct session *s, const char *name);

/*
 * The context of the first line of file `name`: of the command line where
 * `imported_at` has no context, else of what the `import` there names.
 */
const struct source_context *source_begin(struct session *s, const char *name,
                                          struct source_range imported_at);

/*
 * Follows one line marker (`# 12 "name" 1 3` or `#line 12 "name"`), whose
 * octets stand from `marker` to the end of its line. Gives the context that
 * holds from the next line on and that line's number in `*next_line`.
 * Returns false where the text is no line marker.
 */
bool source_follow_marker(struct session *s, const char *marker,
                          const struct source_context **context,
                          uint32_t current_line, uint32_t *next_line);

/* The text of the session that holds the place, or NULL. */
const struct source_text *source_text_of(const struct session *s,
                                         const char *at);

/* The scanner has come to the end: the text reads as before. */
void source_scanned(struct session *s, struct source_text *text);

/*
 * The octets of the place as they were read: flex ends its current token by a
 * NUL. `at` itself where it is in no text of the session.
 */
const char *source_unscanned(const struct session *s, const char *at);

/* Length of the source line that holds `pos`, and its first octet in `*start`. */
size_t source_line(const struct source_pos *pos, const char **start);

#endif /* IDLC_SOURCE_H */
