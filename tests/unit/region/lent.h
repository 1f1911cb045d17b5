/* What the tests of lent memory share: counts that must return, and offers. */
#ifndef LENT_H
#define LENT_H

#include <ivmc/region.h>

#include "unit.h"

#define BOTH (IVMC_READ | IVMC_WRITE)

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

/* Fixtures: descriptors and mappings of regions are as many after as before. */
void lent_count(void);
void lent_count_again(void);

/* Memory of `size` octets, and an offer of it. */
void lent_make(struct ivmc_memory *memory, struct ivmc_region *offer,
               uint64_t size, uint32_t rights);

/* The counts must return after the tests of `t`. */
TCase *lent_case(const char *name);

#endif /* LENT_H */
