/* Pages lent and borrowed: what the table holds, and when a page is free. */
#include "hypervisor.h"

#include <string.h>

static void begin(uint32_t frames)
{
    hypervisor_reset();
    xen.grant_frames = frames;
    guest_grants_open();
}

static uint32_t grant(uint32_t page)
{
    uint32_t ref = 0;

    ck_assert(ivmc_guest_grant(7, own_pages[page], true, &ref) == IVMC_OK);
    return ref;
}

START_TEST(grants_are_given_and_ended)
{
    uint32_t a, b;

    begin(4);
    a = grant(0);
    b = grant(1);
    ck_assert_uint_ge(a, 8);
    ck_assert_uint_ne(a, b);
    ck_assert(ivmc_guest_is_granted(own_pages[0], GUEST_PAGE));
    ck_assert(ivmc_guest_is_granted(own_pages[1], GUEST_PAGE));
    ck_assert(!ivmc_guest_is_granted(own_pages[2], GUEST_PAGE));
    ck_assert(ivmc_guest_is_granted(own_pages[0], 3 * GUEST_PAGE));
    ck_assert(ivmc_guest_grant_end(a) == IVMC_OK);
    ck_assert(!ivmc_guest_is_granted(own_pages[0], GUEST_PAGE));
    ck_assert(ivmc_guest_grant_end(b) == IVMC_OK);
    ck_assert(!ivmc_guest_is_granted(own_pages[0], sizeof own_pages));
}
END_TEST

START_TEST(the_table_is_bounded)
{
    uint32_t refs[512], count = 0, ref;

    begin(1);
    while (ivmc_guest_grant(7, own_pages[0], false, &ref) == IVMC_OK) {
        ck_assert_uint_lt(count, 512);
        ck_assert_uint_lt(ref, 512);
        refs[count++] = ref;
    }
    ck_assert_uint_eq(count, 512 - 8);
    /* One that was given back is found, wherever it is. */
    ck_assert(ivmc_guest_grant_end(refs[100]) == IVMC_OK);
    ck_assert(ivmc_guest_grant(7, own_pages[0], false, &ref) == IVMC_OK);
    ck_assert_uint_eq(ref, refs[100]);
    while (count > 0)
        ck_assert(ivmc_guest_grant_end(refs[--count]) == IVMC_OK);
}
END_TEST

START_TEST(no_table_no_grants)
{
    uint32_t ref;

    begin(0);
    ck_assert(ivmc_guest_grant(7, own_pages[0], true, &ref) == IVMC_LIMIT);
}
END_TEST

/* What the hypervisor does while a peer has the page mapped. */
static void set_in_use(uint32_t ref, bool in_use)
{
    grant_entry_v1_t *entry = xen.table + ref;

    if (in_use)
        entry->flags |= GTF_reading | GTF_writing;
    else
        entry->flags &= (uint16_t) ~(GTF_reading | GTF_writing);
}

START_TEST(mapped_pages_stay_granted)
{
    uint32_t ref, other;

    begin(4);
    ref = grant(5);
    set_in_use(ref, true);
    ck_assert(ivmc_guest_grant_end(ref) == IVMC_BUSY);
    ck_assert(ivmc_guest_is_granted(own_pages[5], GUEST_PAGE));
    other = grant(6);
    ck_assert_uint_ne(other, ref);
    /* Once it is let go, asking is enough. */
    set_in_use(ref, false);
    ck_assert(!ivmc_guest_is_granted(own_pages[5], GUEST_PAGE));
    ck_assert(ivmc_guest_grant_end(other) == IVMC_OK);
}
END_TEST

START_TEST(entries_say_what_was_granted)
{
    const grant_entry_v1_t *entry;
    uint32_t ref;

    begin(4);
    ck_assert(ivmc_guest_grant(9, own_pages[3], false, &ref) == IVMC_OK);
    entry = xen.table + ref;
    ck_assert_uint_eq(entry->domid, 9);
    ck_assert_uint_eq(entry->frame, guest_frame_of(own_pages[3]));
    ck_assert_uint_eq(entry->flags, GTF_permit_access | GTF_readonly);
    ck_assert(ivmc_guest_grant_end(ref) == IVMC_OK);
    ck_assert_uint_eq(entry->flags, 0);
}
END_TEST

START_TEST(borrowed_pages_are_given_back)
{
    uint32_t handle = 0;

    begin(4);
    ck_assert(ivmc_guest_map(3, 21, true, own_pages[9], &handle) == IVMC_OK);
    ck_assert_uint_eq(handle, 70);
    ck_assert_uint_eq(xen.mapped.dom, 3);
    ck_assert_uint_eq(xen.mapped.ref, 21);
    ck_assert_uint_eq(xen.mapped.host_addr, guest_address(own_pages[9]));
    ck_assert_uint_eq(xen.mapped.flags, GNTMAP_host_map);
    ivmc_guest_unmap(own_pages[9], handle);
    ck_assert_uint_eq(xen.unmapped, 70);
    ck_assert_ptr_eq(xen.restored, own_pages[9]);
    xen.map_status = GNTST_bad_gntref;
    ck_assert(ivmc_guest_map(3, 22, true, own_pages[10], &handle) ==
              IVMC_REFUSED);
    ck_assert_ptr_eq(xen.restored, own_pages[10]);
}
END_TEST

TCase *grant_cases(void)
{
    TCase *t = tcase_create("grant");

    tcase_add_test(t, grants_are_given_and_ended);
    tcase_add_test(t, the_table_is_bounded);
    tcase_add_test(t, no_table_no_grants);
    tcase_add_test(t, mapped_pages_stay_granted);
    tcase_add_test(t, entries_say_what_was_granted);
    tcase_add_test(t, borrowed_pages_are_given_back);
    return t;
}
