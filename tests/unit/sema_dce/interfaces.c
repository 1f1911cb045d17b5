#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST(the_header_gives_the_identity)
{
    const struct ir_interface *i = interface_of(compile("void f();"));

    ck_assert_str_eq(i->name->simple, "I");
    ck_assert_str_eq(i->name->repository_id,
                     "DCE:12345678-1234-abcd-1234-123456789abc:7");
    ck_assert_uint_eq(i->major, 2);
    ck_assert_uint_eq(i->minor, 7);
    ck_assert(!i->local);
    ck_assert(i->defined);
    ck_assert_ptr_eq(i->object->interface, i);
}
END_TEST

START_TEST(attributes_come_in_any_order)
{
    const struct ir_interface *i = interface_of(compile_file(
        "[pointer_default(ref), endpoint(\"ip:[1]\", \"np:[x]\"),"
        " ivmc::label(\"files\"), version(1), ivmc::deadline(5 * 60),"
        " uuid(12345678-1234-1234-1234-123456789abc),"
        " ivmc::id(\"IDL:Files:1.0\")] interface I { void f(); };"));

    ck_assert_uint_eq(i->major, 1);
    ck_assert_uint_eq(i->minor, 0);
    ck_assert_str_eq(i->label, "files");
    ck_assert_uint_eq(i->deadline_ms, 300);
    ck_assert_str_eq(i->name->repository_id, "IDL:Files:1.0");
}
END_TEST

START_TEST(operations_have_numbers_and_kinds)
{
    const struct ir_interface *i = interface_of(
        compile("void f(void); [maybe] void g([in] long a);"
                "[idempotent, ivmc::deadline(50)] long h(); [broadcast] void "
                "k();"));

    ck_assert_uint_eq(i->operation_count, 4);
    ck_assert_uint_eq(i->flat_count, 4);
    ck_assert_uint_eq(i->operations[0].param_count, 0);
    ck_assert(!i->operations[0].oneway);
    ck_assert(i->operations[1].oneway);
    ck_assert_uint_eq(i->operations[1].number, 1);
    ck_assert(i->operations[2].idempotent);
    ck_assert_uint_eq(i->operations[2].deadline_ms, 50);
    ck_assert(i->operations[3].idempotent);
    ck_assert_int_eq(i->operations[2].result->kind, IR_INT32);
    ck_assert_ptr_eq(i->operations[3].interface, i);
}
END_TEST

START_TEST(callbacks_have_no_number_among_the_calls)
{
    const struct ir_interface *i =
        interface_of(compile("[callback] void cb([in] long x); void f();"));

    ck_assert_uint_eq(i->operation_count, 1);
    ck_assert_str_eq(i->operations[0].name, "f");
    ck_assert_ptr_null(compile("[callback] void f(); void f();"));
}
END_TEST

START_TEST(a_local_interface_needs_no_identity)
{
    const struct ir_interface *i = interface_of(compile_file(
        "[local] interface L { typedef union { long a; short b; } U;"
        " void *f(void *p, U u, void (*callback)(long)); }"));

    ck_assert(i->local);
    ck_assert_str_eq(i->name->repository_id, "DCE:local/L");
}
END_TEST

START_TEST(comments_before_declarations_are_kept)
{
    const struct ir_unit *u = compile("\n"
                                      "    /* Counts.\n"
                                      "     * Twice. */\n"
                                      "    void f(\n"
                                      "        // how many\n"
                                      "        // there are\n"
                                      "        [in] long n);  // behind\n"
                                      "    void g();\n");
    const struct ir_interface *i = interface_of(u);

    ck_assert_str_eq(i->operations[0].doc, "Counts.\nTwice.");
    ck_assert_str_eq(i->operations[0].params[0].doc, "how many\nthere are");
    ck_assert_ptr_null(i->operations[1].doc);
}
END_TEST

START_TEST(operations_are_inherited)
{
    const struct ir_unit *u = compile_file(
        "[uuid(12345678-1234-1234-1234-123456789abc)] interface A"
        " { void f(); void g(); }"
        "[uuid(12345678-1234-1234-1234-123456789abd)] interface B : A"
        " { void h(); }");
    const struct ir_interface *b = u->decls[1].interface;

    ck_assert_uint_eq(b->operation_count, 1);
    ck_assert_uint_eq(b->flat_count, 3);
    ck_assert_str_eq(b->flat[0]->name, "f");
    ck_assert_str_eq(b->flat[2]->name, "h");
}
END_TEST

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

START_TEST(a_file_is_imported_once_and_may_import_back)
{
    char dir[] = "/tmp/ivmc-import-XXXXXX";
    const struct ir_unit *u;

    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_int_eq(chdir(dir), 0);
    write_file("base.idl", "import \"other.idl\";"
                           "interface base { typedef long base_t; }");
    write_file("other.idl", "import \"base.idl\";"
                            "interface other { typedef short other_t; }");
    u = compile_file("import \"base.idl\", \"other.idl\"; import \"base.idl\";"
                     "[uuid(12345678-1234-1234-1234-123456789abc)]"
                     "interface I { void f([in] base_t a, [in] other_t b); }");
    ck_assert_ptr_nonnull(u);
    ck_assert_int_eq(u->decls[0].kind, IR_DECL_INCLUDE);
    ck_assert_str_eq(u->decls[0].include, "base.idl");
    ck_assert(!u->decls[1].in_main_file);
    ck_assert(u->decls[u->decl_count - 1].in_main_file);
    for (size_t i = 1; i < u->decl_count; i++)
        ck_assert_int_ne(u->decls[i].kind, IR_DECL_INCLUDE);
    unlink("base.idl");
    unlink("other.idl");
    ck_assert_int_eq(chdir("/"), 0);
    rmdir(dir);
}
END_TEST

START_TEST(what_has_no_mapping_passes_the_check)
{
    ck_assert_ptr_nonnull(compile("typedef pipe char P; void f([in] P p);"));
    ck_assert_ptr_nonnull(
        compile("typedef [transmit_as(long)] void *T; void f([in] T t);"));
    ck_assert_ptr_nonnull(
        compile("typedef struct S { long a; [ignore] void *p; } S;"
                "void f([in] S *s);"));
    ck_assert_ptr_nonnull(compile_file("library L { coclass { \"}\" }; };"));
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("interfaces of DCE IDL");
    TCase *c = compile_case("interfaces");

    tcase_add_test(c, the_header_gives_the_identity);
    tcase_add_test(c, attributes_come_in_any_order);
    tcase_add_test(c, operations_have_numbers_and_kinds);
    tcase_add_test(c, callbacks_have_no_number_among_the_calls);
    tcase_add_test(c, a_local_interface_needs_no_identity);
    tcase_add_test(c, comments_before_declarations_are_kept);
    tcase_add_test(c, operations_are_inherited);
    tcase_add_test(c, a_file_is_imported_once_and_may_import_back);
    tcase_add_test(c, what_has_no_mapping_passes_the_check);
    suite_add_tcase(s, c);
    return s;
}
