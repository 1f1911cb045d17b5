/* Sets of output files: all or none, and only what changes. */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <dirent.h>

#include "session.h"
#include "support/file_read.h"
#include "support/file_write.h"
#include "support/temporary.h"

static struct session *s;
static FILE *out;
static char *printed;
static size_t printed_len;
static char folder[] = "/tmp/ivmc-unit-XXXXXX";

static void setup(void)
{
    out = open_memstream(&printed, &printed_len);
    s = session_create(out);
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_ne(mkdtemp(folder), NULL);
}

static const char *in_folder(const char *name)
{
    return arena_printf(s->arena, "%s/%s", folder, name);
}

/* How many entries the folder has; removes them if told. */
static int entries(bool remove_them)
{
    DIR *dir = opendir(folder);
    struct dirent *e;
    int count = 0;

    while ((e = readdir(dir))) {
        if (e->d_name[0] == '.')
            continue;
        count++;
        if (remove_them && unlink(in_folder(e->d_name)) < 0)
            rmdir(in_folder(e->d_name));
    }
    closedir(dir);
    return count;
}

static void teardown(void)
{
    entries(true);
    rmdir(folder);
    session_destroy(s);
    fclose(out);
    free(printed);
}

static void assert_holds(const char *name, const char *text)
{
    struct octets o = {NULL, 0, 0};
    bool regular;

    ck_assert(file_read(&o, in_folder(name), &regular));
    ck_assert(regular);
    ck_assert_uint_eq(o.len, strlen(text));
    ck_assert_int_eq(memcmp(o.data, text, o.len), 0);
    octets_free(&o);
}

static bool write_two(const char *a, const char *b)
{
    struct file_set *set = file_set_create(s);

    ck_assert(file_set_add(set, in_folder("a"), a, strlen(a)));
    ck_assert(file_set_add(set, in_folder("b"), b, strlen(b)));
    return file_set_commit(set);
}

