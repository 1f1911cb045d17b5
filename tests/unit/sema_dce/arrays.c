#include "compile.h"

static const struct ir_type *only(const char *params, size_t n)
{
    return param_of(compile(params), 0, n)->type;
}

START_TEST(dimensions_nest_as_in_c)
{
    const struct ir_type *a =
        type_named(compile("typedef long A[3][2]; typedef short B[1..5];"), "A")
            ->element;

    ck_assert_int_eq(a->kind, IR_ARRAY);
    ck_assert_uint_eq(a->size, 3);
    ck_assert_uint_eq(a->element->size, 2);
    ck_assert_int_eq(a->element->element->kind, IR_INT32);
}
END_TEST

START_TEST(size_is_names_a_parameter_before_or_after)
{
    const struct ir_type *a =
        only("void f([in, size_is(n)] long a[], [in] long n);", 0);

    ck_assert_int_eq(a->kind, IR_SIZED);
    ck_assert_int_eq(a->element->kind, IR_INT32);
    ck_assert_int_eq(a->sized.size->kind, IR_EXPR_FIELD);
    ck_assert_uint_eq(a->sized.size->index, 1);
    ck_assert_ptr_null(a->sized.length);
    ck_assert_uint_eq(a->sized.capacity, 0);
}
END_TEST

START_TEST(max_is_is_one_less_than_the_size)
{
    const struct ir_type *a =
        only("void f([in] long m, [in, max_is(m)] long a[]);", 1);
    const struct ir_type *b = only("void f([in, max_is(9)] long *a);", 0);

    ck_assert_int_eq(a->sized.size->kind, IR_EXPR_ADD);
    ck_assert_int_eq(a->sized.size->operand[1]->value, 1);
    ck_assert_int_eq(b->kind, IR_ARRAY);
    ck_assert_uint_eq(b->size, 10);
}
END_TEST

START_TEST(parts_have_a_first_element_and_a_length)
{
    const struct ir_type *a = only("void f([in] long x, [in] long y,"
                                   " [in, first_is(x), last_is(y)] long "
                                   "a[100]);",
                                   2);
    const struct ir_type *b =
        only("void f([in] long x, [in, length_is(x)] long a[100]);", 1);

    ck_assert_int_eq(a->kind, IR_SIZED);
    ck_assert_uint_eq(a->sized.capacity, 100);
    ck_assert_ptr_null(a->sized.size);
    ck_assert_uint_eq(a->sized.first->index, 0);
    ck_assert_int_eq(a->sized.length->kind, IR_EXPR_ADD);
    ck_assert_int_eq(a->sized.length->operand[0]->kind, IR_EXPR_SUB);
    ck_assert_int_eq(b->sized.length->kind, IR_EXPR_FIELD);
    ck_assert_ptr_null(b->sized.first);
}
END_TEST

START_TEST(a_list_of_sizes_goes_from_the_outside_in)
{
    const struct ir_unit *u =
        compile("void f([in] long n, [in] long m, [in, size_is(n,)] long **a,"
                " [in, size_is(,m)] long **b, [in, size_is(n, m)] long **c);");
    const struct ir_type *a = param_of(u, 0, 2)->type;
    const struct ir_type *b = param_of(u, 0, 3)->type;
    const struct ir_type *c = param_of(u, 0, 4)->type;

    ck_assert_int_eq(a->kind, IR_SIZED);
    ck_assert_int_eq(a->element->kind, IR_POINTER);
    ck_assert_int_eq(a->element->element->kind, IR_INT32);
    ck_assert_int_eq(b->kind, IR_POINTER);
    ck_assert_int_eq(b->element->kind, IR_SIZED);
    ck_assert_uint_eq(b->element->sized.size->index, 1);
    ck_assert_int_eq(c->kind, IR_SIZED);
    ck_assert_int_eq(c->element->element->kind, IR_SIZED);
}
END_TEST

START_TEST(open_dimensions_are_one_array)
{
    const struct ir_type *a = only("void f([in] long n, [in] long m,"
                                   " [in, size_is(n, m)] long a[*][*]);",
                                   2);

    ck_assert_int_eq(a->kind, IR_SIZED);
    ck_assert_int_eq(a->element->kind, IR_INT32);
    ck_assert_int_eq(a->sized.size->kind, IR_EXPR_MUL);
}
END_TEST

START_TEST(a_name_of_an_open_array_gets_its_size_where_it_is_used)
{
    const struct ir_unit *u =
        compile("typedef long A[];"
                "void f([in] long n, [in, size_is(n)] A a);");

    ck_assert_uint_eq(u->decl_count, 1);
    ck_assert_int_eq(param_of(u, 0, 1)->type->kind, IR_SIZED);
    ck_assert_ptr_null(compile("typedef long A[]; void f([in] A a);"));
}
END_TEST

START_TEST(members_are_sized_by_members)
{
    const struct ir_unit *u =
        compile("typedef struct S { unsigned short len; unsigned short max;"
                " [size_is(max / 2), length_is(len / 2)] wchar_t *buf; } S;"
                "typedef struct C { long n; [size_is(n)] byte data[]; } C;");
    const struct ir_type *buf = type_named(u, "S")->members[2].type;
    const struct ir_type *data = type_named(u, "C")->members[1].type;

    ck_assert_int_eq(buf->kind, IR_POINTER);
    ck_assert_int_eq(buf->pointer, IR_UNIQUE);
    ck_assert_int_eq(buf->element->sized.size->kind, IR_EXPR_DIV);
    ck_assert_uint_eq(buf->element->sized.length->operand[0]->index, 0);
    ck_assert_int_eq(data->kind, IR_SIZED);
}
END_TEST

