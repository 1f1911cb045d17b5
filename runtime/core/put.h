/* What the encoders of several types share. */
#ifndef IVMC_CORE_PUT_H
#define IVMC_CORE_PUT_H

#include <ivmc/transport.h>

/*
 * The common case of ivmc_put_run, inline for the scalars, whose alignment and
 * size are constants. `size` is at least `align`.
 */
static inline unsigned char *put_run(struct ivmc_enc *e, uint32_t align,
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

/* The length of `text`, or `limit` when it is at least that. */
uint32_t ivmc_text_length(const char *text, uint32_t limit);

/* A string of `len` octets, none of them NUL. */
void ivmc_put_text(struct ivmc_enc *e, const char *text, uint32_t len);

#endif /* IVMC_CORE_PUT_H */
