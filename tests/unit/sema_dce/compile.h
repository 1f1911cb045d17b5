/*
 * DCE IDL from a string, to the model.
 */
#ifndef COMPILE_H
#define COMPILE_H

#include "ir/ir.h"
#include "session.h"
#include "unit.h"

/* The text of a file; NULL after errors. */
const struct ir_unit *compile_file(const char *text);

/* What stands in an interface with a uuid and pointer_default(unique). */
const struct ir_unit *compile(const char *body);

/* The declaration of this name; the test fails where there is none. */
const struct ir_type *type_named(const struct ir_unit *unit, const char *name);
const struct ir_const *const_named(const struct ir_unit *unit,
                                   const char *name);
const struct ir_interface *interface_of(const struct ir_unit *unit);

/* Parameter `n` of operation `op` of the interface. */
const struct ir_param *param_of(const struct ir_unit *unit, size_t op,
                                size_t n);

/* A case whose tests have a session each. */
TCase *compile_case(const char *name);

#endif /* COMPILE_H */
