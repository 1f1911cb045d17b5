/* Constant expressions (IDL 4.2, clause 7.4.1.4.3) and their values. */
#include "unit.h"

#include <string.h>

#include "checked.h"

struct integer_case {
    const char *type, *expr;
    int64_t value;
};

/* Type and expression, and the number it is. */
static const struct integer_case integers[] = {
    {"long", "0", 0},
    {"long", "017", 15},
    {"long", "0xfF", 255},
    {"long", "-2147483648", INT32_MIN},
    {"long", "2147483647", INT32_MAX},
    {"unsigned long", "4294967295", UINT32_MAX},
    {"unsigned long", "~0", UINT32_MAX},
    {"long long", "-9223372036854775808", INT64_MIN},
    {"long long", "9223372036854775807", INT64_MAX},
    {"octet", "255", 255},
    {"int8", "-128", -128},
    {"uint8", "0x10 | 0x0f", 31},
    {"short", "-1 + 5", 4},
    {"long", "5 - 7", -2},
    {"long", "2 + 3 * 4", 14},
    {"long", "(2 + 3) * 4", 20},
    {"long", "1 << 4 | 3 + 2 * 5", 29},
    {"long", "7 & 3 ^ 8 | 16", 27},
    {"long", "-7 / 2", -3},
    {"long", "-7 % 2", -1},
    {"long", "-8 >> 1", -4},
    {"long", "+5", 5},
    {"unsigned long long", "1 << 40", INT64_C(1) << 40},
    {"long long", "~0 >> 1", INT64_MAX},
};

START_TEST(an_integer)
{
    const struct integer_case *c = &integers[_i];
    char idl[128];
    const struct ir_const *k;

    snprintf(idl, sizeof(idl), "const %s N = %s;", c->type, c->expr);
    k = checked_const(checked_model(idl), "N");
    ck_assert_int_eq(k->value.kind, IR_VALUE_INT);
    ck_assert_int_eq(k->value.i, c->value);
    ck_assert_int_eq(k->value.negative, c->value < 0);
}
END_TEST

START_TEST(the_largest_integer)
{
    const struct ir_const *k =
        checked_const(checked_model("const unsigned long long N = ~0;"), "N");

    ck_assert(!k->value.negative);
    ck_assert_uint_eq(k->value.u, UINT64_MAX);
}
END_TEST

/* Declarations that are refused, and the diagnostic. */
static const struct {
    const char *idl, *number;
} wrong[] = {
    {"const long A = 3 + 2 * 5 - ~0;", "E0305"},
    {"const long A = ~0;", "E0306"},
    {"const long A = 2147483648;", "E0306"},
    {"const long A = 1 << 32;", "E0305"},
    {"const long A = 4294967295 + 1;", "E0305"},
    {"const unsigned long A = -1;", "E0306"},
    {"const unsigned long long A = 18446744073709551615 + 1;", "E0305"},
    {"const int8 A = 128;", "E0306"},
    {"const octet A = -1;", "E0306"},
    {"const long A = 1 / (2 - 2);", "E0303"},
    {"const long A = 1.0;", "E0302"},
    {"const long A = TRUE;", "E0302"},
    {"const char C = 'a'; const long A = C;", "E0302"},
    {"const double A = 1;", "E0302"},
    {"const double A = 1.0d;", "E0302"},
    {"const float A = 3.5e38;", "E0308"},
    {"const fixed A = 1.0;", "E0302"},
    {"const boolean A = 0;", "E0302"},
    {"const string A = L\"a\";", "E0302"},
    {"const wchar A = 'a';", "E0302"},
    {"enum E { a }; const E A = 0;", "E0302"},
    {"const long A = A;", "E0211"},
    {"const string<2> A = \"abc\";", "E0309"},
};

START_TEST(a_wrong_constant)
{
    ck_assert_ptr_null(checked_model(wrong[_i].idl));
    ck_assert_msg(strstr(checked_messages(), wrong[_i].number) != NULL,
                  "%s: %s", wrong[_i].idl, checked_messages());
}
END_TEST

