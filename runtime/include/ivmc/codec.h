/*
 * Cursors over the body of a message: CDR (OMG GIOP 1.2, clause 9.3),
 * always little-endian, alignment counted from the start of the body,
 * padding zero. Encoders write into a lent buffer that may be shared with the
 * peer and never read it back. Decoders copy each run of octets once out of
 * the message into private memory, check it there, and only ever point into
 * that copy.
 *
 * Both remember their first failure: later puts write nothing, later gets
 * give zero, "" or an empty run. Marshalling runs straight on, looks once.
 */
#ifndef IVMC_CODEC_H
#define IVMC_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/arena.h>
#include <ivmc/status.h>

/* All that core and stubs need of a C library. */
#if __STDC_HOSTED__ || defined(__cplusplus)
#include <string.h>
#else
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int octet, size_t size);
int memcmp(const void *a, const void *b, size_t size);
#endif

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define IVMC_LITTLE_ENDIAN 1
#else
#define IVMC_LITTLE_ENDIAN 0
#endif

/* Before a 64-bit member: the same layout on i386 as everywhere. */
#ifdef __cplusplus
#define IVMC_ALIGN8 alignas(8)
#else
#define IVMC_ALIGN8 _Alignas(8)
#endif

/* IDL `long double`: IEEE 754 binary128, little-endian, opaque to C. */
struct ivmc_float128 {
    IVMC_ALIGN8 unsigned char octets[16];
};

/* ---- items: what travels beside the octets ------------------------------ */

#define IVMC_MAX_ITEMS 8

/*
 * A thing that a transport carries by reference. `handle` is the platform's
 * own word: a file descriptor on Unix sockets, a grant reference on Xen.
 */
struct ivmc_item {
    intptr_t handle; /* IVMC_NO_HANDLE: none, or not any more */
};

#define IVMC_NO_HANDLE ((intptr_t)-1)

struct ivmc_items {
    struct ivmc_item item[IVMC_MAX_ITEMS];
    uint32_t count; /* put or received */
    uint32_t taken; /* decoder: handed to the stub so far */
    bool lent;      /* decoder: closed after the request unless kept */
};

/* ---- encoding ----------------------------------------------------------- */

/*
 * Octets of a message in one place: in the room lent for it, or a run of the
 * caller's own that the transport sends from where it lies.
 */
struct ivmc_segment {
    const void *data;
    size_t len;
};

#define IVMC_MAX_GATHER 4
#define IVMC_MAX_SEGMENTS (2 * IVMC_MAX_GATHER + 2) /* one in the spill */

struct ivmc_room;
struct ivmc_full;

struct ivmc_enc {
    unsigned char *data;  /* where the octet of position `skipped` goes */
    uint32_t pos;         /* position in the body of the next octet */
    uint32_t cap;         /* position up to which octets fit at `data` */
    uint32_t skipped;     /* octets so far that are not in `data` */
    uint32_t depth;       /* of recursive types, so far */
    enum ivmc_status status;
    uint32_t segment_count;
    unsigned char *unsent; /* in the room: first octet in no segment yet */
    struct ivmc_segment segment[IVMC_MAX_SEGMENTS];
    struct ivmc_items *items; /* NULL: the transport carries none */
    const struct ivmc_room *room; /* of the transport; NULL: `data` is all */
    struct ivmc_full *full;       /* of full pointers, where there are any */
};

/* Encodes into `cap` octets at `data`; nothing is gathered, no items go. */
static inline void ivmc_enc_init(struct ivmc_enc *e, void *data, uint32_t cap)
{
    e->data = (unsigned char *)data;
    e->pos = 0;
    e->cap = cap;
    e->skipped = 0;
    e->depth = 0;
    e->status = IVMC_OK;
    e->segment_count = 0;
    e->unsent = e->data;
    e->items = NULL;
    e->room = NULL;
}

/* Keeps the first failure. */
void ivmc_enc_fail(struct ivmc_enc *e, enum ivmc_status status);

/*
 * Zero padding up to `align`, then room for `size` octets, checked at once.
 * The caller writes every octet of it. NULL after a failure.
 */
unsigned char *ivmc_put_run(struct ivmc_enc *e, uint32_t align, size_t size);

void ivmc_put_bool(struct ivmc_enc *e, bool value);
void ivmc_put_u8(struct ivmc_enc *e, uint8_t value);
void ivmc_put_u16(struct ivmc_enc *e, uint16_t value);
void ivmc_put_u32(struct ivmc_enc *e, uint32_t value);
void ivmc_put_u64(struct ivmc_enc *e, uint64_t value);
void ivmc_put_f32(struct ivmc_enc *e, float value);
void ivmc_put_f64(struct ivmc_enc *e, double value);
void ivmc_put_f128(struct ivmc_enc *e, struct ivmc_float128 value);

static inline void ivmc_put_i8(struct ivmc_enc *e, int8_t value)
{
    ivmc_put_u8(e, (uint8_t)value);
}

static inline void ivmc_put_i16(struct ivmc_enc *e, int16_t value)
{
    ivmc_put_u16(e, (uint16_t)value);
}

