/* Names and scopes (IDL 4.2, clause 7.5): what is accepted, what is not. */
#include "unit.h"

#include <string.h>

#include "checked.h"

/* IDL, and the number of the diagnostic, NULL where there is none. */
static const struct {
    const char *idl, *number;
} cases[] = {
    /* escapes, case and keywords */
    {"struct S { long _struct; };", NULL},
    {"struct S { long _f; short f; };", "E0201"},
    {"struct S { long _F; short f; };", "E0202"},
    {"enum _ValueType { a }; union U switch (ValueType) { case a: long x; };",
     NULL},
    {"struct S { long object; };", "E0107"},
    {"struct S { long true; };", "E0107"},
    {"struct Factory { long port; }; interface I { void home(in Factory x); };",
     NULL},
    {"typedef octet int8; const int8 A = 255;", NULL},
    {"struct S { map<long, long> map; };", NULL},

    /* the name of a scope, inside of it */
    {"module M { module M { }; };", "E0205"},
    {"union U switch (long) { case 1: long u; };", "E0205"},
    {"exception E { long e; };", "E0205"},
    {"interface I { void f(in long f); };", NULL},
    {"bitset B { bitfield<1> b; };", NULL},
    {"struct S { sequence<S> more; };", NULL},

    /* names that a use has introduced */
    {"typedef long T; interface I { void f(in T x); typedef short T; };",
     "E0203"},
    {"typedef long T; interface I { void f(in ::T x); typedef short T; };",
     NULL},
    {"typedef long T; interface I { struct S { T x; }; typedef short T; };",
     "E0203"},
    {"typedef long T; module M { typedef T U; typedef short T; };", NULL},
    {"struct S { long a; }; interface I { S s(); };", "E0203"},
    {"struct S { long a; }; interface I { void f(in S s); };", "E0203"},
    {"const long N = 3; interface I { typedef long A[N]; enum E { N }; };",
     "E0203"},
    {"module M { typedef long L; interface A { struct S { struct T {"
     " L x[2]; long y; } m; }; typedef short Y; }; };",
     NULL},

    /* scoped names */
    {"module A { module B { typedef long T; }; }; typedef A::B::T U;", NULL},
    {"module A { typedef long T; }; module A { typedef T U; };", NULL},
    {"module A { typedef long T; }; module a { };", "E0202"},
    {"interface I { enum E { x }; }; const I::E A = I::x;", NULL},
    {"enum E { x }; const E A = E::x;", "E0209"},
    {"module A { }; typedef A::T U;", "E0210"},
    {"module A { typedef long T; module B { typedef ::T U; }; };", "E0211"},
    {"struct S { struct T { long x; } t1; }; typedef S::T U;", NULL},

    /* inheritance */
    {"interface A { typedef long T; }; interface B : A { void f(in T x); };",
     NULL},
    {"interface A { typedef long T; }; interface B : A { typedef short T; };",
     NULL},
    {"interface A { typedef long T; }; interface B : A { void f(in T x);"
     " typedef short T; };",
     "E0203"},
    {"interface A { typedef long T; }; interface B : A { void t(); };", NULL},
    {"interface A { void f(); }; interface B : A { typedef long F; };",
     "E0206"},
    {"interface A { attribute long x; }; interface B { void X(); };"
     "interface C : A, B { };",
     "E0238"},
    {"interface R { typedef long T; }; interface A : R { }; interface B : R "
     "{ }; interface C : A, B { void f(in T x); };",
     NULL},
    {"interface R { typedef long T; }; interface A : R { typedef short T; };"
     "interface B : R { }; interface C : A, B { void f(in T x); };",
     "E0207"},
    {"interface A { typedef long T; }; interface B { typedef short T; };"
     "interface C : A, B { void f(in A::T x, in B::T y); };",
     NULL},
    {"interface I : I { };", "E0211"},
    {"interface A { }; interface A : A { };", "E0201"},

    /* incomplete types */
    {"struct S; struct T { S s1; }; struct S { long a; };", "E0220"},
    {"struct S; typedef sequence<S> Ss; struct T { Ss x; }; struct S { T t1; "
     "};",
     NULL},
    {"struct S; struct S; struct S { long a; };", NULL},
    {"struct S; union S switch (long) { case 1: long a; };", "E0201"},
    {"struct S { long a; }; struct S;", NULL},
    {"struct S { long a; }; union S;", "E0201"},
    {"interface X { }; module M { interface X : X { }; };", NULL},
    {"struct S { sequence<S, 4> a; S b; };", "E0219"},
    {"union U switch (long) { case 1: U x; };", "E0219"},
    {"struct S { S a[2]; };", "E0219"},
    {"interface I; interface I { }; interface I;", NULL},
    {"exception E { sequence<E> a; };", "E0221"},

    /* struct inheritance */
    {"struct A { long x; }; struct B : A { long X; };", "E0202"},
    {"struct A { long x; }; struct B : A { long y; };", NULL},

    /* annotations are apart from other names */
    {"struct Key { long a; }; struct S { @key Key k; };", NULL},
    {"@annotation A { enum Kind { X, Y }; Kind k default X; };"
     "@A(k=Y) struct S { long a; };",
     NULL},
    {"@annotation A { long v; }; @A struct S { long a; };", "E0330"},

    /* lexical and syntax */
    {"", NULL},
    {"typedef sequence<sequence<long, 16 >> 2 > > T;", "E0121"},
    {"typedef sequence<long, 16 >> 2> T;", NULL},
    {"module M { };", NULL},
    {"enum E { a, };", "E0121"},
    {"enum E { };", "E0121"},
    {";", "E0121"},
    {"} struct S { long a; };", "E0121"},
    {"struct S { unsigned float x; };", "E0121"},
};

