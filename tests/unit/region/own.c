/* The owner of lent memory: what it offers, and how it gets it back. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lent.h"

START_TEST(memory_is_zero_and_the_owners_to_write)
{
    struct ivmc_memory m;
    uint64_t i;

    ck_status(ivmc_memory_create(&m, 5000, IVMC_READ), IVMC_OK);
    ck_assert_uint_eq(m.size, 5000);
    for (i = 0; i < m.size; i++)
        ck_assert_uint_eq(m.at[i], 0);
    memset(m.at, 0xa5, m.size);
    ck_assert(!ivmc_memory_revoked(&m));
    ck_assert_ptr_eq((const void *)ivmc_memory_view_to_write(&m, 1, 4999),
                     m.at + 1);
    ivmc_memory_destroy(&m);
    ck_assert_ptr_null(m.at);
    ivmc_memory_destroy(&m);
}
END_TEST

START_TEST(sizes_and_rights_that_are_none)
{
    struct ivmc_memory m;

    ck_status(ivmc_memory_create(&m, 0, IVMC_READ), IVMC_BAD_ARGUMENT);
    ck_status(ivmc_memory_create(&m, 1, 0), IVMC_BAD_ARGUMENT);
    ck_status(ivmc_memory_create(&m, 1, IVMC_WRITE), IVMC_BAD_ARGUMENT);
    ck_status(ivmc_memory_create(&m, 1, BOTH | 4), IVMC_BAD_ARGUMENT);
    ck_status(ivmc_memory_create(&m, UINT64_MAX, IVMC_READ), IVMC_LIMIT);
    ck_status(ivmc_memory_create(&m, INT64_MAX, IVMC_READ), IVMC_LIMIT);
    ck_assert_ptr_null(m.at);
}
END_TEST

START_TEST(no_descriptor_left)
{
    struct rlimit limit, none;
    struct ivmc_memory m;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    /* Room for the file, none for the owner's own description. */
    none.rlim_cur = (rlim_t)dup(0) + 1;
    close((int)none.rlim_cur - 1);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    ck_status(ivmc_memory_create(&m, 1, IVMC_READ), IVMC_SYSTEM);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_ptr_null(m.at);
}
END_TEST

START_TEST(offers_of_what_is_not_ours)
{
    struct ivmc_memory m, mapped;
    struct ivmc_region offer, second;

    lent_make(&m, &offer, 100, IVMC_READ);
    ck_status(ivmc_memory_map(&mapped, &offer, IVMC_READ, 100), IVMC_OK);
    ck_status(ivmc_memory_offer(&mapped, &second), IVMC_BAD_ARGUMENT);
    ck_assert_int_eq(second.handle, IVMC_NO_HANDLE);
    ivmc_region_close(&second);
    ck_status(ivmc_memory_revoke(&mapped), IVMC_BAD_ARGUMENT);
    ck_assert(!ivmc_memory_revoked(&m));
    ivmc_memory_unmap(&mapped);
    ivmc_region_close(&offer);
    ck_assert_int_eq(offer.handle, IVMC_NO_HANDLE);
    ivmc_memory_destroy(&m);
}
END_TEST

/* A receiver of read-only memory opens it anew, as it may, and has nothing. */
START_TEST(readers_cannot_write)
{
    struct ivmc_memory m;
    struct ivmc_region offer;
    char path[] = "/proc/self/fd/xxxxxxxxxx";
    void *at;
    int fd;

    lent_make(&m, &offer, 100, IVMC_READ);
    snprintf(path, sizeof path, "/proc/self/fd/%d", (int)offer.handle);
    fd = open(path, O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "x", 1), -1);
    ck_assert_int_eq(ftruncate(fd, 0), -1);
    at = mmap(NULL, 100, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ck_assert_ptr_eq(at, MAP_FAILED);
    at = mmap(NULL, 100, PROT_READ, MAP_SHARED, fd, 0);
    ck_assert_ptr_ne(at, MAP_FAILED);
    ck_assert_int_eq(mprotect(at, 100, PROT_READ | PROT_WRITE), -1);
    ck_assert_int_eq(
        fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096), -1);
    munmap(at, 100);
    close(fd);
    ivmc_region_close(&offer);
    ivmc_memory_destroy(&m);
}
END_TEST

