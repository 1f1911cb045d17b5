/* Good builds, with the domain looked at from inside, and all refusals. */
#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include "rig.h"

static void good(struct rig *r)
{
    bool built = rig_build(r);
    const char *fault = built ? rig_fault(r) : rig_left(r);

    ck_assert_msg(built && !fault, "%s; refused %d, %d", fault ? fault : "",
                  built ? -1 : (int)r->refused.why, r->refused.detail);
}

static void refused(struct rig *r, enum domb_Refusal why)
{
    bool built = rig_build(r);
    const char *left = built ? "it was built" : rig_left(r);

    ck_assert_msg(!left, "%s", left);
    ck_assert_int_eq(r->refused.why, why);
}

static void built(const struct image_plan *plan, uint32_t pages, size_t ramdisk)
{
    struct rig r;

    rig_open(&r, plan, pages, ramdisk);
    good(&r);
    rig_again(&r);
    host.superpages = false;
    good(&r);
    rig_close(&r);
}

/* ---- what is built --------------------------------------------------------------- */

START_TEST(a_guest_like_ours)
{
    built(&image_guest, 4096, 0);
    built(&image_guest, 4096, 100001);
    built(&image_guest, 1024, 4096);
    built(&image_guest, 4097, 1);
}
END_TEST

START_TEST(a_guest_like_linux)
{
    built(&image_linux, 32768, 0);
    built(&image_linux, 32768, 5 * 1048576 + 17);
    built(&image_linux, 20011, 1048576);
}
END_TEST

START_TEST(with_a_hypercall_page)
{
    struct image_plan plan = image_guest;

    plan.hypercall_page = 0x506000;
    built(&plan, 4096, 0);
}
END_TEST

START_TEST(a_list_apart_and_a_ramdisk_not)
{
    struct image_plan plan = image_linux;

    plan.ramdisk_apart = 0;
    built(&plan, 32768, 3000000);
    plan = image_linux;
    plan.list_base = 0;
    built(&plan, 32768, 3000000);
}
END_TEST

/* What is mapped crosses the span of one table of each level. */
START_TEST(across_tables)
{
    struct image_plan plan = image_guest;

    plan.base = 0x40000000 - 0x200000;
    plan.entry = plan.base + 0x100200;
    built(&plan, 4096, 0);
    plan.base = 0x8000000000 - 0x200000;
    plan.entry = plan.base + 0x100200;
    built(&plan, 4096, 0);
    plan.base = 0x8000000000 - 0x501000;
    plan.entry = plan.base + 0x100200;
    built(&plan, 4096, 7000000);
}
END_TEST

START_TEST(page_after_page_to_the_last)
{
    struct rig r;
    uint32_t pages;

    for (pages = 1024; pages < 1600; pages += 7) {
        rig_open(&r, &image_guest, pages, 2000000);
        if (rig_build(&r))
            ck_assert_msg(!rig_fault(&r), "%s", rig_fault(&r));
        else
            ck_assert_int_eq(r.refused.why, domb_too_small);
        rig_close(&r);
    }
}
END_TEST

/* The largest: of its memory the test has what is written. */
START_TEST(sixty_four_gigabytes)
{
    struct rig r;

    rig_open(&r, &image_linux, 16777216, 1048576);
    good(&r);
    rig_close(&r);
}
END_TEST

/* A digest that is expected is taken, another is not. */
START_TEST(digests_that_are_expected)
{
    struct rig r;

    rig_open(&r, &image_guest, 4096, 5000);
    good(&r);
    memcpy(r.spec.kernel.expected, r.built.kernel, 32);
    memcpy(r.spec.ramdisk.expected, r.built.ramdisk, 32);
    rig_again(&r);
    good(&r);
    r.ramdisk[4999] ^= 1;
    rig_again(&r);
    refused(&r, domb_wrong_digest);
    r.ramdisk[4999] ^= 1;
    r.image.octets[r.image.size - 1] ^= 1; /* in no segment */
    rig_again(&r);
    refused(&r, domb_wrong_digest);
    rig_close(&r);
}
END_TEST

static const void *look(uint64_t page)
{
    uint64_t f = 0;

    while (host_frame(f) && host_frame(f)->page != page)
        f++;
    ck_assert_ptr_nonnull(host_frame(f));
    return host_look(f);
}

/*
 * Whatever a lying server gives, what was measured is what is in memory: all
 * of this file is in segments, but for the end.
 */
