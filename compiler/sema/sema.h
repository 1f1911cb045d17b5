/*
 * From the tree as written to the checked model: scopes, constants, types,
 * attributes. One entry for each language; both give the same model for
 * descriptions that mean the same. NULL when an error was reported.
 */
#ifndef IDLC_SEMA_H
#define IDLC_SEMA_H

#include <stdbool.h>

struct session;
struct ir_unit;
struct corba_unit;
struct dce_unit;

/* Both free the tree, as far as they can while they go along it. */
const struct ir_unit *sema_corba(struct session *s, const struct corba_unit *ast);
const struct ir_unit *sema_dce(struct session *s, const struct dce_unit *ast);

/* Whether --profile takes the name: a profile of IDL 4.2, clause 9. */
bool sema_profile_known(const char *name);

#endif /* IDLC_SEMA_H */
