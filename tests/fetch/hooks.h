/*
 * Accesses of code that was compiled for -fsanitize=thread and without
 * builtins, at any level: the compiler tells of each load and store that it
 * makes, and moves octets by calls. It is linked with functions of our own
 * (hooks.c, hooks_atomics.c) in place of that sanitizer and of the four
 * functions of the C library. A program defines what follows, and judges.
 */
#ifndef HOOKS_H
#define HOOKS_H

#include <stddef.h>

/* All accesses told of so far have been made. */
void fetch_made(void);

/*
 * `len` octets at `at` are loaded, wherever that is, between the last
 * fetch_made and the next; from two places at most.
 */
void fetch_loaded(const void *at, size_t len);

/* And stored there. */
void fetch_stored(const void *at, size_t len);

#endif /* HOOKS_H */
