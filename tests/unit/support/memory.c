/* The arena, interned names, tables and lists. */
#include "unit.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "session.h"

static struct arena *a;

static void setup(void)
{
    a = arena_create();
}

static void teardown(void)
{
    arena_destroy(a);
}

START_TEST(arena_gives_zeroed_aligned_memory)
{
    static const unsigned char zeroes[300000];
    size_t size;

    for (size = 0; size < 300000; size += 997) {
        unsigned char *p = arena_alloc(a, size);

        ck_assert_uint_eq((uintptr_t)p % 16, 0);
        ck_assert_int_eq(memcmp(p, zeroes, size), 0);
        memset(p, 0xff, size);
        arena_strndup(a, "x", 1); /* the next one must be aligned again */
    }
}
END_TEST

START_TEST(arena_grow_keeps_what_was_there)
{
    int *old = ARENA_ARRAY(a, 2, int), *grown;

    old[0] = 7;
    old[1] = 8;
    grown = arena_grow(a, old, 2, 4, sizeof(*old));
    ck_assert_int_eq(grown[0], 7);
    ck_assert_int_eq(grown[1], 8);
    ck_assert_int_eq(grown[3], 0);
    ck_assert_int_eq(old[1], 8);
}
END_TEST

START_TEST(arena_regrow_keeps_what_was_there)
{
    size_t before, size, at;
    unsigned char *p = arena_alloc(a, 8);

    memset(p, 1, 8);
    for (size = 8; size < 1000000; size *= 2) {
        p = arena_regrow(a, p, size, size * 2, 1);
        arena_alloc(a, 40); /* others come between */
        memset(p + size, (int)(size & 0xff), size);
    }
    for (at = 0; at < size; at = at < 8 ? 8 : at * 2)
        ck_assert_uint_eq(p[at], at < 8 ? 1 : at & 0xff);
    ck_assert_int_eq(memcmp(p + size / 2, p + size / 2 + 1, size / 2 - 1), 0);
    before = arena_used(a);
    arena_give_back(a, p, size);
    ck_assert_uint_eq(arena_used(a), before - size);
    arena_give_back(a, NULL, 0);
}
END_TEST

START_TEST(arena_gives_back_what_is_older)
{
    unsigned char *blocks[4000];
    size_t whole, i, j;

    for (i = 0; i < 4000; i++) {
        /* Now and then one that has a chunk to itself. */
        size_t size = i % 500 == 7 ? 400000 : 1000;

        blocks[i] = arena_alloc(a, size);
        memset(blocks[i], (int)(i & 0xff), 1000);
    }
    whole = arena_used(a);
    arena_free_before(a, blocks[0]);
    ck_assert_uint_eq(arena_used(a), whole);
    for (i = 100; i < 4000; i += 100) {
        arena_free_before(a, blocks[i]);
        for (j = i; j < 4000; j++)
            ck_assert_uint_eq(blocks[j][999], j & 0xff);
    }
    ck_assert_uint_lt(arena_used(a), whole / 2);
    memset(arena_alloc(a, 1000), 1, 1000);
    arena_free_before(a, &whole); /* none of its blocks: nothing goes */
    ck_assert_uint_eq(blocks[3999][0], 3999 & 0xff);
}
END_TEST

START_TEST(arena_emptied_gives_zeroes_again)
{
    static const unsigned char zeroes[40000];
    size_t size, round;

    arena_empty(a);
    for (round = 0; round < 20; round++) {
        for (size = 1; size <= sizeof(zeroes); size = size * 3 + 1) {
            unsigned char *p = arena_alloc(a, size);

            ck_assert_int_eq(memcmp(p, zeroes, size), 0);
            memset(p, 0xff, size);
            ck_assert_str_eq(arena_strndup(a, "abc", 2), "ab");
        }
        arena_empty(a);
        ck_assert_uint_eq(arena_used(a), 0);
    }
}
END_TEST

START_TEST(arena_formats_what_does_not_fit_and_leaves_zeroes)
{
    static char text[200000];
    static const unsigned char zeroes[1000];
    int i;

    memset(text, 'x', sizeof(text) - 1);
    for (i = 0; i < 300; i++) {
        char *made = arena_printf(a, "%.*s", i * 600, text);

        ck_assert_uint_eq(strlen(made), (size_t)i * 600);
        ck_assert_int_eq(memcmp(arena_alloc(a, 1000), zeroes, 1000), 0);
    }
}
END_TEST

START_TEST(arena_ends_the_program_when_a_product_overflows)
{
    /* Said on stderr, status 70: see the registration. */
    arena_array(a, SIZE_MAX / 2, 4);
}
END_TEST

START_TEST(arena_formats)
{
    ck_assert_str_eq(arena_printf(a, "%s-%d", "x", 12), "x-12");
    ck_assert_str_eq(arena_strndup(a, "abcdef", 3), "abc");
}
END_TEST

