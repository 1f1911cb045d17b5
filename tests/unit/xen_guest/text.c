/* The console, and text made of values. */
#include "hypervisor.h"

#include <limits.h>
#include <string.h>

#include <xen/io/console.h>

static struct xencons_interface ring;

static void begin(void)
{
    hypervisor_reset();
    memset(&ring, 0, sizeof ring);
    guest_console_open(&ring, 2);
}

START_TEST(lines_end_as_terminals_want)
{
    begin();
    ivmc_guest_print("a %s\n", "b");
    ck_assert_uint_eq(ring.out_prod, 5);
    ck_assert_mem_eq(ring.out, "a b\r\n", 5);
    ck_assert_uint_eq(xen.rings, 1);
}
END_TEST

START_TEST(values_are_written)
{
    char text[64];

    begin();
    ck_assert_uint_eq(ivmc_guest_format(text, sizeof text, "%u %x %d %c%%",
                                        UINT32_MAX, 0xbeefu, -7, 'c'),
                      21);
    ck_assert_str_eq(text, "4294967295 beef -7 c%");
    ivmc_guest_format(text, sizeof text, "%lu %lx %ld", ULONG_MAX, ULONG_MAX,
                      LONG_MIN);
    ck_assert_str_eq(text, "18446744073709551615 ffffffffffffffff "
                           "-9223372036854775808");
    ck_assert_uint_eq(ivmc_guest_format(text, 4, "%s", "abcdef"), 6);
    ck_assert_str_eq(text, "abc");
    ck_assert_uint_eq(ivmc_guest_format(NULL, 0, "%u", 0u), 1);
}
END_TEST

START_TEST(a_console_that_nobody_reads)
{
    char text[100];
    uint32_t sleeps;
    int i;

    begin();
    memset(text, 't', sizeof text);
    for (i = 0; i < 30; i++)
        ivmc_guest_write(text, sizeof text);
    ck_assert_uint_eq(ring.out_prod, sizeof ring.out);
    ck_assert_uint_ge(xen.sleeps, 1);
    ck_assert_uint_le(xen.now, UINT64_C(150000000));
    /* It is waited for once. */
    sleeps = xen.sleeps;
    ivmc_guest_write(text, sizeof text);
    ck_assert_uint_eq(xen.sleeps, sleeps);
    ring.out_cons += 500;
    ivmc_guest_write(text, sizeof text);
    ck_assert_uint_eq(ring.out_prod, sizeof ring.out + sizeof text);
    /* A reader that claims more than there was. */
    ring.out_cons = ring.out_prod + 1;
    ivmc_guest_write(text, sizeof text);
    ck_assert_uint_eq(ring.out_prod, sizeof ring.out + sizeof text);
}
END_TEST

TCase *text_cases(void)
{
    TCase *t = tcase_create("text");

    tcase_add_test(t, lines_end_as_terminals_want);
    tcase_add_test(t, values_are_written);
    tcase_add_test(t, a_console_that_nobody_reads);
    return t;
}
