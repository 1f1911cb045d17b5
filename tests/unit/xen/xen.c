/* What the ports to Xen share. */
#include "cases.h"

Suite *unit_suite(void)
{
    Suite *s = suite_create("xen");

    suite_add_tcase(s, rendezvous_cases());
    suite_add_tcase(s, directory_cases());
    suite_add_tcase(s, item_cases());
    suite_add_tcase(s, receipt_cases());
    return s;
}
