/* How types are laid out: shapes, offsets, sizes, checks. */
#include "unit.h"

#include <string.h>

#include "build.h"

static const struct wire_type *laid(const struct ir_type *t)
{
    return wire_type_of(build_session, t);
}

/* ---- plain -------------------------------------------------------------- */

START_TEST(a_record_like_memory_is_plain)
{
    const struct wire_type *t =
        laid(build_struct("P", build_type(IR_INT32), build_type(IR_UINT16),
                          build_type(IR_INT16), NULL));

    ck_assert_int_eq(t->shape, WIRE_PLAIN);
    ck_assert_ptr_null(t->not_plain);
    ck_assert_uint_eq(t->align, 4);
    ck_assert_uint_eq(t->size, 8);
    ck_assert_uint_eq(t->members[2].offset, 6);
    ck_assert_uint_eq(t->min, 8);
    ck_assert_uint_eq(t->max, 11); /* three octets of padding before it */
    ck_assert_uint_eq(t->checks, 0);
}
END_TEST

START_TEST(padding_inside_makes_it_fixed)
{
    const struct wire_type *t =
        laid(build_struct("P", build_type(IR_DOUBLE), build_type(IR_OCTET),
                          build_type(IR_INT32), NULL));

    ck_assert_int_eq(t->shape, WIRE_FIXED_LAYOUT);
    ck_assert_str_eq(t->not_plain, "c: padding stands before it");
    ck_assert_uint_eq(t->members[2].offset, 12);
    ck_assert_uint_eq(t->size, 16);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_PADDING], 1);
}
END_TEST

START_TEST(padding_at_the_end_makes_it_fixed)
{
    const struct wire_type *t = laid(
        build_struct("P", build_type(IR_INT32), build_type(IR_OCTET), NULL));

    ck_assert_int_eq(t->shape, WIRE_FIXED_LAYOUT);
    ck_assert_uint_eq(t->size, 5);
    ck_assert_uint_eq(t->mem_size, 8);
    ck_assert_str_eq(t->not_plain, "padding stands after its last member");
}
END_TEST

START_TEST(a_small_first_member_makes_it_variable)
{
    const struct wire_type *t = laid(
        build_struct("P", build_type(IR_OCTET), build_type(IR_INT32), NULL));

    /* From phase 0: 1 + 3 + 4; from phase 3: 1 + 4. */
    ck_assert_int_eq(t->shape, WIRE_VARIABLE);
    ck_assert_uint_eq(t->align, 1);
    ck_assert_uint_eq(t->max_align, 4);
    ck_assert_uint_eq(t->min, 5);
    ck_assert_uint_eq(t->max, 8);
}
END_TEST

START_TEST(checked_members_make_it_fixed)
{
    const struct wire_type *t = laid(build_struct(
        "P", build_enum(3), build_type(IR_BOOLEAN), build_type(IR_CHAR),
        build_range(build_type(IR_UINT16), 1, 9), NULL));

    ck_assert_int_eq(t->shape, WIRE_FIXED_LAYOUT);
    ck_assert_uint_eq(t->size, 8);
    ck_assert_uint_eq(t->checks, 3);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_ENUM], 1);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_BOOL], 1);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_RANGE], 1);
}
END_TEST

START_TEST(nested_records_keep_their_alignment)
{
    struct ir_type *inner =
        build_struct("I", build_type(IR_INT32), build_type(IR_OCTET), NULL);
    const struct wire_type *t =
        laid(build_struct("O", build_type(IR_UINT64), inner, inner, NULL));

    ck_assert_int_eq(t->shape, WIRE_FIXED_LAYOUT);
    ck_assert_uint_eq(t->members[1].offset, 8);
    ck_assert_uint_eq(t->members[2].offset, 16);
    ck_assert_uint_eq(t->size, 21);
}
END_TEST

