/*
 * The common case of ivmc_put_run, inline for the scalars, whose alignment and
 * size are constants.
 */
#ifndef IVMC_CORE_PUT_H
#define IVMC_CORE_PUT_H

#include <ivmc/codec.h>

static inline unsigned char *put_run(struct ivmc_enc *e, uint32_t align,
                                     size_t size)
{
    uint32_t pad = -e->pos & (align - 1);
    unsigned char *p;

    if (e->status != IVMC_OK || e->cap - e->pos < pad + size)
        return ivmc_put_run(e, align, size);
    p = e->data + (e->pos - e->skipped);
    e->pos += pad + (uint32_t)size;
    while (pad-- > 0)
        *p++ = 0;
    return p;
}

#endif /* IVMC_CORE_PUT_H */
