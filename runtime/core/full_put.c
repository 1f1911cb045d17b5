/* Full pointers that leave: a value is looked up by its place and type. */
#include "full_values.h"

void ivmc_full_begin_put(struct ivmc_enc *e, struct ivmc_full *full,
                         struct ivmc_arena *arena)
{
    memset(full, 0, sizeof *full);
    full->arena = arena;
    full->chunk[0] = full->near;
    e->full = full;
}

static uint32_t *bucket_of(const struct ivmc_full *f, const void *at,
                           uint32_t type)
{
    uint32_t h = (uint32_t)((uintptr_t)at >> 3) * UINT32_C(2654435761) + type;

    return &f->buckets[(h ^ h >> 15) & (f->bucket_count - 1)];
}

static void enter(struct ivmc_full *f, uint32_t number)
{
    struct ivmc_full_value *v = full_at(f, number);
    uint32_t *bucket = bucket_of(f, v->at, v->type);

    v->next = *bucket;
    *bucket = number;
}

/* False: the arena has no room. */
static bool grow(struct ivmc_full *f)
{
    uint32_t count = f->bucket_count ? 2 * f->bucket_count : 2 * IVMC_FULL_NEAR;
    uint32_t *buckets =
        ivmc_arena_alloc(f->arena, (size_t)count * sizeof *buckets, 4);
    uint32_t n;

    if (!buckets)
        return false;
    memset(buckets, 0, (size_t)count * sizeof *buckets);
    f->buckets = buckets;
    f->bucket_count = count;
    for (n = 1; n <= f->count; n++)
        enter(f, n);
    return true;
}

/* The number of a value that was met; 0: it was not. */
static uint32_t find(struct ivmc_full *f, const void *at, uint32_t type)
{
    const struct ivmc_full_value *v;
    uint32_t n = f->bucket_count ? *bucket_of(f, at, type) : f->count;

    for (; n > 0; n = f->bucket_count ? v->next : n - 1) {
        v = full_at(f, n);
        if (v->at == at && v->type == type)
            return n;
    }
    return 0;
}

static bool add(struct ivmc_full *f, const void *at, uint32_t type)
{
    struct ivmc_full_value *v = full_add(f);

    if (!v)
        return false;
    *v = (struct ivmc_full_value){at, type, 0};
    if (f->bucket_count)
        enter(f, f->count);
    return f->count <= IVMC_FULL_NEAR || f->count <= f->bucket_count || grow(f);
}

bool ivmc_put_full(struct ivmc_enc *e, const void *at, uint32_t type)
{
    struct ivmc_full *f = e->full;
    uint32_t n = at && type ? find(f, at, type) : 0;

    if (!at || n > 0 || e->status != IVMC_OK) {
        ivmc_put_u32(e, n);
        return false;
    }
    if (!add(f, at, type)) {
        ivmc_enc_fail(e, IVMC_LIMIT);
        return false;
    }
    ivmc_put_u32(e, f->count);
    return true;
}