START_TEST(strings_are_pointers_or_in_place)
{
    const struct ir_unit *u =
        compile("typedef struct S { [string] char in_place[32];"
                " [string] char *far; [string, size_is(8)] wchar_t *wide; } S;"
                "void f([in, string] char *a, [in, string] wchar_t b[],"
                " [in, unique, string] unsigned char *c,"
                " [out, string] char **d, [in, string, max_is(15)] char *e);");
    const struct ir_member *m = type_named(u, "S")->members;

    ck_assert_int_eq(m[0].type->kind, IR_STRING);
    ck_assert_uint_eq(m[0].type->size, 32);
    ck_assert_uint_eq(m[0].type->bound, 31);
    ck_assert_int_eq(m[1].type->kind, IR_POINTER);
    ck_assert_int_eq(m[1].type->element->kind, IR_STRING);
    ck_assert_int_eq(m[2].type->element->kind, IR_WSTRING);
    ck_assert_uint_eq(m[2].type->element->bound, 7);
    ck_assert_int_eq(param_of(u, 0, 0)->type->kind, IR_STRING);
    ck_assert_int_eq(param_of(u, 0, 1)->type->kind, IR_WSTRING);
    ck_assert_int_eq(param_of(u, 0, 2)->type->kind, IR_POINTER);
    ck_assert_int_eq(param_of(u, 0, 3)->type->kind, IR_POINTER);
    ck_assert_int_eq(param_of(u, 0, 3)->type->element->kind, IR_STRING);
    ck_assert_uint_eq(param_of(u, 0, 4)->type->bound, 15);
    u = compile("void f([in, string, range(0, 100)] char *a);");
    ck_assert_uint_eq(param_of(u, 0, 0)->type->bound, 99);
    ck_assert_ptr_null(compile("void f([in, string, range(0, 0)] char *a);"));
}
END_TEST

START_TEST(sizes_of_what_comes_in_come_in)
{
    ck_assert_ptr_null(
        compile("void f([out] long *n, [in, size_is(*n)] long a[]);"));
    ck_assert_ptr_null(
        compile("void f([out] long *n, [out, size_is(*n)] long a[]);"));
    ck_assert_ptr_nonnull(
        compile("void f([out] long *n, [out, size_is(,*n)] long **a);"));
    ck_assert_ptr_nonnull(
        compile("void f([in] long m, [out] long *n,"
                " [out, size_is(m), length_is(*n)] long a[]);"));
}
END_TEST

START_TEST(constants_in_attributes_are_folded)
{
    const struct ir_unit *u =
        compile("const long LIMIT = 4;"
                "void f([in, size_is(LIMIT * 2)] long a[],"
                " [in] long n, [in, size_is(LIMIT + n)] long b[],"
                " [in, first_is(1), last_is(2)] long c[4]);");

    ck_assert_int_eq(param_of(u, 0, 0)->type->kind, IR_ARRAY);
    ck_assert_uint_eq(param_of(u, 0, 0)->type->size, 8);
    ck_assert_int_eq(param_of(u, 0, 2)->type->sized.size->operand[0]->value, 4);
    ck_assert_int_eq(param_of(u, 0, 3)->type->sized.first->value, 1);
    ck_assert_int_eq(param_of(u, 0, 3)->type->sized.length->value, 2);
    ck_assert_ptr_null(compile("void f([in, size_is(1 / 0)] long a[]);"));
    ck_assert_ptr_null(compile("void f([in, size_is(*nobody)] long a[]);"));
    ck_assert_ptr_null(
        compile("void f([in] long n[2], [in, size_is(*n)] long a[]);"));
}
END_TEST

START_TEST(an_array_of_pointers_is_no_pointer_to_an_array)
{
    const struct ir_unit *u =
        compile("typedef long *A[3]; typedef long (*B)[3];");

    ck_assert_int_eq(type_named(u, "A")->element->kind, IR_ARRAY);
    ck_assert_int_eq(type_named(u, "A")->element->element->kind, IR_POINTER);
    ck_assert_int_eq(type_named(u, "B")->element->kind, IR_POINTER);
    ck_assert_int_eq(type_named(u, "B")->element->element->kind, IR_ARRAY);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("arrays of DCE IDL");
    TCase *c = compile_case("arrays");

    tcase_add_test(c, dimensions_nest_as_in_c);
    tcase_add_test(c, size_is_names_a_parameter_before_or_after);
    tcase_add_test(c, max_is_is_one_less_than_the_size);
    tcase_add_test(c, parts_have_a_first_element_and_a_length);
    tcase_add_test(c, a_list_of_sizes_goes_from_the_outside_in);
    tcase_add_test(c, open_dimensions_are_one_array);
    tcase_add_test(c, a_name_of_an_open_array_gets_its_size_where_it_is_used);
    tcase_add_test(c, members_are_sized_by_members);
    tcase_add_test(c, strings_are_pointers_or_in_place);
    tcase_add_test(c, sizes_of_what_comes_in_come_in);
    tcase_add_test(c, constants_in_attributes_are_folded);
    tcase_add_test(c, an_array_of_pointers_is_no_pointer_to_an_array);
    suite_add_tcase(s, c);
    return s;
}
