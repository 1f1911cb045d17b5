/* Full pointers that come: numbers of values that were decoded before. */
#include "full_values.h"

void ivmc_full_begin_get(struct ivmc_dec *d, struct ivmc_full *full)
{
    memset(full, 0, sizeof *full);
    full->arena = d->arena;
    full->chunk[0] = full->near;
    d->full = full;
}

void *ivmc_get_full(struct ivmc_dec *d, uint32_t type, uint32_t *number)
{
    uint32_t n = ivmc_get_u32(d);
    struct ivmc_full *f = d->full;
    struct ivmc_full_value *v;

    *number = 0;
    if (n == 0 || d->status != IVMC_OK)
        return NULL;
    if (n == f->count + 1) {
        v = full_add(f);
        if (!v) {
            ivmc_dec_fail(d, IVMC_LIMIT);
            return NULL;
        }
        *v = (struct ivmc_full_value){NULL, type, 0};
        *number = n;
        return NULL;
    }
    v = n <= f->count ? full_at(f, n) : NULL;
    if (!v || v->type != type || type == 0 || !v->at) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return NULL;
    }
    return (void *)(uintptr_t)v->at;
}

void ivmc_full_note(struct ivmc_dec *d, uint32_t number, const void *at)
{
    full_at(d->full, number)->at = at;
}
