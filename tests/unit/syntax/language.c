/* Which language a text is in. */
#include "unit.h"

#include <string.h>

#include "syntax/syntax.h"

static enum language language_of(const char *octets)
{
    struct source_text text = {0};
    char copy[512];

    ck_assert_uint_lt(strlen(octets), sizeof(copy));
    strcpy(copy, octets);
    text.text = copy;
    text.len = strlen(copy);
    return source_language(&text);
}

START_TEST(corba_is_recognised)
{
    static const char *const texts[] = {
        "module M { };",
        "// [uuid(1)]\n#pragma prefix \"x\"\n",
        "/* import \"x\" */ typedef sequence<long> S;",
        "interface I { void f(in long x); };",
        "interface I { void f(); void g(\n  inout string<5> x); };",
        "typedef long A[3]; struct S { A a; octet b; };",
        "@final struct S { long a; };",
        "const ::M::T c = 1;",
        "local interface I { };",
        "# 1 \"x.idl\"\n# 1 \"y.idl\" 1\nexception E { };",
        "const string s = \"[x\"; native T;",
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(language_of(texts[i]) == LANGUAGE_CORBA, "%s", texts[i]);
}
END_TEST

START_TEST(dce_is_recognised)
{
    static const char *const texts[] = {
        "[uuid(1)] interface I { }",
        "\n# 1 \"x\"\n/* module */ [\nlocal] interface I { }",
        "import \"b.idl\", \"c.idl\";",
        "cpp_quote(\"x\")",
        "interface I { void f([in] long x); }",
        "typedef char *S;",
        "const long A = 3; typedef struct { long x; } T;",
        "const hyper X = 1;",
        "typedef [string] char *S;",
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(language_of(texts[i]) == LANGUAGE_DCE, "%s", texts[i]);
}
END_TEST

START_TEST(what_both_have_is_unknown)
{
    static const char *const texts[] = {
        "",
        "const long x = 2 * 3;",
        "typedef long A[3];",
        "struct S { long a; short b; };",
        "/* open",
        "\"open",
        "enum E { A, B };",
        "\xff\xfe",
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_msg(language_of(texts[i]) == LANGUAGE_UNKNOWN, "%s",
                      texts[i]);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("language");
    TCase *tc = tcase_create("language");

    tcase_add_test(tc, corba_is_recognised);
    tcase_add_test(tc, dce_is_recognised);
    tcase_add_test(tc, what_both_have_is_unknown);
    suite_add_tcase(suite, tc);
    return suite;
}