START_TEST(an_alias_is_what_it_stands_for)
{
    struct ir_type *p = build_struct("P", build_type(IR_INT32), NULL);
    struct ir_type *a = build_alias("A", build_alias("B", p));
    const struct wire_type *t = laid(a);

    ck_assert_ptr_eq(t->type, a);
    ck_assert_int_eq(t->kind, WIRE_RECORD);
    ck_assert_ptr_eq(t, laid(a));
    ck_assert_uint_eq(t->size, 4);
}
END_TEST

START_TEST(an_empty_record_has_no_octets)
{
    const struct wire_type *t = laid(build_struct("E", NULL));

    ck_assert_uint_eq(t->max, 0);
    ck_assert_uint_eq(t->min_element, 1);
    ck_assert_int_ne(t->shape, WIRE_PLAIN);
}
END_TEST

START_TEST(a_long_double_is_aligned_to_eight)
{
    const struct wire_type *t = laid(build_type(IR_LONG_DOUBLE));

    ck_assert_uint_eq(t->align, 8);
    ck_assert_uint_eq(t->size, 16);
    ck_assert_int_eq(t->shape, WIRE_PLAIN);
}
END_TEST

/* ---- arrays, sequences, strings ----------------------------------------- */

START_TEST(padding_between_elements_is_no_fixed_layout)
{
    struct ir_type *p =
        build_struct("P", build_type(IR_INT32), build_type(IR_OCTET), NULL);
    const struct wire_type *t = laid(build_array(p, 3));

    ck_assert_int_eq(t->shape, WIRE_VARIABLE);
    ck_assert_str_eq(t->not_plain, "padding stands between its elements");
    ck_assert_uint_eq(t->min, 21); /* 8 + 8 + 5 */
    ck_assert_uint_eq(t->max, 24); /* three octets of padding before it */
    ck_assert_uint_eq(t->mem_size, 24);
}
END_TEST

START_TEST(strings_have_their_bound)
{
    const struct wire_type *t = laid(build_string(31));
    struct ir_type *place = build_string(0);

    ck_assert_uint_eq(t->min, 5);
    ck_assert_uint_eq(t->max, 3 + 4 + 32);
    ck_assert_uint_eq(t->names, 1);
    ck_assert_uint_eq(laid(build_string(0))->max, WIRE_UNBOUNDED);
    place->size = 8;
    t = laid(place);
    ck_assert_uint_eq(t->bound, 7);
    ck_assert_uint_eq(t->capacity, 8);
    ck_assert_uint_eq(t->mem_size, 8);
    ck_assert(!t->has_pointers);
}
END_TEST

START_TEST(a_sequence_of_longs_after_its_count)
{
    const struct wire_type *t = laid(build_sequence(build_type(IR_INT64), 2));

    /* From phase 0: 4, or 4 + 4 + 16; from phase 1: 3 + 4 + 16. */
    ck_assert_uint_eq(t->min, 4);
    ck_assert_uint_eq(t->max, 4 + 4 + 16 + 3);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_PADDING], 1);
    ck_assert_uint_eq(t->bound, 2);
}
END_TEST

START_TEST(an_element_takes_its_least)
{
    struct ir_type *p =
        build_struct("I", build_string(31), build_type(IR_DOUBLE), NULL);

    /* 4 + 1 + 3 of padding + 8 from phase 0; 4 + 1 + 8 from phase 3. */
    ck_assert_uint_eq(laid(p)->min_element, 4 + 1 + 8 + 3);
}
END_TEST

/* ---- unions ------------------------------------------------------------- */

START_TEST(an_omg_union_may_select_nothing)
{
    const struct wire_type *t =
        laid(build_union("U", build_type(IR_INT32), build_type(IR_OCTET),
                         build_type(IR_DOUBLE), NULL));

    ck_assert(t->empty_default);
    ck_assert(!t->covers_all);
    ck_assert_uint_eq(t->min, 4);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_TAG], 0);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_PADDING], 1);
    ck_assert_uint_eq(t->mem_size, 16);
}
END_TEST