START_TEST(revoked_while_held)
{
    struct ivmc_memory m, mapped;
    struct ivmc_region offer, late;

    lent_make(&m, &offer, 100, _i ? BOTH : IVMC_READ);
    ck_status(ivmc_memory_map(&mapped, &offer, m.rights, 100), IVMC_OK);
    ck_assert(!ivmc_memory_revoked(&mapped));
    ck_status(ivmc_memory_revoke(&m), IVMC_BUSY);
    ck_assert(ivmc_memory_revoked(&mapped));
    ck_status(ivmc_memory_offer(&m, &late), IVMC_REFUSED);
    ck_assert_int_eq(late.handle, IVMC_NO_HANDLE);
    /* The mapping alone, then the descriptor alone, hold it, too. */
    ivmc_region_close(&offer);
    ck_status(ivmc_memory_revoke(&m), IVMC_BUSY);
    ivmc_memory_unmap(&mapped);
    ck_status(ivmc_memory_revoke(&m), IVMC_OK);
    ck_status(ivmc_memory_revoke(&m), IVMC_OK);
    ck_status(ivmc_memory_offer(&m, &late), IVMC_REFUSED);
    ivmc_memory_destroy(&m);
}
END_TEST

START_TEST(an_offer_not_taken_is_held)
{
    struct ivmc_memory m;
    struct ivmc_region offer;

    lent_make(&m, &offer, 100, IVMC_READ);
    ck_status(ivmc_memory_revoke(&m), IVMC_BUSY);
    ivmc_region_close(&offer);
    ck_status(ivmc_memory_revoke(&m), IVMC_OK);
    ivmc_memory_destroy(&m);
}
END_TEST

/* Maps it, says so, and never lets go. */
static pid_t start_holder(struct ivmc_region *offer)
{
    struct ivmc_memory mapped;
    int said[2];
    pid_t pid;
    char c;

    ck_assert_int_eq(pipe2(said, O_CLOEXEC), 0);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        bool ok = ivmc_memory_map(&mapped, offer, IVMC_READ, 100) == IVMC_OK;

        ivmc_region_close(offer);
        while (ok && write(said[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    close(said[1]);
    ck_assert_int_eq(read(said[0], &c, 1), 1);
    close(said[0]);
    return pid;
}

START_TEST(held_until_its_holder_is_killed)
{
    struct ivmc_memory m;
    struct ivmc_region offer;
    pid_t pid;

    lent_make(&m, &offer, 100, IVMC_READ);
    pid = start_holder(&offer);
    ivmc_region_close(&offer);
    ck_status(ivmc_memory_revoke(&m), IVMC_BUSY);
    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    ck_status(ivmc_memory_revoke(&m), IVMC_OK);
    ivmc_memory_destroy(&m);
}
END_TEST

/* The mapper keeps what it has when the owner goes. */
START_TEST(destroyed_while_held)
{
    struct ivmc_memory m, mapped;
    struct ivmc_region offer;
    const volatile unsigned char *view;

    lent_make(&m, &offer, 100, IVMC_READ);
    ck_status(ivmc_memory_map(&mapped, &offer, IVMC_READ, 100), IVMC_OK);
    ivmc_region_close(&offer);
    m.at[99] = 7;
    ivmc_memory_destroy(&m);
    view = ivmc_memory_view(&mapped, 99, 1);
    ck_assert_ptr_nonnull((const void *)view);
    ck_assert_uint_eq(*view, 7);
    ivmc_memory_unmap(&mapped);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("region: owners");
    TCase *t = lent_case("owners");

    tcase_add_test(t, memory_is_zero_and_the_owners_to_write);
    tcase_add_test(t, sizes_and_rights_that_are_none);
    tcase_add_test(t, no_descriptor_left);
    tcase_add_test(t, offers_of_what_is_not_ours);
    tcase_add_test(t, readers_cannot_write);
    tcase_add_loop_test(t, revoked_while_held, 0, 2);
    tcase_add_test(t, an_offer_not_taken_is_held);
    tcase_add_test(t, held_until_its_holder_is_killed);
    tcase_add_test(t, destroyed_while_held);
    suite_add_tcase(s, t);
    return s;
}