START_TEST(what_is_measured_is_what_runs)
{
    struct image_plan plan = image_guest;
    unsigned char digest[32];
    struct measure m;
    struct rig r;
    uint64_t at;

    plan.loads = 1;
    plan.load[0].len = plan.load[0].memory = 0x300000;
    rig_open(&r, &plan, 4096, 0);
    r.spec.kernel.size = 0x300000;
    files.changing = true;
    files.calls = 255; /* the headers are in the first answer: as they are */
    ck_assert_msg(rig_build(&r), "refused %d", (int)r.refused.why);
    measure_begin(&m);
    for (at = 0; at < 0x300000; at += TARGET_PAGE)
        measure_update(&m, look((0x100000 + at) / TARGET_PAGE), TARGET_PAGE);
    measure_end(&m, digest);
    ck_assert_mem_eq(digest, r.built.kernel, 32);
    rig_close(&r);
}
END_TEST

/* ---- what is not ------------------------------------------------------------------- */

START_TEST(other_domains)
{
    struct rig r;

    rig_open(&r, &image_guest, 4096, 0);
    r.spec.domid = HOST_OWN;
    refused(&r, domb_own_domain);
    r.spec.domid = 9;
    refused(&r, domb_not_building);
    ck_assert_int_eq(r.refused.detail, -3);
    r.spec.domid = HOST_DOMID;
    host.record.building = false;
    refused(&r, domb_not_building);
    host.record.building = true;
    host.record.paused = false;
    refused(&r, domb_not_paused);
    host.record.paused = true;
    host.record.pages = 1;
    refused(&r, domb_not_empty);
    host.record.pages = 0;
    host.record_error = -13;
    refused(&r, domb_not_building);
    host.record_error = 0;
    test_log.full = true;
    refused(&r, domb_log_full);
    ck_assert_uint_eq(files.calls, 0);
    test_log.full = false;
    good(&r);
    rig_close(&r);
}
END_TEST

START_TEST(too_little_memory)
{
    struct rig r;

    rig_open(&r, &image_linux, 32768, 0);
    host.limit--;
    refused(&r, domb_no_memory);
    rig_close(&r);
    rig_open(&r, &image_linux, 5000, 0);
    refused(&r, domb_too_small);
    ck_assert_uint_eq(host.record.pages, 0);
    rig_close(&r);
    rig_open(&r, &image_guest, 1024, 4 << 20);
    refused(&r, domb_too_small);
    r.spec.ramdisk.size = UINT64_C(8589934592);
    rig_again(&r);
    refused(&r, domb_too_small);
    rig_close(&r);
}
END_TEST

START_TEST(files_that_end_before)
{
    struct rig r;

    rig_open(&r, &image_guest, 4096, 5000);
    files.size[0]--;
    refused(&r, domb_short_read);
    rig_again(&r);
    files.size[1]--;
    refused(&r, domb_short_read);
    r.spec.kernel.size = 0;
    rig_again(&r);
    refused(&r, domb_bad_image);
    r.spec.kernel.size = 63;
    rig_again(&r);
    refused(&r, domb_bad_image);
    rig_close(&r);
}
END_TEST

/* Each call of the hypervisor fails once, and each of the files' server. */
START_TEST(each_call_fails_once)
{
    struct rig r;
    unsigned n, calls;

    rig_open(&r, _i ? &image_linux : &image_guest, _i ? 20000 : 2048, 600000);
    host.superpages = false;
    good(&r);
    calls = host.calls;
    ck_assert_uint_gt(calls, 20);
    for (n = 1; n <= calls; n++) {
        rig_again(&r);
        host.superpages = false;
        host.fail_at = n;
        ck_assert(!rig_build(&r));
        ck_assert_msg(!rig_left(&r), "call %u: %s", n, rig_left(&r));
        ck_assert_int_eq(r.refused.detail, HOST_REFUSES);
        ck_assert(r.refused.why == domb_hypervisor ||
                  r.refused.why == domb_no_memory ||
                  (r.refused.why == domb_not_building && n == 1));
    }
    rig_again(&r);
    good(&r);
    calls = files.calls;
    for (n = 1; n <= calls; n++) {
        rig_again(&r);
        files.fail_at = n;
        refused(&r, domb_no_answer);
    }
    rig_close(&r);
}
END_TEST

/* ---- bad images ------------------------------------------------------------------- */

static void bad(struct rig *r, enum domb_Refusal why)
{
    rig_again(r);
    refused(r, why);
    image_free(&r->image);
    image_make(&r->image, &image_guest);
}

