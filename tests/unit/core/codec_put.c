/* Encoding: octets, padding, bounds, and what is refused. */
#include <ivmc/codec.h>
#include <ivmc/transport.h>

#include "unit.h"

static unsigned char room[64];
static struct ivmc_enc e;

static void set_up(void)
{
    memset(room, 0xee, sizeof room);
    ivmc_enc_init(&e, room, sizeof room);
}

static void wrote(const void *octets, uint32_t len)
{
    ck_assert_int_eq(e.status, IVMC_OK);
    ck_assert_uint_eq(e.pos, len);
    ck_assert_mem_eq(room, octets, len);
    if (len < sizeof room)
        ck_assert_uint_eq(room[len], 0xee);
}

START_TEST(scalars_are_little_endian_and_aligned)
{
    static const unsigned char expected[] = {
        1,    0,    0x34, 0x12,                      /* u8, pad, u16 */
        0xef, 0xcd, 0xab, 0x89,                      /* u32 */
        0xff, 0,    0,    0,    0,    0,    0,    0, /* i8, pad */
        0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};

    ivmc_put_u8(&e, 1);
    ivmc_put_u16(&e, 0x1234);
    ivmc_put_u32(&e, UINT32_C(0x89abcdef));
    ivmc_put_i8(&e, -1);
    ivmc_put_u64(&e, UINT64_C(0x1122334455667788));
    wrote(expected, sizeof expected);
}
END_TEST

START_TEST(signed_scalars)
{
    static const unsigned char expected[] = {0xfe, 0xff, 0,    0,    0xfd, 0xff,
                                             0xff, 0xff, 0xfc, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0xff};

    ivmc_put_i16(&e, -2);
    ivmc_put_i32(&e, -3);
    ivmc_put_i64(&e, -4);
    wrote(expected, sizeof expected);
}
END_TEST

START_TEST(floats_and_booleans)
{
    static const unsigned char expected[] = {
        1, 0, 0, 0, 0, 0, 0x80, 0x3f, /* true, pad, 1.0f */
        0, 0, 0, 0, 0, 0, 0,    0xc0, /* -2.0 */
        0, 1, 2, 3, 4, 5, 6,    7,    8, 9, 10, 11, 12, 13, 14, 15};
    struct ivmc_float128 f;
    unsigned char i;

    for (i = 0; i < 16; i++)
        f.octets[i] = i;
    ivmc_put_bool(&e, true);
    ivmc_put_f32(&e, 1.0f);
    ivmc_put_f64(&e, -2.0);
    ivmc_put_f128(&e, f);
    wrote(expected, sizeof expected);
}
END_TEST

START_TEST(room_is_exact)
{
    uint32_t cap;

    /* An octet, seven of padding, eight: sixteen are enough. */
    for (cap = 0; cap <= 16; cap++) {
        ivmc_enc_init(&e, room, cap);
        memset(room, 0xee, sizeof room);
        ivmc_put_u8(&e, 1);
        ivmc_put_u64(&e, 2);
        ck_assert_int_eq(e.status, cap < 16 ? IVMC_TOO_LARGE : IVMC_OK);
        ck_assert_uint_eq(room[cap], 0xee);
    }
}
END_TEST

START_TEST(first_failure_is_kept)
{
    ivmc_put_u8(&e, 1);
    ivmc_enc_fail(&e, IVMC_BAD_ARGUMENT);
    ivmc_enc_fail(&e, IVMC_LIMIT);
    ivmc_put_u8(&e, 2);
    ivmc_put_string(&e, "x", 0);
    ivmc_put_plain(&e, 1, "abc", 3, 1);
    ck_assert_ptr_null(ivmc_put_run(&e, 1, 1));
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    ck_assert_uint_eq(e.pos, 1);
    ck_assert_uint_eq(room[1], 0xee);
}
END_TEST

START_TEST(runs)
{
    unsigned char *p;

    ivmc_put_u8(&e, 1);
    p = ivmc_put_run(&e, 4, 8);
    ck_assert_ptr_eq(p, room + 4);
    ck_assert_uint_eq(room[3], 0);
    ck_assert_uint_eq(room[12], 0xee);
    ck_assert_uint_eq(e.pos, 12);
    ck_assert_ptr_null(ivmc_put_run(&e, 8, SIZE_MAX));
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
}
END_TEST

