/*
 * What functions for sequences and arrays share: how their elements move.
 */
#ifndef IDLC_C_ELEMENTS_H
#define IDLC_C_ELEMENTS_H

#include "backend/c/c_gen.h"

/* How elements get across. */
enum c_how {
    C_BOOLS,   /* checked, one octet each */
    C_SCALARS, /* one call, on any machine */
    C_OPAQUE,  /* moved at once on any machine */
    C_MOVED,   /* moved at once where the machine is little-endian */
    C_RUN,     /* one check, then each at its place */
    C_EACH     /* one after the other */
};

enum c_how c_how_of(const struct wire_type *element);

/* Whether a loop over them needs `i`. */
bool c_needs_index(const struct wire_type *element);

/* A number of elements or octets as C writes it, at most UINT32_MAX. */
const char *c_number(struct c_file *f, uint64_t value);

/* "(size_t)count * 12": of elements in a run. */
const char *c_octets(struct c_file *f, const struct wire_type *w,
                     const char *count);

/* for (i = 0; i < count; i++) one element at a time. */
void c_each(struct c_file *f, struct emit *e, const struct wire_type *w,
            const char *count, const char *array, bool put, struct table *args);

/* The same at places that one check covered. */
void c_run_of(struct c_file *f, struct emit *e, const struct wire_type *w,
              const char *count, const char *array, bool put);

/* Elements of an array; `i` and, for runs, `p` are declared. */
void c_put_locals(struct emit *e, const struct wire_type *element);
void c_put_elements(struct c_file *f, struct emit *e, const struct wire_type *w,
                    const char *count, const char *array, struct table *args);

/*
 * `pointer = borrowed elements`, where they can be borrowed as they are;
 * without a pointer they are returned.
 */
bool c_borrow(struct c_file *f, struct emit *e, const struct wire_type *w,
              const char *count, const char *pointer);

/* Elements into memory that is there; `i` and `p` are declared. */
void c_get_elements(struct c_file *f, struct emit *e, const struct wire_type *w,
                    const char *count, const char *array, struct table *args);

#endif /* IDLC_C_ELEMENTS_H */
