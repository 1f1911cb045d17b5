/* The receiver of lent memory: what it takes, what it refuses, its views. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lent.h"

#define SIZE 100

static void refused(int fd, uint64_t size)
{
    struct ivmc_region region = {
        .size = size, .rights = IVMC_READ, .handle = fd};
    struct ivmc_memory m;

    ck_status(ivmc_memory_map(&m, &region, IVMC_READ, UINT64_MAX),
              IVMC_BAD_MESSAGE);
    ck_assert_ptr_null(m.at);
    ck_assert_int_eq(region.handle, fd); /* still its receiver's to close */
}

START_TEST(both_sides_see_what_is_written)
{
    struct ivmc_memory m, mapped;
    struct ivmc_region offer;
    volatile unsigned char *view;

    lent_make(&m, &offer, SIZE, BOTH);
    ck_status(ivmc_memory_map(&mapped, &offer, BOTH, SIZE), IVMC_OK);
    ivmc_region_close(&offer);
    view = ivmc_memory_view_to_write(&mapped, 10, 2);
    ck_assert_ptr_nonnull((const void *)view);
    m.at[10] = 1;
    view[1] = 2;
    ck_assert_uint_eq(view[0], 1);
    ck_assert_uint_eq(m.at[11], 2);
    ivmc_memory_unmap(&mapped);
    ivmc_memory_unmap(&mapped);
    ivmc_memory_destroy(&m);
}
END_TEST

START_TEST(rights)
{
    struct ivmc_memory m, mapped;
    struct ivmc_region offer;

    lent_make(&m, &offer, SIZE, IVMC_READ);
    ck_status(ivmc_memory_map(&mapped, &offer, BOTH, SIZE), IVMC_REFUSED);
    ck_status(ivmc_memory_map(&mapped, &offer, IVMC_WRITE, SIZE),
              IVMC_BAD_ARGUMENT);
    ck_status(ivmc_memory_map(&mapped, &offer, 0, SIZE), IVMC_BAD_ARGUMENT);
    ck_status(ivmc_memory_map(&mapped, &offer, IVMC_READ, SIZE), IVMC_OK);
    ck_assert_ptr_null((const void *)ivmc_memory_view_to_write(&mapped, 0, 1));
    ivmc_memory_unmap(&mapped);
    /* It says what its file does not hold. */
    offer.rights = BOTH;
    ck_status(ivmc_memory_map(&mapped, &offer, BOTH, SIZE), IVMC_BAD_MESSAGE);
    ck_assert_ptr_null(mapped.at);
    ivmc_region_close(&offer);
    ivmc_memory_destroy(&m);
}
END_TEST

START_TEST(less_than_offered_is_mapped)
{
    struct ivmc_memory m, mapped;
    struct ivmc_region offer;

    lent_make(&m, &offer, SIZE, BOTH);
    ck_status(ivmc_memory_map(&mapped, &offer, IVMC_READ, SIZE), IVMC_OK);
    ck_assert_ptr_null((const void *)ivmc_memory_view_to_write(&mapped, 0, 1));
    ck_assert_ptr_nonnull((const void *)ivmc_memory_view(&mapped, 0, 1));
    ivmc_memory_unmap(&mapped);
    ivmc_region_close(&offer);
    ivmc_memory_destroy(&m);
}
END_TEST

START_TEST(sizes)
{
    struct ivmc_memory m, mapped;
    struct ivmc_region offer;

    lent_make(&m, &offer, SIZE, IVMC_READ);
    ck_status(ivmc_memory_map(&mapped, &offer, IVMC_READ, SIZE - 1),
              IVMC_LIMIT);
    refused((int)offer.handle, 0);
    refused((int)offer.handle, m.mapped); /* no page for the notice */
    refused((int)offer.handle, UINT64_C(1) << 40);
    offer.size = UINT64_MAX;
    ck_status(ivmc_memory_map(&mapped, &offer, IVMC_READ, UINT64_MAX),
              IVMC_LIMIT);
    ck_assert_ptr_null(mapped.at);
    ivmc_region_close(&offer);
    ivmc_memory_destroy(&m);
}
END_TEST