static inline void ivmc_put_i32(struct ivmc_enc *e, int32_t value)
{
    ivmc_put_u32(e, (uint32_t)value);
}

static inline void ivmc_put_i64(struct ivmc_enc *e, int64_t value)
{
    ivmc_put_u64(e, (uint64_t)value);
}

/*
 * The number of elements that follow. Fails with IVMC_BAD_ARGUMENT above
 * `bound` (0 = no bound), or when elements are promised but `data` is NULL.
 */
void ivmc_put_len(struct ivmc_enc *e, uint32_t len, uint32_t bound,
                  const void *data);

/*
 * `count` elements of `size` octets that C and CDR lay out alike, aligned to
 * `align`: one move, or none where the transport gathers. Nothing is written
 * for a count of 0, padding included.
 */
void ivmc_put_plain(struct ivmc_enc *e, uint32_t align, const void *data,
                    size_t count, size_t size);

/* Scalars of 1, 2, 4 or 8 octets, on any machine. */
void ivmc_put_scalars(struct ivmc_enc *e, uint32_t width, const void *data,
                      size_t count);

/* Booleans, each written as 0 or 1. */
void ivmc_put_bools(struct ivmc_enc *e, const bool *data, size_t count);

/*
 * Length with NUL, octets, NUL. Fails with IVMC_BAD_ARGUMENT when `text` is
 * NULL or has more than `bound` octets (0 = no bound).
 */
void ivmc_put_string(struct ivmc_enc *e, const char *text, uint32_t bound);

/* The string in an array of `capacity` octets; it must end in there. */
void ivmc_put_string_in_place(struct ivmc_enc *e, const char *text,
                              uint32_t capacity);

/*
 * One level deeper into a recursive value. Fails with IVMC_BAD_ARGUMENT where
 * a decoder would refuse it (IVMC_MAX_DEPTH), so that a value that holds
 * itself ends too, and returns false; leave undoes an enter that was true.
 */
#define IVMC_MAX_DEPTH 64
static inline bool ivmc_enc_enter(struct ivmc_enc *e)
{
    if (e->depth >= IVMC_MAX_DEPTH) {
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
        return false;
    }
    e->depth++;
    return true;
}

static inline void ivmc_enc_leave(struct ivmc_enc *e)
{
    e->depth--;
}

/* ---- decoding ----------------------------------------------------------- */

struct ivmc_dec {
    unsigned char *data;         /* the body in private memory, 8-aligned */
    const unsigned char *source; /* pulled from here run by run; NULL: all there */
    uint32_t pos;
    uint32_t end;                /* octets in the body */
    enum ivmc_status status;
    uint16_t depth;              /* of recursive types, so far */
    bool lent;                   /* octets of it are read where they lie */
    struct ivmc_arena *arena;    /* arrays of decoded values borrow from it */
    struct ivmc_items *items;
    struct ivmc_full *full;      /* of full pointers, where there are any */
};

/* Decodes `len` private octets at `data` (8-aligned, may be written). */
static inline void ivmc_dec_init(struct ivmc_dec *d, void *data, uint32_t len,
                                 struct ivmc_arena *arena)
{
    d->data = (unsigned char *)data;
    d->source = NULL;
    d->pos = 0;
    d->end = len;
    d->status = IVMC_OK;
    d->depth = 0;
    d->lent = false;
    d->arena = arena;
    d->items = NULL;
}

/*
 * Decodes `len` octets at `source`, which the peer may still be writing, by
 * way of `copy`: private, 8-aligned, as long. Each octet is fetched once.
 */
void ivmc_dec_init_shared(struct ivmc_dec *d, const void *source, void *copy,
                          uint32_t len, struct ivmc_arena *arena);

void ivmc_dec_fail(struct ivmc_dec *d, enum ivmc_status status);

/*
 * Whether all went well and nothing is left over, items included. Fails the
 * cursor with IVMC_BAD_MESSAGE when octets or items remain.
 */
enum ivmc_status ivmc_dec_finish(struct ivmc_dec *d);

/*
 * Checked zero padding up to `align`, then `size` octets, borrowed from the
 * private copy and congruent to their position modulo 8. NULL on failure.
 */
unsigned char *ivmc_get_run(struct ivmc_dec *d, uint32_t align, size_t size);

bool ivmc_get_bool(struct ivmc_dec *d); /* 0 or 1, nothing else */
uint8_t ivmc_get_u8(struct ivmc_dec *d);
uint16_t ivmc_get_u16(struct ivmc_dec *d);
uint32_t ivmc_get_u32(struct ivmc_dec *d);
uint64_t ivmc_get_u64(struct ivmc_dec *d);
float ivmc_get_f32(struct ivmc_dec *d);
double ivmc_get_f64(struct ivmc_dec *d);
struct ivmc_float128 ivmc_get_f128(struct ivmc_dec *d);

static inline int8_t ivmc_get_i8(struct ivmc_dec *d)
{
    return (int8_t)ivmc_get_u8(d);
}

static inline int16_t ivmc_get_i16(struct ivmc_dec *d)
{
    return (int16_t)ivmc_get_u16(d);
}

