/* The builder itself: from an empty domain to one that can be started. */
#ifndef DOMB_BUILDER_H
#define DOMB_BUILDER_H

#include <stdbool.h>

#include "domb.h"

/*
 * Does what domb::Builder::build promises: false and `*refused`, or
 * `*built`. Either way none of the domain's memory is mapped afterwards. One
 * at a time.
 */
bool builder_build(const struct domb_Spec *spec, struct domb_Built *built,
                   struct domb_Refused *refused);

#endif /* DOMB_BUILDER_H */
