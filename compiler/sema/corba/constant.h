/*
 * What the evaluators of constant expressions share.
 */
#ifndef IDLC_CORBA_CONSTANT_H
#define IDLC_CORBA_CONSTANT_H

#include "sema/corba/corba_sema.h"

/* What stands there, for messages: "an integer". */
const char *constant_word(const struct corba_expr *e);

/* Reports what was found where something else is wanted; always false. */
bool constant_mismatch(struct sema *m, const struct corba_expr *e,
                       const char *found, const char *wanted);

/*
 * The value of the constant that `e` names, which has to be of the kind. NULL
 * after a report.
 */
const struct ir_value *constant_named(struct sema *m,
                                      const struct corba_expr *e,
                                      enum ir_value_kind kind,
                                      const char *wanted);

/* number.c, fixed.c: false after a report. `type` is stripped. */
bool constant_integer(struct sema *m, const struct corba_expr *e,
                      const struct ir_type *type, struct ir_value *value);
bool constant_float(struct sema *m, const struct corba_expr *e,
                    const struct ir_type *type, struct ir_value *value);
bool constant_fixed(struct sema *m, const struct corba_expr *e,
                    const struct ir_type *type, struct ir_value *value);

#endif /* IDLC_CORBA_CONSTANT_H */
