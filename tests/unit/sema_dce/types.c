#include "compile.h"

#include <stdio.h>
#include <string.h>

static enum ir_kind kind(const char *words)
{
    char body[256];

    snprintf(body, sizeof(body), "typedef %s T;", words);
    return type_named(compile(body), "T")->element->kind;
}

START_TEST(base_types_move_as_their_corba_twins)
{
    ck_assert_int_eq(kind("small"), IR_INT8);
    ck_assert_int_eq(kind("unsigned small int"), IR_UINT8);
    ck_assert_int_eq(kind("short"), IR_INT16);
    ck_assert_int_eq(kind("int unsigned short"), IR_UINT16);
    ck_assert_int_eq(kind("long int"), IR_INT32);
    ck_assert_int_eq(kind("unsigned long"), IR_UINT32);
    ck_assert_int_eq(kind("hyper"), IR_INT64);
    ck_assert_int_eq(kind("unsigned hyper"), IR_UINT64);
    ck_assert_int_eq(kind("unsigned __int64"), IR_UINT64);
    ck_assert_int_eq(kind("__int16"), IR_INT16);
    ck_assert_int_eq(kind("boolean"), IR_BOOLEAN);
    ck_assert_int_eq(kind("byte"), IR_OCTET);
    ck_assert_int_eq(kind("char"), IR_CHAR);
    ck_assert_int_eq(kind("unsigned char"), IR_CHAR);
    ck_assert_int_eq(kind("wchar_t"), IR_WCHAR);
    ck_assert_int_eq(kind("float"), IR_FLOAT);
    ck_assert_int_eq(kind("double"), IR_DOUBLE);
    ck_assert_int_eq(kind("error_status_t"), IR_UINT32);
    ck_assert_int_eq(kind("ISO_LATIN_1"), IR_OCTET);
    ck_assert_int_eq(kind("ISO_UCS"), IR_STRUCT);
    ck_assert_int_eq(kind("ISO_MULTI_LINGUAL"), IR_STRUCT);
    ck_assert_int_eq(kind("unsigned long long"), IR_UINT64);
    ck_assert_int_eq(kind("signed char"), IR_INT8);
    ck_assert_int_eq(kind("const volatile short"), IR_INT16);
    ck_assert_int_eq(kind("int"), IR_INT32); /* as MIDL means it */
    ck_assert_int_eq(kind("unsigned"), IR_UINT32);
    ck_assert_ptr_null(compile("typedef long long long T;"));
    ck_assert_ptr_null(compile("typedef float float T;"));
}
END_TEST

START_TEST(a_tag_and_a_type_of_one_name_are_one_type)
{
    const struct ir_unit *u = compile("typedef struct S { long a; } S, *PS;"
                                      "typedef struct tag { S s; } T;"
                                      "typedef struct { T t; } Plain;");

    ck_assert_int_eq(type_named(u, "S")->kind, IR_STRUCT);
    ck_assert_int_eq(type_named(u, "PS")->kind, IR_ALIAS);
    ck_assert_int_eq(type_named(u, "tag")->kind, IR_STRUCT);
    ck_assert_int_eq(type_named(u, "T")->kind, IR_ALIAS);
    ck_assert_ptr_eq(type_named(u, "T")->element, type_named(u, "tag"));
    ck_assert_int_eq(type_named(u, "Plain")->kind, IR_STRUCT);
    ck_assert_uint_eq(u->decl_count, 6);
}
END_TEST

START_TEST(a_tag_may_be_used_before_its_type_is_known)
{
    const struct ir_unit *u =
        compile("typedef struct N *PN; struct N { long v; PN next; };");
    const struct ir_type *n = type_named(u, "N");
    const struct ir_type *next = ir_strip(n->members[1].type);

    ck_assert_int_eq(next->kind, IR_POINTER);
    ck_assert_ptr_eq(next->element, n);
}
END_TEST

START_TEST(types_without_a_tag_are_called_after_their_member)
{
    const struct ir_unit *u =
        compile("typedef struct S { struct { long x; } inner; } S;");

    ck_assert_str_eq(type_named(u, "S")->members[0].type->name->simple,
                     "S_inner");
    ck_assert_str_eq(u->decls[0].type->name->simple, "S_inner");
}
END_TEST

START_TEST(enumerators_keep_their_values)
{
    const struct ir_type *e =
        type_named(compile("typedef [v1_enum] enum { A = 1, B, C = 10, D = -2 "
                           "} E;"),
                   "E");

    ck_assert_uint_eq(e->enumerator_count, 4);
    ck_assert_uint_eq(e->wire_bits, 32);
    ck_assert_int_eq(e->enumerators[1].value, 2);
    ck_assert_int_eq(e->enumerators[2].value, 10);
    ck_assert_int_eq(e->enumerators[3].value, -2);
}
END_TEST

