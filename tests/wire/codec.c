/*
 * codec FILE.vec...: runs the vectors through the codec, on whatever machine
 * it was compiled for. Encoded they are the octets; decoded, out of private
 * and out of shared memory, the values; cut or with an octet more, nothing.
 */
#include <stdlib.h>
#include <string.h>

#include <ivmc/codec.h>
#include <ivmc/message.h>
#include <ivmc/stub.h>

#include "vec.h"

static unsigned failures;
static unsigned checks;

static void check(bool good, const struct vec *v, const char *what)
{
    checks++;
    if (good)
        return;
    failures++;
    if (failures <= 20)
        printf("%s: %s\n", vec_place(v), what);
}

static uint64_t number(const struct vec_value *value, uint32_t i)
{
    return vec_bits(value->type, value->element[i]);
}

static bool is(const struct vec_value *value, const char *type)
{
    return strcmp(value->type, type) == 0;
}

/* ---- scalars ------------------------------------------------------------ */

static void put_scalar(struct ivmc_enc *e, const struct vec_value *v,
                       uint32_t i)
{
    union {
        float f32;
        double f64;
        unsigned char octets[8];
    } native;
    struct ivmc_float128 f128;

    if (is(v, "bool"))
        ivmc_put_bool(e, number(v, i) != 0);
    else if (is(v, "u8") || is(v, "char"))
        ivmc_put_u8(e, (uint8_t)number(v, i));
    else if (is(v, "u16"))
        ivmc_put_u16(e, (uint16_t)number(v, i));
    else if (is(v, "u32"))
        ivmc_put_u32(e, (uint32_t)number(v, i));
    else if (is(v, "u64"))
        ivmc_put_u64(e, number(v, i));
    else if (is(v, "i8"))
        ivmc_put_i8(e, (int8_t)number(v, i));
    else if (is(v, "i16"))
        ivmc_put_i16(e, (int16_t)number(v, i));
    else if (is(v, "i32"))
        ivmc_put_i32(e, (int32_t)number(v, i));
    else if (is(v, "i64"))
        ivmc_put_i64(e, (int64_t)number(v, i));
    else if (is(v, "f128")) {
        vec_store(&f128, v, i);
        ivmc_put_f128(e, f128);
    } else {
        vec_store(native.octets, v, i);
        if (is(v, "f32"))
            ivmc_put_f32(e, native.f32);
        else
            ivmc_put_f64(e, native.f64);
    }
}

/* The bits of what comes next. */
static uint64_t get_scalar(struct ivmc_dec *d, const struct vec_value *v)
{
    union {
        float f32;
        double f64;
        uint32_t u32;
        uint64_t u64;
    } native;

    if (is(v, "bool"))
        return ivmc_get_bool(d);
    if (is(v, "u8") || is(v, "char"))
        return ivmc_get_u8(d);
    if (is(v, "u16"))
        return ivmc_get_u16(d);
    if (is(v, "u32"))
        return ivmc_get_u32(d);
    if (is(v, "u64"))
        return ivmc_get_u64(d);
    if (is(v, "i8"))
        return (uint64_t)(int64_t)ivmc_get_i8(d);
    if (is(v, "i16"))
        return (uint64_t)(int64_t)ivmc_get_i16(d);
    if (is(v, "i32"))
        return (uint64_t)(int64_t)ivmc_get_i32(d);
    if (is(v, "i64"))
        return (uint64_t)ivmc_get_i64(d);
    if (is(v, "f32")) {
        native.f32 = ivmc_get_f32(d);
        return native.u32;
    }
    native.f64 = ivmc_get_f64(d);
    return native.u64;
}

static bool got_scalar(struct ivmc_dec *d, const struct vec_value *v,
                       uint32_t i)
{
    struct ivmc_float128 wanted;
    struct ivmc_float128 got;

    if (!is(v, "f128")) {
        uint64_t bits = get_scalar(d, v);

        return i >= v->count || bits == number(v, i);
    }
    got = ivmc_get_f128(d);
    if (i >= v->count)
        return true;
    vec_store(&wanted, v, i);
    return memcmp(&wanted, &got, sizeof got) == 0;
}

