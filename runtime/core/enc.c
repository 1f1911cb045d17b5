/* Encoding: in order, never read back. */
#include "put.h"

void ivmc_enc_fail(struct ivmc_enc *e, enum ivmc_status status)
{
    if (e->status == IVMC_OK)
        e->status = status;
}

unsigned char *ivmc_put_run(struct ivmc_enc *e, uint32_t align, size_t size)
{
    uint32_t pad = -e->pos & (align - 1);
    uint64_t octets = size < UINT32_MAX ? (uint64_t)pad + size : UINT64_MAX;
    unsigned char *p;

    if (e->status != IVMC_OK)
        return NULL;
    if (e->cap - e->pos < octets &&
        (!e->room || !e->room->more || !e->room->more(e, octets))) {
        e->status = IVMC_TOO_LARGE;
        return NULL;
    }
    p = e->data + (e->pos - e->skipped);
    e->pos += pad + (uint32_t)size;
    if (pad + size >= 8)
        ivmc_store_u64(p, 0);
    else
        __builtin_memset(p, 0, pad);
    return p + pad;
}

void ivmc_put_u16(struct ivmc_enc *e, uint16_t value)
{
    unsigned char *p = ivmc_put_fixed(e, 2, 2);

    if (p)
        ivmc_store_u16(p, value);
}

void ivmc_put_u32(struct ivmc_enc *e, uint32_t value)
{
    unsigned char *p = ivmc_put_fixed(e, 4, 4);

    if (p)
        ivmc_store_u32(p, value);
}

void ivmc_put_u64(struct ivmc_enc *e, uint64_t value)
{
    unsigned char *p = ivmc_put_fixed(e, 8, 8);

    if (p)
        ivmc_store_u64(p, value);
}