START_TEST(a_case)
{
    const struct ir_unit *u = checked_model(cases[_i].idl);
    const char *said = checked_messages();

    if (cases[_i].number) {
        ck_assert_msg(u == NULL, "accepted: %s", cases[_i].idl);
        ck_assert_msg(strstr(said, cases[_i].number) != NULL, "%s\n%s",
                      cases[_i].idl, said);
    } else {
        ck_assert_msg(u != NULL, "%s\n%s", cases[_i].idl, said);
        ck_assert_msg(strstr(said, ": error ") == NULL, "%s", said);
    }
}
END_TEST

START_TEST(relaxed_names_are_warnings)
{
    checked_session()->options.relaxed_names = true;
    ck_assert_ptr_nonnull(
        checked_model("struct S { string s; }; interface I { void f(in S s); "
                      "};"));
    ck_assert_ptr_nonnull(strstr(checked_messages(), "warning E0204"));
    ck_assert_ptr_nonnull(strstr(checked_messages(), "warning E0252"));
}
END_TEST

START_TEST(a_near_name_is_suggested)
{
    checked_model("module M { typedef long Length; }; typedef M::Lenght T;");
    ck_assert_ptr_nonnull(strstr(checked_messages(), "did you mean 'Length'?"));
}
END_TEST

START_TEST(every_error_is_found_in_one_run)
{
    checked_model("struct S { long }; \n interface I { void f(long a); };\n"
                  "typedef long;\n");
    ck_assert_ptr_nonnull(strstr(checked_messages(), "test.idl:1:17"));
    ck_assert_ptr_nonnull(strstr(checked_messages(), "test.idl:2:23"));
    ck_assert_ptr_nonnull(strstr(checked_messages(), "test.idl:3:13"));
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("names");
    TCase *tc = tcase_create("names");

    tcase_add_checked_fixture(tc, checked_setup, checked_teardown);
    tcase_add_loop_test(tc, a_case, 0, (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tc, relaxed_names_are_warnings);
    tcase_add_test(tc, a_near_name_is_suggested);
    tcase_add_test(tc, every_error_is_found_in_one_run);
    suite_add_tcase(suite, tc);
    return suite;
}
