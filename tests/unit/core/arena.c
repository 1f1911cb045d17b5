/* Lent memory, environments, names of statuses. */
#include <ivmc/arena.h>
#include <ivmc/status.h>
#include <ivmc/stub.h>

#include "unit.h"

static _Alignas(8) unsigned char memory[64];

START_TEST(lends_all_of_it_and_no_more)
{
    struct ivmc_arena a;

    ivmc_arena_init(&a, memory, sizeof memory);
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 64, 1), memory);
    ck_assert_ptr_null(ivmc_arena_alloc(&a, 1, 1));
    ck_assert_ptr_nonnull(ivmc_arena_alloc(&a, 0, 8));
    ivmc_arena_reset(&a);
    ck_assert_ptr_null(ivmc_arena_alloc(&a, 65, 1));
    ck_assert_ptr_null(ivmc_arena_alloc(&a, SIZE_MAX, 8));
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 64, 8), memory);
    ck_assert_uint_eq(a.peak, 64);
}
END_TEST

START_TEST(aligns)
{
    struct ivmc_arena a;

    ivmc_arena_init(&a, memory, 63);
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 1, 1), memory);
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 1, 2), memory + 2);
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 1, 4), memory + 4);
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 1, 8), memory + 8);
    /* The padding alone does not fit. */
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 53, 1), memory + 9);
    ck_assert_ptr_null(ivmc_arena_alloc(&a, 0, 8));
}
END_TEST

START_TEST(start_is_moved_up)
{
    struct ivmc_arena a;

    ivmc_arena_init(&a, memory + 1, sizeof memory - 1);
    ck_assert_uint_eq(a.size, 56);
    ck_assert_ptr_eq(ivmc_arena_alloc(&a, 56, 8), memory + 8);
    ivmc_arena_init(&a, memory + 1, 6);
    ck_assert_uint_eq(a.size, 0);
}
END_TEST

START_TEST(nothing_may_be_lent)
{
    struct ivmc_arena a;

    ivmc_arena_init(&a, NULL, 0);
    ck_assert_ptr_nonnull(ivmc_arena_alloc(&a, 0, 8));
    ck_assert_ptr_null(ivmc_arena_alloc(&a, 1, 1));
}
END_TEST

START_TEST(environment_keeps_its_first_failure)
{
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    ck_assert_ptr_eq(ivmc_env_alloc(&env, 60), memory);
    ck_assert_str_eq(ivmc_env_string(&env, "abc"), "abc");
    ck_assert_int_eq(env.status, IVMC_OK);
    ck_assert_str_eq(ivmc_env_string(&env, "x"), "");
    ck_assert_int_eq(env.status, IVMC_LIMIT);
    ivmc_env_fail(&env, IVMC_REFUSED);
    ck_assert_int_eq(env.status, IVMC_LIMIT);
    ck_assert_ptr_null(ivmc_env_alloc(&env, 100));
    ivmc_env_raise(&env, 5, "0123456789", 10);
    ck_assert_ptr_null(ivmc_env_caught(&env, 5));
}
END_TEST

START_TEST(exceptions_are_copied)
{
    struct ivmc_env env;
    uint32_t value = 17;

    ivmc_env_init(&env, memory, sizeof memory);
    ivmc_env_raise(&env, 5, &value, sizeof value);
    value = 18;
    ck_assert_uint_eq(*(const uint32_t *)ivmc_env_caught(&env, 5), 17);
    ck_assert_ptr_null(ivmc_env_caught(&env, 6));
}
END_TEST

START_TEST(statuses_have_names_and_texts)
{
    int i;
    int j;

    for (i = 0; i < IVMC_STATUS_COUNT; i++) {
        ck_assert_int_eq(
            strncmp(ivmc_status_name((enum ivmc_status)i), "IVMC_", 5), 0);
        ck_assert_str_ne(ivmc_status_text((enum ivmc_status)i), "");
        for (j = 0; j < i; j++)
            ck_assert_str_ne(ivmc_status_name((enum ivmc_status)i),
                             ivmc_status_name((enum ivmc_status)j));
    }
    ck_assert_str_eq(ivmc_status_name(IVMC_TIMEOUT), "IVMC_TIMEOUT");
    ck_assert_str_eq(ivmc_status_name((enum ivmc_status)17), "IVMC_UNKNOWN");
    ck_assert_str_eq(ivmc_status_name((enum ivmc_status) - 1), "IVMC_UNKNOWN");
    ck_assert_str_eq(ivmc_status_text((enum ivmc_status) - 1),
                     "unknown status");
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("arena");
    TCase *t = tcase_create("arena");

    tcase_add_test(t, lends_all_of_it_and_no_more);
    tcase_add_test(t, aligns);
    tcase_add_test(t, start_is_moved_up);
    tcase_add_test(t, nothing_may_be_lent);
    tcase_add_test(t, environment_keeps_its_first_failure);
    tcase_add_test(t, exceptions_are_copied);
    tcase_add_test(t, statuses_have_names_and_texts);
    suite_add_tcase(s, t);
    return s;
}
