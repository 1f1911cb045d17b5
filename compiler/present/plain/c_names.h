/*
 * Names in C, as the plain presentation gives them: M::I::T is M_I_T. What C,
 * C++ or the headers we include claim gets a `_` behind it; two declarations
 * that come out alike are reported (E0750). docs/mapping.md has the rules.
 */
#ifndef IDLC_C_NAMES_H
#define IDLC_C_NAMES_H

#include <stdbool.h>

#include "ir/ir.h"

struct session;
struct c_names;

/* Names everything that the unit declares, types without a name included. */
struct c_names *c_names_create(struct session *s, const struct ir_unit *unit);

/* Of a declaration: "shop_Store". */
const char *c_name(struct c_names *n, const struct ir_name *name);

/*
 * Of a type that C or a function needs a name for: a struct's tag, the tag of
 * a sequence's struct, an array's place. Aliases and ranges are looked through.
 */
const char *c_type_name(struct c_names *n, const struct ir_type *t);

/* Of an enumerator of `t`. */
const char *c_enumerator(struct c_names *n, const struct ir_enumerator *e);

/* Of a member or an arm. */
const char *c_member(struct c_names *n, const char *simple);

/* Of an operation in an entry-point vector. */
const char *c_entry(struct c_names *n, const struct ir_operation *op);

/*
 * Of a stub: "shop_Store_find". Operations that are named like what every
 * interface has get a `_`: bind is "shop_Store_bind_". In the scratch arena.
 */
const char *c_stub(struct c_names *n, const struct ir_interface *i,
                   const struct ir_operation *op);

/* Of a parameter: unlike all that generated functions use themselves. */
const char *c_param_name(struct c_names *n, const char *simple);

/*
 * Of a static function: prefix and name, unlike all declared names. In the
 * scratch arena.
 */
const char *c_static_name(struct c_names *n, const char *prefix,
                          const char *name);

#endif /* IDLC_C_NAMES_H */
