/* Integers of sign and magnitude. */
#include "unit.h"

#include "sema/integer.h"

static struct integer minus(uint64_t magnitude)
{
    return integer_negated(integer_of(magnitude));
}

static void assert_is(struct integer a, struct integer expected)
{
    ck_assert_int_eq(a.negative, expected.negative);
    ck_assert_uint_eq(a.magnitude, expected.magnitude);
}

START_TEST(zero_is_never_negative)
{
    struct integer r;

    assert_is(minus(0), integer_of(0));
    ck_assert(integer_add(minus(5), integer_of(5), &r));
    assert_is(r, integer_of(0));
    ck_assert(integer_multiply(minus(5), integer_of(0), &r));
    assert_is(r, integer_of(0));
    assert_is(integer_divide(minus(1), integer_of(2)), integer_of(0));
    assert_is(integer_remainder(minus(4), integer_of(2)), integer_of(0));
}
END_TEST

START_TEST(sums_of_either_sign)
{
    struct integer r;

    ck_assert(integer_add(integer_of(3), minus(5), &r));
    assert_is(r, minus(2));
    ck_assert(integer_add(minus(3), integer_of(5), &r));
    assert_is(r, integer_of(2));
    ck_assert(integer_subtract(minus(3), integer_of(5), &r));
    assert_is(r, minus(8));
    ck_assert(!integer_add(integer_of(UINT64_MAX), integer_of(1), &r));
    ck_assert(integer_add(integer_of(UINT64_MAX), minus(1), &r));
    assert_is(r, integer_of(UINT64_MAX - 1));
}
END_TEST

START_TEST(products_overflow_beyond_64_bits)
{
    struct integer r;

    ck_assert(integer_multiply(minus(3), minus(4), &r));
    assert_is(r, integer_of(12));
    ck_assert(!integer_multiply(integer_of(UINT64_C(1) << 32),
                                integer_of(UINT64_C(1) << 32), &r));
}
END_TEST

START_TEST(division_goes_toward_zero)
{
    assert_is(integer_divide(minus(7), integer_of(2)), minus(3));
    assert_is(integer_remainder(minus(7), integer_of(2)), minus(1));
    assert_is(integer_remainder(integer_of(7), minus(2)), integer_of(1));
}
END_TEST

START_TEST(shifts)
{
    struct integer r;

    ck_assert(integer_shift_left(integer_of(1), 63, &r));
    assert_is(r, integer_of(UINT64_C(1) << 63));
    ck_assert(!integer_shift_left(integer_of(2), 63, &r));
    assert_is(integer_shift_right(minus(8), 1), minus(4));
    assert_is(integer_shift_right(minus(7), 1), minus(4));
    assert_is(integer_shift_right(minus(1), 63), minus(1));
    assert_is(integer_shift_right(integer_of(7), 1), integer_of(3));
}
END_TEST

START_TEST(bits_are_twos_complement)
{
    assert_is(integer_bitwise('&', minus(1), integer_of(255), 32),
              integer_of(255));
    assert_is(integer_bitwise('|', minus(256), integer_of(1), 32), minus(255));
    assert_is(integer_bitwise('^', integer_of(5), integer_of(3), 32),
              integer_of(6));
    assert_is(integer_bitwise('^', minus(1), integer_of(0), 64), minus(1));
    assert_is(integer_complement(integer_of(0), 32), integer_of(UINT32_MAX));
    assert_is(integer_complement(integer_of(0), 64), integer_of(UINT64_MAX));
    assert_is(integer_complement(minus(1), 32), integer_of(0));
}
END_TEST

START_TEST(what_fits)
{
    ck_assert(integer_fits(integer_of(UINT32_MAX), 32));
    ck_assert(!integer_fits(integer_of((uint64_t)UINT32_MAX + 1), 32));
    ck_assert(integer_fits(minus(UINT64_C(1) << 31), 32));
    ck_assert(!integer_fits(minus((UINT64_C(1) << 31) + 1), 32));
    ck_assert(integer_fits(minus(UINT64_C(1) << 63), 64));
    ck_assert(!integer_fits(minus((UINT64_C(1) << 63) + 1), 64));
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("integer");
    TCase *tc = tcase_create("integer");

    tcase_add_test(tc, zero_is_never_negative);
    tcase_add_test(tc, sums_of_either_sign);
    tcase_add_test(tc, products_overflow_beyond_64_bits);
    tcase_add_test(tc, division_goes_toward_zero);
    tcase_add_test(tc, shifts);
    tcase_add_test(tc, bits_are_twos_complement);
    tcase_add_test(tc, what_fits);
    suite_add_tcase(suite, tc);
    return suite;
}
