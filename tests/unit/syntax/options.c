/* The command line. Wrong ones stand in tests/golden/bad. */
#include "unit.h"

#include <getopt.h>
#include <string.h>

#include "options.h"

static struct session *s;

static void setup(void)
{
    s = session_create(stderr);
}

static void teardown(void)
{
    session_destroy(s);
}

/* Parses the words of `line`. */
static void parse(const char *line)
{
    char *argv[32], *word, *rest;
    int argc = 0;

    word = arena_strndup(s->arena, line, strlen(line));
    for (word = strtok_r(word, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    argv[argc] = NULL;
    optind = 1;
    ck_assert_int_eq(options_parse(s, argc, argv), OPTIONS_RUN);
}

START_TEST(defaults)
{
    parse("idlc sub/hello.idl");
    ck_assert_str_eq(s->options.input, "sub/hello.idl");
    ck_assert_str_eq(s->options.output_dir, ".");
    ck_assert_str_eq(s->options.backend, "local");
    ck_assert_int_eq(s->options.language, LANGUAGE_UNKNOWN);
    ck_assert(s->options.client && s->options.server);
    ck_assert(!s->options.check_only && !s->options.deps);
    ck_assert_str_eq(options_output(s, ".h"), "hello.h");
}
END_TEST

START_TEST(each_option_has_its_field)
{
    const struct options *o = &s->options;

    parse("idlc -x dce -s -o / -I a -Ib -DN=1 -U N --async --backend=sockets "
          "--bounded --dump=wire --emit=skeleton --preprocessed --report "
          "--relaxed-names -Werror -w -");
    ck_assert_str_eq(o->input, "-");
    ck_assert_int_eq(o->language, LANGUAGE_DCE);
    ck_assert(!o->client && o->server);
    ck_assert_uint_eq(o->include_dirs.count, 2);
    ck_assert_str_eq(o->include_dirs.items[1], "b");
    ck_assert_uint_eq(o->cpp_args.count, 4);
    ck_assert_str_eq(o->cpp_args.items[0], "-Ia");
    ck_assert_str_eq(o->cpp_args.items[2], "-DN=1");
    ck_assert_str_eq(o->cpp_args.items[3], "-UN");
    ck_assert_str_eq(o->backend, "sockets");
    ck_assert_int_eq(o->dump, DUMP_WIRE);
    ck_assert(o->async && o->bounded && o->skeleton && o->preprocessed);
    ck_assert(o->report && o->relaxed_names);
    ck_assert(o->warnings_are_errors && o->no_warnings);
    ck_assert_str_eq(options_output(s, "_client.c"), "/stdin_client.c");
}
END_TEST

START_TEST(the_family_of_m)
{
    const struct options *o = &s->options;

    parse("idlc x.idl -MMD -MP -MFx.d -MT target -s");
    ck_assert(o->deps && o->deps_user_only && o->deps_phony && !o->deps_only);
    ck_assert_str_eq(o->deps_file, "x.d");
    ck_assert_str_eq(o->deps_target, "target");
    ck_assert(!o->client && o->server);
}
END_TEST

START_TEST(only_the_last_point_ends_the_name)
{
    parse("idlc -MM a.b/c.d.idl");
    ck_assert(s->options.deps_only && s->options.deps_user_only);
    ck_assert_str_eq(options_stem(s), "c.d");
    s->options.input = "x/.idl";
    ck_assert_str_eq(options_stem(s), ".idl");
    s->options.input = "x.y/noext";
    ck_assert_str_eq(options_stem(s), "noext");
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("options");
    TCase *tc = tcase_create("options");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, defaults);
    tcase_add_test(tc, each_option_has_its_field);
    tcase_add_test(tc, the_family_of_m);
    tcase_add_test(tc, only_the_last_point_ends_the_name);
    suite_add_tcase(suite, tc);
    return suite;
}