START_TEST(a_dce_union_refuses_other_tags)
{
    struct ir_type *u =
        build_union("U", build_type(IR_INT32), build_type(IR_OCTET), NULL);
    const struct wire_type *t;

    u->tag_name = "tag";
    t = laid(u);
    ck_assert(!t->empty_default);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_TAG], 1);
    ck_assert_uint_eq(t->checks, 1);
}
END_TEST

START_TEST(a_union_of_both_booleans_covers_all)
{
    const struct wire_type *t =
        laid(build_union("U", build_type(IR_BOOLEAN), build_type(IR_OCTET),
                         build_type(IR_INT16), NULL));

    ck_assert(t->covers_all);
    ck_assert_uint_eq(t->checks, 1);
}
END_TEST

/* ---- recursion ---------------------------------------------------------- */

START_TEST(a_tree_is_recursive)
{
    struct ir_type *node = build_struct("Node", NULL);
    struct ir_type *kids = build_alias("Kids", build_sequence(node, 0));
    const struct ir_type *members[] = {build_type(IR_BOOLEAN), kids};
    const struct wire_type *t;

    build_members(node, members, 2);
    t = laid(kids);
    ck_assert(t->recursive);
    ck_assert_int_eq(t->kind, WIRE_REPEAT);
    ck_assert(laid(node)->recursive);
    ck_assert_uint_eq(t->max, WIRE_UNBOUNDED);
    ck_assert_uint_eq(laid(node)->min, 5);
    ck_assert_uint_eq(t->checks, laid(node)->checks);
    ck_assert_uint_eq(t->checks, 2);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_DEPTH], 1);
}
END_TEST

START_TEST(a_list_by_pointer_is_recursive)
{
    struct ir_type *node = build_struct("Node", NULL);
    const struct ir_type *members[] = {build_type(IR_INT32),
                                       build_pointer(node, IR_UNIQUE)};
    const struct wire_type *t;

    build_members(node, members, 2);
    t = laid(node);
    ck_assert(t->recursive);
    ck_assert_uint_eq(t->min, 5);
    ck_assert_uint_eq(t->checks_by_kind.of[WIRE_CHECK_PRESENCE], 1);
    ck_assert(t->has_pointers);
}
END_TEST

START_TEST(endless_nesting_is_refused)
{
    struct ir_type *t = build_struct("S", build_type(IR_OCTET), NULL);
    int i;

    for (i = 0; i < 1200; i++)
        t = build_struct("S", t, NULL);
    laid(t);
    ck_assert(strstr(build_reported(), "E0703") != NULL);
}
END_TEST

/* ---- sized by others ---------------------------------------------------- */

START_TEST(size_members_travel_first)
{
    struct ir_type *n = build_range(build_type(IR_INT32), 0, 16);
    struct ir_type *a =
        build_sized(build_type(IR_INT16), build_field(1), NULL, 0);
    const struct wire_type *t = laid(build_struct("S", a, n, NULL));

    ck_assert_ptr_nonnull(t->order);
    ck_assert_uint_eq(t->order[0], 1);
    ck_assert_uint_eq(t->order[1], 0);
    ck_assert_uint_eq(t->align, 4);
    ck_assert_uint_eq(laid(a)->bound, 16);
    ck_assert_uint_eq(laid(a)->max, 1 + 32);
    ck_assert_int_eq(laid(a)->count, WIRE_COUNT_ELSEWHERE);
}
END_TEST

START_TEST(expressions_give_bounds)
{
    struct ir_type *n = build_type(IR_UINT8);
    struct ir_expr *twice =
        build_expr(IR_EXPR_MUL, build_field(0), build_number(2));
    struct ir_expr *more = build_expr(IR_EXPR_ADD, twice, build_number(1));
    struct ir_type *a = build_sized(build_type(IR_OCTET), more, NULL, 0);

    laid(build_struct("S", n, a, NULL));
    ck_assert_uint_eq(laid(a)->bound, 511);
}
END_TEST

