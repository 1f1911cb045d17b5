/* Encoding: written once, in order, never read back. */
#include <ivmc/codec.h>

void ivmc_enc_init(struct ivmc_enc *e, void *data, uint32_t cap)
{
    e->data = data;
    e->pos = 0;
    e->cap = cap;
    e->skipped = 0;
    e->gather_from = 0;
    e->gathered_count = 0;
    e->status = IVMC_OK;
    e->depth = 0;
    e->items = NULL;
}

void ivmc_enc_fail(struct ivmc_enc *e, enum ivmc_status status)
{
    if (e->status == IVMC_OK)
        e->status = status;
}

/* Inline for the scalars, whose alignment and size are constants. */
static inline unsigned char *put_run(struct ivmc_enc *e, uint32_t align,
                                     size_t size)
{
    uint32_t pad = -e->pos & (align - 1);
    uint32_t left = e->cap - e->pos;
    unsigned char *p;

    if (e->status != IVMC_OK)
        return NULL;
    if (left < pad || left - pad < size) {
        e->status = IVMC_TOO_LARGE;
        return NULL;
    }
    p = e->data + (e->pos - e->skipped);
    e->pos += pad + (uint32_t)size;
    while (pad-- > 0)
        *p++ = 0;
    return p;
}

unsigned char *ivmc_put_run(struct ivmc_enc *e, uint32_t align, size_t size)
{
    return put_run(e, align, size);
}

void ivmc_put_bool(struct ivmc_enc *e, bool value)
{
    ivmc_put_u8(e, value ? 1 : 0);
}

void ivmc_put_u8(struct ivmc_enc *e, uint8_t value)
{
    unsigned char *p = put_run(e, 1, 1);

    if (p)
        *p = value;
}

void ivmc_put_u16(struct ivmc_enc *e, uint16_t value)
{
    unsigned char *p = put_run(e, 2, 2);

    if (p)
        ivmc_store_u16(p, value);
}

void ivmc_put_u32(struct ivmc_enc *e, uint32_t value)
{
    unsigned char *p = put_run(e, 4, 4);

    if (p)
        ivmc_store_u32(p, value);
}

void ivmc_put_u64(struct ivmc_enc *e, uint64_t value)
{
    unsigned char *p = put_run(e, 8, 8);

    if (p)
        ivmc_store_u64(p, value);
}

void ivmc_put_i8(struct ivmc_enc *e, int8_t value)
{
    ivmc_put_u8(e, (uint8_t)value);
}

void ivmc_put_i16(struct ivmc_enc *e, int16_t value)
{
    ivmc_put_u16(e, (uint16_t)value);
}

void ivmc_put_i32(struct ivmc_enc *e, int32_t value)
{
    ivmc_put_u32(e, (uint32_t)value);
}

void ivmc_put_i64(struct ivmc_enc *e, int64_t value)
{
    ivmc_put_u64(e, (uint64_t)value);
}

void ivmc_put_f32(struct ivmc_enc *e, float value)
{
    unsigned char *p = put_run(e, 4, 4);

    if (p)
        ivmc_store_f32(p, value);
}

void ivmc_put_f64(struct ivmc_enc *e, double value)
{
    unsigned char *p = put_run(e, 8, 8);

    if (p)
        ivmc_store_f64(p, value);
}

void ivmc_put_f128(struct ivmc_enc *e, struct ivmc_float128 value)
{
    unsigned char *p = put_run(e, 8, sizeof value.octets);

    if (p)
        memcpy(p, value.octets, sizeof value.octets);
}

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
    if (!put_run(e, align, 0))
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
    p = put_run(e, align, len);
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
    p = put_run(e, width, count * width);
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
    p = put_run(e, 1, count);
    for (i = 0; p && i < count; i++)
        p[i] = from[i] != 0;
}

/* The length of `text`, or `limit` when it is at least that. */
static uint32_t length_within(const char *text, uint32_t limit)
{
    uint32_t len = 0;

    while (len < limit && text[len] != '\0')
        len++;
    return len;
}

static void put_text(struct ivmc_enc *e, const char *text, uint32_t len)
{
    unsigned char *p;

    ivmc_put_u32(e, len + 1);
    p = put_run(e, 1, (size_t)len + 1);
    if (!p)
        return;
    memcpy(p, text, len);
    p[len] = 0;
}

void ivmc_put_string(struct ivmc_enc *e, const char *text, uint32_t bound)
{
    uint32_t left = e->cap - e->pos;
    uint32_t len;

    if (e->status != IVMC_OK)
        return;
    if (!text) {
        e->status = IVMC_BAD_ARGUMENT;
        return;
    }
    /* No further than it takes to know that it does not fit. */
    len = length_within(text, bound != 0 && bound < left ? bound + 1 : left);
    if (bound != 0 && len > bound)
        e->status = IVMC_BAD_ARGUMENT;
    else if (len == left)
        e->status = IVMC_TOO_LARGE;
    else
        put_text(e, text, len);
}

void ivmc_put_string_in_place(struct ivmc_enc *e, const char *text,
                              uint32_t capacity)
{
    uint32_t len = length_within(text, capacity);

    if (len == capacity)
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    else
        put_text(e, text, len);
}
