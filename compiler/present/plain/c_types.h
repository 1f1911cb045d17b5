/*
 * Types in C, as the plain presentation declares and passes them.
 */
#ifndef IDLC_C_TYPES_H
#define IDLC_C_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "ir/ir.h"

#include "present/plain/c_names.h"

struct session;

/* How a value is handled in C. */
enum c_class {
    C_VALUE,   /* scalars, enums: assigned */
    C_STRING,  /* const char * */
    C_POINTER, /* DCE unique pointers: T *, or const char * */
    C_OBJECT,  /* structures of any sort: through a pointer */
    C_ARRAY,   /* fixed arrays and strings in place */
    C_SIZED    /* elements behind a pointer, their number elsewhere */
};

/* Whether it is memory passed by reference (@ivmc::region), here or behind. */
bool c_is_region(const struct ir_type *t);

enum c_class c_class_of(const struct ir_type *t);

/*
 * "int32_t x[3]" for the declarator "x"; with `is_const` what it names is not
 * to be written. ISO C has no conversion to arrays of constant arrays, so
 * arrays of several dimensions stay writable.
 */
const char *c_declare(struct session *s, struct c_names *n,
                      const struct ir_type *t, const char *declarator,
                      bool is_const);

/*
 * The same for a member; `as_on_wire`: 64-bit values are aligned to 8 octets on
 * machines, too, that would not do so.
 */
const char *c_declare_member(struct session *s, struct c_names *n,
                             const struct ir_type *t, const char *name,
                             bool as_on_wire);

/* "struct shop_Item", "int32_t": the type of an object, without declarator. */
const char *c_type(struct session *s, struct c_names *n,
                   const struct ir_type *t);

/* A parameter: "const struct shop_Item *item". */
const char *c_param(struct session *s, struct c_names *n,
                    const struct ir_type *t, enum ir_direction direction,
                    const char *name);

/* Whether results of the type are returned, not stored through `result`. */
bool c_returned(const struct ir_type *t);

/* The elements of nested fixed arrays, and what they are in the end. */
const struct ir_type *c_array_element(const struct ir_type *t, uint64_t *count);

/* Whether it is a structure of the runtime's that is passed by value. */
bool c_is_struct_value(const struct ir_type *t);

/* The type of the elements that a pointer or sized array leads to. */
const struct ir_type *c_pointed(const struct ir_type *t);

/* The union behind a DCE switch_is. */
const struct ir_type *c_switched_union(const struct ir_type *t);

#endif /* IDLC_C_TYPES_H */