START_TEST(floats)
{
    const struct ir_unit *u =
        checked_model("const double A = 1.5 * 2.0 - .5; const float B = -1e2;"
                      "const long double C = A / 2.;");

    ck_assert(checked_const(u, "A")->value.f == 2.5L);
    ck_assert(checked_const(u, "B")->value.f == -100);
    ck_assert(checked_const(u, "C")->value.f == 1.25L);
}
END_TEST

/* Expression and the digits of its value. */
static const struct {
    const char *expr, *digits;
} decimals[] = {
    {"123.45d", "123.45"},
    {"0012.500d", "12.5"},
    {"-0.05d", "-0.05"},
    {"1.5d + 2.75d", "4.25"},
    {"1.5d - 2.75d", "-1.25"},
    {"1.5d * 1.5d", "2.25"},
    {"-1.5d * 2d", "-3"},
    {"1d / 8d", "0.125"},
    {"1.50d / 3.0d", "0.5"},
    {"100d / 4d", "25"},
    {"1d / 3d", "0.3333333333333333333333333333333"},
    {"0d", "0"},
    {"0.1d - 0.1d", "0"},
    {"9999999999999999999999999999999d - 1d",
     "9999999999999999999999999999998"},
    {"0.0000000000000000000000000000001d * 0.1d", "0"},
};

START_TEST(a_decimal)
{
    char idl[160];

    snprintf(idl, sizeof(idl), "const fixed N = %s;", decimals[_i].expr);
    ck_assert_str_eq(checked_const(checked_model(idl), "N")->value.text,
                     decimals[_i].digits);
}
END_TEST

START_TEST(strings_and_characters)
{
    const struct ir_unit *u =
        checked_model("const string S = \"ab\" \"\\x41\" \"1\\101\\n\\\"\";"
                      "const wstring W = L\"a\\u20AC\" L\"\xe2\x82\xac\";"
                      "const char C = '\\''; const wchar D = L'\\u20AC';"
                      "const string T = S; const boolean B = (TRUE);");
    const struct ir_value *v = &checked_const(u, "S")->value;

    ck_assert_uint_eq(v->len, 7);
    ck_assert_mem_eq(v->text, "abA1A\n\"", 7);
    ck_assert_ptr_eq(checked_const(u, "T")->value.text, v->text);
    v = &checked_const(u, "W")->value;
    ck_assert_uint_eq(v->len, 3);
    ck_assert_uint_eq(v->wide[1], 0x20ac);
    ck_assert_uint_eq(v->wide[2], 0x20ac);
    ck_assert_uint_eq(checked_const(u, "C")->value.u, '\'');
    ck_assert_uint_eq(checked_const(u, "D")->value.u, 0x20ac);
    ck_assert(checked_const(u, "B")->value.boolean);
}
END_TEST

START_TEST(constants_of_constants)
{
    const struct ir_unit *u = checked_model(
        "typedef octet Byte; const Byte B = 7; const long L = B << 4;"
        "module M { enum E { x, y }; const E F = y; };"
        "const M::E G = M::F; const M::E H = ::M::x;");

    ck_assert_int_eq(checked_const(u, "L")->value.i, 112);
    ck_assert_str_eq(checked_const(u, "G")->value.enumerator->scoped, "M::y");
    ck_assert_str_eq(checked_const(u, "H")->value.enumerator->scoped, "M::x");
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

Suite *unit_suite(void)
{
    Suite *suite = suite_create("constants");
    TCase *tc = tcase_create("constants");

    tcase_add_checked_fixture(tc, checked_setup, checked_teardown);
    tcase_add_loop_test(tc, an_integer, 0, COUNT(integers));
    tcase_add_test(tc, the_largest_integer);
    tcase_add_loop_test(tc, a_wrong_constant, 0, COUNT(wrong));
    tcase_add_test(tc, floats);
    tcase_add_loop_test(tc, a_decimal, 0, COUNT(decimals));
    tcase_add_test(tc, strings_and_characters);
    tcase_add_test(tc, constants_of_constants);
    suite_add_tcase(suite, tc);
    return suite;
}
