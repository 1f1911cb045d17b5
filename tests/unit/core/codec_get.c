/*
 * Decoding: each case twice, from private memory and pulled out of memory
 * that is overwritten right after, and each cut at every octet.
 */
#include <ivmc/codec.h>

#include "unit.h"

#define MOST 64

static _Alignas(8) unsigned char source[MOST];
static _Alignas(8) unsigned char copy[MOST];
static _Alignas(8) unsigned char lent[256];
static struct ivmc_arena arena;
static struct ivmc_dec d;

/* Test i of a loop test: 0 private, 1 shared. */
static void open(int shared, const void *octets, uint32_t len)
{
    ivmc_arena_init(&arena, lent, sizeof lent);
    memset(copy, 0xcc, sizeof copy);
    if (shared) {
        memset(source, 0xcc, sizeof source);
        memcpy(source, octets, len);
        ivmc_dec_init_shared(&d, source, copy, len, &arena);
    } else {
        memcpy(copy, octets, len);
        ivmc_dec_init(&d, copy, len, &arena);
    }
}

typedef void get_function(void);

/* Whole it is good; cut anywhere, or with an octet more, it is not. */
static void exactly(int shared, const unsigned char *octets, uint32_t len,
                    get_function *get)
{
    unsigned char more[MOST] = {0};
    uint32_t cut;

    for (cut = 0; cut < len; cut++) {
        open(shared, octets, cut);
        get();
        ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_BAD_MESSAGE);
    }
    memcpy(more, octets, len);
    open(shared, more, len + 1);
    get();
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_BAD_MESSAGE);
    open(shared, octets, len);
    get();
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
}

static const unsigned char scalar_octets[] = {
    0xff, 1,    0xfe, 0xff, 0xfd, 0xff, 0xff, 0xff, /* i8, bool, i16, i32 */
    0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* i64 */
    1,    0,    0x34, 0x12, 0xef, 0xcd, 0xab, 0x89, /* u8, pad, u16, u32 */
    0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, /* u64 */
    0,    0,    0x80, 0x3f, 0,    0,    0,    0,    /* 1.0f, pad */
    0,    0,    0,    0,    0,    0,    0,    0xc0  /* -2.0 */
};

static void get_scalars(void)
{
    int8_t i8 = ivmc_get_i8(&d);
    bool flag = ivmc_get_bool(&d);
    int16_t i16 = ivmc_get_i16(&d);
    int32_t i32 = ivmc_get_i32(&d);
    int64_t i64 = ivmc_get_i64(&d);
    uint8_t u8 = ivmc_get_u8(&d);
    uint16_t u16 = ivmc_get_u16(&d);
    uint32_t u32 = ivmc_get_u32(&d);
    uint64_t u64 = ivmc_get_u64(&d);
    float f32 = ivmc_get_f32(&d);
    double f64 = ivmc_get_f64(&d);

    if (d.status != IVMC_OK) {
        ck_assert(f64 == 0.0); /* the last one, after the first failure */
        return;
    }
    ck_assert_int_eq(i8, -1);
    ck_assert(flag);
    ck_assert_int_eq(i16, -2);
    ck_assert_int_eq(i32, -3);
    ck_assert_int_eq(i64, -4);
    ck_assert_uint_eq(u8, 1);
    ck_assert_uint_eq(u16, 0x1234);
    ck_assert_uint_eq(u32, UINT32_C(0x89abcdef));
    ck_assert_uint_eq(u64, UINT64_C(0x1122334455667788));
    ck_assert(f32 == 1.0f);
    ck_assert(f64 == -2.0);
}

START_TEST(scalars)
{
    exactly(_i, scalar_octets, sizeof scalar_octets, get_scalars);
}
END_TEST

START_TEST(every_bit_of_padding_counts)
{
    static const unsigned padding[] = {17, 36, 37, 38, 39};
    unsigned char octets[sizeof scalar_octets];
    unsigned i;
    unsigned bit;

    for (i = 0; i < sizeof padding / sizeof *padding; i++) {
        for (bit = 0; bit < 8; bit++) {
            memcpy(octets, scalar_octets, sizeof octets);
            octets[padding[i]] = (unsigned char)(1u << bit);
            open(_i, octets, sizeof octets);
            get_scalars();
            ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_BAD_MESSAGE);
        }
    }
}
END_TEST

