/*
 * What generated code does inline: members that stand at constant offsets
 * move as one run, with one check and no call where all is well. What is left
 * out here, the functions of <ivmc/codec.h> do.
 */
#ifndef IVMC_RUN_H
#define IVMC_RUN_H

#include <ivmc/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The most octets that ivmc_get_fixed gives. */
#define IVMC_FIXED_MOST 64

/*
 * ivmc_put_run where `align` is a constant, and `size` at least that: NULL
 * after a failure.
 */
static inline unsigned char *ivmc_put_fixed(struct ivmc_enc *e, uint32_t align,
                                            size_t size)
{
    uint32_t pad = -e->pos & (align - 1);
    unsigned char *p;

    if (e->status != IVMC_OK || e->cap - e->pos < pad + size)
        return ivmc_put_run(e, align, size);
    p = e->data + (e->pos - e->skipped);
    e->pos += pad + (uint32_t)size;
    /* In one store: padding of any length, and what the caller overwrites. */
    __builtin_memset(p, 0, align);
    return p + pad;
}

/* The first `width` octets of a run: its padding, and what follows it. */
static inline uint64_t ivmc_load_first(const unsigned char *p, uint32_t width)
{
    switch (width) {
    case 8:
        return ivmc_load_u64(p);
    case 4:
        return ivmc_load_u32(p);
    case 2:
        return ivmc_load_u16(p);
    default:
        return *p;
    }
}

/* Where up to 7 octets of padding lie in what ivmc_load_first gives. */
static inline uint64_t ivmc_padding_mask(uint32_t pad)
{
    return ((uint64_t)1 << 8 * pad) - 1;
}

/*
 * The common case of ivmc_get_run, with a constant `align` and a `size` of at
 * least that: private, all there, and padded with zeroes. NULL where it is
 * another; then nothing has happened yet.
 */
static inline unsigned char *ivmc_run_at_hand(struct ivmc_dec *d,
                                              uint32_t align, size_t size)
{
    uint32_t pad = -d->pos & (align - 1);
    unsigned char *p;

    if (d->status != IVMC_OK || d->source || d->end - d->pos < pad + size)
        return NULL;
    p = d->data + d->pos;
    /* One look at all of the padding: after strings it is of any length. */
    if ((ivmc_load_first(p, align) & ivmc_padding_mask(pad)) != 0)
        return NULL;
    d->pos += pad + (uint32_t)size;
    return p + pad;
}

/* Any case of ivmc_get_fixed. */
const unsigned char *ivmc_get_fixed_or_zeros(struct ivmc_dec *d,
                                             uint32_t align, size_t size);

/*
 * The same of at most IVMC_FIXED_MOST octets; after a failure they are zeros,
 * so that members are loaded and checked without asking.
 */
static inline const unsigned char *
ivmc_get_fixed(struct ivmc_dec *d, uint32_t align, size_t size)
{
    const unsigned char *p = ivmc_run_at_hand(d, align, size);

    return p ? p : ivmc_get_fixed_or_zeros(d, align, size);
}

#ifdef __cplusplus
}
#endif

#endif /* IVMC_RUN_H */
