/* The common case of ivmc_put_run, for scalars: aligned, and there is room. */
#ifndef IVMC_CORE_PUT_H
#define IVMC_CORE_PUT_H

#include <ivmc/codec.h>

static inline unsigned char *put_run(struct ivmc_enc *e, uint32_t align,
                                     size_t size)
{
    uint32_t pos = e->pos;

    if (e->status != IVMC_OK || (pos & (align - 1)) != 0 || e->cap - pos < size)
        return ivmc_put_run(e, align, size);
    e->pos = pos + (uint32_t)size;
    return e->data + (pos - e->skipped);
}

#endif /* IVMC_CORE_PUT_H */