START_TEST(booleans_are_0_or_1)
{
    unsigned char octet;
    unsigned i;
    bool value;

    for (i = 0; i < 256; i++) {
        octet = (unsigned char)i;
        open(_i, &octet, 1);
        value = ivmc_get_bool(&d);
        ck_assert_int_eq(d.status, i > 1 ? IVMC_BAD_MESSAGE : IVMC_OK);
        ck_assert_int_eq(value, i == 1);
    }
}
END_TEST

START_TEST(failures_give_nothing)
{
    bool flags[2] = {true, true};
    uint16_t numbers[2] = {1, 1};
    char text[4] = "abc";

    open(_i, scalar_octets, sizeof scalar_octets);
    ivmc_dec_fail(&d, IVMC_LIMIT);
    ivmc_dec_fail(&d, IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(ivmc_get_u8(&d), 0);
    ck_assert(!ivmc_get_bool(&d));
    ck_assert_uint_eq(ivmc_get_len(&d, 0, 1), 0);
    ck_assert_ptr_null(ivmc_get_run(&d, 1, 0));
    ck_assert_ptr_null(ivmc_get_array(&d, 1, 1, 1));
    ck_assert_ptr_null(ivmc_get_plain(&d, 1, 1, 1));
    ck_assert_ptr_null(ivmc_get_scalars(&d, 2, 1));
    ck_assert_ptr_null(ivmc_get_bools(&d, 1));
    ivmc_get_bools_to(&d, flags, 2);
    ck_assert(!flags[0] && !flags[1]);
    ivmc_get_scalars_to(&d, 2, numbers, 2);
    ck_assert(numbers[0] == 0 && numbers[1] == 0);
    numbers[1] = 1;
    ivmc_get_plain_to(&d, 2, numbers, 2, 2);
    ck_assert_uint_eq(numbers[1], 0);
    ck_assert_str_eq(ivmc_get_string(&d, 0), "");
    ivmc_get_string_in_place(&d, text, sizeof text);
    ck_assert_mem_eq(text, "\0\0\0\0", 4);
    ck_assert_uint_eq(ivmc_get_f128(&d).octets[0], 0);
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_LIMIT);
    ck_assert_uint_eq(d.pos, 0);
}
END_TEST

static const unsigned char f128_octets[] = {1, 0, 0,  0,  0,  0,  0,  0,
                                            0, 1, 2,  3,  4,  5,  6,  7,
                                            8, 9, 10, 11, 12, 13, 14, 15};

static void get_f128(void)
{
    uint8_t one = ivmc_get_u8(&d);
    struct ivmc_float128 f = ivmc_get_f128(&d);

    if (d.status == IVMC_OK && one == 1)
        ck_assert_uint_eq(f.octets[15], 15);
}

START_TEST(long_doubles)
{
    exactly(_i, f128_octets, sizeof f128_octets, get_f128);
}
END_TEST

