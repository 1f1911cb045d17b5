/* The child process: fed, drained, ended, waited for. */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "syntax/child.h"

static struct octets output, errors;

static void teardown(void)
{
    /* Whatever happened, nobody is left to be waited for. */
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
    octets_free(&output);
    octets_free(&errors);
}

static struct child_result run_shell(const char *script,
                                     const struct octets *input,
                                     int patience_ms)
{
    static char sh[] = "sh", minus_c[] = "-c";
    char *argv[] = {sh, minus_c, strdup(script), NULL};
    struct child_result r =
        child_run(argv, input, &output, &errors, patience_ms);

    free(argv[2]);
    return r;
}

static void assert_octets(const struct octets *o, const char *text)
{
    ck_assert_uint_eq(o->len, strlen(text));
    ck_assert_int_eq(memcmp(o->data, text, o->len), 0);
}

START_TEST(both_outputs_and_the_status_arrive)
{
    struct child_result r =
        run_shell("echo out; echo err >&2; exit 3", NULL, 5000);

    ck_assert_int_eq(r.end, CHILD_DONE);
    ck_assert(WIFEXITED(r.status));
    ck_assert_int_eq(WEXITSTATUS(r.status), 3);
    assert_octets(&output, "out\n");
    assert_octets(&errors, "err\n");
}
END_TEST

START_TEST(more_than_a_pipe_holds_passes_both_ways)
{
    struct octets input = {NULL, 0, 0};
    struct child_result r;

    ck_assert(octets_reserve(&input, 1 << 20));
    memset(input.data, 'x', 1 << 20);
    input.len = 1 << 20;
    r = run_shell("cat", &input, 5000);
    ck_assert_int_eq(r.end, CHILD_DONE);
    ck_assert_uint_eq(output.len, input.len);
    ck_assert_int_eq(memcmp(output.data, input.data, input.len), 0);
    octets_free(&input);
}
END_TEST

START_TEST(a_child_that_reads_nothing_is_no_broken_pipe)
{
    struct octets input = {NULL, 0, 0};
    struct child_result r;

    ck_assert(octets_reserve(&input, 1 << 20));
    memset(input.data, 'x', 1 << 20);
    input.len = 1 << 20;
    r = run_shell("exec <&-; echo done", &input, 5000);
    ck_assert_int_eq(r.end, CHILD_DONE);
    assert_octets(&output, "done\n");
    octets_free(&input);
}
END_TEST

START_TEST(a_silent_child_is_ended_with_its_children)
{
    struct child_result r = run_shell("sleep 1000 & sleep 1000", NULL, 100);

    ck_assert_int_eq(r.end, CHILD_SILENT);
    ck_assert(WIFSIGNALED(r.status));
}
END_TEST

START_TEST(endless_output_is_ended)
{
    struct child_result r =
        run_shell("while :; do cat /bin/sh; done", NULL, 5000);

    ck_assert_int_eq(r.end, CHILD_TOO_MUCH);
}
END_TEST

START_TEST(endless_complaints_are_ended)
{
    struct child_result r = run_shell(
        "echo first >&2; while :; do cat /bin/sh >&2; done", NULL, 5000);

    ck_assert_int_eq(r.end, CHILD_COMPLAINS);
    ck_assert_int_eq(memcmp(errors.data, "first\n", 6), 0);
}
END_TEST

START_TEST(no_such_program)
{
    static char name[] = "no-such-program-anywhere";
    char *argv[] = {name, NULL};
    struct child_result r = child_run(argv, NULL, &output, &errors, 5000);

    ck_assert_int_eq(r.end, CHILD_NOT_FOUND);
}
END_TEST

static int open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;

    ck_assert_ptr_ne(dir, NULL);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

START_TEST(no_descriptor_stays_open)
{
    int before = open_descriptors();

    run_shell("cat", NULL, 5000);
    run_shell("sleep 1000", NULL, 20);
    ck_assert_int_eq(open_descriptors(), before);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("child");
    TCase *tc = tcase_create("child");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_add_test(tc, both_outputs_and_the_status_arrive);
    tcase_add_test(tc, more_than_a_pipe_holds_passes_both_ways);
    tcase_add_test(tc, a_child_that_reads_nothing_is_no_broken_pipe);
    tcase_add_test(tc, a_silent_child_is_ended_with_its_children);
    tcase_add_test(tc, endless_output_is_ended);
    tcase_add_test(tc, endless_complaints_are_ended);
    tcase_add_test(tc, no_such_program);
    tcase_add_test(tc, no_descriptor_stays_open);
    suite_add_tcase(suite, tc);
    return suite;
}
