/* The guest library, on a hypervisor that follows a script. */
#include "hypervisor.h"

Suite *unit_suite(void)
{
    Suite *s = suite_create("xen_guest");

    suite_add_tcase(s, store_cases());
    suite_add_tcase(s, grant_cases());
    suite_add_tcase(s, event_cases());
    suite_add_tcase(s, text_cases());
    return s;
}
