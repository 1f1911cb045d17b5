/* What the decoders of several types share. */
#ifndef IVMC_CORE_GET_H
#define IVMC_CORE_GET_H

#include <ivmc/codec.h>

/* The first `width` octets of a run: its padding, and what follows it. */
static inline uint64_t load_first(const unsigned char *p, uint32_t width)
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

/* Where up to 7 octets of padding lie in what load_first gives. */
static inline uint64_t padding_mask(uint32_t pad)
{
    return ((uint64_t)1 << 8 * pad) - 1;
}

/*
 * The common case of ivmc_get_run, inline for the scalars, whose alignment and
 * size are constants: private, all there, and padded with zeroes. `size` is at
 * least `align`.
 */
static inline unsigned char *get_run(struct ivmc_dec *d, uint32_t align,
                                     size_t size)
{
    uint32_t pad = -d->pos & (align - 1);
    unsigned char *p;

    if (d->status != IVMC_OK || d->source || d->end - d->pos < pad + size)
        return ivmc_get_run(d, align, size);
    p = d->data + d->pos;
    /* One look at all of the padding: after strings it is of any length. */
    if ((load_first(p, align) & padding_mask(pad)) != 0)
        return ivmc_get_run(d, align, size);
    d->pos += pad + (uint32_t)size;
    return p + pad;
}

/* After a failure the place holds zeros, so that nothing is half made. */
static inline void copy_or_clear(void *to, const void *from, size_t count,
                                 size_t size)
{
    if (from)
        memcpy(to, from, count * size);
    else
        memset(to, 0, count * size);
}

/*
 * The octets of a string of at most `bound` octets (0 = no bound), *size of
 * them with the NUL. NULL after a failure.
 */
const char *ivmc_get_text(struct ivmc_dec *d, uint32_t bound, uint32_t *size);

#endif /* IVMC_CORE_GET_H */
