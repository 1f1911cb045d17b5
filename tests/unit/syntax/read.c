/* Files to texts: with and without the preprocessor, places, dependencies. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"
#include "support/file_read.h"
#include "support/file_write.h"
#include "syntax/depend.h"
#include "syntax/preprocess.h"
#include "syntax/syntax.h"

static struct session *s;
static FILE *out;
static char *printed;
static size_t printed_len;
static char folder[] = "/tmp/ivmc-unit-XXXXXX";
static const struct source_range nowhere;

static void setup(void)
{
    out = open_memstream(&printed, &printed_len);
    s = session_create(out);
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_ne(mkdtemp(folder), NULL);
    ck_assert_int_eq(chdir(folder), 0);
}

static void teardown(void)
{
    static const char *const made[] = {"a.idl",     "b.idl", "sub/c.idl",
                                       "sub/d.idl", "sub",   "x.d"};
    size_t i;

    session_destroy(s);
    fclose(out);
    free(printed);
    for (i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        if (unlink(made[i]) < 0)
            rmdir(made[i]);
    }
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}

static void make(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");

    ck_assert_ptr_ne(f, NULL);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
}

/* Reports at the first `word` of the text, as a scanner would know it. */
static void report_at(const struct source_text *text, const char *word)
{
    struct source_range where = {{text->context, NULL, 1, 1}, 1};
    const char *line = text->text, *at = strstr(line, word), *end;

    ck_assert_ptr_ne(at, NULL);
    while ((end = strchr(line, '\n')) && end < at) {
        uint32_t next;

        if (*line == '#' && source_follow_marker(s, line, &where.start.context,
                                                 where.start.line, &next))
            where.start.line = next;
        else
            where.start.line++;
        line = end + 1;
    }
    where.start.at = at;
    where.start.column = (uint32_t)(at - line) + 1;
    where.len = (uint32_t)strlen(word);
    diag(s, E0020, where, "here");
}

static void assert_printed(const char *expected)
{
    fflush(out);
    ck_assert_str_eq(printed, expected);
}

START_TEST(text_without_directives_is_itself)
{
    struct source_text *text;

    make("a.idl",
         "\xef\xbb\xbfmodule  M { }; // not # one\n#pragma ID X \"y\"\n");
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    ck_assert_str_eq(text->text,
                     "module  M { }; // not # one\n#pragma ID X \"y\"\n");
    ck_assert_int_eq(text->text[-1], '\n');
    ck_assert_int_eq(text->text[text->len + 1], '\0');
    ck_assert_uint_eq(text->len, strlen(text->text));
    ck_assert(text->context->file->main);
}
END_TEST

START_TEST(an_empty_file_is_a_text)
{
    struct source_text *text;

    make("a.idl", "");
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    ck_assert_uint_eq(text->len, 0);
}
END_TEST

START_TEST(macros_are_ours_alone)
{
    struct source_text *text;

    make("a.idl", "#ifdef __linux__\n#error system\n#endif\n"
                  "#ifdef N\nconst long n = N;\n#endif\nlong unix;\n");
    string_list_add(s->arena, &s->options.cpp_args, "-DN=17");
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    ck_assert_ptr_ne(strstr(text->text, "const long n = 17;"), NULL);
    ck_assert_ptr_ne(strstr(text->text, "long unix;"), NULL);
}
END_TEST

START_TEST(a_place_is_that_of_the_file_itself)
{
    struct source_text *text;

    make("a.idl", "#define N 3\n\tstruct   S\t{ long\t\twrong[N] ; };\n");
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    report_at(text, "wrong");
    assert_printed("a.idl:2:21: error E0020: preprocessor: here\n"
                   " \tstruct   S\t{ long\t\twrong[N] ; };\n"
                   " \t          \t      \t\t^~~~~\n");
}
END_TEST

START_TEST(where_macros_changed_the_line_the_text_is_shown)
{
    struct source_text *text;

    make("a.idl", "#define N 3\nlong  a[N],  wrong;\n");
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    report_at(text, "wrong");
    assert_printed("a.idl:2:12: error E0020: preprocessor: here\n"
                   " long a[3], wrong;\n"
                   "            ^~~~~\n");
}
END_TEST

START_TEST(an_included_place_has_its_chain)
{
    struct source_text *text;

    make("a.idl", "// first\n#include <b.idl>\n");
    make("b.idl", "long    wrong;\n");
    string_list_add(s->arena, &s->options.cpp_args, "-I.");
    string_list_add(s->arena, &s->options.include_dirs, ".");
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    report_at(text, "wrong");
    assert_printed("In file included from a.idl:2:\n"
                   "./b.idl:1:9: error E0020: preprocessor: here\n"
                   " long    wrong;\n"
                   "         ^~~~~\n");
    ck_assert_str_eq(source_file_named(s, "./b.idl")->included_as, "b.idl");
}
END_TEST