START_TEST(files_are_written)
{
    struct stat st;

    ck_assert(write_two("one\n", "two\n"));
    assert_holds("a", "one\n");
    assert_holds("b", "two\n");
    ck_assert_int_eq(entries(false), 2);
    ck_assert_int_eq(stat(in_folder("a"), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0600, 0600);
}
END_TEST

START_TEST(what_is_the_same_is_not_touched)
{
    struct stat a, b, a2, b2;

    ck_assert(write_two("one\n", "two\n"));
    ck_assert_int_eq(stat(in_folder("a"), &a), 0);
    ck_assert_int_eq(stat(in_folder("b"), &b), 0);
    ck_assert(write_two("one\n", "TWO\n"));
    ck_assert_int_eq(stat(in_folder("a"), &a2), 0);
    ck_assert_int_eq(stat(in_folder("b"), &b2), 0);
    ck_assert_uint_eq(a.st_ino, a2.st_ino);
    ck_assert_uint_ne(b.st_ino, b2.st_ino);
    assert_holds("b", "TWO\n");
}
END_TEST

static bool write_parts(const char *first, const char *last)
{
    const struct text_part parts[] = {
        {first, strlen(first)}, {"", 0}, {last, strlen(last)}};
    struct file_set *set = file_set_create(s);

    ck_assert(file_set_add_parts(set, in_folder("a"), parts, 3));
    return file_set_commit(set);
}

START_TEST(parts_follow_each_other)
{
    static char large[40000];
    struct stat before, after;

    memset(large, 'x', sizeof(large) - 1);
    ck_assert(write_parts("one\n", "two\n"));
    assert_holds("a", "one\ntwo\n");
    ck_assert_int_eq(stat(in_folder("a"), &before), 0);
    ck_assert(write_parts("one", "\ntwo\n"));
    ck_assert_int_eq(stat(in_folder("a"), &after), 0);
    ck_assert_uint_eq(before.st_ino, after.st_ino);
    ck_assert(write_parts("one\n", "TWO\n"));
    assert_holds("a", "one\nTWO\n");
    ck_assert(write_parts(large, "end"));
    ck_assert_int_eq(stat(in_folder("a"), &before), 0);
    ck_assert(write_parts(large, "end"));
    ck_assert_int_eq(stat(in_folder("a"), &after), 0);
    ck_assert_uint_eq(before.st_ino, after.st_ino);
    ck_assert_int_eq(after.st_size, (long)sizeof(large) + 2);
}
END_TEST

START_TEST(a_name_can_stand_in_a_set_once)
{
    struct file_set *set = file_set_create(s);

    ck_assert(file_set_add(set, in_folder("a"), "x", 1));
    ck_assert(!file_set_add(set, in_folder("a"), "y", 1));
    file_set_drop(set);
}
END_TEST

START_TEST(a_dropped_set_leaves_nothing)
{
    struct file_set *set = file_set_create(s);

    ck_assert(file_set_add(set, in_folder("a"), "x", 1));
    ck_assert_int_eq(entries(false), 1);
    file_set_drop(set);
    ck_assert_int_eq(entries(false), 0);
    ck_assert_uint_eq(diag_error_count(s), 0);
}
END_TEST

START_TEST(a_text_is_needed_until_it_is_added)
{
    struct file_set *set = file_set_create(s);
    char text[] = "one\n";

    ck_assert(file_set_add(set, in_folder("a"), text, strlen(text)));
    memset(text, 'x', sizeof(text));
    ck_assert(file_set_commit(set));
    assert_holds("a", "one\n");
}
END_TEST

START_TEST(one_that_fails_leaves_none)
{
    ck_assert(write_two("one\n", "two\n"));
    ck_assert_int_eq(unlink(in_folder("b")), 0);
    ck_assert_int_eq(mkdir(in_folder("b"), 0777), 0);
    ck_assert(!write_two("ONE\n", "TWO\n"));
    assert_holds("a", "one\n");
    ck_assert_int_eq(entries(false), 2);
    ck_assert_uint_eq(diag_error_count(s), 1);
    ck_assert_int_eq(s->exit_status, EXIT_INPUT_OUTPUT);
}
END_TEST

START_TEST(a_link_and_a_mode_stay)
{
    struct stat st;

    ck_assert(write_two("one\n", "two\n"));
    ck_assert_int_eq(unlink(in_folder("a")), 0);
    ck_assert_int_eq(symlink("b", in_folder("a")), 0);
    ck_assert_int_eq(chmod(in_folder("b"), 0640), 0);
    {
        struct file_set *set = file_set_create(s);

        ck_assert(file_set_add(set, in_folder("a"), "new\n", 4));
        ck_assert(file_set_commit(set));
    }
    ck_assert_int_eq(lstat(in_folder("a"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(stat(in_folder("b"), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0640);
    assert_holds("b", "new\n");
}
END_TEST

START_TEST(a_device_is_written_to_not_replaced)
{
    struct file_set *set = file_set_create(s);

    ck_assert(file_set_add(set, "/dev/full", "x", 1));
    ck_assert(!file_set_commit(set));
    set = file_set_create(s);
    ck_assert(file_set_add(set, "/dev/null", "x", 1));
    ck_assert(file_set_commit(set));
}
END_TEST

START_TEST(a_signal_leaves_no_temporary)
{
    int status, fd;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        temporary_create(in_folder("x"), &fd);
        temporary_create(in_folder("y"), &fd);
        if (entries(false) == 2)
            raise(SIGTERM);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGTERM);
    ck_assert_int_eq(entries(false), 0);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("file_write");
    TCase *tc = tcase_create("file_write");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, files_are_written);
    tcase_add_test(tc, what_is_the_same_is_not_touched);
    tcase_add_test(tc, parts_follow_each_other);
    tcase_add_test(tc, a_name_can_stand_in_a_set_once);
    tcase_add_test(tc, a_dropped_set_leaves_nothing);
    tcase_add_test(tc, a_text_is_needed_until_it_is_added);
    tcase_add_test(tc, one_that_fails_leaves_none);
    tcase_add_test(tc, a_link_and_a_mode_stay);
    tcase_add_test(tc, a_device_is_written_to_not_replaced);
    tcase_add_test(tc, a_signal_leaves_no_temporary);
    suite_add_tcase(suite, tc);
    return suite;
}
