#include "support/string_list.h"

#include "support/arena.h"

void string_list_add(struct arena *a, struct string_list *list,
                     const char *item)
{
    size_t n = list->count;

    /* Full at every power of two: no capacity has to be kept. */
    if ((n & (n - 1)) == 0)
        list->items =
            arena_grow(a, list->items, n, n ? 2 * n : 1, sizeof(*list->items));
    list->items[list->count++] = item;
}
