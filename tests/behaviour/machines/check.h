/*
 * The part of the library Check that the cases of behaviour use, for machines
 * that Debian has no such library for: no processes, the first failure ends
 * the program.
 */
#ifndef MACHINES_CHECK_H
#define MACHINES_CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct TCase TCase;
typedef struct Suite Suite;
typedef struct SRunner SRunner;

struct machines_test {
    const char *name;
    void (*run)(int _i);
};

#define START_TEST(test)                                                       \
    static void test##_fn(int _i);                                             \
    static const struct machines_test test[1] = {{#test, test##_fn}};          \
    static void test##_fn(int _i)                                              \
    {                                                                          \
        (void)_i;
#define END_TEST }

#define ck_abort_msg(...)                                                      \
    (printf("%s:%d: ", __FILE__, __LINE__), printf(__VA_ARGS__), puts(""),     \
     exit(1))
#define ck_assert(condition)                                                   \
    ((condition) ? (void)0 : ck_abort_msg("not so: %s", #condition))
#define machines_compare(type, a, op, b) ck_assert((type)(a)op(type)(b))
#define ck_assert_int_eq(a, b)           machines_compare(intmax_t, a, ==, b)
#define ck_assert_int_ne(a, b)           machines_compare(intmax_t, a, !=, b)
#define ck_assert_uint_eq(a, b)          machines_compare(uintmax_t, a, ==, b)
#define ck_assert_uint_ne(a, b)          machines_compare(uintmax_t, a, !=, b)
#define ck_assert_uint_gt(a, b)          machines_compare(uintmax_t, a, >, b)
#define ck_assert_uint_le(a, b)          machines_compare(uintmax_t, a, <=, b)
#define ck_assert_ptr_null(p)            ck_assert((p) == NULL)
#define ck_assert_ptr_nonnull(p)         ck_assert((p) != NULL)
#define ck_assert_ptr_eq(a, b)           ck_assert((a) == (b))
#define ck_assert_ptr_ne(a, b)           ck_assert((a) != (b))
#define ck_assert_str_eq(a, b)           ck_assert(strcmp(a, b) == 0)

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void suite_add_tcase(Suite *s, TCase *t);
void tcase_add_checked_fixture(TCase *t, void (*set_up)(void),
                               void (*tear_down)(void));
void tcase_set_timeout(TCase *t, double seconds);
void tcase_add_loop_test(TCase *t, const struct machines_test *test, int from,
                         int end);
#define tcase_add_test(t, test) tcase_add_loop_test(t, test, 0, 1)

enum print_output { CK_NORMAL };

SRunner *srunner_create(Suite *s);
void srunner_run_all(SRunner *r, enum print_output how);
int srunner_ntests_failed(SRunner *r);
void srunner_free(SRunner *r);

#endif /* MACHINES_CHECK_H */
