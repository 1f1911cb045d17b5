/*
 * Counts how often each octet of shared memory is fetched (hooks.h). After a
 * fetch the octets are changed, so that who fetches twice gets two values.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Watches `size` octets at `base` from now on, none of them fetched so far,
 * in place of what was watched as `number` before.
 */
#define ORACLE_AREAS 16
void oracle_watch(unsigned number, void *base, size_t size);

/* Octets that may be fetched again and stay: counters. */
void oracle_except(void *base, size_t size);

/*
 * Octets that a servant was given to read where they lie, as often as it
 * likes: they stay until something else is watched there. Those that
 * ivmc_get_shared_octets gives are told of by the linker.
 */
void oracle_lend(const volatile void *octets, size_t size);

/* All octets may be fetched once more. */
void oracle_forget(void);

/* Octets fetched, and of them those fetched twice; the first of these. */
size_t oracle_fetched(void);
size_t oracle_twice(void);
const void *oracle_first_twice(void);

/*
 * Exit status of the program once its tests passed: 1 with a message when an
 * octet was fetched twice, or when none was fetched at all.
 */
int oracle_verdict(const char *name);

#endif /* ORACLE_H */
