/*
 * Wide text, fixed-point numbers, any: their octets, what is refused when it
 * is sent and when it comes, and what is given back in place of it.
 */
#include <ivmc/values.h>

#include "unit.h"

static _Alignas(8) unsigned char room[128];
static _Alignas(8) unsigned char lent[256];
static struct ivmc_arena arena;
static struct ivmc_enc e;
static struct ivmc_dec d;

static void begin(void)
{
    memset(room, 0xcc, sizeof room);
    ivmc_enc_init(&e, room, sizeof room);
}

/* What was put is just this. */
static void made(const void *octets, uint32_t len)
{
    ck_assert_int_eq(e.status, IVMC_OK);
    ck_assert_uint_eq(e.pos, len);
    ck_assert_mem_eq(room, octets, len);
}

static void open(const void *octets, uint32_t len)
{
    memset(room, 0xcc, sizeof room);
    memcpy(room, octets, len);
    ivmc_arena_init(&arena, lent, sizeof lent);
    ivmc_dec_init(&d, room, len, &arena);
}

/* ---- wide text ---------------------------------------------------------- */

START_TEST(a_wide_character_is_a_length_and_a_unit)
{
    static const unsigned char octets[] = {2, 0xac, 0x20};

    begin();
    ivmc_put_wchar(&e, 0x20ac);
    made(octets, sizeof octets);
    open(octets, sizeof octets);
    ck_assert_uint_eq(ivmc_get_wchar(&d), 0x20ac);
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
}
END_TEST

