/*
 * Decoding: each run is copied once into private memory, checked there, and
 * only that copy is pointed to.
 */
#include <ivmc/codec.h>

#include "pull.h"

void ivmc_dec_init(struct ivmc_dec *d, void *data, uint32_t len,
                   struct ivmc_arena *arena)
{
    d->data = data;
    d->source = NULL;
    d->pos = 0;
    d->end = len;
    d->status = IVMC_OK;
    d->depth = 0;
    d->arena = arena;
    d->items = NULL;
}

void ivmc_dec_init_shared(struct ivmc_dec *d, const void *source, void *copy,
                          uint32_t len, struct ivmc_arena *arena)
{
    ivmc_dec_init(d, copy, len, arena);
    d->source = source;
}

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

/* Inline for the scalars, whose alignment and size are constants. */
static inline unsigned char *get_run(struct ivmc_dec *d, uint32_t align,
                                     size_t size)
{
    uint32_t pad = -d->pos & (align - 1);
    uint32_t left = d->end - d->pos;
    unsigned char *p = d->data + d->pos;
    unsigned char seen = 0;

    if (d->status != IVMC_OK)
        return NULL;
    if (left < pad || left - pad < size) {
        d->status = IVMC_BAD_MESSAGE;
        return NULL;
    }
    if (d->source)
        ivmc_pull(p, d->source + d->pos, pad + size);
    d->pos += pad + (uint32_t)size;
    while (pad-- > 0)
        seen |= *p++;
    if (seen != 0) {
        d->status = IVMC_BAD_MESSAGE;
        return NULL;
    }
    return p;
}

unsigned char *ivmc_get_run(struct ivmc_dec *d, uint32_t align, size_t size)
{
    return get_run(d, align, size);
}

bool ivmc_get_bool(struct ivmc_dec *d)
{
    uint8_t value = ivmc_get_u8(d);

    if (value > 1) {
        d->status = IVMC_BAD_MESSAGE;
        return false;
    }
    return value != 0;
}

uint8_t ivmc_get_u8(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 1, 1);

    return p ? *p : 0;
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

int8_t ivmc_get_i8(struct ivmc_dec *d)
{
    return (int8_t)ivmc_get_u8(d);
}

int16_t ivmc_get_i16(struct ivmc_dec *d)
{
    return (int16_t)ivmc_get_u16(d);
}

int32_t ivmc_get_i32(struct ivmc_dec *d)
{
    return (int32_t)ivmc_get_u32(d);
}

int64_t ivmc_get_i64(struct ivmc_dec *d)
{
    return (int64_t)ivmc_get_u64(d);
}

float ivmc_get_f32(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 4, 4);

    return p ? ivmc_load_f32(p) : 0;
}

double ivmc_get_f64(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 8, 8);

    return p ? ivmc_load_f64(p) : 0;
}

struct ivmc_float128 ivmc_get_f128(struct ivmc_dec *d)
{
    struct ivmc_float128 value = {{0}};
    const unsigned char *p = get_run(d, 8, sizeof value.octets);

    if (p)
        memcpy(value.octets, p, sizeof value.octets);
    return value;
}

uint32_t ivmc_get_len(struct ivmc_dec *d, uint32_t bound, uint32_t min_octets)
{
    uint32_t len = ivmc_get_u32(d);

    if ((bound != 0 && len > bound) ||
        (uint64_t)len * min_octets > d->end - d->pos) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return 0;
    }
    return len;
}

void *ivmc_get_array(struct ivmc_dec *d, size_t count, size_t size,
                     size_t align)
{
    void *array = NULL;
    size_t len;

    if (d->status != IVMC_OK)
        return NULL;
    if (!__builtin_mul_overflow(count, size, &len))
        array = ivmc_arena_alloc(d->arena, len, align);
    if (!array)
        d->status = IVMC_LIMIT;
    return array;
}

void *ivmc_get_plain(struct ivmc_dec *d, uint32_t align, size_t count,
                     size_t size)
{
    size_t len;

    if (count == 0)
        return NULL;
    if (__builtin_mul_overflow(count, size, &len)) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return NULL;
    }
    return get_run(d, align, len);
}

