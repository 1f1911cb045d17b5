/*
 * Checked models built by hand, for the tests of wire/.
 */
#ifndef BUILD_H
#define BUILD_H

#include "ir/ir.h"
#include "session.h"
#include "wire/wire.h"

/* The session of the running test; what is built lives as long. */
extern struct session *build_session;
void build_setup(void);
void build_teardown(void);

/* What was reported so far. */
const char *build_reported(void);

struct ir_type *build_type(enum ir_kind kind);
struct ir_type *build_enum(size_t count);
struct ir_type *build_string(uint64_t bound);
struct ir_type *build_sequence(const struct ir_type *element, uint64_t bound);
struct ir_type *build_array(const struct ir_type *element, uint64_t size);
struct ir_type *build_pointer(const struct ir_type *element,
                              enum ir_pointer_class pointer);
struct ir_type *build_range(const struct ir_type *element, uint64_t min,
                            uint64_t max);
struct ir_type *build_alias(const char *name, const struct ir_type *element);

/* A structure of the given members, called a, b, c...; NULL ends the list. */
struct ir_type *build_struct(const char *name, ...);

/* Completes a structure made with no members. */
void build_members(struct ir_type *t, const struct ir_type *const *types,
                   size_t count);

/* A union with arms labelled 0, 1, ...; NULL ends the list. */
struct ir_type *build_union(const char *name, const struct ir_type *tag, ...);

struct ir_expr *build_field(size_t index);
struct ir_expr *build_number(int64_t value);
struct ir_expr *build_expr(enum ir_expr_kind kind, const struct ir_expr *a,
                           const struct ir_expr *b);
struct ir_type *build_sized(const struct ir_type *element,
                            const struct ir_expr *size,
                            const struct ir_expr *length, uint64_t capacity);

/* An operation without parameters and with no result. */
struct ir_operation *build_operation(const char *name);
struct ir_param *build_param(struct ir_operation *op, const char *name,
                             enum ir_direction direction,
                             const struct ir_type *type);

/* An interface of these operations, in the main file. */
struct ir_interface *build_interface(const char *name,
                                     struct ir_operation *const *operations,
                                     size_t count);
const struct ir_unit *build_unit(const struct ir_interface *interface);

#endif /* BUILD_H */
