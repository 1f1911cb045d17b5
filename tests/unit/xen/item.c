/* Items: octets and handles, and what is neither. */
#include "cases.h"

#include <string.h>

#include "item.h"

static const unsigned char region[16] = {
    1, 0, 0, 0, /* a region */
    9, 1, 0, 0, /* its directory */
    5, 0, 0, 0, /* of five pages */
    0, 0, 0, 0,
};

static const unsigned char endpoint[16] = {
    2, 0, 0, 0,             /* an endpoint */
    8, 0, 0, 0,             /* page 0 */
    0, 0, 0, 0, 7, 1, 0, 0, /* the port */
};

START_TEST(items_come_back)
{
    unsigned char octets[16];
    struct xen_item i;
    intptr_t handle;

    ck_assert(xen_item_read(&handle, region, 3));
    ck_assert(xen_item_of(&i, handle));
    ck_assert(i.kind == XEN_REGION && i.domid == 3 && i.ref == 265 &&
              i.number == 5);
    ck_assert(xen_item_write(octets, handle, 3));
    ck_assert_mem_eq(octets, region, 16);

    ck_assert(xen_item_read(&handle, endpoint, 32751));
    ck_assert(xen_item_of(&i, handle));
    ck_assert(i.kind == XEN_ENDPOINT && i.domid == 32751 && i.ref == 8 &&
              i.number == 263);
    ck_assert(xen_item_write(octets, handle, 32751));
    ck_assert_mem_eq(octets, endpoint, 16);
}
END_TEST

START_TEST(the_largest_fit)
{
    struct xen_item most = {XEN_ENDPOINT, 32767, (1u << 27) - 1,
                            (1u << 20) - 1};
    struct xen_item i;
    intptr_t handle;

    ck_assert(xen_item_handle(&handle, &most));
    ck_assert_int_ge(handle, 0);
    ck_assert(xen_item_of(&i, handle));
    ck_assert(i.kind == most.kind && i.domid == most.domid &&
              i.ref == most.ref && i.number == most.number);
    most.ref++;
    ck_assert(!xen_item_handle(&handle, &most));
    most.ref = 1;
    most.number++;
    ck_assert(!xen_item_handle(&handle, &most));
    most.number = 1;
    most.domid = 32768;
    ck_assert(!xen_item_handle(&handle, &most));
}
END_TEST

/* For one peer it was made: another would take it for something else. */
START_TEST(items_are_for_one_peer)
{
    unsigned char octets[16];
    intptr_t handle;

    ck_assert(xen_item_read(&handle, region, 3));
    ck_assert(!xen_item_write(octets, handle, 4));
    ck_assert(!xen_item_write(octets, -1, 3));
    ck_assert(!xen_item_write(octets, 0, 0)); /* a region of no pages */
}
END_TEST

START_TEST(other_octets_are_none)
{
    static const struct {
        uint32_t at;
        unsigned char octet;
    } bad[] = {
        {0, 0},  {0, 3},     {3, 1}, /* the kind */
        {7, 8},                      /* the grant's number */
        {8, 0},  {10, 0x10},         /* no pages, too many */
        {12, 1}, {15, 1},            /* a region's port */
    };
    unsigned char octets[16];
    intptr_t handle;
    size_t i;

    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        memcpy(octets, region, 16);
        octets[bad[i].at] = bad[i].octet;
        ck_assert_msg(!xen_item_read(&handle, octets, 3), "%zu", i);
    }
    memcpy(octets, endpoint, 16);
    octets[8] = 1;
    ck_assert(!xen_item_read(&handle, octets, 3));
    memcpy(octets, endpoint, 16);
    octets[14] = 0x10;
    ck_assert(!xen_item_read(&handle, octets, 3));
}
END_TEST

START_TEST(sizes_in_pages)
{
    ck_assert_uint_eq(xen_region_pages(0), 0);
    ck_assert_uint_eq(xen_region_pages(1), 1);
    ck_assert_uint_eq(xen_region_pages(4096), 1);
    ck_assert_uint_eq(xen_region_pages(4097), 2);
    ck_assert_uint_eq(xen_region_pages(UINT64_C(0xfffff) << 12), 0xfffff);
    ck_assert_uint_eq(xen_region_pages((UINT64_C(0xfffff) << 12) + 1), 0);
    ck_assert_uint_eq(xen_region_pages(UINT64_MAX), 0);
    ck_assert_uint_eq(xen_region_directories(1), 1);
    ck_assert_uint_eq(xen_region_directories(1022), 1);
    ck_assert_uint_eq(xen_region_directories(1023), 2);
}
END_TEST

TCase *item_cases(void)
{
    TCase *t = tcase_create("item");

    tcase_add_test(t, items_come_back);
    tcase_add_test(t, the_largest_fit);
    tcase_add_test(t, items_are_for_one_peer);
    tcase_add_test(t, other_octets_are_none);
    tcase_add_test(t, sizes_in_pages);
    return t;
}
