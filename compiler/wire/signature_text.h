/*
 * Writing the texts of signatures. Private to signature*.c.
 */
#ifndef IDLC_WIRE_SIGNATURE_TEXT_H
#define IDLC_WIRE_SIGNATURE_TEXT_H

#include "wire/node.h"

/* The text being hashed; kept only where somebody wants to read it. */
struct text {
    struct wire_state *w;
    uint64_t hash;
    bool keep;
    char *kept;
    size_t len, cap;
    const struct wire_node *root; /* of a type's text; NULL: an operation's */
    unsigned written;             /* types of its component so far */
    const char *const *places;    /* how the scope's values are called */
    size_t place_count;
};

/* Values in the order they travel, and where each was declared. */
struct list {
    const struct wire_type *const *types;
    const size_t *declared;
    size_t count;
    const uint32_t
        *uses; /* by declaration: size expressions that speak of it */
};

/* signature_text.c: words. */
void text_put(struct text *x, const char *s);
void text_put_u64(struct text *x, uint64_t value);
void text_put_i64(struct text *x, int64_t value);
void text_put_hash(struct text *x, uint64_t hash);

/* "," and the limit, where there is one. */
void text_put_limit(struct text *x, uint64_t limit);

/* signature_text.c: what has no parts. */
const char *text_scalar_word(enum ir_kind kind);
void text_put_value(struct text *x, const struct ir_value *v);

/* The ranges around a scalar, the outermost first. */
void text_put_ranges(struct text *x, const struct ir_type *t);
void text_put_enum(struct text *x, const struct ir_type *t);
void text_put_bits(struct text *x, const struct ir_type *t);
void text_put_string(struct text *x, const struct wire_type *t);
void text_put_object(struct text *x, const struct ir_interface *i);

/* signature_type.c: a type as it stands in other texts; values of a list. */
void text_put_type(struct text *x, const struct wire_type *t);
void text_put_list(struct text *x, const struct list *l);

/* For order_uses: counts in an array of uint32_t, one for each declaration. */
void text_count_use(void *context, const struct ir_expr *field);

#endif /* IDLC_WIRE_SIGNATURE_TEXT_H */
