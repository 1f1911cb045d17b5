/*
 * Names kept once: equal names are equal pointers, so passes compare and hash
 * pointers. Also the one hash table of the compiler.
 */
#ifndef IDLC_INTERN_H
#define IDLC_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct intern;

struct intern *intern_create(struct arena *a);

/* The one copy of these octets, NUL-terminated. */
const char *intern_range(struct intern *names, const char *text, size_t len);
const char *intern(struct intern *names, const char *text);

/* The one copy of the text, or NULL where nobody has asked for one yet. */
const char *intern_known(const struct intern *names, const char *text);

/*
 * The one copy of an interned name in lower case: OMG names collide without
 * case.
 */
const char *intern_folded(struct intern *names, const char *text);

/* From interned names (or any other unique pointers) to whatever is wanted. */
struct table;
struct table *table_create(struct arena *a);
void *table_get(const struct table *t, const void *key);
/* Adds or replaces; returns what was there before, or NULL. */
void *table_put(struct table *t, const void *key, void *value);
size_t table_count(const struct table *t);
/* Forgets all entries and keeps the room, which this takes a look at whole. */
void table_clear(struct table *t);
/* How many entries there is room for. */
size_t table_room(const struct table *t);

#endif /* IDLC_INTERN_H */
