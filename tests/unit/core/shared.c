/* Octets that are read where they lie, and put where they may be. */
#include <ivmc/shared.h>
#include <ivmc/transport.h>

#include "unit.h"

#define MOST 64

static _Alignas(8) unsigned char source[MOST];
static _Alignas(8) unsigned char copy[MOST];
static struct ivmc_dec d;

/* Test i of a loop test: 0 private, 1 shared and still being written. */
static void open(int shared, const void *octets, uint32_t len)
{
    ivmc_dec_init(&d, copy, len, NULL);
    memset(copy, 0xcc, sizeof copy);
    memset(source, 0xcc, sizeof source);
    memcpy(shared ? source : copy, octets, len);
    if (shared)
        d.source = source;
}

static const unsigned char two[] = {
    3, 0, 0, 0, 'a', 'b', 'c', 0, /* a sequence, padding */
    2, 0, 0, 0, 'd', 'e', 7       /* another, an octet */
};

START_TEST(octets_stay_where_they_are)
{
    const unsigned char *body = _i ? source : copy;
    struct ivmc_shared a, b;

    open(_i, two, sizeof two);
    ivmc_get_shared(&d, 3, &a);
    ivmc_get_shared(&d, 0, &b);
    ck_assert_uint_eq(ivmc_get_u8(&d), 7);
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
    ck_assert_ptr_eq((const void *)(uintptr_t)a.data, body + 4);
    ck_assert_ptr_eq((const void *)(uintptr_t)b.data, body + 12);
    ck_assert_uint_eq(a.len, 3);
    ck_assert_uint_eq(b.len, 2);
    ck_assert(d.lent);
}
END_TEST

START_TEST(counts_are_private)
{
    struct ivmc_shared a;

    open(1, two, sizeof two);
    ivmc_get_shared(&d, 0, &a);
    memset(source, 0xff, sizeof source);
    ck_assert_uint_eq(a.len, 3);
    ck_assert_uint_eq(a.data[2], 0xff);
    /* Of octets that nobody copied the copy knows nothing. */
    ck_assert_uint_eq(copy[4], 0xcc);
}
END_TEST

START_TEST(wrong_counts_are_refused)
{
    unsigned char octets[sizeof two];
    struct ivmc_shared a = {9, two};
    uint32_t cut;

    for (cut = 0; cut < 7; cut++) {
        open(_i, two, cut);
        ivmc_get_shared(&d, 0, &a);
        ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
        ck_assert_uint_eq(a.len, 0);
        ck_assert_ptr_null((const void *)(uintptr_t)a.data);
    }
    open(_i, two, sizeof two);
    ivmc_get_shared(&d, 2, &a);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    memset(octets, 0xff, sizeof octets);
    open(_i, octets, sizeof octets);
    ivmc_get_shared(&d, 0, &a);
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
    ck_assert(!d.lent);
}
END_TEST

START_TEST(octets_without_a_count)
{
    const volatile uint8_t *p;

    open(_i, "abcdef", 6);
    p = ivmc_get_shared_octets(&d, 6);
    ck_assert_uint_eq(p[5], 'f');
    ck_assert_ptr_nonnull(
        (const void *)(uintptr_t)ivmc_get_shared_octets(&d, 0));
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
    ck_assert_ptr_null(
        (const void *)(uintptr_t)ivmc_get_shared_octets(&d, UINT32_MAX));
    ck_assert_int_eq(d.status, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(copies)
{
    unsigned char to[4] = {0};

    ivmc_shared_copy(to, (const volatile uint8_t *)"abc", 3);
    ck_assert_int_eq(memcmp(to, "abc", 4), 0);
}
END_TEST

/* ---- putting ------------------------------------------------------------ */

static unsigned char room[MOST];
static struct ivmc_room lent;
static bool asked_for;
static struct ivmc_enc e;

/* Room of `here` octets in one piece; longer ones are gathered from 4 on. */
static void lend(uint32_t here, bool in_place)
{
    asked_for = false;
    lent = (struct ivmc_room){.here = here + IVMC_HEADER_SIZE,
                              .cap = MOST + IVMC_HEADER_SIZE,
                              .gather_from = 4,
                              .in_place = in_place ? &asked_for : NULL};
    memset(room, 0xcc, sizeof room);
    ivmc_enc_init(&e, room, here);
    e.room = &lent;
}

START_TEST(what_is_read_there_is_put_there)
{
    lend(16, true);
    ivmc_put_shared(&e, 6, 6, (const uint8_t *)"abcdef");
    ck_assert_int_eq(e.status, IVMC_OK);
    ck_assert_uint_eq(e.segment_count, 0);
    ck_assert_uint_eq(room[0], 6);
    ck_assert_int_eq(memcmp(room + 4, "abcdef", 6), 0);
    ivmc_put_shared_octets(&e, (const uint8_t *)"ghijkl", 6);
    ck_assert_uint_eq(e.segment_count, 0);
    ck_assert_uint_eq(e.pos, 16);
}
END_TEST

START_TEST(what_does_not_fit_there_is_gathered)
{
    static const uint8_t octets[20];

    lend(16, true);
    ivmc_put_shared(&e, sizeof octets, 0, octets);
    ck_assert_int_eq(e.status, IVMC_OK);
    ck_assert_uint_eq(e.segment_count, 2);
    ck_assert(asked_for);
    ck_assert_ptr_eq(e.segment[1].data, octets);
    /* What follows lies behind them, and in no frame of theirs. */
    ivmc_put_shared_octets(&e, octets, 4);
    ck_assert_uint_eq(e.segment_count, 3);
    lend(16, false);
    ivmc_put_shared(&e, 6, 0, octets);
    ck_assert_uint_eq(e.segment_count, 2);
    ck_assert(!asked_for);
}
END_TEST

START_TEST(wrong_sequences_are_not_sent)
{
    lend(16, true);
    ivmc_put_shared(&e, 3, 2, (const uint8_t *)"abc");
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    lend(16, true);
    ivmc_put_shared(&e, 3, 0, NULL);
    ck_assert_int_eq(e.status, IVMC_BAD_ARGUMENT);
    ck_assert_uint_eq(room[4], 0xcc);
    lend(16, true);
    ivmc_put_shared(&e, 0, 0, NULL);
    ck_assert_int_eq(e.status, IVMC_OK);
    ck_assert_uint_eq(e.pos, 4);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("shared");
    TCase *t = tcase_create("shared");

    tcase_add_loop_test(t, octets_stay_where_they_are, 0, 2);
    tcase_add_test(t, counts_are_private);
    tcase_add_loop_test(t, wrong_counts_are_refused, 0, 2);
    tcase_add_loop_test(t, octets_without_a_count, 0, 2);
    tcase_add_test(t, copies);
    tcase_add_test(t, what_is_read_there_is_put_there);
    tcase_add_test(t, what_does_not_fit_there_is_gathered);
    tcase_add_test(t, wrong_sequences_are_not_sent);
    suite_add_tcase(s, t);
    return s;
}