START_TEST(preprocessed_text_goes_past_it)
{
    struct source_text *text;

    make("a.idl", "\n# 7 \"z.idl\"\n#include \"nowhere\"\nlong  x;\n");
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    ck_assert_ptr_ne(strstr(text->text, "#include"), NULL);
    make("b.idl", "#define A\n");
    s->options.preprocessed = true;
    text = source_read(s, "b.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    ck_assert_str_eq(text->text, "#define A\n");
}
END_TEST

START_TEST(a_pipe_is_read_once)
{
    struct source_text *text;
    pid_t pid;

    ck_assert_int_eq(mkfifo("a.idl", 0600), 0);
    pid = fork();
    if (pid == 0) {
        make("a.idl", "#define X 4\nlong a[X];\n");
        _exit(0);
    }
    text = source_read(s, "a.idl", nowhere);
    ck_assert_ptr_ne(text, NULL);
    ck_assert_ptr_ne(strstr(text->text, "long a[4];"), NULL);
}
END_TEST

START_TEST(an_import_is_found_beside_or_in_a_directory)
{
    struct source_file *from;

    ck_assert_int_eq(mkdir("sub", 0777), 0);
    make("sub/c.idl", "");
    make("sub/d.idl", "");
    from = source_file_named(s, "sub/c.idl");
    ck_assert_str_eq(source_find(s, "d.idl", from), "sub/d.idl");
    from = source_file_named(s, "a.idl");
    ck_assert_ptr_eq(source_find(s, "d.idl", from), NULL);
    string_list_add(s->arena, &s->options.include_dirs, "sub");
    ck_assert_str_eq(source_find(s, "d.idl", from), "sub/d.idl");
}
END_TEST

START_TEST(a_missing_import_is_told_at_its_place)
{
    struct source_range where = {{NULL, NULL, 3, 8}, 5};

    where.start.context = source_begin(s, "a.idl", nowhere);
    ck_assert_ptr_eq(source_read(s, "gone.idl", where), NULL);
    assert_printed("a.idl:3:8: error E0010: cannot read 'gone.idl': "
                   "No such file or directory\n");
    ck_assert_int_eq(s->exit_status, 0);
}
END_TEST

START_TEST(a_rule_names_every_file)
{
    struct octets o = {NULL, 0, 0};
    bool regular;

    make("a.idl", "#include \"b.idl\"\n");
    make("b.idl", "#include \"sub/c.idl\"\n");
    ck_assert_int_eq(mkdir("sub", 0777), 0);
    make("sub/c.idl", "\n");
    s->options.input = "a.idl";
    s->options.deps_only = true;
    s->options.deps_phony = true;
    s->options.deps_file = "x.d";
    s->options.server = false;
    ck_assert_ptr_ne(source_read(s, "a.idl", nowhere), NULL);
    depend_print(s);
    ck_assert(file_read(&o, "x.d", &regular));
    ck_assert(octets_reserve(&o, 1));
    o.data[o.len] = '\0';
    ck_assert_str_eq(o.data, "a.h a_client.c: a.idl b.idl sub/c.idl\n"
                             "b.idl:\nsub/c.idl:\n");
    octets_free(&o);
}
END_TEST

START_TEST(make_reads_odd_names_as_they_are)
{
    struct file_set *files = file_set_create(s);
    struct octets o = {NULL, 0, 0};
    bool regular;

    s->options.input = "a.idl";
    s->options.deps_target = "$(all)";
    s->options.deps_file = "x.d";
    source_file_named(s, "a b#$\\ c.idl");
    depend_add(s, files);
    ck_assert(file_set_commit(files));
    ck_assert(file_read(&o, "x.d", &regular));
    ck_assert(octets_reserve(&o, 1));
    o.data[o.len] = '\0';
    ck_assert_str_eq(o.data, "$(all): a\\ b\\#$$\\\\\\ c.idl\n");
    octets_free(&o);
}
END_TEST

START_TEST(directives_are_what_needs_a_preprocessor)
{
    static const struct {
        const char *text;
        bool needed;
    } cases[] = {
        {"", false},
        {"#", true},
        {"long a; # no\n", false},
        {"  \t# define X\n", true},
        {"\n#pragma prefix \"x\"\n", false},
        {"#pragma prefix \\\n\"x\"\n", true},
        {"#pragma", true},
        {"#pragmatic x\n", true},
        {"\n\n# 1 \"x\"\n#define A\n", false},
        {"#line 1 \"x\"\n#define A\n", true},
        {"a\n#", true},
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        ck_assert_msg(
            preprocess_needed(s, cases[i].text, strlen(cases[i].text)) ==
                cases[i].needed,
            "%s", cases[i].text);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("read");
    TCase *tc = tcase_create("read");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, text_without_directives_is_itself);
    tcase_add_test(tc, an_empty_file_is_a_text);
    tcase_add_test(tc, macros_are_ours_alone);
    tcase_add_test(tc, a_place_is_that_of_the_file_itself);
    tcase_add_test(tc, where_macros_changed_the_line_the_text_is_shown);
    tcase_add_test(tc, an_included_place_has_its_chain);
    tcase_add_test(tc, preprocessed_text_goes_past_it);
    tcase_add_test(tc, a_pipe_is_read_once);
    tcase_add_test(tc, an_import_is_found_beside_or_in_a_directory);
    tcase_add_test(tc, a_missing_import_is_told_at_its_place);
    tcase_add_test(tc, a_rule_names_every_file);
    tcase_add_test(tc, make_reads_odd_names_as_they_are);
    tcase_add_test(tc, directives_are_what_needs_a_preprocessor);
    suite_add_tcase(suite, tc);
    return suite;
}
