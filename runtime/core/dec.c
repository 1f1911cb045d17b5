/*
 * Decoding: each run is copied once into private memory, checked there, and
 * only that copy is pointed to.
 */
#include "get.h"
#include "pull.h"

void ivmc_dec_fail(struct ivmc_dec *d, enum ivmc_status status)
{
    if (d->status == IVMC_OK)
        d->status = status;
}

enum ivmc_status ivmc_dec_finish(struct ivmc_dec *d)
{
    if (d->status == IVMC_OK &&
        (d->pos != d->end || (d->items && d->items->taken != d->items->count)))
        d->status = IVMC_BAD_MESSAGE;
    return d->status;
}

unsigned char *ivmc_get_run(struct ivmc_dec *d, uint32_t align, size_t size)
{
    uint32_t pad = -d->pos & (align - 1);
    uint32_t left = d->end - d->pos, i;
    unsigned char *p;
    uint64_t seen = 0;

    if (d->status != IVMC_OK)
        return NULL;
    if (left < pad || left - pad < size) {
        d->status = IVMC_BAD_MESSAGE;
        return NULL;
    }
    p = d->data + d->pos;
    if (d->source)
        ivmc_pull(p, d->source + d->pos, pad + size);
    d->pos += pad + (uint32_t)size;
    if (pad + size >= 8)
        seen = ivmc_load_u64(p) & ivmc_padding_mask(pad);
    else
        for (i = 0; i < pad; i++)
            seen |= p[i];
    if (seen != 0) {
        d->status = IVMC_BAD_MESSAGE;
        return NULL;
    }
    return p + pad;
}

uint16_t ivmc_get_u16(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 2, 2);

    return p ? ivmc_load_u16(p) : 0;
}

uint32_t ivmc_get_u32(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 4, 4);

    return p ? ivmc_load_u32(p) : 0;
}

uint64_t ivmc_get_u64(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 8, 8);

    return p ? ivmc_load_u64(p) : 0;
}