#define BAD(change, why)                                                       \
    do {                                                                       \
        change;                                                                \
        bad(&r, why);                                                          \
    } while (0)

START_TEST(bad_headers)
{
    struct rig r;

    rig_open(&r, &image_guest, 4096, 0);
    BAD(image_header(&r.image)->e_ident[0] = 0, domb_bad_image);
    BAD(image_header(&r.image)->e_ident[EI_CLASS] = ELFCLASS32, domb_bad_image);
    BAD(image_header(&r.image)->e_ident[EI_DATA] = ELFDATA2MSB, domb_bad_image);
    BAD(image_header(&r.image)->e_type = ET_DYN, domb_bad_image);
    BAD(image_header(&r.image)->e_machine = EM_386, domb_bad_image);
    BAD(image_header(&r.image)->e_phentsize = 32, domb_bad_image);
    BAD(image_header(&r.image)->e_phnum = 17, domb_bad_image);
    BAD(image_header(&r.image)->e_phnum = 0, domb_bad_image);
    BAD(image_header(&r.image)->e_phoff = UINT64_MAX, domb_bad_image);
    BAD(image_header(&r.image)->e_phoff = r.image.size - 100, domb_bad_image);
    BAD(image_header(&r.image)->e_phnum = 2, domb_bad_image); /* no notes */
    rig_close(&r);
}
END_TEST

START_TEST(bad_segments)
{
    struct rig r;

    rig_open(&r, &image_guest, 4096, 0);
    BAD(image_load(&r.image, 0)->p_filesz = 0x3457, domb_bad_image);
    BAD(image_load(&r.image, 1)->p_offset = 0x3455, domb_bad_image);
    BAD(image_load(&r.image, 1)->p_filesz = r.image.size, domb_bad_image);
    BAD(image_load(&r.image, 1)->p_offset = UINT64_MAX - 4, domb_bad_image);
    BAD(image_load(&r.image, 1)->p_paddr = 0x503455, domb_bad_image);
    BAD(image_load(&r.image, 0)->p_paddr = 0, domb_too_small);
    BAD(image_load(&r.image, 1)->p_paddr = 0x1400000, domb_too_small);
    BAD(image_load(&r.image, 1)->p_memsz = UINT64_MAX, domb_too_small);
    BAD(image_load(&r.image, 0)->p_memsz = 0x4457, domb_bad_image);
    rig_close(&r);
}
END_TEST

START_TEST(bad_notes)
{
    struct rig r;
    Elf64_Nhdr *n;
    size_t at;

    rig_open(&r, &image_guest, 4096, 0);
    BAD(image_note(&r.image)->p_filesz = 4097, domb_bad_image);
    BAD(image_note(&r.image)->p_offset = r.image.size - 3, domb_bad_image);
    BAD(image_note(&r.image)->p_offset = UINT64_MAX - 3, domb_bad_image);
    BAD(image_note(&r.image)->p_type = PT_NULL, domb_bad_image);
    BAD(image_note(&r.image)->p_filesz = 40, domb_bad_image);
    n = (Elf64_Nhdr *)(void *)(r.image.octets + 0x1000);
    BAD(n->n_namesz = UINT32_MAX, domb_bad_image);
    n = (Elf64_Nhdr *)(void *)(r.image.octets + 0x1000);
    BAD(n->n_descsz = UINT32_MAX - 3, domb_bad_image);
    for (at = 0x1000; memcmp(r.image.octets + at, "xen-3.0", 7) != 0;)
        at++;
    BAD(r.image.octets[at + 4] = '4', domb_bad_image);
    rig_close(&r);
}
END_TEST

static void with(struct image_plan plan, enum domb_Refusal why)
{
    struct rig r;

    rig_open(&r, &plan, 32768, 0);
    refused(&r, why);
    rig_close(&r);
}

START_TEST(bad_wishes)
{
    struct image_plan p = image_guest;

    p.entry = 0x3fffff;
    with(p, domb_bad_image);
    p.entry = 0x800000;
    with(p, domb_bad_image);
    p = image_guest;
    p.base += 8;
    with(p, domb_bad_image);
    p.base = UINT64_MAX - 0xfff;
    with(p, domb_too_small);
    p = image_guest;
    p.hypercall_page = 0x505010;
    with(p, domb_bad_image);
    p.hypercall_page = 0x800000;
    with(p, domb_bad_image);
    p = image_linux;
    p.list_base = 0xffffffff00000000; /* in the table of the kernel */
    with(p, domb_bad_image);
    p.list_base = 0x8000000001;
    with(p, domb_bad_image);
    p = image_guest;
    p.list_base = UINT64_MAX - 0xfff; /* its end would be at the beginning */
    with(p, domb_bad_image);
}
END_TEST

