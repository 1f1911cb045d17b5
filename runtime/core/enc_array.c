/* Encoding of sequences and arrays of scalars. */
#include <ivmc/codec.h>

void ivmc_put_len(struct ivmc_enc *e, uint32_t len, uint32_t bound,
                  const void *data)
{
    if ((bound != 0 && len > bound) || (len != 0 && !data))
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    ivmc_put_u32(e, len);
}

/* Notes a run that the transport is to send from its place. */
static void gather(struct ivmc_enc *e, uint32_t align, const void *data,
                   uint32_t len)
{
    struct ivmc_gathered *g = &e->gathered[e->gathered_count];

    /* The padding lies in the room; the octets only count. */
    if (!ivmc_put_run(e, align, 0))
        return;
    if (e->cap - e->pos < len) {
        e->status = IVMC_TOO_LARGE;
        return;
    }
    g->data = data;
    g->len = len;
    g->at = e->pos;
    e->gathered_count++;
    e->pos += len;
    e->skipped += len;
}

void ivmc_put_plain(struct ivmc_enc *e, uint32_t align, const void *data,
                    size_t count, size_t size)
{
    unsigned char *p;
    size_t len;

    if (count == 0 || size == 0)
        return;
    if (__builtin_mul_overflow(count, size, &len) || len > UINT32_MAX) {
        ivmc_enc_fail(e, IVMC_TOO_LARGE);
        return;
    }
    if (e->gather_from != 0 && len >= e->gather_from &&
        e->gathered_count < IVMC_MAX_GATHER) {
        gather(e, align, data, (uint32_t)len);
        return;
    }
    p = ivmc_put_run(e, align, len);
    if (p)
        memcpy(p, data, len);
}

#if IVMC_LITTLE_ENDIAN

void ivmc_put_scalars(struct ivmc_enc *e, uint32_t width, const void *data,
                      size_t count)
{
    ivmc_put_plain(e, width, data, count, width);
}

#else

void ivmc_put_scalars(struct ivmc_enc *e, uint32_t width, const void *data,
                      size_t count)
{
    const unsigned char *from = data;
    unsigned char *p;
    uint32_t i;

    if (count == 0)
        return;
    if (count > UINT32_MAX / width) {
        ivmc_enc_fail(e, IVMC_TOO_LARGE);
        return;
    }
    p = ivmc_put_run(e, width, count * width);
    for (; p && count > 0; count--, from += width)
        for (i = width; i-- > 0;)
            *p++ = from[i];
}

#endif

void ivmc_put_bools(struct ivmc_enc *e, const bool *data, size_t count)
{
    /* As octets: what the caller left there may be no bool at all. */
    const unsigned char *from = (const unsigned char *)data;
    unsigned char *p;
    size_t i;

    if (count == 0)
        return;
    p = ivmc_put_run(e, 1, count);
    for (i = 0; p && i < count; i++)
        p[i] = from[i] != 0;
}