START_TEST(an_encapsulated_union_has_its_tag)
{
    const struct ir_type *u = type_named(
        compile("typedef union U switch (short kind) value {"
                " case 1: long a; case 2: case -3: byte b; default: ; } U;"
                "typedef union V switch (boolean b) { case TRUE: long a; } V;"),
        "U");

    ck_assert(u->encapsulated);
    ck_assert_int_eq(u->discriminator->kind, IR_INT16);
    ck_assert_str_eq(u->tag_name, "kind");
    ck_assert_str_eq(u->union_name, "value");
    ck_assert_uint_eq(u->arm_count, 3);
    ck_assert_uint_eq(u->arms[1].label_count, 2);
    ck_assert_int_eq(u->arms[1].labels[1].i, -3);
    ck_assert(u->arms[2].is_default);
    ck_assert_ptr_null(u->arms[2].name);
    ck_assert_int_eq(u->arms[2].type->kind, IR_VOID);
}
END_TEST

START_TEST(a_bare_union_has_its_tag_at_its_use)
{
    const struct ir_unit *u =
        compile("typedef [switch_type(short)] union U"
                " { [case(1)] long a; [case(2, 3)] short b; [default] ; } U;"
                "typedef struct S { short t; [switch_is(t)] U u; } S;"
                "void f([in] short t, [in, switch_is(t + 1)] U *u);");
    const struct ir_type *member = type_named(u, "S")->members[1].type;
    const struct ir_type *parameter = param_of(u, 0, 1)->type;

    ck_assert(!type_named(u, "U")->encapsulated);
    ck_assert_int_eq(member->kind, IR_SWITCHED);
    ck_assert_ptr_eq(member->element, type_named(u, "U"));
    ck_assert_int_eq(member->discriminator->kind, IR_INT16);
    ck_assert_int_eq(member->switch_is->kind, IR_EXPR_FIELD);
    ck_assert_uint_eq(member->switch_is->index, 0);
    ck_assert_int_eq(parameter->kind, IR_SWITCHED);
    ck_assert_int_eq(parameter->switch_is->kind, IR_EXPR_ADD);
}
END_TEST

START_TEST(ranges_wrap_the_type_at_its_use)
{
    const struct ir_unit *u = compile("typedef [range(-1, 5)] long R;"
                                      "void f([in, range(0, 9)] short n,"
                                      " [out, range(1, 2)] R *r);");
    const struct ir_type *n = param_of(u, 0, 0)->type;

    ck_assert_int_eq(n->kind, IR_RANGED);
    ck_assert_int_eq(n->min->i, 0);
    ck_assert_int_eq(n->max->i, 9);
    ck_assert_int_eq(type_named(u, "R")->element->kind, IR_RANGED);
    ck_assert_int_eq(param_of(u, 0, 1)->type->kind, IR_RANGED);
    ck_assert_int_eq(ir_strip(param_of(u, 0, 1)->type)->kind, IR_INT32);
    u = compile("typedef long *P; typedef [range(0, 5)] P Q;");
    ck_assert_int_eq(type_named(u, "Q")->element->kind, IR_POINTER);
    ck_assert_int_eq(type_named(u, "Q")->element->element->kind, IR_RANGED);
}
END_TEST

START_TEST(tags_and_other_names_do_not_meet)
{
    ck_assert_ptr_nonnull(compile("struct a { long x; }; typedef long a;"));
    ck_assert_ptr_null(compile("typedef long a; typedef enum { a } e;"));
    ck_assert_ptr_null(compile("struct a { long x; }; union a *f();"));
}
END_TEST

START_TEST(a_union_of_c_is_opaque)
{
    const struct ir_unit *u =
        compile_file("[local] interface L { union U { long a; short b; };"
                     " void f(union U *u); }");

    ck_assert_int_eq(type_named(u, "U")->kind, IR_NATIVE);
    ck_assert_uint_eq(type_named(u, "U")->arm_count, 0);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("types of DCE IDL");
    TCase *c = compile_case("types");

    tcase_add_test(c, base_types_move_as_their_corba_twins);
    tcase_add_test(c, a_tag_and_a_type_of_one_name_are_one_type);
    tcase_add_test(c, a_tag_may_be_used_before_its_type_is_known);
    tcase_add_test(c, types_without_a_tag_are_called_after_their_member);
    tcase_add_test(c, enumerators_keep_their_values);
    tcase_add_test(c, an_encapsulated_union_has_its_tag);
    tcase_add_test(c, a_bare_union_has_its_tag_at_its_use);
    tcase_add_test(c, ranges_wrap_the_type_at_its_use);
    tcase_add_test(c, tags_and_other_names_do_not_meet);
    tcase_add_test(c, a_union_of_c_is_opaque);
    suite_add_tcase(s, c);
    return s;
}
