/* The hypervisor of these tests notices what it is there to notice. */
#include "cases.h"

#include <string.h>

#include "host.h"

#define TABLE(frame) ((frame) << 12 | 0x67)
#define PAGES        8

static _Alignas(TARGET_PAGE) unsigned char window[TARGET_PAGE];
static uint64_t frames[PAGES];

/* Pages 0 to 7; 0 to 3 are tables, L4 first, that show pages 3 and 4. */
static void open_domain(uint64_t table_flags)
{
    uint64_t entry[4][2] = {{0}};
    unsigned i;

    host_open(8192);
    for (i = 0; i < PAGES; i++)
        frames[i] = i;
    ck_assert_int_eq(target_populate(HOST_DOMID, 0, frames, PAGES), PAGES);
    for (i = 0; i < 3; i++)
        entry[i][0] = TABLE(frames[i + 1]);
    entry[3][0] = frames[3] << 12 | table_flags;
    entry[3][1] = TABLE(frames[4]);
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(target_map(HOST_DOMID, window, &frames[i], 1), 0);
        memcpy(window, entry[i], sizeof entry[i]);
    }
    target_unmap(window, 1);
    ck_assert_ptr_null(host.fault);
}

START_TEST(tables_are_pinned)
{
    vcpu_guest_context_t context = {0};

    open_domain(0x65);
    ck_assert_int_lt(target_set_context(HOST_DOMID, &context), 0);
    ck_assert_int_eq(target_pin(HOST_DOMID, frames[0]), 0);
    ck_assert_int_lt(target_set_context(HOST_DOMID, &context), 0);
    context.ctrlreg[3] = frames[0] << 12;
    ck_assert_int_eq(target_set_context(HOST_DOMID, &context), 0);
    ck_assert_int_lt(target_map(HOST_DOMID, window, &frames[3], 1), 0);
    ck_assert_int_lt(target_hypercall_page(HOST_DOMID, frames[3]), 0);
    ck_assert_int_eq(target_relabel(HOST_DOMID), 0);
    ck_assert_ptr_null(host.fault);
    ck_assert_int_eq(target_map(HOST_DOMID, window, &frames[5], 1), 0);
    ck_assert_ptr_nonnull(host.fault); /* it was handed over */
    target_unmap(window, 1);
}
END_TEST

START_TEST(tables_that_can_be_written_are_none)
{
    open_domain(0x67); /* by the domain */
    ck_assert_int_lt(target_pin(HOST_DOMID, frames[0]), 0);
    open_domain(0x65); /* by the builder */
    ck_assert_int_eq(target_map(HOST_DOMID, window, &frames[2], 1), 0);
    ck_assert_int_lt(target_pin(HOST_DOMID, frames[0]), 0);
    target_unmap(window, 1);
    open_domain(0x64); /* not there, and yet something */
    ck_assert_int_lt(target_pin(HOST_DOMID, frames[0]), 0);
}
END_TEST

START_TEST(mappings_are_counted)
{
    open_domain(0x65);
    ck_assert_int_eq(target_map(HOST_DOMID, window, &frames[5], 1), 0);
    ck_assert_int_eq(target_map(HOST_DOMID, window, &frames[6], 1), 0);
    ck_assert_uint_eq(host.shown, 1);
    ck_assert_uint_eq(host_frame(frames[5])->shown, 0);
    ck_assert_uint_eq(host_frame(frames[6])->shown, 1);
    (void)target_relabel(HOST_DOMID);
    ck_assert_str_eq(host.fault, "handed over with pages mapped");
    target_unmap(window, 1);
    ck_assert_uint_eq(host.shown, 0);
}
END_TEST

START_TEST(what_is_nobodys_cannot_be_had)
{
    uint64_t other, page = 0;

    open_domain(0x65);
    other = frames[0] - 100;
    ck_assert_int_lt(target_map(HOST_DOMID, window, &other, 1), 0);
    ck_assert_int_lt(target_pin(HOST_DOMID, other), 0);
    ck_assert_ptr_null(host.fault);
    ck_assert_int_eq(target_populate(HOST_DOMID, 0, &page, 1), 1);
    ck_assert_str_eq(host.fault, "a page is given twice");
    open_domain(0x65);
    (void)target_pin(HOST_OWN, frames[0]);
    ck_assert_str_eq(host.fault, "a call on another domain");
}
END_TEST

TCase *machine_cases(void)
{
    TCase *t = tcase_create("machine");

    tcase_add_test(t, tables_are_pinned);
    tcase_add_test(t, tables_that_can_be_written_are_none);
    tcase_add_test(t, mappings_are_counted);
    tcase_add_test(t, what_is_nobodys_cannot_be_had);
    return t;
}
