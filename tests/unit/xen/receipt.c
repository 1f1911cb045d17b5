/* Receipts for memory that is lent. */
#include "receipt.h"

#include <stdint.h>

#include "cases.h"

static uint32_t notice[1024];

START_TEST(one_each)
{
    uint32_t first, second;

    ck_assert(!xen_receipts_any(notice));
    first = xen_receipt_take(notice);
    second = xen_receipt_take(notice);
    ck_assert_uint_ge(first, XEN_RECEIPTS_FIRST);
    ck_assert_uint_ge(second, XEN_RECEIPTS_FIRST);
    ck_assert_uint_ne(first, second);
    xen_receipt_clear(notice, first);
    ck_assert(xen_receipts_any(notice));
    xen_receipt_clear(notice, second);
    ck_assert(!xen_receipts_any(notice));
}
END_TEST

/* Who lends may have filled the page: then nobody gets one, nor looks on. */
START_TEST(none_left)
{
    uint32_t n;

    for (n = XEN_RECEIPTS_FIRST; n < sizeof notice; n++)
        ck_assert_uint_ne(xen_receipt_take(notice), 0);
    ck_assert_uint_eq(xen_receipt_take(notice), 0);
    /* The notice, and what lies between, stay as they are. */
    for (n = 0; n < XEN_RECEIPTS_FIRST / 4; n++)
        ck_assert_uint_eq(notice[n], 0);
    xen_receipt_clear(notice, sizeof notice - 1);
    ck_assert_uint_eq(xen_receipt_take(notice), sizeof notice - 1);
}
END_TEST

START_TEST(too_late)
{
    ck_assert(!xen_receipt_too_late(notice));
    notice[0] = 1;
    ck_assert(xen_receipt_too_late(notice));
}
END_TEST

TCase *receipt_cases(void)
{
    TCase *t = tcase_create("receipt");

    tcase_add_test(t, one_each);
    tcase_add_test(t, none_left);
    tcase_add_test(t, too_late);
    return t;
}
