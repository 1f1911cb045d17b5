#include "backend/backend.h"

#include <stddef.h>
#include <string.h>

const struct backend *backend_find(const char *name)
{
    size_t i;

    for (i = 0; backend_table[i]; i++)
        if (strcmp(backend_table[i]->name, name) == 0)
            return backend_table[i];
    return NULL;
}
