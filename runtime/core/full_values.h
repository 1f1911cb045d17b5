/* The values of a message that full pointers lead to, by number. */
#ifndef CORE_FULL_H
#define CORE_FULL_H

#include <ivmc/full.h>

/* The value of a number from 1 to the count. */
struct ivmc_full_value *full_at(struct ivmc_full *f, uint32_t number);

/* A new one, the last; NULL: the arena has no room. */
struct ivmc_full_value *full_add(struct ivmc_full *f);

#endif /* CORE_FULL_H */
