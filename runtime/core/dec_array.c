/* Decoding of sequences and arrays: borrowed, or copied where they go. */
#include "get.h"

uint32_t ivmc_get_len(struct ivmc_dec *d, uint32_t bound, uint32_t min_octets)
{
    uint32_t len = ivmc_get_u32(d);

    if ((bound != 0 && len > bound) ||
        (uint64_t)len * min_octets > d->end - d->pos) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return 0;
    }
    return len;
}

void *ivmc_get_array(struct ivmc_dec *d, size_t count, size_t size,
                     size_t align)
{
    void *array = NULL;
    size_t len;

    if (d->status != IVMC_OK)
        return NULL;
    if (!__builtin_mul_overflow(count, size, &len))
        array = ivmc_arena_alloc(d->arena, len, align);
    if (!array)
        d->status = IVMC_LIMIT;
    return array;
}

void *ivmc_get_plain(struct ivmc_dec *d, uint32_t align, size_t count,
                     size_t size)
{
    size_t len;

    if (count == 0)
        return NULL;
    if (__builtin_mul_overflow(count, size, &len)) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return NULL;
    }
    return ivmc_get_run(d, align, len);
}

#if IVMC_LITTLE_ENDIAN

void *ivmc_get_scalars(struct ivmc_dec *d, uint32_t width, size_t count)
{
    return ivmc_get_plain(d, width, count, width);
}

#else

void *ivmc_get_scalars(struct ivmc_dec *d, uint32_t width, size_t count)
{
    unsigned char *p = ivmc_get_plain(d, width, count, width);
    unsigned char *at = p;
    unsigned char octet;
    uint32_t i;

    for (; p && count > 0; count--, at += width) {
        for (i = 0; i < width / 2; i++) {
            octet = at[i];
            at[i] = at[width - 1 - i];
            at[width - 1 - i] = octet;
        }
    }
    return p;
}

#endif

void ivmc_get_plain_to(struct ivmc_dec *d, uint32_t align, void *to,
                       size_t count, size_t size)
{
    copy_or_clear(to, ivmc_get_plain(d, align, count, size), count, size);
}

void ivmc_get_scalars_to(struct ivmc_dec *d, uint32_t width, void *to,
                         size_t count)
{
    copy_or_clear(to, ivmc_get_scalars(d, width, count), count, width);
}