START_TEST(lengths)
{
    ivmc_put_len(&e, 3, 3, room);
    ivmc_put_len(&e, 0, 3, NULL);
    ck_assert_int_eq(e.status, IVMC_OK);
    ivmc_put_len(&e, 4, 3, room);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    set_up();
    ivmc_put_len(&e, 1, 0, NULL);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(plain_runs)
{
    static const unsigned char expected[] = {1, 0, 'a', 'b', 'c', 'd'};

    ivmc_put_u8(&e, 1);
    ivmc_put_plain(&e, 8, NULL, 0, 8); /* no padding for nothing */
    ck_assert_uint_eq(e.pos, 1);
    ivmc_put_plain(&e, 2, "abcd", 2, 2);
    wrote(expected, sizeof expected);
    ivmc_put_plain(&e, 1, "x", SIZE_MAX, 2);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
    set_up();
    ivmc_put_plain(&e, 1, "x", 65, 1);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
    ck_assert_uint_eq(e.pos, 0);
}
END_TEST

START_TEST(arrays_of_scalars)
{
    static const unsigned char expected[] = {
        9, 0, 0x34, 0x12, 0x78, 0x56, 0, 0, /* u8, pad, 2 x u16 */
        1, 0, 0,    0,    2,    0,    0, 0, /* 2 x u32 */
        3, 0, 0,    0,    0,    0,    0, 0x80};
    const uint16_t two[] = {0x1234, 0x5678};
    const uint32_t four[] = {1, 2};
    const uint64_t eight[] = {UINT64_C(0x8000000000000003)};

    ivmc_put_u8(&e, 9);
    ivmc_put_scalars(&e, 2, two, 2);
    ivmc_put_scalars(&e, 8, eight, 0);
    ivmc_put_u16(&e, 0);
    ivmc_put_scalars(&e, 4, four, 2);
    ivmc_put_scalars(&e, 8, eight, 1);
    wrote(expected, sizeof expected);
    ivmc_put_scalars(&e, 8, eight, SIZE_MAX / 4);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
}
END_TEST

START_TEST(arrays_of_booleans)
{
    static const unsigned char expected[] = {1, 0, 1};
    bool flags[3] = {true, false, true};

    memset(&flags[2], 0x40, 1); /* true to some, false to others */
    ivmc_put_bools(&e, flags, 3);
    ivmc_put_bools(&e, NULL, 0);
    wrote(expected, sizeof expected);
    ivmc_put_bools(&e, flags, 62);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
}
END_TEST

START_TEST(strings)
{
    static const unsigned char expected[] = {4, 0, 0, 0, 'a', 'b', 'c',
                                             0, 1, 0, 0, 0,   0};

    ivmc_put_string(&e, "abc", 3);
    ivmc_put_string(&e, "", 0);
    wrote(expected, sizeof expected);
    ivmc_put_string(&e, "abcd", 3);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    set_up();
    ivmc_put_string(&e, NULL, 3);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(string_room_is_exact)
{
    uint32_t cap;

    for (cap = 0; cap <= 8; cap++) {
        ivmc_enc_init(&e, room, cap);
        ivmc_put_string(&e, "abc", 3);
        ck_assert_int_eq(e.status, cap < 8 ? IVMC_TOO_LARGE : IVMC_OK);
    }
    ivmc_enc_init(&e, room, 4);
    ivmc_put_string(&e, "abcd", 3);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    ivmc_enc_init(&e, room, 4);
    ivmc_put_string(&e, "a long text without a bound", 0);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
    ivmc_enc_init(&e, room, 4);
    ivmc_put_string(&e, "abc", UINT32_MAX);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
}
END_TEST

START_TEST(strings_in_place)
{
    static const unsigned char expected[] = {4, 0, 0, 0, 'a', 'b', 'c', 0};
    char text[4] = {'a', 'b', 'c', 'd'};

    ivmc_put_string_in_place(&e, "abc", 4);
    wrote(expected, sizeof expected);
    ivmc_put_string_in_place(&e, text, 4);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(depth)
{
    int i;

    for (i = 0; i < IVMC_MAX_DEPTH; i++)
        ck_assert(ivmc_enc_enter(&e));
    ivmc_enc_leave(&e);
    ck_assert(ivmc_enc_enter(&e));
    ck_assert(!ivmc_enc_enter(&e));
    ck_assert_int_ne(e.status, IVMC_OK);
}
END_TEST

/* Room of which `here` octets of the body lie in `room`. */
static void lend(struct ivmc_room *lent, uint32_t here, uint32_t cap,
                 uint32_t gather_from)
{
    *lent = (struct ivmc_room){.here = here + IVMC_HEADER_SIZE,
                               .cap = cap + IVMC_HEADER_SIZE,
                               .gather_from = gather_from};
    ivmc_enc_init(&e, room, here);
    e.room = lent;
}

START_TEST(gathers_long_runs)
{
    static const char text[] = "0123456789";
    struct ivmc_room lent;

    lend(&lent, sizeof room, sizeof room, 10);
    ivmc_put_u8(&e, 1);
    ivmc_put_plain(&e, 1, text, 9, 1);
    ck_assert_uint_eq(e.segment_count, 0);
    ivmc_put_plain(&e, 4, text, 10, 1);
    ck_assert_uint_eq(e.segment_count, 2);
    ck_assert_ptr_eq(e.segment[0].data, room);
    ck_assert_uint_eq(e.segment[0].len, 12); /* with the padding */
    ck_assert_ptr_eq(e.segment[1].data, text);
    ck_assert_uint_eq(e.segment[1].len, 10);
    ck_assert_uint_eq(e.pos, 22);
    /* What follows lies where the run would have started. */
    ivmc_put_u32(&e, 5);
    ck_assert_uint_eq(room[12], 0); /* padding */
    ck_assert_uint_eq(room[14], 5);
    ck_assert_uint_eq(e.pos, 28);
}
END_TEST

START_TEST(gathers_so_many_runs)
{
    struct ivmc_room lent;
    int i;

    lend(&lent, sizeof room, sizeof room, 1);
    for (i = 0; i < IVMC_MAX_GATHER + 1; i++) {
        ivmc_put_u8(&e, 1);
        ivmc_put_plain(&e, 1, "ab", 2, 1);
    }
    /* One is left for what comes last, and one for room elsewhere. */
    ck_assert_uint_eq(e.segment_count, IVMC_MAX_SEGMENTS - 2);
    ck_assert_uint_eq(e.pos, 3 * (IVMC_MAX_GATHER + 1));
    ck_assert_uint_eq(room[IVMC_MAX_GATHER + 1], 'a');
}
END_TEST

START_TEST(gathered_runs_count)
{
    struct ivmc_room lent;

    lend(&lent, 10, 10, 1);
    ivmc_put_u8(&e, 1);
    ivmc_put_plain(&e, 4, "0123456", 7, 1);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
}
END_TEST

/* They take nothing of what is there for the others. */
START_TEST(gathered_runs_need_no_room)
{
    struct ivmc_room lent;

    lend(&lent, 8, 24, 10);
    ivmc_put_u32(&e, 1);
    ivmc_put_plain(&e, 1, "0123456789ab", 12, 1);
    ivmc_put_u32(&e, 2);
    ck_assert_int_eq(e.status, IVMC_OK);
    ivmc_put_u32(&e, 3); /* there is no more of it, although `cap` allows it */
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
}
END_TEST

static unsigned char elsewhere[16];

static bool more(struct ivmc_enc *enc, uint64_t size)
{
    if (size > sizeof elsewhere)
        return false;
    enc->segment[enc->segment_count].data = enc->data;
    enc->segment[enc->segment_count++].len = enc->pos;
    enc->data = elsewhere;
    enc->unsent = elsewhere;
    enc->skipped = enc->pos;
    enc->cap = enc->pos + (uint32_t)sizeof elsewhere;
    return true;
}

START_TEST(more_room_is_asked_for)
{
    struct ivmc_room lent;

    lend(&lent, 6, 64, 0);
    lent.more = more;
    ivmc_put_u32(&e, 1);
    ivmc_put_u64(&e, 2); /* and its padding */
    ck_assert_int_eq(e.status, IVMC_OK);
    ck_assert_uint_eq(e.pos, 16);
    ck_assert_uint_eq(elsewhere[3], 0);
    ck_assert_uint_eq(elsewhere[4], 2);
    ivmc_put_run(&e, 1, 17);
    ck_assert_int_eq(e.status, IVMC_TOO_LARGE);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("put");
    TCase *t = tcase_create("put");

    tcase_add_checked_fixture(t, set_up, NULL);
    tcase_add_test(t, scalars_are_little_endian_and_aligned);
    tcase_add_test(t, signed_scalars);
    tcase_add_test(t, floats_and_booleans);
    tcase_add_test(t, room_is_exact);
    tcase_add_test(t, first_failure_is_kept);
    tcase_add_test(t, runs);
    tcase_add_test(t, lengths);
    tcase_add_test(t, plain_runs);
    tcase_add_test(t, arrays_of_scalars);
    tcase_add_test(t, arrays_of_booleans);
    tcase_add_test(t, strings);
    tcase_add_test(t, string_room_is_exact);
    tcase_add_test(t, strings_in_place);
    tcase_add_test(t, depth);
    tcase_add_test(t, gathers_long_runs);
    tcase_add_test(t, gathers_so_many_runs);
    tcase_add_test(t, gathered_runs_count);
    tcase_add_test(t, gathered_runs_need_no_room);
    tcase_add_test(t, more_room_is_asked_for);
    suite_add_tcase(s, t);
    return s;
}