#if IVMC_LITTLE_ENDIAN

void *ivmc_get_scalars(struct ivmc_dec *d, uint32_t width, size_t count)
{
    return ivmc_get_plain(d, width, count, width);
}

#else

void *ivmc_get_scalars(struct ivmc_dec *d, uint32_t width, size_t count)
{
    unsigned char *p = ivmc_get_plain(d, width, count, width);
    unsigned char *at = p;
    unsigned char octet;
    uint32_t i;

    for (; p && count > 0; count--, at += width) {
        for (i = 0; i < width / 2; i++) {
            octet = at[i];
            at[i] = at[width - 1 - i];
            at[width - 1 - i] = octet;
        }
    }
    return p;
}

#endif

/* After a failure the place holds zeros, so that nothing is half made. */
static void copy_or_clear(void *to, const void *from, size_t count, size_t size)
{
    if (from)
        memcpy(to, from, count * size);
    else
        memset(to, 0, count * size);
}

void ivmc_get_plain_to(struct ivmc_dec *d, uint32_t align, void *to,
                       size_t count, size_t size)
{
    copy_or_clear(to, ivmc_get_plain(d, align, count, size), count, size);
}

void ivmc_get_scalars_to(struct ivmc_dec *d, uint32_t width, void *to,
                         size_t count)
{
    copy_or_clear(to, ivmc_get_scalars(d, width, count), count, width);
}

bool *ivmc_get_bools(struct ivmc_dec *d, size_t count)
{
    unsigned char *p = ivmc_get_plain(d, 1, count, 1);
    unsigned char seen = 0;
    size_t i;

    _Static_assert(sizeof(bool) == 1, "a bool is an octet");
    for (i = 0; p && i < count; i++)
        seen |= p[i];
    if (seen > 1) {
        d->status = IVMC_BAD_MESSAGE;
        return NULL;
    }
    return (bool *)p;
}

void ivmc_get_bools_to(struct ivmc_dec *d, bool *to, size_t count)
{
    copy_or_clear(to, ivmc_get_bools(d, count), count, 1);
}

/* Whether there is a NUL among `len` octets, eight at a time. */
static bool holds_nul(const unsigned char *p, uint32_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;

    for (; len >= 8; len -= 8, p += 8) {
        word = ivmc_load_u64(p);
        if (((word - ones) & ~word & (ones << 7)) != 0)
            return true;
    }
    for (; len > 0; len--)
        if (*p++ == 0)
            return true;
    return false;
}

/* The octets of a string, NUL included in *size; NULL after a failure. */
static const char *get_text(struct ivmc_dec *d, uint32_t bound, uint32_t *size)
{
    const unsigned char *p;

    *size = ivmc_get_u32(d);
    if (*size == 0 || (bound != 0 && *size - 1 > bound)) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return NULL;
    }
    p = get_run(d, 1, *size);
    if (!p)
        return NULL;
    if (p[*size - 1] != 0 || holds_nul(p, *size - 1)) {
        d->status = IVMC_BAD_MESSAGE;
        return NULL;
    }
    return (const char *)p;
}

const char *ivmc_get_string(struct ivmc_dec *d, uint32_t bound)
{
    uint32_t size;
    const char *text = get_text(d, bound, &size);

    return text ? text : "";
}

void ivmc_get_string_in_place(struct ivmc_dec *d, char *to, uint32_t capacity)
{
    uint32_t size;
    const char *text = get_text(d, 0, &size);

    if (text && size > capacity) {
        d->status = IVMC_BAD_MESSAGE;
        text = NULL;
    }
    if (!text)
        size = 0;
    else
        memcpy(to, text, size);
    memset(to + size, 0, capacity - size);
}

bool ivmc_dec_enter(struct ivmc_dec *d)
{
    if (d->depth == IVMC_MAX_DEPTH) {
        ivmc_dec_fail(d, IVMC_LIMIT);
        return false;
    }
    d->depth++;
    return true;
}

void ivmc_dec_leave(struct ivmc_dec *d)
{
    d->depth--;
}