/* Offsets and lengths come from the other side. */
START_TEST(views)
{
    struct ivmc_memory m;

    ck_status(ivmc_memory_create(&m, SIZE, BOTH), IVMC_OK);
#define view(offset, length)                                                   \
    ((const unsigned char *)ivmc_memory_view(&m, offset, length))
    ck_assert_ptr_eq(view(0, SIZE), m.at);
    ck_assert_ptr_eq(view(99, 1), m.at + 99);
    ck_assert_ptr_eq(view(SIZE, 0), m.at + SIZE);
    ck_assert_ptr_null(view(0, SIZE + 1));
    ck_assert_ptr_null(view(99, 2));
    ck_assert_ptr_null(view(SIZE + 1, 0));
    ck_assert_ptr_null(view(SIZE, UINT64_MAX));
    ck_assert_ptr_null(view(UINT64_MAX, 1));
    ck_assert_ptr_null(view(UINT64_MAX, UINT64_MAX));
    ivmc_memory_destroy(&m);
    ck_assert_ptr_null(view(0, 0));
#undef view
}
END_TEST

static int make_file(size_t size, int seals)
{
    int fd = memfd_create("memfd", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
    ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, seals), 0);
    return fd;
}

START_TEST(memory_that_could_vanish)
{
    static const int seals[] = {0, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_SEAL,
                                F_SEAL_WRITE | F_SEAL_SEAL};
    size_t i;

    for (i = 0; i < sizeof seals / sizeof seals[0]; i++) {
        int fd = make_file(1 << 16, seals[i]);

        refused(fd, SIZE);
        close(fd);
    }
}
END_TEST

START_TEST(memory_that_shrank)
{
    int fd = make_file(1 << 16, 0);

    ck_assert_int_eq(ftruncate(fd, SIZE), 0);
    ck_assert_int_eq(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
    refused(fd, SIZE);
    close(fd);
}
END_TEST

static void refused_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    refused(fd, SIZE);
    close(fd);
}

START_TEST(other_files)
{
    FILE *file = tmpfile();
    int fd[2];

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(ftruncate(fileno(file), 1 << 16), 0);
    refused(fileno(file), SIZE);
    fclose(file);
    refused_path("/dev/zero", O_RDWR);
    refused_path("/", O_RDONLY | O_DIRECTORY);
    refused_path("/", O_PATH);
    ck_assert_int_eq(pipe2(fd, O_CLOEXEC), 0);
    refused(fd[0], SIZE);
    close(fd[0]);
    close(fd[1]);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
    refused(fd[0], SIZE);
    refused(fd[1], SIZE);
    close(fd[0]);
    close(fd[1]);
    refused(fd[0], SIZE); /* closed */
    refused(IVMC_NO_HANDLE, SIZE);
}
END_TEST

/* The file may be written, the description that came may not. */
START_TEST(description_to_read)
{
    struct ivmc_region region = {.size = SIZE, .rights = BOTH};
    int fd = make_file(1 << 16, F_SEAL_SHRINK | F_SEAL_GROW);
    char path[] = "/proc/self/fd/xxxxxxxxxx";
    struct ivmc_memory m;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    region.handle = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge((int)region.handle, 0);
    ck_status(ivmc_memory_map(&m, &region, BOTH, SIZE), IVMC_BAD_MESSAGE);
    ck_status(ivmc_memory_map(&m, &region, IVMC_READ, SIZE), IVMC_OK);
    ivmc_memory_unmap(&m);
    ivmc_region_close(&region);
    close(fd);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("region: mappers");
    TCase *t = lent_case("mappers");

    tcase_add_test(t, both_sides_see_what_is_written);
    tcase_add_test(t, rights);
    tcase_add_test(t, less_than_offered_is_mapped);
    tcase_add_test(t, sizes);
    tcase_add_test(t, views);
    tcase_add_test(t, memory_that_could_vanish);
    tcase_add_test(t, memory_that_shrank);
    tcase_add_test(t, other_files);
    tcase_add_test(t, description_to_read);
    suite_add_tcase(s, t);
    return s;
}
