/*
 * A list of strings that grows in an arena.
 */
#ifndef IDLC_STRING_LIST_H
#define IDLC_STRING_LIST_H

#include <stddef.h>

struct arena;

struct string_list {
    const char **items;
    size_t count;
};

/* Appends `item` itself, not a copy. */
void string_list_add(struct arena *a, struct string_list *list,
                     const char *item);

#endif /* IDLC_STRING_LIST_H */
