/* The common case of ivmc_get_run, for scalars: aligned, private, all there. */
#ifndef IVMC_CORE_GET_H
#define IVMC_CORE_GET_H

#include <ivmc/codec.h>

static inline unsigned char *get_run(struct ivmc_dec *d, uint32_t align,
                                     size_t size)
{
    uint32_t pos = d->pos;

    if (d->status != IVMC_OK || d->source || (pos & (align - 1)) != 0 ||
        d->end - pos < size)
        return ivmc_get_run(d, align, size);
    d->pos = pos + (uint32_t)size;
    return d->data + pos;
}

#endif /* IVMC_CORE_GET_H */
