/* What the checked model of OMG IDL holds. */
#include "unit.h"

#include <string.h>

#include "checked.h"

START_TEST(attributes_are_operations)
{
    const struct ir_interface *i = checked_interface(
        checked_model("exception E { }; exception F { };"
                      "interface I { readonly attribute long a raises(E);"
                      " attribute short b, c getraises(E) setraises(F); };"),
        "I");
    static const char *const names[] = {"_get_a", "_get_b", "_set_b", "_get_c",
                                        "_set_c"};
    size_t n;

    ck_assert_uint_eq(i->operation_count, 5);
    for (n = 0; n < 5; n++) {
        ck_assert_str_eq(i->operations[n].name, names[n]);
        ck_assert_uint_eq(i->operations[n].number, n);
        ck_assert_ptr_eq(i->operations[n].interface, i);
        ck_assert_uint_eq(i->operations[n].raise_count, 1);
    }
    ck_assert_str_eq(i->operations[2].raises[0]->name->scoped, "F");
    ck_assert_int_eq(i->operations[2].result->kind, IR_VOID);
    ck_assert_int_eq(i->operations[2].params[0].type->kind, IR_INT16);
}
END_TEST

START_TEST(a_diamond_has_each_operation_once)
{
    const struct ir_unit *u = checked_model(
        "interface R { void f(); }; interface A : R { void g(); };"
        "interface B : R { void h(); }; interface C : A, B { void i(); };");
    const struct ir_interface *i = checked_interface(u, "C");
    static const char *const names[] = {"f", "g", "h", "i"};
    static const char *const nearest[] = {"A", "B", "R"};
    size_t n;

    ck_assert_uint_eq(i->flat_count, 4);
    for (n = 0; n < 4; n++)
        ck_assert_str_eq(i->flat[n]->name, names[n]);
    ck_assert_uint_eq(i->ancestor_count, 3);
    for (n = 0; n < 3; n++)
        ck_assert_str_eq(i->ancestors[n]->name->scoped, nearest[n]);
}
END_TEST

/* IDL with one interface `I` at the end, its identifier and version. */
static const struct {
    const char *idl, *name, *id;
    unsigned major, minor;
} ids[] = {
    {"interface I { };", "I", "IDL:I:1.0", 1, 0},
    {"module M { interface I { }; };", "M::I", "IDL:M/I:1.0", 1, 0},
    {"#pragma prefix \"omg.org\"\nmodule M { interface I { }; };", "M::I",
     "IDL:omg.org/M/I:1.0", 1, 0},
    /* A prefix starts anew: CORBA 3.3 part 1, 14.7.5.2. */
    {"#pragma prefix \"P1\"\nmodule M {\n#pragma prefix \"P2\"\n"
     "interface I { }; };",
     "M::I", "IDL:P2/I:1.0", 1, 0},
    {"module M {\n#pragma prefix \"P2\"\n}; module M { interface I { }; };",
     "M::I", "IDL:M/I:1.0", 1, 0},
    {"interface I { };\n#pragma version I 2.5\n", "I", "IDL:I:2.5", 2, 5},
    {"module M { interface I {\n#pragma ID I \"IDL:x/I:3.1\"\n}; };", "M::I",
     "IDL:x/I:3.1", 3, 1},
    {"interface I { };\n#pragma ID I "
     "\"DCE:d62207a2-011e-11ce-88b4-0800090b5d3e:7\"\n",
     "I", "DCE:d62207a2-011e-11ce-88b4-0800090b5d3e:7", 1, 7},
    {"interface I { typeid I \"IDL:y:4.2\"; };", "I", "IDL:y:4.2", 4, 2},
    {"module M { typeprefix M \"acme.com\"; interface I { }; };", "M::I",
     "IDL:acme.com/M/I:1.0", 1, 0},
    {"module M { interface I { }; }; typeprefix M \"acme.com\";", "M::I",
     "IDL:acme.com/M/I:1.0", 1, 0},
    {"interface I;\n#pragma ID I \"IDL:z:1.0\"\ninterface I { };", "I",
     "IDL:z:1.0", 1, 0},
    {"#pragma prefix \"a\"\n# 1 \"b.idl\" 1\ninterface I { };\n"
     "# 3 \"test.idl\" 2\n",
     "I", "IDL:I:1.0", 1, 0},
    {"# 1 \"b.idl\" 1\n#pragma prefix \"b\"\n# 3 \"test.idl\" 2\n"
     "interface I { };",
     "I", "IDL:I:1.0", 1, 0},
};