static inline int32_t ivmc_get_i32(struct ivmc_dec *d)
{
    return (int32_t)ivmc_get_u32(d);
}

static inline int64_t ivmc_get_i64(struct ivmc_dec *d)
{
    return (int64_t)ivmc_get_u64(d);
}

/*
 * A number of elements, each at least `min_octets` long on the wire (at least
 * 1: empty elements count as one). Refused above `bound` (0 = no bound) and
 * above what the rest of the message could hold, before anything is lent.
 */
uint32_t ivmc_get_len(struct ivmc_dec *d, uint32_t bound, uint32_t min_octets);

/*
 * Room for `count` decoded elements from the arena, not cleared. NULL after a
 * failure and, failing with IVMC_LIMIT, when the arena is used up.
 */
void *ivmc_get_array(struct ivmc_dec *d, size_t count, size_t size,
                     size_t align);

/* Borrowed: `count` elements laid out alike in C and CDR. NULL if count is 0. */
void *ivmc_get_plain(struct ivmc_dec *d, uint32_t align, size_t count,
                     size_t size);

/* Borrowed scalars of 1, 2, 4 or 8 octets, swapped in place where needed. */
void *ivmc_get_scalars(struct ivmc_dec *d, uint32_t width, size_t count);

/* The same two, copied to where the caller wants them (arrays in structs). */
void ivmc_get_plain_to(struct ivmc_dec *d, uint32_t align, void *to,
                       size_t count, size_t size);
void ivmc_get_scalars_to(struct ivmc_dec *d, uint32_t width, void *to,
                         size_t count);

/* Borrowed booleans, each checked to be 0 or 1; and copied. */
bool *ivmc_get_bools(struct ivmc_dec *d, size_t count);
void ivmc_get_bools_to(struct ivmc_dec *d, bool *to, size_t count);

/*
 * A string of at most `bound` octets (0 = no bound), borrowed from the
 * private copy: ends in NUL, holds no other. Fails with IVMC_BAD_MESSAGE and
 * returns "".
 */
const char *ivmc_get_string(struct ivmc_dec *d, uint32_t bound);

/* The same into an array of `capacity` octets, whose rest is zeroed. */
void ivmc_get_string_in_place(struct ivmc_dec *d, char *to, uint32_t capacity);

/*
 * One level deeper into a recursive type. Fails with IVMC_LIMIT beyond
 * IVMC_MAX_DEPTH and returns false; leave undoes an enter that was true.
 */
bool ivmc_dec_enter(struct ivmc_dec *d);
void ivmc_dec_leave(struct ivmc_dec *d);

/* ---- octets of a run ---------------------------------------------------- */

/* Little-endian loads and stores at any address: one instruction each. */
static inline uint16_t ivmc_load_u16(const unsigned char *p)
{
    return (uint16_t)(p[0] | (unsigned)p[1] << 8);
}

static inline uint32_t ivmc_load_u32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static inline uint64_t ivmc_load_u64(const unsigned char *p)
{
    return (uint64_t)ivmc_load_u32(p) | (uint64_t)ivmc_load_u32(p + 4) << 32;
}

static inline float ivmc_load_f32(const unsigned char *p)
{
    uint32_t bits = ivmc_load_u32(p);
    float value;

    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

static inline double ivmc_load_f64(const unsigned char *p)
{
    uint64_t bits = ivmc_load_u64(p);
    double value;

    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

/* A boolean of a run: what is neither 0 nor 1 is refused. */
static inline bool ivmc_load_bool(struct ivmc_dec *d, const unsigned char *p)
{
    if (*p > 1)
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    return *p != 0;
}

/* `count` octets of padding in a run: what is not zero is refused. */
static inline void ivmc_check_padding(struct ivmc_dec *d,
                                      const unsigned char *p, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (p[i] != 0)
            ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
}

static inline void ivmc_store_u16(unsigned char *p, uint16_t v)
{
    p[0] = (unsigned char)(v & 0xff);
    p[1] = (unsigned char)(v >> 8);
}

static inline void ivmc_store_u32(unsigned char *p, uint32_t v)
{
    p[0] = (unsigned char)(v & 0xff);
    p[1] = (unsigned char)(v >> 8 & 0xff);
    p[2] = (unsigned char)(v >> 16 & 0xff);
    p[3] = (unsigned char)(v >> 24);
}

static inline void ivmc_store_u64(unsigned char *p, uint64_t v)
{
    ivmc_store_u32(p, (uint32_t)v);
    ivmc_store_u32(p + 4, (uint32_t)(v >> 32));
}

static inline void ivmc_store_f32(unsigned char *p, float value)
{
    uint32_t bits;

    __builtin_memcpy(&bits, &value, sizeof bits);
    ivmc_store_u32(p, bits);
}

static inline void ivmc_store_f64(unsigned char *p, double value)
{
    uint64_t bits;

    __builtin_memcpy(&bits, &value, sizeof bits);
    ivmc_store_u64(p, bits);
}

#ifdef __cplusplus
}
#endif

#endif /* IVMC_CODEC_H */