START_TEST(runs_are_congruent)
{
    const unsigned char *p;

    open(_i, f128_octets, sizeof f128_octets);
    (void)ivmc_get_u8(&d);
    p = ivmc_get_run(&d, 8, 16);
    ck_assert_ptr_eq(p, copy + 8);
    ck_assert_uint_eq(p[15], 15);
    ck_assert_ptr_null(ivmc_get_run(&d, 1, SIZE_MAX));
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(lengths)
{
    static const unsigned char octets[] = {3, 0, 0, 0, 'a', 'b', 'c'};
    static const unsigned char huge[] = {0xff, 0xff, 0xff, 0xff, 'a'};
    static const unsigned char half[] = {0, 0, 0, 0x80, 'a', 'b', 'c', 'd'};

    open(_i, octets, sizeof octets);
    ck_assert_uint_eq(ivmc_get_len(&d, 3, 1), 3);
    open(_i, octets, sizeof octets);
    ck_assert_uint_eq(ivmc_get_len(&d, 2, 1), 0);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    open(_i, octets, sizeof octets); /* six octets do not follow */
    ck_assert_uint_eq(ivmc_get_len(&d, 0, 2), 0);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    open(_i, huge, sizeof huge);
    ck_assert_uint_eq(ivmc_get_len(&d, 0, 1), 0);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    open(_i, half, sizeof half); /* times two is 0 in 32 bits */
    ck_assert_uint_eq(ivmc_get_len(&d, 0, 2), 0);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    open(_i, huge, sizeof huge);
    ck_assert_uint_eq(ivmc_get_len(&d, 0, UINT32_MAX), 0);
}
END_TEST

START_TEST(arrays_come_from_the_arena)
{
    open(_i, scalar_octets, 8);
    ck_assert_ptr_nonnull(ivmc_get_array(&d, 0, 4, 4));
    ck_assert_ptr_nonnull(ivmc_get_array(&d, 31, 8, 8));
    ck_assert_ptr_null(ivmc_get_array(&d, 2, 8, 8));
    ck_assert_int_eq(d.status, IVMC_LIMIT);
    open(_i, scalar_octets, 8);
    ck_assert_ptr_null(ivmc_get_array(&d, SIZE_MAX / 2 + 2, 2, 1));
    ck_assert_int_eq(d.status, IVMC_LIMIT);
}
END_TEST

static const unsigned char array_octets[] = {
    9, 0, 0x34, 0x12, 0x78, 0x56, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0};

static void get_arrays(void)
{
    uint8_t first = ivmc_get_u8(&d);
    const uint16_t *two = ivmc_get_scalars(&d, 2, 2);
    uint32_t four[2] = {7, 7};

    ck_assert_ptr_null(ivmc_get_scalars(&d, 8, 0));
    ivmc_get_scalars_to(&d, 4, four, 2);
    if (d.status != IVMC_OK) {
        ck_assert_uint_eq(four[0], 0);
        return;
    }
    ck_assert_uint_eq(first, 9);
    ck_assert_uint_eq((uintptr_t)two % 2, 0);
    ck_assert_uint_eq(two[0], 0x1234);
    ck_assert_uint_eq(two[1], 0x5678);
    ck_assert_uint_eq(four[0], 1);
    ck_assert_uint_eq(four[1], 2);
}

START_TEST(arrays_of_scalars)
{
    exactly(_i, array_octets, sizeof array_octets, get_arrays);
}
END_TEST

static void get_plain(void)
{
    unsigned char to[8] = {7};
    const unsigned char *p = ivmc_get_plain(&d, 8, 2, 4);

    ck_assert_ptr_null(ivmc_get_plain(&d, 8, 0, 4));
    ivmc_get_plain_to(&d, 4, to, 4, 2);
    if (d.status != IVMC_OK) {
        ck_assert_uint_eq(to[0], 0);
        return;
    }
    ck_assert_mem_eq(p, array_octets, 8);
    ck_assert_mem_eq(to, array_octets + 8, 8);
}

START_TEST(plain_arrays)
{
    exactly(_i, array_octets, sizeof array_octets, get_plain);
    open(_i, array_octets, sizeof array_octets);
    ck_assert_ptr_null(ivmc_get_plain(&d, 1, SIZE_MAX / 2 + 2, 2));
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
}
END_TEST

static const unsigned char bool_octets[] = {1, 0, 1, 0, 1};

static void get_bools(void)
{
    const bool *three = ivmc_get_bools(&d, 3);
    bool two[2] = {true, false};

    ck_assert_ptr_null(ivmc_get_bools(&d, 0));
    ivmc_get_bools_to(&d, two, 2);
    if (d.status != IVMC_OK)
        return;
    ck_assert(three[0] && !three[1] && three[2]);
    ck_assert(!two[0] && two[1]);
}

START_TEST(arrays_of_booleans)
{
    unsigned char octets[5];
    unsigned i;

    exactly(_i, bool_octets, sizeof bool_octets, get_bools);
    for (i = 0; i < 5; i++) {
        memcpy(octets, bool_octets, 5);
        octets[i] = 2;
        open(_i, octets, 5);
        get_bools();
        ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
        octets[i] = 0x80;
        open(_i, octets, 5);
        get_bools();
        ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    }
}
END_TEST

static const unsigned char string_octets[] = {
    20,  0,   0,   0,   'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h',
    'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 0};

static void get_string(void)
{
    const char *text = ivmc_get_string(&d, 19);

    ck_assert_str_eq(text, d.status == IVMC_OK ? "abcdefghijklmnopqrs" : "");
}

static void get_in_place(void)
{
    char text[20];

    memset(text, 'x', sizeof text);
    ivmc_get_string_in_place(&d, text, sizeof text);
    ck_assert_str_eq(text, d.status == IVMC_OK ? "abcdefghijklmnopqrs" : "");
}

START_TEST(strings)
{
    exactly(_i, string_octets, sizeof string_octets, get_string);
    exactly(_i, string_octets, sizeof string_octets, get_in_place);
    open(_i, string_octets, sizeof string_octets);
    ck_assert_str_eq(ivmc_get_string(&d, 18), "");
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    open(_i, string_octets, sizeof string_octets);
    ck_assert_str_eq(ivmc_get_string(&d, 0), "abcdefghijklmnopqrs");
}
END_TEST

START_TEST(strings_end_in_the_one_nul)
{
    unsigned char octets[sizeof string_octets];
    unsigned i;

    for (i = 4; i < sizeof octets; i++) {
        memcpy(octets, string_octets, sizeof octets);
        octets[i] = i == sizeof octets - 1 ? 'x' : 0;
        open(_i, octets, sizeof octets);
        get_string();
        ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    }
    /* Octets above 127 are no NUL to the search by words. */
    memcpy(octets, string_octets, sizeof octets);
    memset(octets + 4, 0x80, 19);
    octets[5] = 1;
    octets[6] = 0xff;
    open(_i, octets, sizeof octets);
    ck_assert_str_ne(ivmc_get_string(&d, 0), "");
    memset(octets, 0, 4);
    open(_i, octets, sizeof octets);
    ck_assert_str_eq(ivmc_get_string(&d, 0), "");
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    memset(octets, 0xff, 4);
    open(_i, octets, sizeof octets);
    ck_assert_str_eq(ivmc_get_string(&d, 0), "");
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
}
END_TEST

/* Of every length, its octets those that look most like NUL. */
START_TEST(strings_of_every_length)
{
    static const unsigned char fill[] = {1, 0x7f, 0x80, 0x81, 0xff};
    unsigned char octets[40];
    uint32_t size, at, kind;

    for (kind = 0; kind < sizeof fill; kind++) {
        for (size = 1; size <= 36; size++) {
            memset(octets, fill[kind], sizeof octets);
            ivmc_store_u32(octets, size);
            octets[4 + size - 1] = 0;
            open(_i, octets, 4 + size);
            ivmc_get_string(&d, 0);
            ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
            for (at = 0; at + 1 < size; at++) {
                octets[4 + at] = 0;
                open(_i, octets, 4 + size);
                ck_assert_str_eq(ivmc_get_string(&d, 0), "");
                ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
                octets[4 + at] = fill[kind];
            }
            octets[4 + size - 1] = fill[kind];
            open(_i, octets, 4 + size);
            ivmc_get_string(&d, 0);
            ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
        }
    }
}
END_TEST

/* Padding of every length before a run of every length. */
START_TEST(padding_of_runs_is_zero)
{
    unsigned char octets[24] = {0};
    uint32_t before, size, at;

    for (before = 1; before <= 8; before++) {
        for (size = 1; size <= 9; size++) {
            for (at = 0; at < 8; at++) {
                octets[at] = 1;
                open(_i, octets, 8 + size);
                ck_assert_ptr_nonnull(ivmc_get_run(&d, 1, before));
                if (at < before)
                    ck_assert_ptr_eq(ivmc_get_run(&d, 8, size), copy + 8);
                else
                    ck_assert_ptr_null(ivmc_get_run(&d, 8, size));
                octets[at] = 0;
            }
        }
    }
}
END_TEST

START_TEST(strings_in_place)
{
    static const unsigned char octets[] = {4, 0, 0, 0, 'a', 'b', 'c', 0};
    char text[6];

    memset(text, 'x', sizeof text);
    open(_i, octets, sizeof octets);
    ivmc_get_string_in_place(&d, text, 6);
    ck_assert_mem_eq(text, "abc\0\0\0", 6);
    open(_i, octets, sizeof octets);
    ivmc_get_string_in_place(&d, text, 4);
    ck_assert_int_eq(d.status, IVMC_OK);
    open(_i, octets, sizeof octets);
    ivmc_get_string_in_place(&d, text, 3);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    ck_assert_mem_eq(text, "\0\0\0", 3);
}
END_TEST

START_TEST(depth)
{
    int i;

    open(_i, scalar_octets, 1);
    for (i = 0; i < IVMC_MAX_DEPTH; i++)
        ck_assert(ivmc_dec_enter(&d));
    ivmc_dec_leave(&d);
    ck_assert(ivmc_dec_enter(&d));
    ck_assert(!ivmc_dec_enter(&d));
    ck_assert_int_eq(d.status, IVMC_LIMIT);
}
END_TEST

START_TEST(items_must_be_taken)
{
    struct ivmc_items items = {{{5}}, 1, 0, false};

    open(_i, scalar_octets, 0);
    d.items = &items;
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_BAD_MESSAGE);
    items.taken = 1;
    open(_i, scalar_octets, 0);
    d.items = &items;
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
}
END_TEST

START_TEST(shared_octets_are_fetched_once)
{
    const char *text;

    open(1, string_octets, sizeof string_octets);
    text = ivmc_get_string(&d, 0);
    memset(source, 'x', sizeof source);
    ck_assert_str_eq(text, "abcdefghijklmnopqrs");
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
}
END_TEST

START_TEST(loads_and_stores_at_any_address)
{
    unsigned char octets[9];

    ivmc_store_u16(octets + 1, 0x1234);
    ck_assert_uint_eq(octets[1], 0x34);
    ck_assert_uint_eq(ivmc_load_u16(octets + 1), 0x1234);
    ivmc_store_u32(octets + 1, UINT32_C(0x89abcdef));
    ck_assert_uint_eq(octets[4], 0x89);
    ck_assert_uint_eq(ivmc_load_u32(octets + 1), UINT32_C(0x89abcdef));
    ivmc_store_u64(octets + 1, UINT64_C(0x8899aabbccddeeff));
    ck_assert_uint_eq(octets[8], 0x88);
    ck_assert_uint_eq(ivmc_load_u64(octets + 1), UINT64_C(0x8899aabbccddeeff));
    ivmc_store_f32(octets + 1, -0.5f);
    ck_assert(ivmc_load_f32(octets + 1) == -0.5f);
    ivmc_store_f64(octets + 1, 1e300);
    ck_assert(ivmc_load_f64(octets + 1) == 1e300);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("get");
    TCase *t = tcase_create("get");

    tcase_add_loop_test(t, scalars, 0, 2);
    tcase_add_loop_test(t, every_bit_of_padding_counts, 0, 2);
    tcase_add_loop_test(t, booleans_are_0_or_1, 0, 2);
    tcase_add_loop_test(t, failures_give_nothing, 0, 2);
    tcase_add_loop_test(t, long_doubles, 0, 2);
    tcase_add_loop_test(t, runs_are_congruent, 0, 2);
    tcase_add_loop_test(t, lengths, 0, 2);
    tcase_add_loop_test(t, arrays_come_from_the_arena, 0, 2);
    tcase_add_loop_test(t, arrays_of_scalars, 0, 2);
    tcase_add_loop_test(t, plain_arrays, 0, 2);
    tcase_add_loop_test(t, arrays_of_booleans, 0, 2);
    tcase_add_loop_test(t, strings, 0, 2);
    tcase_add_loop_test(t, strings_end_in_the_one_nul, 0, 2);
    tcase_add_loop_test(t, strings_of_every_length, 0, 2);
    tcase_add_loop_test(t, padding_of_runs_is_zero, 0, 2);
    tcase_add_loop_test(t, strings_in_place, 0, 2);
    tcase_add_loop_test(t, depth, 0, 2);
    tcase_add_loop_test(t, items_must_be_taken, 0, 2);
    tcase_add_test(t, shared_octets_are_fetched_once);
    tcase_add_test(t, loads_and_stores_at_any_address);
    suite_add_tcase(s, t);
    return s;
}
