/*
 * Memory of one compilation. Nodes are allocated and never freed one by one;
 * destroying the arena frees them all. Running out of memory ends the program
 * with a message and exit status 70: no pass has to look for NULL.
 */
#ifndef IDLC_ARENA_H
#define IDLC_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *a);

/* Zeroed, aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);

/* Room for `count` elements of `size` octets, zeroed; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size);

/*
 * A larger array holding what `old` held; for arrays that grow by doubling.
 * `old` stays allocated, so earlier pointers into it stay readable.
 */
void *arena_grow(struct arena *a, const void *old, size_t old_count,
                 size_t new_count, size_t size);

/*
 * The same for what nothing else points into: `old` is given back, and what is
 * new is not cleared. Text that grows large stays in memory once.
 */
void *arena_regrow(struct arena *a, void *old, size_t old_count,
                   size_t new_count, size_t size);

/* Gives back `size` octets that nothing points into; NULL is allowed. */
void arena_give_back(struct arena *a, void *old, size_t size);

/*
 * Gives back what was handed out before `kept`, a block of the arena: as much
 * of it as lies in chunks of its own. Nothing may point into it any more.
 */
void arena_free_before(struct arena *a, const void *kept);

/*
 * Forgets all that was handed out: nothing may point into it any more. One
 * chunk is kept for what comes next.
 */
void arena_empty(struct arena *a);

char *arena_strndup(struct arena *a, const char *text, size_t len);
char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list args);

/* Octets handed out and not given back, what aligns them included. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, count, type) \
    ((type *)arena_array((a), (count), sizeof(type)))

#endif /* IDLC_ARENA_H */
