/*
 * Generated text. What a file will look like is read straight from the
 * templates in the back ends: C text with $holes$ at its final columns;
 * loops and conditions stay in C.
 */
#ifndef IDLC_EMIT_H
#define IDLC_EMIT_H

#include <stdbool.h>
#include <stddef.h>

struct session;
struct file_set;
struct emit;

struct emit_hole {
    const char *name;
    const char *text;
};

/* One file in memory; lives in the session's arena. */
struct emit *emit_create(struct session *s);

/*
 * Appends `text`, each line indented as deep as emit_in says. A hole takes its
 * value's lines at its own column. A hole without a value is a bug of the
 * back end and aborts.
 */
void emit_fill(struct emit *e, const struct emit_hole *holes, size_t hole_count,
               const char *text);
#define EMIT(e, text, ...)                                                     \
    emit_fill((e), (const struct emit_hole[]){__VA_ARGS__},                    \
              sizeof((const struct emit_hole[]){__VA_ARGS__}) /                \
                  sizeof(struct emit_hole),                                    \
              (text))

/* Appends text without holes. */
void emit_text(struct emit *e, const char *text);
void emit_in(struct emit *e);
void emit_out(struct emit *e);

/*
 * "type name(" and the parameters, broken at 80 columns under the
 * parenthesis; `tail` is ";" or "" and ends the line.
 */
struct c_prototype {
    const char *result;        /* "uint32_t", "const char *", "static void" */
    const char *name;          /* "shop_Store_count", "(*count)" */
    const char *const *params; /* "const char *name" */
    size_t param_count;        /* 0: (void) */
};
void emit_prototype(struct emit *e, const struct c_prototype *p,
                    const char *tail);

/*
 * "head(" and the arguments, broken at 80 columns as clang-format does;
 * `tail` ends it: ";", " {" ...
 */
void emit_call(struct emit *e, const char *head, const char *const *args,
               size_t arg_count, const char *tail);

/* "to = value;", the value on a line of its own where one is too short. */
void emit_assign(struct emit *e, const char *to, const char *value);

/* A block comment around wrapped text; nothing when `text` is NULL. */
void emit_comment(struct emit *e, const char *text);

/* A text of its own that will be appended to `e`. */
struct emit *emit_part(const struct emit *e);

/* The same for text that will stand one level deeper in `e`. */
struct emit *emit_block(const struct emit *e);

/* Appends a part or block as it is, which ends it: it may not be used again. */
void emit_append(struct emit *e, struct emit *part);

/* Ends a part or block that is not wanted. */
void emit_drop(struct emit *part);

/* What was appended, NUL-terminated. */
const char *emit_result(const struct emit *e, size_t *len);

/*
 * Hands the text to the set of files, which are written together or not. That
 * ends it: it may not be used again.
 */
void emit_save(struct emit *e, struct file_set *files, const char *path);

/* The same for texts that follow each other in the file. */
void emit_save_all(struct emit *const *texts, size_t count,
                   struct file_set *files, const char *path);

#endif /* IDLC_EMIT_H */