START_TEST(a_repository_identifier)
{
    const struct ir_interface *i =
        checked_interface(checked_model(ids[_i].idl), ids[_i].name);

    ck_assert_str_eq(i->name->repository_id, ids[_i].id);
    ck_assert_uint_eq(i->major, ids[_i].major);
    ck_assert_uint_eq(i->minor, ids[_i].minor);
}
END_TEST

START_TEST(included_files)
{
    const struct ir_unit *u = checked_model(
        "# 1 \"test.idl\"\n# 1 \"sub/a.idl\" 1\n# 1 \"sub/b.idl\" 1\n"
        "struct B { long x; };\n# 2 \"sub/a.idl\" 2\nstruct A { long x; };\n"
        "# 2 \"test.idl\" 2\nstruct T { A x; };\n");

    ck_assert_uint_eq(u->decl_count, 4);
    ck_assert_int_eq(u->decls[0].kind, IR_DECL_INCLUDE);
    ck_assert_str_eq(u->decls[0].include, "sub/a.idl");
    ck_assert(!u->decls[1].in_main_file);
    ck_assert_str_eq(u->decls[1].type->name->file, "sub/b.idl");
    ck_assert(!u->decls[2].in_main_file);
    ck_assert(u->decls[3].in_main_file);
    ck_assert_uint_eq(u->decls[3].type->name->where.start.line, 2);
}
END_TEST

START_TEST(nested_types_stand_before_what_holds_them)
{
    const struct ir_unit *u =
        checked_model("struct F; typedef sequence<F> Fs; interface I {"
                      " struct S { enum E { a } e1; }; };"
                      "struct F { Fs more; };");
    static const char *const order[] = {"Fs", "I::S::E", "I::S", "I", "F"};
    size_t n;

    ck_assert_uint_eq(u->decl_count, 5);
    for (n = 0; n < 5; n++) {
        const struct ir_decl *d = &u->decls[n];

        ck_assert_str_eq(d->type ? d->type->name->scoped
                                 : d->interface->name->scoped,
                         order[n]);
    }
    ck_assert_ptr_eq(u->decls[0].type->element->element, u->decls[4].type);
}
END_TEST

START_TEST(ranges_and_options)
{
    const struct ir_type *t = checked_type(
        checked_model("@appendable struct S { @range(min=-1, max=9) long a;"
                      " @optional @min(1) short b; @key float c;"
                      " @ivmc::region sequence<octet> d; };"),
        "S");

    ck_assert_int_eq(t->extensibility, IR_APPENDABLE);
    ck_assert_int_eq(t->members[0].type->kind, IR_RANGED);
    ck_assert_int_eq(t->members[0].type->min->i, -1);
    ck_assert_int_eq(t->members[0].type->max->i, 9);
    ck_assert_int_eq(t->members[1].type->kind, IR_POINTER);
    ck_assert_int_eq(t->members[1].type->pointer, IR_UNIQUE);
    ck_assert_int_eq(t->members[1].type->element->kind, IR_RANGED);
    ck_assert_ptr_null(t->members[1].type->element->max);
    ck_assert(t->members[2].key);
    ck_assert(t->members[3].type->region);
    ck_assert_int_eq(ir_strip(t->members[3].type)->kind, IR_SEQUENCE);
}
END_TEST