START_TEST(half_a_pair_is_no_character)
{
    static const unsigned char high[] = {2, 0x00, 0xd8},
                               low[] = {2, 0xff, 0xdf}, longer[] = {4, 0x41, 0};

    begin();
    ivmc_put_wchar(&e, 0xd800);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    begin();
    ivmc_put_wchar(&e, 0xdfff);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    open(high, sizeof high);
    ck_assert_uint_eq(ivmc_get_wchar(&d), 0);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    open(low, sizeof low);
    ck_assert_uint_eq(ivmc_get_wchar(&d), 0);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    open(longer, sizeof longer);
    ck_assert_uint_eq(ivmc_get_wchar(&d), 0);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(a_wide_string_is_octets_and_units)
{
    static const unsigned char octets[] = {
        8,    0,    0,    0,    /* octets */
        0x68, 0,                /* h */
        0xac, 0x20,             /* the euro */
        0x3d, 0xd8, 0x00, 0xde, /* a pair */
    };
    const struct ivmc_wstring text = IVMC_WSTRING(u"h\u20ac\U0001f600");
    struct ivmc_wstring back;

    begin();
    ivmc_put_wstring(&e, &text, 4);
    made(octets, sizeof octets);
    open(octets, sizeof octets);
    ivmc_get_wstring(&d, &back, 4);
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
    ck_assert_uint_eq(back.len, 4);
    ck_assert_mem_eq(back.data, text.data, 8);
}
END_TEST

static const struct bad_text {
    struct ivmc_wstring text;
    uint32_t bound;
} bad_texts[] = {
    {{1, NULL}, 0},
    {IVMC_WSTRING(u"abc"), 2},
    {{2, (const uint16_t *)u"a\0"}, 0},
    {{1, (const uint16_t[]){0xd83d}}, 0},
    {{2, (const uint16_t[]){0xd83d, 0x41}}, 0},
    {{1, (const uint16_t[]){0xde00}}, 0},
};

START_TEST(what_is_no_wide_text_does_not_leave)
{
    begin();
    ivmc_put_wstring(&e, &bad_texts[_i].text, bad_texts[_i].bound);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
}
END_TEST

static const struct bad_octets {
    unsigned char octets[8];
    uint32_t len, bound;
} bad_wide[] = {
    {{3, 0, 0, 0, 0x41, 0, 0x42}, 7, 0},       /* half a unit */
    {{4, 0, 0, 0, 0x41, 0}, 6, 0},             /* more than there is */
    {{4, 0, 0, 0, 0x41, 0, 0x42, 0}, 8, 1},    /* over its bound */
    {{4, 0, 0, 0, 0x41, 0, 0, 0}, 8, 0},       /* NUL */
    {{2, 0, 0, 0, 0x3d, 0xd8}, 6, 0},          /* half a pair */
    {{4, 0, 0, 0, 0, 0xde, 0x3d, 0xd8}, 8, 0}, /* a pair the wrong way round */
    {{0xff, 0xff, 0xff, 0xff, 0x41, 0}, 6, 0},
};

START_TEST(what_is_no_wide_text_is_empty)
{
    struct ivmc_wstring back = {9, (const uint16_t *)u""};

    open(bad_wide[_i].octets, bad_wide[_i].len);
    ivmc_get_wstring(&d, &back, bad_wide[_i].bound);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(back.len, 0);
    ck_assert_ptr_null(back.data);
}
END_TEST

/* ---- fixed-point numbers ------------------------------------------------ */

START_TEST(a_decimal_is_packed_to_its_digits)
{
    static const unsigned char even[] = {0x00, 0x12, 0x5d},
                               odd[] = {0x00, 0x12, 0x5c};

    begin();
    ivmc_put_decimal(&e, ivmc_decimal_of(-125), 4);
    made(even, sizeof even);
    begin();
    ivmc_put_decimal(&e, ivmc_decimal_of(125), 5);
    made(odd, sizeof odd);
}
END_TEST

START_TEST(a_cleared_decimal_is_zero)
{
    static const unsigned char zero[] = {0x00, 0x0c};
    struct ivmc_decimal none = {{0}};
    int64_t units = 1;

    begin();
    ivmc_put_decimal(&e, none, 3);
    made(zero, sizeof zero);
    ck_assert(ivmc_decimal_units(&none, &units));
    ck_assert_int_eq(units, 0);
}
END_TEST

START_TEST(every_decimal_octet_is_looked_at)
{
    static const unsigned char bad[][2] = {
        {0x12, 0x3e}, {0x12, 0x30}, {0xa2, 0x3c},
        {0x1f, 0x3c}, {0x12, 0xbc}, {0x00, 0x0d}, /* a zero below zero */
    };
    const struct ivmc_decimal nothing = {{0}};
    struct ivmc_decimal back;

    open(bad[_i], 2);
    back = ivmc_get_decimal(&d, 3);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    ck_assert_mem_eq(&back, &nothing, sizeof back);
}
END_TEST

START_TEST(digits_over_the_type_do_not_leave)
{
    static const unsigned char octets[] = {0x10, 0x00, 0x0c};

    begin();
    ivmc_put_decimal(&e, ivmc_decimal_of(1000), 3);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    begin();
    ivmc_put_decimal(&e, ivmc_decimal_of(10000), 4);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    /* The half octet before the first of four digits. */
    open(octets, sizeof octets);
    ivmc_get_decimal(&d, 4);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
}
END_TEST

static const int64_t numbers[] = {
    0, 1, -1, 9, 10, -99999999, 12345678, INT64_MAX, INT64_MIN, -10};

START_TEST(integers_and_decimals_are_the_same)
{
    struct ivmc_decimal v = ivmc_decimal_of(numbers[_i]);
    int64_t back;

    ck_assert(ivmc_decimal_units(&v, &back));
    ck_assert_int_eq(back, numbers[_i]);
    begin();
    ivmc_put_decimal(&e, v, 31);
    ck_assert_int_eq(e.status, IVMC_OK);
    ck_assert_uint_eq(e.pos, 16);
    ivmc_arena_init(&arena, lent, sizeof lent);
    ivmc_dec_init(&d, room, 16, &arena);
    v = ivmc_get_decimal(&d, 31);
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
    ck_assert(ivmc_decimal_units(&v, &back));
    ck_assert_int_eq(back, numbers[_i]);
}
END_TEST

START_TEST(large_decimals_are_no_integers)
{
    struct ivmc_decimal v = ivmc_decimal_of(INT64_MAX);
    int64_t units = 5;

    v.octets[15] = (unsigned char)(v.octets[15] + 0x10); /* one more */
    ck_assert(!ivmc_decimal_units(&v, &units));
    ck_assert_int_eq(units, 0);
    v.octets[0] = 0x10;
    ck_assert(!ivmc_decimal_units(&v, &units));
    v.octets[0] = 0xa0;
    ck_assert(!ivmc_decimal_units(&v, &units));
}
END_TEST

/* ---- any ---------------------------------------------------------------- */

static const unsigned char any_octets[] = {
    2,   0, 0, 0, /* identity, with its NUL */
    'u', 0, 0, 0, /* padding */
    4,   0, 0, 0, /* octets */
    7,   0, 0, 0,
};

START_TEST(an_any_goes_there_and_is_opened)
{
    unsigned char value[8];
    struct ivmc_enc inner;
    struct ivmc_dec of;
    struct ivmc_any any;

    ivmc_enc_init(&inner, value, sizeof value);
    ivmc_put_u32(&inner, 7);
    ck_assert_int_eq(ivmc_any_seal(&any, "u", &inner), IVMC_OK);
    begin();
    ivmc_put_any(&e, &any);
    made(any_octets, sizeof any_octets);

    open(any_octets, sizeof any_octets);
    ivmc_get_any(&d, &any);
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
    ck_assert(ivmc_any_is(&any, "u"));
    ck_assert(!ivmc_any_is(&any, "ul") && !ivmc_any_is(&any, ""));
    ck_assert_int_eq(ivmc_any_open(&any, "u", &of, &arena), IVMC_OK);
    ck_assert_uint_eq(ivmc_get_u32(&of), 7);
    ck_assert_int_eq(ivmc_dec_finish(&of), IVMC_OK);
    /* What was opened was a copy. */
    ck_assert_mem_eq(room, any_octets, sizeof any_octets);
}
END_TEST

START_TEST(an_any_is_not_opened_as_another_type)
{
    struct ivmc_any any;
    struct ivmc_dec of;

    open(any_octets, sizeof any_octets);
    ivmc_get_any(&d, &any);
    ck_assert_int_eq(ivmc_any_open(&any, "i", &of, &arena), IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(ivmc_get_u32(&of), 0);
    ck_assert_int_eq(ivmc_dec_finish(&of), IVMC_BAD_MESSAGE);
    ivmc_arena_init(&arena, lent, 0);
    ck_assert_int_eq(ivmc_any_open(&any, "u", &of, &arena), IVMC_LIMIT);
    ck_assert_uint_eq(ivmc_get_u32(&of), 0);
}
END_TEST

START_TEST(a_cleared_any_holds_nothing)
{
    static const unsigned char nothing[] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    struct ivmc_any none = {NULL, 0, NULL};
    struct ivmc_dec of;

    begin();
    ivmc_put_any(&e, &none);
    made(nothing, sizeof nothing);
    open(nothing, sizeof nothing);
    ivmc_get_any(&d, &none);
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
    ck_assert(ivmc_any_is(&none, ""));
    ck_assert_int_eq(ivmc_any_open(&none, "", &of, &arena), IVMC_OK);
    ck_assert_int_eq(ivmc_dec_finish(&of), IVMC_OK);
}
END_TEST

START_TEST(octets_without_a_type_are_refused)
{
    static const unsigned char octets[] = {1, 0, 0, 0, 0, 0, 0,
                                           0, 1, 0, 0, 0, 7};
    const struct ivmc_any without = {"", 1, octets}, promised = {"u", 1, NULL};
    struct ivmc_any any;

    begin();
    ivmc_put_any(&e, &without);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    begin();
    ivmc_put_any(&e, &promised);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    open(octets, sizeof octets);
    ivmc_get_any(&d, &any);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(any.len, 0);
    ck_assert_ptr_null(any.data);
    ck_assert(ivmc_any_is(&any, ""));
}
END_TEST

START_TEST(what_did_not_fit_is_not_sealed)
{
    unsigned char value[2];
    struct ivmc_enc inner;
    struct ivmc_any any;

    ivmc_enc_init(&inner, value, sizeof value);
    ivmc_put_u32(&inner, 7);
    ck_assert_int_eq(ivmc_any_seal(&any, "u", &inner), IVMC_TOO_LARGE);
    ck_assert(ivmc_any_is(&any, ""));
    ck_assert_uint_eq(any.len, 0);
}
END_TEST

/* ---- keys --------------------------------------------------------------- */

START_TEST(keys_have_an_order)
{
    const struct ivmc_wstring a = IVMC_WSTRING(u"a"), ab = IVMC_WSTRING(u"ab"),
                              z = IVMC_WSTRING(u"\uffee"), none = {0, NULL},
                              bad = {1, NULL};

    ck_assert(ivmc_text_before("", "a") && ivmc_text_before("a", "ab"));
    ck_assert(ivmc_text_before("z", "\xff"));
    ck_assert(!ivmc_text_before("a", "a") && !ivmc_text_before("b", "a"));
    ck_assert(!ivmc_text_before(NULL, "a") && !ivmc_text_before("a", NULL));
    ck_assert(ivmc_wide_before(&none, &a) && ivmc_wide_before(&a, &ab));
    ck_assert(ivmc_wide_before(&ab, &z) && !ivmc_wide_before(&a, &a));
    ck_assert(!ivmc_wide_before(&bad, &z) && !ivmc_wide_before(&a, &bad));
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("core values");
    TCase *t = tcase_create("values");

    tcase_add_test(t, a_wide_character_is_a_length_and_a_unit);
    tcase_add_test(t, half_a_pair_is_no_character);
    tcase_add_test(t, a_wide_string_is_octets_and_units);
    tcase_add_loop_test(t, what_is_no_wide_text_does_not_leave, 0,
                        sizeof(bad_texts) / sizeof(*bad_texts));
    tcase_add_loop_test(t, what_is_no_wide_text_is_empty, 0,
                        sizeof(bad_wide) / sizeof(*bad_wide));
    tcase_add_test(t, a_decimal_is_packed_to_its_digits);
    tcase_add_test(t, a_cleared_decimal_is_zero);
    tcase_add_loop_test(t, every_decimal_octet_is_looked_at, 0, 6);
    tcase_add_test(t, digits_over_the_type_do_not_leave);
    tcase_add_loop_test(t, integers_and_decimals_are_the_same, 0,
                        sizeof(numbers) / sizeof(*numbers));
    tcase_add_test(t, large_decimals_are_no_integers);
    tcase_add_test(t, an_any_goes_there_and_is_opened);
    tcase_add_test(t, an_any_is_not_opened_as_another_type);
    tcase_add_test(t, a_cleared_any_holds_nothing);
    tcase_add_test(t, octets_without_a_type_are_refused);
    tcase_add_test(t, what_did_not_fit_is_not_sealed);
    tcase_add_test(t, keys_have_an_order);
    suite_add_tcase(suite, t);
    return suite;
}