/* ---- several scalars ---------------------------------------------------- */

static void put_scalars(struct ivmc_enc *e, const struct vec_value *v)
{
    uint32_t width = vec_width(v->type);
    static _Alignas(8) unsigned char native[VEC_ELEMENTS * 8];
    uint32_t i;

    for (i = 0; i < v->count; i++)
        vec_store(native + i * width, v, i);
    if (is(v, "bool"))
        ivmc_put_bools(e, (const bool *)native, v->count);
    else
        ivmc_put_scalars(e, width, native, v->count);
}

static bool got_scalars(struct ivmc_dec *d, const struct vec_value *v,
                        uint32_t count)
{
    uint32_t width = vec_width(v->type);
    const unsigned char *got;
    unsigned char wanted[8];
    uint32_t i;

    if (is(v, "bool"))
        got = (const unsigned char *)ivmc_get_bools(d, count);
    else
        got = ivmc_get_scalars(d, width, count);
    if (count == 0)
        return !got;
    if ((uintptr_t)got % width != 0)
        return false;
    for (i = 0; got && i < v->count && i < count; i++) {
        vec_store(wanted, v, i);
        if (memcmp(wanted, got + i * width, width) != 0)
            return false;
    }
    return got != NULL;
}

/* ---- the rest ----------------------------------------------------------- */

static void put_message(struct ivmc_enc *e, const struct vec_value *v)
{
    struct ivmc_header h;
    struct ivmc_hello hello;
    unsigned char *p;

    if (is(v, "hello")) {
        hello.version = (uint16_t)number(v, 0);
        hello.status = (uint16_t)number(v, 1);
        hello.max_message = (uint32_t)number(v, 2);
        hello.epoch = (uint32_t)number(v, 3);
        p = ivmc_put_run(e, 1, IVMC_HELLO_SIZE);
        if (p)
            ivmc_hello_store(p, &hello);
        return;
    }
    h.length = (uint32_t)number(v, 0);
    h.kind = (uint16_t)number(v, 1);
    h.items = (uint16_t)number(v, 2);
    h.call_id = number(v, 3);
    h.epoch = (uint32_t)number(v, 4);
    h.slot = (uint32_t)number(v, 5);
    h.op = (uint32_t)number(v, 6);
    h.status = (uint32_t)number(v, 7);
    h.key = number(v, 8);
    p = ivmc_put_run(e, 1, IVMC_HEADER_SIZE);
    if (p)
        ivmc_header_store(p, &h);
}

/* Compared as octets: store and load are each other's reverse. */
static bool got_message(struct ivmc_dec *d, const struct vec_value *v)
{
    unsigned char again[IVMC_HEADER_SIZE];
    struct ivmc_header h;
    struct ivmc_hello hello;
    const unsigned char *p;

    if (is(v, "hello")) {
        p = ivmc_get_run(d, 1, IVMC_HELLO_SIZE);
        if (!p)
            return false;
        if (ivmc_hello_load(&hello, p) != IVMC_OK)
            ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        ivmc_hello_store(again, &hello);
        return memcmp(again, p, IVMC_HELLO_SIZE) == 0;
    }
    p = ivmc_get_run(d, 1, IVMC_HEADER_SIZE);
    if (!p)
        return false;
    if (!ivmc_header_load(&h, p, UINT32_MAX))
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    ivmc_header_store(again, &h);
    return memcmp(again, p, IVMC_HEADER_SIZE) == 0;
}

static bool is_message(const struct vec_value *v)
{
    return is(v, "header") || is(v, "hello");
}

static void put_reference(struct ivmc_enc *e, const struct vec_value *v)
{
    struct ivmc_objref ref = {v->element[0], v->element[2], 0};
    struct ivmc_region region = {0, 0, IVMC_NO_HANDLE, NULL};

    if (is(v, "objref")) {
        ref.key = number(v, 1);
        ivmc_put_objref(e, &ref);
        return;
    }
    region.size = number(v, 0);
    region.rights = (uint32_t)number(v, 1);
    if (region.rights != 0)
        region.handle = 5;
    ivmc_put_region(e, &region);
}