/* What is mapped ends where addresses do, however much memory there is. */
START_TEST(more_than_can_be_mapped)
{
    struct image_plan p = image_linux;
    struct rig r;

    p.ramdisk_apart = 0;
    rig_open(&r, &p, 16777216, 0);
    for (r.spec.ramdisk.size = 1; r.spec.ramdisk.size <= UINT64_C(8589934592);
         r.spec.ramdisk.size *= 2) {
        host.limit = 4096; /* so that what fits is soon refused, too */
        ck_assert(!rig_build(&r));
        ck_assert_int_eq(r.refused.why, r.spec.ramdisk.size < 1u << 31
                                            ? domb_no_memory
                                            : domb_too_small);
        ck_assert_msg(!rig_left(&r), "%s", rig_left(&r));
        rig_again(&r);
    }
    rig_close(&r);
}
END_TEST

/* Notes half in what was read first, and two of them one over the other. */
START_TEST(notes_at_odd_places)
{
    struct image_plan p = image_linux;
    struct rig r;

    p.notes = 65536 - 40;
    p.load[0].offset = 0x8000;
    built(&p, 32768, 0);
    rig_open(&r, &p, 32768, 0);
    *image_load(&r.image, 5) = *image_note(&r.image);
    image_header(&r.image)->e_phnum++;
    files.changing = true; /* the second is not what it was, but for copies */
    files.calls = 255;
    ck_assert_msg(rig_build(&r) || r.refused.why == domb_bad_image, "%d",
                  (int)r.refused.why);
    rig_close(&r);
}
END_TEST

/* ---- a real kernel ------------------------------------------------------------------ */

/* Debian's, where the tests on Xen have it: VMLINUX says. */
START_TEST(a_kernel_of_debian)
{
    const char *path = getenv("VMLINUX");
    struct stat st;
    struct rig r;
    void *octets;
    int fd = open(path, O_RDONLY);

    ck_assert(fd >= 0 && fstat(fd, &st) == 0);
    octets = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    ck_assert(octets != MAP_FAILED);
    rig_open(&r, &image_linux, 131072, 20 << 20);
    r.spec.kernel.size = (uint64_t)st.st_size;
    files.octets[0] = octets;
    files.size[0] = (size_t)st.st_size;
    ck_assert_msg(rig_build(&r), "refused %d, %d", (int)r.refused.why,
                  r.refused.detail);
    ck_assert_ptr_null(host.fault);
    ck_assert(host.relabelled);
    printf("%u hypercalls, %u files calls\n", host.calls, files.calls);
    (void)munmap(octets, (size_t)st.st_size);
    close(fd);
    rig_close(&r);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("domb_builder");
    TCase *t = tcase_create("builder");

    tcase_set_timeout(t, 200);
    tcase_add_test(t, a_guest_like_ours);
    tcase_add_test(t, a_guest_like_linux);
    tcase_add_test(t, with_a_hypercall_page);
    tcase_add_test(t, a_list_apart_and_a_ramdisk_not);
    tcase_add_test(t, across_tables);
    tcase_add_test(t, page_after_page_to_the_last);
    tcase_add_test(t, sixty_four_gigabytes);
    tcase_add_test(t, digests_that_are_expected);
    tcase_add_test(t, what_is_measured_is_what_runs);
    tcase_add_test(t, other_domains);
    tcase_add_test(t, too_little_memory);
    tcase_add_test(t, files_that_end_before);
    tcase_add_loop_test(t, each_call_fails_once, 0, 2);
    tcase_add_test(t, bad_headers);
    tcase_add_test(t, bad_segments);
    tcase_add_test(t, bad_notes);
    tcase_add_test(t, bad_wishes);
    tcase_add_test(t, more_than_can_be_mapped);
    tcase_add_test(t, notes_at_odd_places);
    suite_add_tcase(s, t);
    suite_add_tcase(s, machine_cases());
    if (getenv("VMLINUX")) {
        t = tcase_create("debian");
        tcase_set_timeout(t, 100);
        tcase_add_test(t, a_kernel_of_debian);
        suite_add_tcase(s, t);
    }
    return s;
}
