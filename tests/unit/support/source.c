/* Positions, contexts and line markers. */
#include "unit.h"

#include <string.h>

#include "session.h"

static struct session *s;
static const struct source_range nowhere;

static void setup(void)
{
    s = session_create(stderr);
}

static void teardown(void)
{
    session_destroy(s);
}

/* Follows `marker` from line `line`; the next line's number, or 0. */
static uint32_t follow(const char *marker, const struct source_context **c,
                       uint32_t line)
{
    uint32_t next = 0;

    return source_follow_marker(s, marker, c, line, &next) ? next : 0;
}

START_TEST(the_main_file_is_main)
{
    const struct source_context *c = source_begin(s, "a.idl", nowhere);

    ck_assert(c->file->main);
    ck_assert_ptr_eq(c->included_from, NULL);
    ck_assert_ptr_eq(c->file, source_file_named(s, "a.idl"));
    ck_assert_uint_eq(s->sources.count, 1);
}
END_TEST

START_TEST(an_included_file_is_entered_and_left)
{
    const struct source_context *c = source_begin(s, "a.idl", nowhere);

    ck_assert_uint_eq(follow("# 0 \"<built-in>\"\n", &c, 1), 0);
    ck_assert_uint_eq(follow("# 1 \"a.idl\"\n", &c, 1), 1);
    ck_assert_uint_eq(follow("# 1 \"sub/b.idl\" 1 3\n", &c, 7), 1);
    ck_assert_str_eq(c->file->name, "sub/b.idl");
    ck_assert(!c->file->main);
    ck_assert_str_eq(c->included_from->file->name, "a.idl");
    ck_assert_uint_eq(c->included_at, 7);
    ck_assert_uint_eq(follow("# 8 \"a.idl\" 2\n", &c, 40), 8);
    ck_assert_str_eq(c->file->name, "a.idl");
    ck_assert_ptr_eq(c->included_from, NULL);
    /* Both files are dependencies; "<built-in>" is none. */
    ck_assert_uint_eq(s->sources.count, 2);
}
END_TEST

START_TEST(a_plain_marker_moves_within_the_file)
{
    const struct source_context *c = source_begin(s, "a.idl", nowhere);
    const struct source_context *before = c;

    ck_assert_uint_eq(follow("# 12\n", &c, 1), 12);
    ck_assert_uint_eq(follow("#line 13\n", &c, 1), 13);
    ck_assert_uint_eq(follow("#\tline 14 \"a.idl\"\r\n", &c, 1), 14);
    ck_assert_ptr_eq(c, before);
    ck_assert_uint_eq(follow("# 99999999999999999999999\n", &c, 1), UINT32_MAX);
}
END_TEST

START_TEST(names_are_unescaped)
{
    const struct source_context *c = source_begin(s, "a.idl", nowhere);

    ck_assert_uint_eq(follow("# 3 \"x\\\\y\\\"\\101.idl\"\n", &c, 1), 3);
    ck_assert_str_eq(c->file->name, "x\\y\"A.idl");
}
END_TEST

START_TEST(what_is_no_marker_is_refused)
{
    static const char *const texts[] = {
        "#pragma prefix \"x\"\n",
        "# x\n",
        "#\n",
        "# 1 \"open\n",
        "1 \"a\"\n",
        "# 1 \"a\" x\n",
        "#line\n",
        "# 1 \"a\\",
    };
    const struct source_context *c = source_begin(s, "a.idl", nowhere);
    const struct source_context *before = c;
    uint32_t next;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ck_assert(!source_follow_marker(s, texts[i], &c, 1, &next));
        ck_assert_ptr_eq(c, before);
    }
}
END_TEST

START_TEST(endless_entering_is_bounded)
{
    const struct source_context *c = source_begin(s, "a.idl", nowhere);
    int i;

    for (i = 0; i < 100000; i++)
        follow(i % 2 ? "# 1 \"b\" 1\n" : "# 1 \"c\" 1\n", &c, 1);
    ck_assert_uint_le(c->depth, 200);
    /* Leaving a file that nobody entered ends nowhere else. */
    ck_assert_uint_eq(follow("# 5 \"zzz\" 2\n", &c, 1), 5);
    ck_assert_str_eq(c->file->name, "zzz");
}
END_TEST

START_TEST(an_imported_file_knows_its_importer)
{
    struct source_range where = {{NULL, NULL, 4, 8}, 5};
    const struct source_context *c;

    where.start.context = source_begin(s, "a.idl", nowhere);
    c = source_begin(s, "b.idl", where);
    ck_assert(!c->file->main);
    ck_assert_uint_eq(c->included_at, 4);
    ck_assert_ptr_eq(c->included_from, where.start.context);
}
END_TEST

START_TEST(the_line_of_a_place)
{
    static const char text[] = "\nfirst\nsecond line\n\0";
    struct source_pos pos = {NULL, strstr(text, "line"), 2, 8};
    const char *start;

    ck_assert_uint_eq(source_line(&pos, &start), 11);
    ck_assert_ptr_eq(start, strstr(text, "second"));
}
END_TEST

START_TEST(what_a_scanner_overwrote_is_still_known)
{
    char text[] = "\nlong x;\n\0";
    struct source_text t = {0};

    t.text = text + 1;
    t.len = strlen(t.text);
    t.unscanned = arena_strndup(s->arena, t.text, t.len);
    s->texts = &t;
    text[5] = '\0';
    ck_assert_str_eq(source_unscanned(s, text + 1), "long x;\n");
    ck_assert_str_eq(source_unscanned(s, text + 6), "x;\n");
    ck_assert_ptr_eq(source_unscanned(s, NULL), NULL);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("source");
    TCase *tc = tcase_create("source");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_main_file_is_main);
    tcase_add_test(tc, an_included_file_is_entered_and_left);
    tcase_add_test(tc, a_plain_marker_moves_within_the_file);
    tcase_add_test(tc, names_are_unescaped);
    tcase_add_test(tc, what_is_no_marker_is_refused);
    tcase_add_test(tc, endless_entering_is_bounded);
    tcase_add_test(tc, an_imported_file_knows_its_importer);
    tcase_add_test(tc, the_line_of_a_place);
    tcase_add_test(tc, what_a_scanner_overwrote_is_still_known);
    suite_add_tcase(suite, tc);
    return suite;
}