START_TEST(annotations_of_interfaces)
{
    const struct ir_interface *i = checked_interface(
        checked_model("typedef sequence<octet> Data;"
                      "@ivmc::label(\"proto\") @ivmc::deadline(500)"
                      "interface I { @ivmc::deadline(ms=10)"
                      " void f(in long n, out @ivmc::max_of(n) Data d);"
                      " @oneway void g(@ivmc::shared in Data d);"
                      " oneway void h(); };"),
        "I");

    ck_assert_str_eq(i->label, "proto");
    ck_assert_uint_eq(i->deadline_ms, 500);
    ck_assert_uint_eq(i->operations[0].deadline_ms, 10);
    ck_assert_uint_eq(i->operations[0].params[1].max_of, 0);
    ck_assert(i->operations[0].params[0].max_of == SIZE_MAX);
    ck_assert(i->operations[1].oneway);
    ck_assert(i->operations[1].params[0].type->shared);
    ck_assert_int_eq(ir_strip(i->operations[1].params[0].type)->kind,
                     IR_SEQUENCE);
    ck_assert(i->operations[2].oneway);
}
END_TEST

START_TEST(arrays_nest_from_the_first_dimension)
{
    const struct ir_type *t =
        checked_type(checked_model("const long N = 2; typedef long M[N][N+1];"),
                     "M")
            ->element;

    ck_assert_int_eq(t->kind, IR_ARRAY);
    ck_assert_uint_eq(t->size, 2);
    ck_assert_uint_eq(t->element->size, 3);
    ck_assert_int_eq(t->element->element->kind, IR_INT32);
}
END_TEST

START_TEST(unions)
{
    const struct ir_type *t = checked_type(
        checked_model("enum E { a, b, c }; union U switch (E) {"
                      " case a: case b: long x; default: string y; };"),
        "U");

    ck_assert(t->encapsulated);
    ck_assert_uint_eq(t->arm_count, 2);
    ck_assert_uint_eq(t->arms[0].label_count, 2);
    ck_assert_str_eq(t->arms[0].labels[1].enumerator->name, "b");
    ck_assert(t->arms[1].is_default);
}
END_TEST

START_TEST(masks_and_sets)
{
    const struct ir_unit *u = checked_model(
        "@bit_bound(8) bitmask M { @position(2) f, g };"
        "bitset B { bitfield<3> a; bitfield<4>; bitfield<12, short> c, d; };"
        "@bit_bound(16) enum E { @value(7) x, y };");
    const struct ir_type *t = checked_type(u, "M");

    ck_assert_uint_eq(t->wire_bits, 8);
    ck_assert_int_eq(t->enumerators[1].value, 3);
    t = checked_type(u, "B");
    ck_assert_uint_eq(t->member_count, 4);
    ck_assert_ptr_null(t->members[1].name);
    ck_assert_uint_eq(t->members[3].bits, 12);
    ck_assert_uint_eq(t->wire_bits, 32);
    t = checked_type(u, "E");
    ck_assert_uint_eq(t->wire_bits, 16);
    ck_assert_int_eq(t->enumerators[1].value, 8);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("model");
    TCase *tc = tcase_create("model");

    tcase_add_checked_fixture(tc, checked_setup, checked_teardown);
    tcase_add_test(tc, attributes_are_operations);
    tcase_add_test(tc, a_diamond_has_each_operation_once);
    tcase_add_loop_test(tc, a_repository_identifier, 0,
                        (int)(sizeof(ids) / sizeof(ids[0])));
    tcase_add_test(tc, included_files);
    tcase_add_test(tc, nested_types_stand_before_what_holds_them);
    tcase_add_test(tc, ranges_and_options);
    tcase_add_test(tc, annotations_of_interfaces);
    tcase_add_test(tc, arrays_nest_from_the_first_dimension);
    tcase_add_test(tc, unions);
    tcase_add_test(tc, masks_and_sets);
    suite_add_tcase(suite, tc);
    return suite;
}
