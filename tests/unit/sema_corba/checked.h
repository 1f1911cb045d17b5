/*
 * From a string of OMG IDL to the tree or the model, for unit tests.
 */
#ifndef CHECKED_H
#define CHECKED_H

#include "ir/ir.h"
#include "session.h"
#include "syntax/corba/corba_ast.h"

void checked_setup(void);
void checked_teardown(void);

struct session *checked_session(void);

const struct corba_unit *checked_parse(const char *idl);

/* NULL where anything was reported as an error. */
const struct ir_unit *checked_model(const char *idl);

/* What was reported so far. */
const char *checked_messages(void);

/* The declaration of that scoped name; the test fails where there is none. */
const struct ir_type *checked_type(const struct ir_unit *u, const char *name);
const struct ir_const *checked_const(const struct ir_unit *u, const char *name);
const struct ir_interface *checked_interface(const struct ir_unit *u,
                                             const char *name);

#endif /* CHECKED_H */