START_TEST(a_size_that_depends_on_itself_is_refused)
{
    struct ir_type *a =
        build_sized(build_type(IR_INT32), build_field(1), NULL, 0);
    struct ir_type *b =
        build_sized(build_type(IR_INT32), build_field(0), NULL, 0);

    laid(build_struct("S", a, b, NULL));
    ck_assert(strstr(build_reported(), "E0705") != NULL);
}
END_TEST

/* ---- memory ------------------------------------------------------------- */

START_TEST(plain_elements_take_no_memory)
{
    struct ir_operation *op = build_operation("f");
    const struct wire_unit *u;

    build_param(op, "a", IR_IN, build_sequence(build_type(IR_INT32), 0));
    u = wire_lay_out(build_session, build_unit(build_interface("I", &op, 1)));
    ck_assert_uint_eq(u->interfaces[0].operations[0].request.memory, 0);
    ck_assert_uint_eq(u->interfaces[0].operations[0].request.expansion, 1);
}
END_TEST

static uint64_t expansion_of(const struct ir_type *t)
{
    struct ir_operation *op = build_operation("f");
    const struct wire_unit *u;

    build_param(op, "a", IR_IN, t);
    u = wire_lay_out(build_session, build_unit(build_interface("I", &op, 1)));
    return u->interfaces[0].operations[0].request.expansion;
}

START_TEST(sequences_of_sequences_grow_fourfold)
{
    struct ir_type *octets = build_sequence(build_type(IR_OCTET), 0);

    ck_assert_uint_eq(expansion_of(build_sequence(octets, 0)), 4);
}
END_TEST

START_TEST(pointers_grow_eightfold)
{
    struct ir_type *p = build_pointer(build_type(IR_INT64), IR_UNIQUE);

    ck_assert_uint_eq(expansion_of(build_sequence(p, 0)), 8);
}
END_TEST

/* ---- what has no mapping ------------------------------------------------ */

START_TEST(an_unmapped_member_is_named_at_its_place)
{
    struct ir_type *t = build_struct("S", build_type(IR_NATIVE), NULL);

    ck_assert_ptr_nonnull(laid(build_sequence(t, 0))->unmapped);
    ck_assert_int_eq(laid(t)->unmapped->kind, IR_NATIVE);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("wire types");
    TCase *t = tcase_create("types");

    tcase_add_checked_fixture(t, build_setup, build_teardown);
    tcase_add_test(t, a_record_like_memory_is_plain);
    tcase_add_test(t, padding_inside_makes_it_fixed);
    tcase_add_test(t, padding_at_the_end_makes_it_fixed);
    tcase_add_test(t, a_small_first_member_makes_it_variable);
    tcase_add_test(t, checked_members_make_it_fixed);
    tcase_add_test(t, nested_records_keep_their_alignment);
    tcase_add_test(t, an_alias_is_what_it_stands_for);
    tcase_add_test(t, an_empty_record_has_no_octets);
    tcase_add_test(t, a_long_double_is_aligned_to_eight);
    tcase_add_test(t, padding_between_elements_is_no_fixed_layout);
    tcase_add_test(t, strings_have_their_bound);
    tcase_add_test(t, a_sequence_of_longs_after_its_count);
    tcase_add_test(t, an_element_takes_its_least);
    tcase_add_test(t, an_omg_union_may_select_nothing);
    tcase_add_test(t, a_dce_union_refuses_other_tags);
    tcase_add_test(t, a_union_of_both_booleans_covers_all);
    tcase_add_test(t, a_tree_is_recursive);
    tcase_add_test(t, a_list_by_pointer_is_recursive);
    tcase_add_test(t, endless_nesting_is_refused);
    tcase_add_test(t, size_members_travel_first);
    tcase_add_test(t, expressions_give_bounds);
    tcase_add_test(t, a_size_that_depends_on_itself_is_refused);
    tcase_add_test(t, plain_elements_take_no_memory);
    tcase_add_test(t, sequences_of_sequences_grow_fourfold);
    tcase_add_test(t, pointers_grow_eightfold);
    tcase_add_test(t, an_unmapped_member_is_named_at_its_place);
    suite_add_tcase(suite, t);
    return suite;
}
