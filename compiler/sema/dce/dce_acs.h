/* The attribute configuration of a DCE IDL file. */
#ifndef IDLC_DCE_ACS_H
#define IDLC_DCE_ACS_H

#include "session.h"
#include "syntax/dce/dce_ast.h"

/*
 * Reads the configuration of `unit`, given by --acf or beside it, and gives
 * its attributes to those of the tree. Its own tree, whose nodes these are, to
 * be freed after that of the unit; NULL: there is none.
 */
const struct dce_unit *dce_acs(struct session *s, const struct dce_unit *unit);

#endif /* IDLC_DCE_ACS_H */
