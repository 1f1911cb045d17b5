/* The directory of grants: both roles, the least and the most pages. */
#include "cases.h"

#include <stdlib.h>
#include <string.h>

#include "directory.h"

struct pages {
    struct page_zero *zero;
    uint32_t refs[PAGE_MAX_PAGES];
};

static void make(struct pages *p)
{
    uint32_t i;

    p->zero = aligned_alloc(PAGE_SIZE, (size_t)PAGE_MAX_PAGES * PAGE_SIZE);
    ck_assert_ptr_nonnull(p->zero);
    memset(p->zero, 0, (size_t)PAGE_MAX_PAGES * PAGE_SIZE);
    for (i = 0; i < PAGE_MAX_PAGES; i++)
        p->refs[i] = 100000 + i;
}

static void comes_back(struct pages *p, bool server, uint32_t pages)
{
    uint32_t refs[PAGE_MAX_PAGES] = {0};
    uint32_t first = pages < 897 ? pages : 897;

    memset(p->zero, 0, (size_t)PAGE_MAX_PAGES * PAGE_SIZE);
    xen_directory_write(p->zero, server, p->refs, pages);
    ck_assert_uint_eq(xen_directory_count(p->zero, server, pages), pages);
    xen_directory_read(p->zero, refs, 1, first);
    ck_assert_uint_eq(xen_directory_pages(pages), first < pages ? 2 : 1);
    xen_directory_read(p->zero, refs, first, pages);
    ck_assert_uint_eq(refs[0], 0);
    ck_assert_mem_eq(refs + 1, p->refs + 1, (pages - 1) * sizeof *refs);
}

START_TEST(what_was_written_is_read)
{
    static const uint32_t counts[] = {1, 2, 896, 897, 898, 1024};
    struct pages p;
    size_t i;

    make(&p);
    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        comes_back(&p, false, counts[i]);
        comes_back(&p, true, counts[i]);
    }
    free(p.zero);
}
END_TEST

START_TEST(the_directory_lies_as_the_manual_says)
{
    struct pages p;
    unsigned char *octets;

    make(&p);
    octets = (unsigned char *)p.zero;
    xen_directory_write(p.zero, false, p.refs, 1024);
    ck_assert_mem_eq(octets + 512, &p.refs[1], 4);
    ck_assert_mem_eq(octets + 4092, &p.refs[896], 4);
    ck_assert_mem_eq(octets + 4096, &p.refs[897], 4);
    ck_assert_mem_eq(octets + 4600, &p.refs[1023], 4);
    ck_assert_mem_eq(octets + 8, &(uint32_t){1024}, 4);
    free(p.zero);
}
END_TEST

START_TEST(too_many_pages_are_none)
{
    struct pages p;

    make(&p);
    p.zero->client_hello.pages = 17;
    ck_assert_uint_eq(xen_directory_count(p.zero, false, 17), 17);
    ck_assert_uint_eq(xen_directory_count(p.zero, false, 16), 0);
    ck_assert_uint_eq(xen_directory_count(p.zero, true, 16), 0);
    p.zero->client_hello.pages = 1025;
    ck_assert_uint_eq(xen_directory_count(p.zero, false, UINT32_MAX), 0);
    free(p.zero);
}
END_TEST

TCase *directory_cases(void)
{
    TCase *t = tcase_create("directory");

    tcase_add_test(t, what_was_written_is_read);
    tcase_add_test(t, the_directory_lies_as_the_manual_says);
    tcase_add_test(t, too_many_pages_are_none);
    return t;
}
