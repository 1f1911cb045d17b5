#include "marshal/records.h"

#include <stdio.h>

void records_fill_plain(struct plain *all, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        struct plain *r = &all[i];

        r->id = i * 1000003u;
        r->kind = (uint32_t)i % 7;
        r->flags = (uint32_t)i * 2654435761u;
        r->x = (double)i * 0.5;
        r->y = (double)i * 0.25;
        r->a = (uint32_t)i;
        r->b = (uint32_t)(i * i);
    }
}

void records_fill_mixed(struct mixed *all, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        struct mixed *r = &all[i];

        r->id = i * 1000003u;
        r->paint = (uint32_t)i % RECORDS_COLORS;
        r->valid = i % 5 != 0;
        /* Of several lengths: 4 to 15 characters. */
        snprintf(r->name, sizeof r->name, "%zu-%.*s", i % 10000,
                 (int)(i % 10) + 1, "abcdefghij");
        r->x = (double)i * 0.5;
        r->a = (uint32_t)i;
    }
}
