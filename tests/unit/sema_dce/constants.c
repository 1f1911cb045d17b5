#include "compile.h"
#include <stdio.h>

static int64_t value(const char *expression)
{
    char body[256];
    const struct ir_const *k;

    snprintf(body, sizeof(body), "const hyper K = %s;", expression);
    k = const_named(compile(body), "K");
    ck_assert_int_eq(k->value.kind, IR_VALUE_INT);
    return k->value.i;
}

static void refused(const char *body)
{
    ck_assert_msg(!compile(body), "accepted: %s", body);
}

START_TEST(literals_have_the_values_of_c)
{
    ck_assert_int_eq(value("10"), 10);
    ck_assert_int_eq(value("0x1F"), 31);
    ck_assert_int_eq(value("017"), 15);
    ck_assert_int_eq(value("0"), 0);
    ck_assert_int_eq(value("42ul"), 42);
    ck_assert_int_eq(value("9223372036854775807"), INT64_MAX);
    refused("const hyper K = 18446744073709551616;");
    refused("const long K = 08;");
}
END_TEST

START_TEST(operators_bind_as_in_c)
{
    ck_assert_int_eq(value("3 + 4 * 2"), 11);
    ck_assert_int_eq(value("1 | 2 ^ 3 & 2"), 1 | (2 ^ (3 & 2)));
    ck_assert_int_eq(value("1 << 2 + 1"), 8);
    ck_assert_int_eq(value("-7 / 2"), -3);
    ck_assert_int_eq(value("-7 % 2"), -1);
    ck_assert_int_eq(value("-8 >> 1"), -4);
    ck_assert_int_eq(value("~0"), -1);
    ck_assert_int_eq(value("2 < 1 ? 5 : 3 == 3 ? 6 : 7"), 6);
    ck_assert_int_eq(value("1 && 0 || !0"), 1);
    ck_assert_int_eq(value("(long)0xffffffff"), -1);
    ck_assert_int_eq(value("(unsigned small)~0"), 255);
    ck_assert_int_eq(value("sizeof(hyper) + sizeof(unsigned short)"), 10);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
    refused("const hyper K = 9223372036854775807 + 1;");
    refused("const hyper K = -9223372036854775807 - 2;");
    refused("const hyper K = 4611686018427387904 * 2;");
    refused("const hyper K = 1 << 63;");
    refused("const hyper K = (-9223372036854775807 - 1) / -1;");
    refused("const hyper K = 1 % 0;");
    refused("const hyper K = 1 >> 64;");
    refused("const small K = 128;");
    refused("const unsigned short K = -1;");
    refused("const unsigned hyper K = 18446744073709551615 + 0;");
    ck_assert_ptr_nonnull(compile("const small K = -128;"));
}
END_TEST

START_TEST(the_largest_unsigned_literal_is_kept)
{
    const struct ir_const *k = const_named(
        compile("const unsigned hyper K = 18446744073709551615;"), "K");

    ck_assert(!k->value.negative);
    ck_assert_uint_eq(k->value.u, UINT64_MAX);
}
END_TEST

START_TEST(strings_are_joined_and_escapes_resolved)
{
    const struct ir_const *k =
        const_named(compile("const char *S = \"a\\x42\" \"\\103\\n\";"), "S");

    ck_assert_int_eq(k->type->kind, IR_STRING);
    ck_assert_uint_eq(k->value.len, 4);
    ck_assert_mem_eq(k->value.text, "aBC\n", 4);
}
END_TEST

START_TEST(constants_have_their_type)
{
    const struct ir_unit *u = compile("typedef enum E { A = 3, B } E;"
                                      "const boolean T = TRUE;"
                                      "const char C = 'x';"
                                      "const E V = B;"
                                      "const double D = 1.5 * 2;"
                                      "const long N = B + C;"
                                      "const wchar_t *W = L\"w\";");

    ck_assert(const_named(u, "T")->value.boolean);
    ck_assert_uint_eq(const_named(u, "C")->value.u, 'x');
    ck_assert_str_eq(const_named(u, "V")->value.enumerator->name, "B");
    ck_assert(const_named(u, "D")->value.f == 3.0L);
    ck_assert_int_eq(const_named(u, "N")->value.i, 4 + 'x');
    ck_assert_uint_eq(const_named(u, "W")->value.wide[0], 'w');
    refused("const boolean T = 2;");
    refused("const char C = L'x';");
    refused("const char *S = NULL;");
}
END_TEST

START_TEST(comparisons_and_signs_are_numbers)
{
    ck_assert_int_eq(value("(1 != 2) + (2 <= 2) + (3 > 2) + (2 >= 3)"), 3);
    ck_assert_int_eq(value("+5 - -3"), 8);
    ck_assert_int_eq(value("(hyper)-1"), -1);
    ck_assert_int_eq(value("(char)321"), 65);
    refused("const hyper K = -(-9223372036854775807 - 1);");
    refused("const hyper K = (float)1;");
    refused("struct S { long a; }; const hyper K = (struct S)1;");
}
END_TEST

START_TEST(floating_constants_have_four_operations)
{
    const struct ir_unit *u = compile("const double D = -(1.5 + 2) * 4 / 7.0;"
                                      "const float F = +1e1 - 1;"
                                      "const double N = 3;");

    ck_assert(const_named(u, "D")->value.f == -2.0L);
    ck_assert(const_named(u, "F")->value.f == 9.0L);
    ck_assert(const_named(u, "N")->value.f == 3.0L);
    refused("const double D = 1.5 / 0;");
    refused("const double D = 1.5 << 1;");
    refused("const long K = 1.5;");
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("constants of DCE IDL");
    TCase *c = compile_case("constants");

    tcase_add_test(c, literals_have_the_values_of_c);
    tcase_add_test(c, operators_bind_as_in_c);
    tcase_add_test(c, what_does_not_fit_is_refused);
    tcase_add_test(c, the_largest_unsigned_literal_is_kept);
    tcase_add_test(c, strings_are_joined_and_escapes_resolved);
    tcase_add_test(c, constants_have_their_type);
    tcase_add_test(c, comparisons_and_signs_are_numbers);
    tcase_add_test(c, floating_constants_have_four_operations);
    suite_add_tcase(s, c);
    return s;
}
