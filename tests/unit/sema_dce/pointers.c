#include "compile.h"

START_TEST(reference_parameters_are_what_they_point_to)
{
    const struct ir_unit *u = compile(
        "typedef struct N { long v; struct N *next; } N;"
        "void f([in] N *a, [in, ref] long *b, [out] short *c, [in, out] N *d,"
        " [in, unique] N *e, [in, ptr] N *g, [out] N **h);");
    const struct ir_type *n = type_named(u, "N");

    ck_assert_ptr_eq(param_of(u, 0, 0)->type, n);
    ck_assert_int_eq(param_of(u, 0, 1)->type->kind, IR_INT32);
    ck_assert_int_eq(param_of(u, 0, 2)->type->kind, IR_INT16);
    ck_assert_int_eq(param_of(u, 0, 2)->direction, IR_OUT);
    ck_assert_ptr_eq(param_of(u, 0, 3)->type, n);
    ck_assert_int_eq(param_of(u, 0, 3)->direction, IR_INOUT);
    ck_assert_int_eq(param_of(u, 0, 4)->type->pointer, IR_UNIQUE);
    ck_assert_ptr_eq(param_of(u, 0, 4)->type->element, n);
    ck_assert_int_eq(param_of(u, 0, 5)->type->pointer, IR_FULL);
    ck_assert_int_eq(param_of(u, 0, 6)->type->kind, IR_POINTER);
    ck_assert_int_eq(param_of(u, 0, 6)->type->pointer, IR_UNIQUE);
}
END_TEST

START_TEST(pointer_default_is_for_pointers_inside)
{
    const struct ir_unit *u = compile_file(
        "[uuid(12345678-1234-1234-1234-123456789abc), pointer_default(ptr)]"
        "interface I { typedef struct S { long *a; [unique] long *b;"
        " [ref] long *c; } S; long *f(); [unique] long *g(); }");
    const struct ir_member *m = type_named(u, "S")->members;
    const struct ir_interface *i = interface_of(u);

    ck_assert_int_eq(m[0].type->pointer, IR_FULL);
    ck_assert_int_eq(m[1].type->pointer, IR_UNIQUE);
    ck_assert_int_eq(m[2].type->pointer, IR_REF);
    ck_assert_int_eq(i->operations[0].result->pointer, IR_FULL);
    ck_assert_int_eq(i->operations[1].result->pointer, IR_UNIQUE);
}
END_TEST

START_TEST(pointers_in_names_keep_their_class_unless_told)
{
    const struct ir_unit *u =
        compile("typedef long *P; typedef [ref] long *R;"
                "void f([in] P a, [in] R b, [out] P c, [in, ptr] P d);");

    ck_assert_ptr_eq(param_of(u, 0, 0)->type, type_named(u, "P"));
    ck_assert_int_eq(param_of(u, 0, 1)->type->kind, IR_INT32);
    ck_assert_int_eq(param_of(u, 0, 2)->type->kind, IR_INT32);
    ck_assert_int_eq(param_of(u, 0, 3)->type->pointer, IR_FULL);
    ck_assert_ptr_null(compile("typedef [unique] long *U; void f([out] U u);"));
    ck_assert_ptr_nonnull(
        compile("typedef [unique] long *U; void f([in, out] U u);"));
}
END_TEST

START_TEST(stars_go_where_the_pointers_are)
{
    const struct ir_unit *u =
        compile("void f([in] long *n, [in, size_is(*n)] long a[],"
                " [in, unique] long *m, [in, size_is(*m)] long b[]);"
                "typedef struct S { long *n; [size_is(*n)] long *a; } S;");
    const struct ir_expr *dropped = param_of(u, 0, 1)->type->sized.size;
    const struct ir_expr *kept = param_of(u, 0, 3)->type->sized.size;
    const struct ir_type *a = type_named(u, "S")->members[1].type;

    ck_assert_int_eq(dropped->kind, IR_EXPR_FIELD);
    ck_assert_int_eq(kept->kind, IR_EXPR_DEREF);
    ck_assert_uint_eq(kept->operand[0]->index, 2);
    ck_assert_int_eq(a->element->sized.size->kind, IR_EXPR_DEREF);
    ck_assert_ptr_null(
        compile("void f([in] long *n, [in, size_is(n)] long a[]);"));
}
END_TEST

START_TEST(handles_are_kinds_of_their_own)
{
    const struct ir_unit *u =
        compile("typedef [context_handle] void *CTX;"
                "void f(handle_t h, [in] CTX a, [out] CTX *b,"
                " [in, context_handle] void *c);");

    ck_assert_int_eq(param_of(u, 0, 0)->type->kind, IR_HANDLE);
    ck_assert_int_eq(ir_strip(param_of(u, 0, 1)->type)->kind, IR_CONTEXT);
    ck_assert_str_eq(ir_strip(param_of(u, 0, 1)->type)->name->simple, "CTX");
    ck_assert_int_eq(param_of(u, 0, 2)->type->kind, IR_CONTEXT);
    ck_assert_int_eq(ir_strip(param_of(u, 0, 3)->type)->kind, IR_CONTEXT);
}
END_TEST

START_TEST(marks_of_ours_stand_on_the_use)
{
    const struct ir_unit *u =
        compile("typedef byte block_t[4096];"
                "void f([in, ivmc::region] block_t a, [in] long n,"
                " [in, size_is(n), ivmc::shared, ivmc::max_of(n)] byte b[]);");

    ck_assert(param_of(u, 0, 0)->type->region);
    ck_assert(!type_named(u, "block_t")->region);
    ck_assert_ptr_eq(ir_strip(param_of(u, 0, 0)->type),
                     type_named(u, "block_t")->element);
    ck_assert(param_of(u, 0, 2)->type->shared);
    ck_assert_uint_eq(param_of(u, 0, 2)->max_of, 1);
    ck_assert_uint_eq(param_of(u, 0, 1)->max_of, SIZE_MAX);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("pointers of DCE IDL");
    TCase *c = compile_case("pointers");

    tcase_add_test(c, reference_parameters_are_what_they_point_to);
    tcase_add_test(c, pointer_default_is_for_pointers_inside);
    tcase_add_test(c, pointers_in_names_keep_their_class_unless_told);
    tcase_add_test(c, stars_go_where_the_pointers_are);
    tcase_add_test(c, handles_are_kinds_of_their_own);
    tcase_add_test(c, marks_of_ours_stand_on_the_use);
    suite_add_tcase(s, c);
    return s;
}