/* As printf, whatever room the chunk at hand has and whoever formats. */
START_TEST(arena_formats_as_printf_does)
{
    static const char long_text[] = "0123456789012345678901234567890123456789";
    char want[256];
    unsigned i;

    for (i = 0; i < 20000; i++) {
        size_t size = (size_t)i * 7919;
        const char *got =
            arena_printf(a, "%s|%u|%zu|%c|%%|%.*s|%5d|%s", long_text + i % 40,
                         i, size, 'x', (int)(i % 5), "abcde", (int)i, "");

        snprintf(want, sizeof(want), "%s|%u|%zu|%c|%%|%.*s|%5d|%s",
                 long_text + i % 40, i, size, 'x', (int)(i % 5), "abcde",
                 (int)i, "");
        ck_assert_str_eq(got, want);
        got = arena_printf(a, "%s::%s%u %lu", long_text + i % 40, "b", i,
                           (unsigned long)size << 20);
        snprintf(want, sizeof(want), "%s::%s%u %lu", long_text + i % 40, "b", i,
                 (unsigned long)size << 20);
        ck_assert_str_eq(got, want);
        /* A failed try leaves no traces in memory that is promised zero. */
        ck_assert_int_eq(*(const char *)arena_alloc(a, 1), 0);
    }
}
END_TEST

START_TEST(equal_names_are_equal_pointers)
{
    struct intern *names = intern_create(a);
    char text[32];
    const char *first[5000];
    int i;

    for (i = 0; i < 5000; i++) {
        snprintf(text, sizeof(text), "name%d", i);
        first[i] = intern(names, text);
    }
    for (i = 0; i < 5000; i++) {
        int len = snprintf(text, sizeof(text), "name%d", i);

        ck_assert_ptr_eq(intern_range(names, text, (size_t)len), first[i]);
        ck_assert_str_eq(first[i], text);
    }
    ck_assert_ptr_ne(intern(names, ""), NULL);
    ck_assert_ptr_eq(intern(names, ""), intern_range(names, "zzz", 0));
    ck_assert_ptr_eq(intern_known(names, "name4999"), first[4999]);
    ck_assert_ptr_eq(intern_known(names, "name5000"), NULL);
}
END_TEST

START_TEST(names_fold_to_lower_case)
{
    struct intern *names = intern_create(a);
    char longer[400];

    ck_assert_str_eq(intern_folded(names, "FooBAR_1"), "foobar_1");
    ck_assert_ptr_eq(intern_folded(names, "FooBar"),
                     intern_folded(names, "fOObAR"));
    memset(longer, 'Q', sizeof(longer));
    longer[399] = '\0';
    ck_assert_int_eq(intern_folded(names, longer)[398], 'q');
}
END_TEST

START_TEST(a_table_finds_what_was_put)
{
    struct table *t = table_create(a);
    static int keys[3000];
    size_t i;

    ck_assert_ptr_eq(table_get(t, &keys[0]), NULL);
    for (i = 0; i < 3000; i++)
        ck_assert_ptr_eq(table_put(t, &keys[i], &keys[i] + 1), NULL);
    ck_assert_uint_eq(table_count(t), 3000);
    for (i = 0; i < 3000; i++)
        ck_assert_ptr_eq(table_get(t, &keys[i]), &keys[i] + 1);
    ck_assert_ptr_eq(table_put(t, &keys[5], keys), &keys[6]);
    ck_assert_ptr_eq(table_get(t, &keys[5]), keys);
    ck_assert_uint_eq(table_count(t), 3000);
    ck_assert_ptr_eq(table_get(t, a), NULL);
}
END_TEST

START_TEST(a_list_keeps_the_order)
{
    struct string_list list = {NULL, 0};
    size_t i;

    for (i = 0; i < 100; i++)
        string_list_add(a, &list, arena_printf(a, "%zu", i));
    ck_assert_uint_eq(list.count, 100);
    ck_assert_str_eq(list.items[0], "0");
    ck_assert_str_eq(list.items[64], "64");
    ck_assert_str_eq(list.items[99], "99");
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("memory");
    TCase *tc = tcase_create("memory");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, arena_gives_zeroed_aligned_memory);
    tcase_add_test(tc, arena_grow_keeps_what_was_there);
    tcase_add_test(tc, arena_regrow_keeps_what_was_there);
    tcase_add_test(tc, arena_gives_back_what_is_older);
    tcase_add_test(tc, arena_emptied_gives_zeroes_again);
    tcase_add_test(tc, arena_formats_what_does_not_fit_and_leaves_zeroes);
    tcase_add_exit_test(tc, arena_ends_the_program_when_a_product_overflows,
                        70);
    tcase_add_test(tc, arena_formats);
    tcase_add_test(tc, arena_formats_as_printf_does);
    tcase_add_test(tc, equal_names_are_equal_pointers);
    tcase_add_test(tc, names_fold_to_lower_case);
    tcase_add_test(tc, a_table_finds_what_was_put);
    tcase_add_test(tc, a_list_keeps_the_order);
    suite_add_tcase(suite, tc);
    return suite;
}
