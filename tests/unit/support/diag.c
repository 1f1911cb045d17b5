/* How diagnostics look, and what is counted. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "session.h"

static struct session *s;
static FILE *out;
static char *printed;
static size_t printed_len;
static const struct source_range nowhere;

static void setup(void)
{
    out = open_memstream(&printed, &printed_len);
    s = session_create(out);
}

static void teardown(void)
{
    session_destroy(s);
    fclose(out);
    free(printed);
}

/* The place `column` of line `line` in `text`, `len` octets long. */
static struct source_range place(const char *text, uint32_t line,
                                 uint32_t column, uint32_t len)
{
    struct source_range where = {{NULL, text + column - 1, line, column}, len};

    where.start.context = source_begin(s, "a.idl", nowhere);
    return where;
}

static void assert_printed(const char *expected)
{
    fflush(out);
    ck_assert_str_eq(printed, expected);
}

START_TEST(a_place_has_its_line_and_a_caret)
{
    diag(s, E0020, place("\tlong x y;\n", 3, 9, 1), "oops");
    assert_printed("a.idl:3:9: error E0020: preprocessor: oops\n"
                   " \tlong x y;\n"
                   " \t       ^\n");
}
END_TEST

START_TEST(an_underline_ends_with_the_line)
{
    diag(s, E0020, place("long abc\nmore", 1, 6, 30), "oops");
    assert_printed("a.idl:1:6: error E0020: preprocessor: oops\n"
                   " long abc\n"
                   "      ^~~\n");
}
END_TEST

START_TEST(a_note_follows_its_diagnostic)
{
    struct source_range where = place("one two\n", 1, 5, 3);

    diag_note(s, where, "nothing before it: not shown");
    diag(s, E0020, where, "x");
    diag_note(s, place("one two\n", 1, 1, 3), "first %s here", "seen");
    diag(s, E0020, where, "x");
    diag_note(s, where, "of a repeat: not shown");
    assert_printed("a.idl:1:5: error E0020: preprocessor: x\n"
                   " one two\n"
                   "     ^~~\n"
                   "a.idl:1:1: note: first seen here\n"
                   " one two\n"
                   " ^~~\n");
    ck_assert_uint_eq(diag_error_count(s), 1);
}
END_TEST

START_TEST(controls_and_bad_utf8_are_escaped)
{
    diag(s, E0020, place("a\x1b[2J \xff\xc3\xa4 \xe2\x80\xaez\n", 1, 8, 2),
         "\x1b\n\xc0\x80\xed\xa0\x80");
    assert_printed("a.idl:1:8: error E0020: preprocessor: "
                   "\\x1B\\x0A\\xC0\\x80\\xED\\xA0\\x80\n"
                   " a\\x1B[2J \\xFF\xc3\xa4 \\xE2\\x80\\xAEz\n"
                   "              ^\n");
}
END_TEST

START_TEST(a_long_line_is_cut_around_the_place)
{
    char text[1001], expected[600], *e = expected;

    memset(text, 'x', 999);
    text[500] = 'Y';
    text[999] = '\n';
    text[1000] = '\0';
    diag(s, E0020, place(text, 1, 501, 1), "long");
    e += sprintf(e, "a.idl:1:501: error E0020: preprocessor: long\n ...");
    memset(e, 'x', 200);
    e[100] = 'Y';
    e += 200;
    sprintf(e, "...\n%105s\n", "^");
    assert_printed(expected);
}
END_TEST

START_TEST(the_chain_is_printed_when_it_changes)
{
    static const char text[] = "x y\n";
    struct source_range where = place(text, 1, 1, 1);
    const struct source_context *c = where.start.context;
    uint32_t line;

    ck_assert(source_follow_marker(s, "# 1 \"b.idl\" 1\n", &c, 7, &line));
    ck_assert(source_follow_marker(s, "# 1 \"c.idl\" 1\n", &c, 3, &line));
    where.start.context = c;
    diag(s, E0020, where, "m");
    where.start.column = 3;
    where.start.at = text + 2;
    diag(s, E0020, where, "m");
    assert_printed("In file included from b.idl:3,\n"
                   "                 from a.idl:7:\n"
                   "c.idl:1:1: error E0020: preprocessor: m\n x y\n ^\n"
                   "c.idl:1:3: error E0020: preprocessor: m\n x y\n   ^\n");
}
END_TEST

START_TEST(what_has_no_place_is_the_programs)
{
    diag_plain(s, E0005);
    diag_summary(s);
    assert_printed("idlc: error E0005: no IDL file named; see idlc --help\n"
                   "1 error\n");
}
END_TEST

START_TEST(after_a_hundred_errors_they_are_counted_only)
{
    char text[151];
    uint32_t i;

    memset(text, '.', 150);
    text[150] = '\0';
    for (i = 1; i <= 150; i++)
        diag(s, E0020, place(text, 1, i, 1), "m");
    diag_summary(s);
    fflush(out);
    ck_assert_uint_eq(diag_error_count(s), 150);
    ck_assert_ptr_ne(strstr(printed, "a.idl:1:100: "), NULL);
    ck_assert_ptr_eq(strstr(printed, "a.idl:1:101: "), NULL);
    ck_assert_ptr_ne(strstr(printed, "\n150 errors (50 not shown)\n"), NULL);
}
END_TEST

START_TEST(numbers_are_names)
{
    ck_assert_str_eq(diag_name(E0020), "E0020");
}
END_TEST

static const char *nearest(const char *name)
{
    static const char *const words[] = {"interface", "in", "out", "sequence"};
    const char *best = NULL;
    unsigned distance = 3;
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        best = diag_nearer(name, words[i], best, &distance);
    return best;
}

START_TEST(a_mistyped_name_is_recognised)
{
    ck_assert_str_eq(nearest("interfcae"), "interface");
    ck_assert_str_eq(nearest("Interface"), "interface");
    ck_assert_str_eq(nearest("sequense"), "sequence");
    ck_assert_str_eq(nearest("sequences_"), "sequence");
    ck_assert_str_eq(nearest("otu"), "out");
    ck_assert_ptr_eq(nearest("x"), NULL);
    ck_assert_ptr_eq(nearest("struct"), NULL);
    ck_assert_ptr_eq(nearest(""), NULL);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("diag");
    TCase *tc = tcase_create("diag");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_place_has_its_line_and_a_caret);
    tcase_add_test(tc, an_underline_ends_with_the_line);
    tcase_add_test(tc, a_note_follows_its_diagnostic);
    tcase_add_test(tc, controls_and_bad_utf8_are_escaped);
    tcase_add_test(tc, a_long_line_is_cut_around_the_place);
    tcase_add_test(tc, the_chain_is_printed_when_it_changes);
    tcase_add_test(tc, what_has_no_place_is_the_programs);
    tcase_add_test(tc, after_a_hundred_errors_they_are_counted_only);
    tcase_add_test(tc, numbers_are_names);
    tcase_add_test(tc, a_mistyped_name_is_recognised);
    suite_add_tcase(suite, tc);
    return suite;
}
