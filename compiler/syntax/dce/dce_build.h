/*
 * What the scanner and the parser of DCE IDL share, and the constructors that
 * the grammar's actions call.
 */
#ifndef IDLC_DCE_BUILD_H
#define IDLC_DCE_BUILD_H

#include "session.h"
#include "syntax/dce/dce_ast.h"

/* State of one parse. */
struct dce_scan {
    struct session *s;
    struct arena *nodes; /* of the tree; texts are the session's */
    void *lexer;         /* flex's own state */
    const struct source_context *context;
    uint32_t line;
    const char *line_start;
    unsigned braces, brackets, parens; /* open ones */
    unsigned
        in_library;  /* 1: between the braces of a library, which count not */
    int first;       /* the token to give first: what the text is */
    bool gave_up;    /* nesting too deep: nothing more is read */
    bool skip_block; /* a COM block comes, which is passed over whole */
    unsigned skip_depth;      /* braces open in it */
    bool uuid_next;           /* [uuid: what the parentheses hold is a uuid */
    bool lexical_error;       /* reported; the tree is not to be used */
    struct source_pos opened; /* where the comment or block being read began */
    const char *comment;      /* the last comment, until a token follows it */
    size_t comment_len;
    uint32_t comment_line; /* of its end */
    bool comment_is_line;  /* a // comment: the next one may join it */
    uint32_t token_line;   /* of the last token */
    struct table *docs;    /* from the octet a token starts at to its doc */
    struct dce_item *items;
};

/* Brackets, braces and parentheses nest no deeper. */
#define DCE_NESTING 200u

/* ---- positions and comments --------------------------------------------- */

struct source_range dce_range(const struct dce_scan *scan, const char *at,
                              size_t len);

/* From the first of `count` ranges that is not empty to the last on its line. */
struct source_range dce_span(const struct source_range *ranges, int count);

void dce_note_comment(struct dce_scan *scan, const char *at, size_t len,
                      uint32_t first_line, bool is_line);
void dce_note_token(struct dce_scan *scan, const char *at);
const char *dce_doc(const struct dce_scan *scan, struct source_range where);

/* ---- constructors ------------------------------------------------------- */

struct dce_name dce_name_make(const char *text, struct source_range where);

struct dce_expr *dce_expr_leaf(struct dce_scan *scan, enum dce_expr_kind kind,
                               const char *text, size_t len,
                               struct source_range where);
struct dce_expr *dce_expr_op(struct dce_scan *scan, enum dce_op op,
                             const struct dce_expr *a, const struct dce_expr *b,
                             const struct dce_expr *c,
                             struct source_range where);
struct dce_expr *dce_expr_cast(struct dce_scan *scan,
                               const struct dce_type *type,
                               const struct dce_expr *e,
                               struct source_range where);
/* `(name) e`, where the name was read as an expression. */
struct dce_expr *dce_expr_cast_name(struct dce_scan *scan,
                                    const struct dce_expr *name,
                                    const struct dce_expr *e,
                                    struct source_range where);
struct dce_expr *dce_expr_sizeof(struct dce_scan *scan,
                                 const struct dce_type *type,
                                 struct source_range where);
/* The type whose name was read as an expression; reports others. */
struct dce_type *dce_type_of_name(struct dce_scan *scan,
                                  const struct dce_expr *name);
/* A character or string literal as written, quotes included. */
struct dce_expr *dce_expr_quoted(struct dce_scan *scan,
                                 struct source_range where);
/* String literals beside each other are one. */
struct dce_expr *dce_expr_join(struct dce_scan *scan,
                               const struct dce_arg_list *strings,
                               struct source_range where);

struct dce_arg *dce_arg_make(struct dce_scan *scan, enum dce_arg_kind kind,
                             struct source_range where);
struct dce_arg *dce_arg_expr(struct dce_scan *scan, const struct dce_expr *e);
struct dce_attr *dce_attr_make(struct dce_scan *scan, const char *space,
                               const char *name, struct source_range where);

/* Whether `default:` is among the labels of an encapsulated union's arm. */
bool dce_labels_default(const struct dce_arg_list *labels);

struct dce_declarator *dce_declarator_make(struct dce_scan *scan,
                                           enum dce_declarator_kind kind,
                                           struct source_range where);
/*
 * Adds a pointer, dimension or parameter list to what `d` has: C's rule that
 * what stands nearest to the name comes first.
 */
struct dce_declarator *dce_declarator_add(struct dce_scan *scan,
                                          struct dce_declarator *d,
                                          struct dce_declarator *end);

/* A type whose body stands here. */
struct dce_type *dce_type_define(struct dce_scan *scan, enum dce_type_kind kind,
                                 struct dce_name tag, struct dce_body body,
                                 struct source_range where);
struct dce_type *dce_type_make(struct dce_scan *scan, enum dce_type_kind kind,
                               struct dce_name name, struct source_range where);
void dce_type_add_word(struct dce_type *type, unsigned word);

struct dce_field *dce_field_make(struct dce_scan *scan,
                                 struct dce_attr_list attrs,
                                 const struct dce_type *type,
                                 struct dce_declarator_list declarators,
                                 struct source_range where);
/* `include "header.h"` of an attribute configuration; `word` has to be that. */
struct dce_item *dce_acs_include(struct dce_scan *scan, const char *word,
                                 struct source_range where,
                                 const struct dce_expr *name);
struct dce_item *dce_item_make(struct dce_scan *scan, enum dce_item_kind kind,
                               struct dce_attr_list attrs,
                               struct source_range where);

/* Appends to a list that keeps its first and last node. */
#define DCE_APPEND(list, node)                                                 \
    do {                                                                       \
        if ((list).last)                                                       \
            (list).last->next = (node);                                        \
        else                                                                   \
            (list).first = (node);                                             \
        (list).last = (node);                                                  \
    } while (0)

/* Appends what `more` holds. */
#define DCE_APPEND_LIST(list, more)                                            \
    do {                                                                       \
        if (!(more).first)                                                     \
            break;                                                             \
        if ((list).last)                                                       \
            (list).last->next = (more).first;                                  \
        else                                                                   \
            (list).first = (more).first;                                       \
        (list).last = (more).last;                                             \
    } while (0)

#endif /* IDLC_DCE_BUILD_H */
