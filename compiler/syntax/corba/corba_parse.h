/*
 * What scanner, parser and the builders of the tree share during one parse.
 * Internal to this room and to grammar/corba.[ly].
 */
#ifndef IDLC_CORBA_PARSE_H
#define IDLC_CORBA_PARSE_H

#include "session.h"
#include "syntax/corba/corba_ast.h"
#include "syntax/syntax.h"

/* Brackets within brackets; keeps bison's stack below its limit. */
enum { CORBA_NESTING_LIMIT = 256 };

/* Operators within operators: a chain of additions counts each. */
enum { CORBA_EXPR_LIMIT = 1000 };

/* What the scanner knows of a word: kept once for each spelling. */
struct corba_word {
    const char *folded;
    int token;            /* of the keyword, or 0 for an identifier */
    bool later;           /* a keyword only in some places */
    const char *clashes;  /* the keyword it differs from in case only */
};

struct corba_parser {
    struct session *s;
    struct arena *arena;  /* owns the tree, in the order of the source */
    struct arena *lookup; /* owns words and comments: gone when it stands */
    struct corba_unit *unit;
    struct corba_event **events_end;

    /* Where the scanner stands. */
    const struct source_context *context;
    uint32_t line;
    const char *line_start;
    uint32_t token_line;  /* the line of the last token */
    bool after_at;        /* the next word names an annotation */

    /* Open brackets, the innermost last. */
    char nest[CORBA_NESTING_LIMIT];
    unsigned depth;
    bool stopped;         /* nested too deeply: nothing more is read */

    struct table *words;  /* interned spelling to struct corba_word */

    /* The comment that may describe the next token, and those that do. */
    const char *comment, *comment_end;
    uint32_t comment_last_line;
    bool comment_is_line;
    struct table *docs;   /* first octet of a token to struct corba_comment */

    const char *silent_at; /* no second message about the token here */
};

struct corba_comment {
    const char *start, *end;
};

/* From the first octet of `a` to the last of `b`. */
struct source_range corba_span(struct source_range a, struct source_range b);

/* ---- comments (corba_doc.c) --------------------------------------------- */

/* The scanner has read the comment from `start` to `end`. */
void corba_comment_read(struct corba_parser *p, const char *start,
                        const char *end, uint32_t first_line);

/* The scanner has read a token that starts at `at`. */
void corba_token_read(struct corba_parser *p, const char *at);

/* The text of the comment directly before the token at `at`, or NULL. */
const char *corba_doc_at(struct corba_parser *p, const char *at);

/* ---- words (corba_word.c) ----------------------------------------------- */

/* What is known of the interned word. */
const struct corba_word *corba_word_named(struct corba_parser *p,
                                          const char *text);
void corba_words_create(struct corba_parser *p);

/* ---- literals (corba_literal.c) ----------------------------------------- */

/* These report what is wrong and always give an expression. */
struct corba_expr *corba_integer(struct corba_parser *p, const char *text,
                                 size_t len, struct source_range where);
struct corba_expr *corba_number(struct corba_parser *p,
                                enum corba_expr_kind kind, const char *text,
                                size_t len, struct source_range where);
struct corba_expr *corba_char(struct corba_parser *p, const char *text,
                              size_t len, struct source_range where);
struct corba_expr *corba_string(struct corba_parser *p, const char *text,
                                size_t len, struct source_range where);

/* Adjacent literals are one (7.2.6.3); takes a list under construction. */
struct corba_expr *corba_concatenate(struct corba_parser *p,
                                     struct corba_expr *list);

/* ---- pragmas and line markers (corba_pragma.c) -------------------------- */

/* A whole line that starts with `#`, its newline included if it has one. */
void corba_directive(struct corba_parser *p, const char *text, size_t len,
                     struct source_range where);

/* ---- nodes (corba_build.c) ---------------------------------------------- */

struct corba_expr *corba_expr_new(struct corba_parser *p,
                                  enum corba_expr_kind kind,
                                  struct source_range where);
struct corba_expr *corba_unary(struct corba_parser *p, char op,
                               struct corba_expr *operand,
                               struct source_range where);
struct corba_expr *corba_binary(struct corba_parser *p, char op,
                                struct corba_expr *left,
                                struct corba_expr *right,
                                struct source_range where);
struct corba_expr *corba_expr_name(struct corba_parser *p,
                                   const struct corba_scoped_name *name);

/* `name` is interned, `word` what is known of it. */
struct corba_ident *corba_ident_of(struct corba_parser *p, const char *name,
                                   const struct corba_word *word,
                                   struct source_range where);
struct corba_ident *corba_ident_new(struct corba_parser *p, const char *text,
                                    size_t len, struct source_range where);
struct corba_scoped_name *corba_name_begin(struct corba_parser *p,
                                           bool absolute,
                                           struct corba_ident *first);
struct corba_scoped_name *corba_name_append(struct corba_scoped_name *name,
                                            struct corba_ident *part);

struct corba_type *corba_type_new(struct corba_parser *p,
                                  enum corba_type_kind kind,
                                  struct source_range where);

/* The declaration's doc comment is looked up at its first token. */
struct corba_decl *corba_decl_new(struct corba_parser *p,
                                  enum corba_decl_kind kind,
                                  const struct corba_ident *name,
                                  struct source_range where);
struct corba_declarator *corba_declarator_new(struct corba_parser *p,
                                              const struct corba_ident *name);
struct corba_event *corba_event_new(struct corba_parser *p,
                                    enum corba_event_kind kind,
                                    struct source_range where);

/* One list of both; each may be NULL. */
struct corba_annotation *corba_annotations_join(struct corba_annotation *a,
                                                struct corba_annotation *b);

/* Puts annotations before those that the declaration has. */
void corba_annotate(struct corba_parser *p, struct corba_decl *d,
                    struct corba_annotation *annotations,
                    struct source_range where);

/*
 * Lists under construction: the last element, whose `next` is the first, so
 * that appending takes one step. CORBA_LIST_END opens the ring.
 */
#define CORBA_LIST_APPEND(list, item) \
    do { \
        if (list) { \
            (item)->next = (list)->next; \
            (list)->next = (item); \
        } else { \
            (item)->next = (item); \
        } \
        (list) = (item); \
    } while (0)

#define CORBA_LIST_END(first, list) \
    do { \
        (first) = NULL; \
        if (list) { \
            (first) = (list)->next; \
            (list)->next = NULL; \
        } \
    } while (0)

#endif /* IDLC_CORBA_PARSE_H */