static bool got_reference(struct ivmc_dec *d, const struct vec_value *v)
{
    struct ivmc_objref ref;
    struct ivmc_region region;

    if (is(v, "objref")) {
        ivmc_get_objref(d, &ref);
        return v->count == 0 || (strcmp(ref.identity, v->element[0]) == 0 &&
                                 ref.key == number(v, 1) &&
                                 strcmp(ref.address, v->element[2]) == 0);
    }
    ivmc_get_region(d, &region);
    return v->count == 0 ||
           (region.size == number(v, 0) && region.rights == number(v, 1) &&
            region.handle == (region.rights != 0 ? 5 : IVMC_NO_HANDLE));
}

static void put_one(struct ivmc_enc *e, const struct vec_value *v, uint32_t i)
{
    char text[256];

    if (is_message(v)) {
        put_message(e, v);
    } else if (is(v, "objref") || is(v, "region")) {
        put_reference(e, v);
    } else if (is(v, "string")) {
        ivmc_put_string(e, v->element[i], v->type_bound);
    } else if (is(v, "text")) {
        memset(text, 'x', sizeof text);
        memcpy(text, v->element[i], strlen(v->element[i]) + 1);
        ivmc_put_string_in_place(e, text, v->type_bound);
    } else if (is(v, "enum")) {
        ivmc_put_u32(e, (uint32_t)number(v, i));
    } else {
        put_scalar(e, v, i);
    }
}

static bool got_text(struct ivmc_dec *d, const struct vec_value *v, uint32_t i)
{
    char text[256];

    if (is(v, "string"))
        return strcmp(ivmc_get_string(d, v->type_bound),
                      i < v->count ? v->element[i] : "") == 0;
    ivmc_get_string_in_place(d, text, v->type_bound);
    return strcmp(text, i < v->count ? v->element[i] : "") == 0;
}

static bool got_one(struct ivmc_dec *d, const struct vec_value *v, uint32_t i)
{
    uint32_t value;

    if (is_message(v))
        return got_message(d, v);
    if (is(v, "objref") || is(v, "region"))
        return got_reference(d, v);
    if (is(v, "string") || is(v, "text"))
        return got_text(d, v, i);
    if (!is(v, "enum"))
        return got_scalar(d, v, i);
    value = ivmc_get_u32(d);
    if (value >= v->type_bound)
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    return i >= v->count || value == number(v, i);
}

static bool moves_at_once(const struct vec_value *v)
{
    uint32_t width = vec_width(v->type);

    return width != 0 && width <= 8;
}

/* ---- values and vectors ------------------------------------------------- */

static void put_value(struct ivmc_enc *e, const struct vec_value *v)
{
    uint32_t i;

    if (v->form == VEC_ONE) {
        put_one(e, v, 0);
        return;
    }
    if (v->form == VEC_SEQUENCE)
        ivmc_put_len(e, v->count, v->bound, v);
    if (moves_at_once(v)) {
        put_scalars(e, v);
        return;
    }
    for (i = 0; i < v->count; i++)
        put_one(e, v, i);
}

static bool got_value(struct ivmc_dec *d, const struct vec_value *v)
{
    uint32_t width = vec_width(v->type);
    uint32_t count = v->bound;
    bool good = true;
    uint32_t i;

    if (v->form == VEC_ONE)
        return got_one(d, v, 0);
    if (v->form == VEC_SEQUENCE)
        count = ivmc_get_len(d, v->bound, width != 0 ? width : 4);
    if (v->count != 0 && count != v->count)
        return false;
    if (moves_at_once(v))
        return got_scalars(d, v, count);
    for (i = 0; i < count; i++)
        good = got_one(d, v, i) && good;
    return good;
}

static enum ivmc_status encode(const struct vec *v, unsigned char *room,
                               uint32_t cap, uint32_t *len)
{
    struct ivmc_items items = {.count = 0};
    struct ivmc_enc e;
    uint32_t i;

    ivmc_enc_init(&e, room, cap);
    e.items = &items;
    for (i = 0; i < v->value_count; i++)
        put_value(&e, &v->value[i]);
    *len = e.pos;
    return e.status;
}

