/* Encoding of sequences and arrays of scalars. */
#include <ivmc/transport.h>

#include "segment.h"

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
    uint32_t limit = e->room->cap - IVMC_HEADER_SIZE;

    /* The padding lies in the room; the octets only count. */
    if (!ivmc_put_run(e, align, 0))
        return;
    if (limit - e->pos < len) {
        e->status = IVMC_TOO_LARGE;
        return;
    }
    end_segment(e);
    add_segment(e, data, len);
    e->pos += len;
    e->skipped += len;
    /* The transport moves the run to where what follows would lie. */
    if (e->room->spill && e->data != e->room->spill)
        go_on_at(e, e->room->spill, limit);
    else
        e->cap = limit - e->cap < len ? limit : e->cap + len;
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
    if (e->room && e->room->gather_from != 0 && len >= e->room->gather_from &&
        e->segment_count + 3 < IVMC_MAX_SEGMENTS) {
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
