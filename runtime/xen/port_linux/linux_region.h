/* Memory lent to another domain: owners and receivers. */
#ifndef LINUX_LINUX_REGION_H
#define LINUX_LINUX_REGION_H

#include "item.h"
#include "linux.h"

/* Nothing held. */
void linux_memory_clear(struct ivmc_memory *memory);

static inline bool linux_rights_are_good(uint32_t rights)
{
    return (rights & ~(uint32_t)IVMC_WRITE) == IVMC_READ;
}

#endif /* LINUX_LINUX_REGION_H */