static uint32_t items_of(const struct vec *v)
{
    uint32_t count = 0;
    uint32_t i;

    for (i = 0; i < v->value_count; i++)
        if (is(&v->value[i], "region") &&
            (v->value[i].count == 0 || number(&v->value[i], 1) != 0))
            count++;
    return count;
}

/* Decodes `len` octets; *good is whether the values were those of the line. */
static enum ivmc_status decode(const struct vec *v, const unsigned char *octets,
                               uint32_t len, bool shared, bool *good)
{
    static _Alignas(8) unsigned char copy[VEC_OCTETS + 1];
    static _Alignas(8) unsigned char memory[VEC_OCTETS];
    struct ivmc_items items = {.count = items_of(v)};
    struct ivmc_arena arena;
    struct ivmc_dec d;
    uint32_t i;

    for (i = 0; i < items.count; i++)
        items.item[i].handle = 5;
    ivmc_arena_init(&arena, memory, sizeof memory);
    if (shared) {
        memset(copy, 0xcc, sizeof copy);
        ivmc_dec_init_shared(&d, octets, copy, len, &arena);
    } else {
        memcpy(copy, octets, len);
        ivmc_dec_init(&d, copy, len, &arena);
    }
    d.items = &items;
    *good = true;
    for (i = 0; i < v->value_count; i++)
        *good = got_value(&d, &v->value[i]) && *good;
    return ivmc_dec_finish(&d);
}

static void check_encoding(const struct vec *v)
{
    unsigned char room[VEC_OCTETS];
    enum ivmc_status s;
    uint32_t len;

    memset(room, 0xee, sizeof room);
    s = encode(v, room, v->len, &len);
    check(s == IVMC_OK && len == v->len && memcmp(room, v->octets, v->len) == 0,
          v, "encoded to other octets");
    if (v->len > 0) {
        s = encode(v, room, v->len - 1, &len);
        check(s == IVMC_TOO_LARGE, v, "encoded into too little room");
    }
}

static void check_decoding(const struct vec *v, bool shared)
{
    unsigned char octets[VEC_OCTETS + 1] = {0};
    enum ivmc_status s;
    uint32_t cut;
    bool good;

    memcpy(octets, v->octets, v->len);
    s = decode(v, octets, v->len, shared, &good);
    check(s == IVMC_OK && good, v, "decoded to other values");
    for (cut = 0; cut < v->len; cut++) {
        s = decode(v, octets, cut, shared, &good);
        check(s == IVMC_BAD_MESSAGE, v, "decoded although cut");
    }
    s = decode(v, octets, v->len + 1, shared, &good);
    check(s == IVMC_BAD_MESSAGE, v, "decoded with an octet more");
}

static void check_refused(const struct vec *v, bool shared)
{
    bool good;

    check(decode(v, v->octets, v->len, shared, &good) == IVMC_BAD_MESSAGE, v,
          "decoded what is to be refused");
}

static void check_unsendable(const struct vec *v)
{
    unsigned char room[VEC_OCTETS];
    uint32_t len;
    enum ivmc_status s = encode(v, room, sizeof room, &len);

    check(strcmp(ivmc_status_name(s), v->status) == 0, v,
          "encoded what is to be refused");
}

static void run(const char *path)
{
    static struct vec v;
    FILE *file = fopen(path, "r");

    if (!file) {
        perror(path);
        exit(2);
    }
    v.path = path;
    v.line = 0;
    while (vec_next(file, &v)) {
        if (v.kind == VEC_GOOD) {
            check_encoding(&v);
            check_decoding(&v, false);
            check_decoding(&v, true);
        } else if (v.kind == VEC_REFUSED) {
            check_refused(&v, false);
            check_refused(&v, true);
        } else {
            check_unsendable(&v);
        }
    }
    fclose(file);
}

int main(int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++)
        run(argv[i]);
    printf("%u checks, %u failures, %u octets a pointer, %s-endian\n", checks,
           failures, (unsigned)sizeof(void *),
           IVMC_LITTLE_ENDIAN ? "little" : "big");
    return checks == 0 || failures != 0 ? 1 : 0;
}
