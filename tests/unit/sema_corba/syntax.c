/* The tree of OMG IDL: places, comments, lists. */
#include "unit.h"

#include "checked.h"

START_TEST(places_follow_line_markers)
{
    const struct corba_unit *u = checked_parse(
        "# 1 \"x.idl\"\n# 10 \"sub.idl\" 1\n  struct S { long a; };\n"
        "# 2 \"x.idl\" 2\nstruct T { S x; };\n");
    const struct corba_decl *d = u->body;

    ck_assert_uint_eq(d->where.start.line, 10);
    ck_assert_uint_eq(d->where.start.column, 3);
    ck_assert_str_eq(d->where.start.context->file->name, "sub.idl");
    ck_assert_uint_eq(d->next->where.start.line, 2);
    ck_assert_str_eq(d->next->where.start.context->file->name, "x.idl");
}
END_TEST

/* What stands before a struct, and the text that describes it. */
static const struct {
    const char *before, *doc;
} comments[] = {
    {"/// one\n", "one"},
    {"// one\n// two\n", "one\ntwo"},
    {"//\n// one\n//\n// two\n//\n", "one\n\ntwo"},
    {"/** one */\n", "one"},
    {"/* one\n * two\n *\n * three\n */\n", "one\ntwo\n\nthree"},
    {"/**\n   one\n  */\n", "one"},
    {"/* one */ ", "one"},
    {"// far\n\n", NULL},
    {"long x; // of x\n", NULL},
    {"/* other */\n// near\n", "near"},
    {"/**/\n", NULL},
    {"/// doc\n@final ", "doc"},
    {"//\r\n// one\r\n", "one"},
};

START_TEST(a_comment)
{
    char idl[160];
    const struct corba_decl *d;

    snprintf(idl, sizeof(idl), "%s%sstruct S { long a; };",
             comments[_i].before[0] == 'l' ? "typedef " : "",
             comments[_i].before);
    d = checked_parse(idl)->body;
    while (d->next)
        d = d->next;
    if (comments[_i].doc)
        ck_assert_str_eq(d->doc, comments[_i].doc);
    else
        ck_assert_ptr_null(d->doc);
}
END_TEST

START_TEST(comments_of_small_things)
{
    const struct corba_unit *u = checked_parse("interface I {\n"
                                               "    // op\n"
                                               "    void f(// first\n"
                                               "           in long a,\n"
                                               "           // second\n"
                                               "           in long b);\n"
                                               "};\n"
                                               "enum E {\n"
                                               "    // low\n"
                                               "    x,\n"
                                               "    /* high */\n"
                                               "    @value(3) y\n"
                                               "};\n");
    const struct corba_decl *op = u->body->body;
    const struct corba_declarator *x = u->body->next->declarators;

    ck_assert_str_eq(op->doc, "op");
    ck_assert_ptr_null(op->params->doc);
    ck_assert_str_eq(op->params->next->doc, "second");
    ck_assert_str_eq(x->doc, "low");
    ck_assert_str_eq(x->next->doc, "high");
}
END_TEST

START_TEST(pragmas_stand_between_declarations)
{
    const struct corba_unit *u =
        checked_parse("#pragma prefix \"p\"\nmodule M {\n"
                      "#pragma version M 1.3\n#pragma other\n};\n");

    ck_assert_int_eq(u->events->kind, CORBA_EVENT_PREFIX);
    ck_assert_str_eq(u->events->text, "p");
    ck_assert_int_eq(u->events->next->kind, CORBA_EVENT_VERSION);
    ck_assert_uint_eq(u->events->next->minor, 3);
    ck_assert_ptr_null(u->events->next->next);
    ck_assert(u->events->next->where.start.at < u->body->end);
    ck_assert(u->events->next->where.start.at > u->body->where.start.at);
}
END_TEST

START_TEST(carriage_returns_and_form_feeds_are_blank)
{
    ck_assert_ptr_nonnull(
        checked_parse("module M {\r\n\f typedef long T;\r\n};\r\n"));
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("syntax");
    TCase *tc = tcase_create("corba");

    tcase_add_checked_fixture(tc, checked_setup, checked_teardown);
    tcase_add_test(tc, places_follow_line_markers);
    tcase_add_loop_test(tc, a_comment, 0,
                        (int)(sizeof(comments) / sizeof(comments[0])));
    tcase_add_test(tc, comments_of_small_things);
    tcase_add_test(tc, pragmas_stand_between_declarations);
    tcase_add_test(tc, carriage_returns_and_form_feeds_are_blank);
    suite_add_tcase(suite, tc);
    return suite;
}
