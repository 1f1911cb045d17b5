/* What moves in the messages of operations, and how they are signed. */
#include "unit.h"

#include <string.h>

#include "build.h"

static const struct wire_operation *laid(struct ir_operation *op)
{
    const struct wire_unit *u =
        wire_lay_out(build_session, build_unit(build_interface("I", &op, 1)));

    ck_assert_str_eq(build_reported(), "");
    return &u->interfaces[0].operations[0];
}

static const char *text(struct ir_operation *op)
{
    return wire_signature_text(build_session, laid(op)->op);
}

/* ---- order -------------------------------------------------------------- */

START_TEST(the_result_goes_before_out_parameters)
{
    struct ir_operation *op = build_operation("f");
    const struct wire_operation *o;

    op->result = build_type(IR_INT16);
    build_param(op, "a", IR_OUT, build_type(IR_INT32));
    build_param(op, "b", IR_IN, build_type(IR_OCTET));
    build_param(op, "c", IR_INOUT, build_type(IR_DOUBLE));
    o = laid(op);
    ck_assert_uint_eq(o->request.item_count, 2);
    ck_assert_str_eq(o->request.items[0].name, "b");
    ck_assert_uint_eq(o->request.items[1].offset, 8);
    ck_assert_uint_eq(o->request.min, 16);
    ck_assert_uint_eq(o->reply.item_count, 3);
    ck_assert_str_eq(o->reply.items[0].name, "result");
    ck_assert_str_eq(o->reply.items[1].name, "a");
    ck_assert_uint_eq(o->reply.items[1].offset, 4);
    ck_assert_uint_eq(o->reply.max, 16);
    ck_assert_uint_eq(o->reply.checks_by_kind.of[WIRE_CHECK_PADDING], 1);
}
END_TEST

START_TEST(sizes_go_before_what_they_size)
{
    struct ir_operation *op = build_operation("f");
    const struct wire_operation *o;

    build_param(op, "h", IR_IN, build_type(IR_HANDLE));
    build_param(op, "a", IR_IN,
                build_sized(build_type(IR_INT32), build_field(2), NULL, 0));
    build_param(op, "n", IR_IN, build_type(IR_INT32));
    o = laid(op);
    ck_assert_uint_eq(o->request.item_count, 2);
    ck_assert_str_eq(o->request.items[0].name, "n");
    ck_assert_str_eq(o->request.items[1].name, "a");
    ck_assert_uint_eq(o->reply.item_count, 0);
}
END_TEST

START_TEST(what_follows_a_string_has_no_known_place)
{
    struct ir_operation *op = build_operation("f");
    const struct wire_operation *o;

    build_param(op, "s", IR_IN, build_string(0));
    build_param(op, "o", IR_IN, build_type(IR_OCTET));
    build_param(op, "d", IR_IN, build_type(IR_DOUBLE));
    o = laid(op);
    ck_assert(o->request.items[0].offset_known);
    ck_assert_uint_eq(o->request.items[1].phase, 8);
    ck_assert_uint_eq(o->request.items[2].phase, 0);
    ck_assert(!o->request.items[2].offset_known);
    ck_assert(!o->request.items[1].offset_known);
}
END_TEST

START_TEST(max_of_gives_a_bound)
{
    struct ir_operation *op = build_operation("read");
    struct ir_param *p;
    const struct wire_operation *o;

    build_param(op, "want", IR_IN, build_range(build_type(IR_UINT32), 0, 4096));
    p = build_param(op, "data", IR_OUT,
                    build_sequence(build_type(IR_OCTET), 0));
    p->max_of = 0;
    o = laid(op);
    ck_assert_uint_eq(o->reply.items[0].most, 4096);
    ck_assert_uint_eq(o->reply.max, 4100);
    ck_assert_uint_eq(o->reply.checks_by_kind.of[WIRE_CHECK_SIZE], 1);
}
END_TEST

START_TEST(an_exception_carries_its_members)
{
    struct ir_operation *op = build_operation("f");
    struct ir_type *e =
        build_struct("M::E", build_string(0), build_type(IR_INT32), NULL);
    const struct ir_type **raises =
        ARENA_ARRAY(build_session->arena, 1, const struct ir_type *);
    const struct wire_operation *o;

    e->is_exception = true;
    raises[0] = e;
    op->raises = raises;
    op->raise_count = 1;
    o = laid(op);
    ck_assert_uint_eq(o->exceptions[0].item_count, 2);
    ck_assert_uint_eq(o->exceptions[0].min, 12);
    ck_assert_uint_eq(o->exceptions[0].values, 16);
    ck_assert_uint_eq(o->exceptions[0].memory, 16);
}
END_TEST

START_TEST(large_values_live_in_the_arena)
{
    struct ir_operation *op = build_operation("f");

    build_param(op, "a", IR_OUT, build_array(build_type(IR_OCTET), 300));
    build_param(op, "b", IR_IN, build_array(build_type(IR_OCTET), 256));
    ck_assert_uint_eq(laid(op)->request.values, 304);
}
END_TEST

/* ---- signatures --------------------------------------------------------- */

START_TEST(the_chain_starts_at_the_seed)
{
    struct ir_operation *op = build_operation("f");
    const struct wire_operation *o = laid(op);
    const char *p;
    uint64_t hash = WIRE_SIGNATURE_SEED;

    for (p = "f()()\n"; *p; p++)
        hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
    ck_assert_str_eq(wire_signature_text(build_session, o->op), "f()()");
    ck_assert_uint_eq(o->signature, hash);
}
END_TEST

START_TEST(scalars_are_spelled_out)
{
    struct ir_operation *op = build_operation("f");

    op->result = build_type(IR_BOOLEAN);
    build_param(op, "a", IR_IN, build_type(IR_OCTET));
    build_param(op, "b", IR_IN, build_alias("T", build_type(IR_INT16)));
    build_param(op, "c", IR_IN, build_range(build_type(IR_UINT32), 1, 9));
    build_param(op, "d", IR_IN, build_string(31));
    ck_assert_str_eq(text(op), "f(u8,i16,u32[1..9],string<31>)(bool)");
}
END_TEST

/* Two structures that only names tell apart. */
START_TEST(names_of_types_do_not_show)
{
    struct ir_operation *f = build_operation("f");
    struct ir_operation *g = build_operation("f");

    build_param(f, "a", IR_IN, build_struct("A", build_type(IR_INT32), NULL));
    build_param(
        g, "b", IR_IN,
        build_alias("C", build_struct("B", build_type(IR_INT32), NULL)));
    ck_assert_str_eq(text(f), text(g));
}
END_TEST

static struct ir_type *list(const char *name, const struct ir_type *value)
{
    struct ir_type *node = build_struct(name, NULL);
    const struct ir_type *members[] = {value, build_sequence(node, 0)};

    build_members(node, members, 2);
    return node;
}

START_TEST(recursive_types_have_one_text)
{
    struct ir_operation *f = build_operation("f");
    struct ir_operation *g = build_operation("f");
    struct ir_operation *h = build_operation("f");
    struct ir_type *other = list("B", build_type(IR_INT32));

    build_param(f, "a", IR_IN, list("A", build_type(IR_INT32)));
    /* Another way into the same cycle first. */
    wire_type_of(build_session, other->members[1].type);
    build_param(g, "a", IR_IN, other);
    build_param(h, "a", IR_IN, list("C", build_type(IR_INT16)));
    ck_assert_str_eq(text(f), text(g));
    ck_assert_str_ne(text(f), text(h));
}
END_TEST

START_TEST(a_counted_array_is_a_sequence)
{
    struct ir_operation *f = build_operation("f");
    struct ir_operation *g = build_operation("f");

    build_param(f, "n", IR_IN, build_range(build_type(IR_INT32), 0, 16));
    build_param(f, "a", IR_IN,
                build_sized(build_type(IR_INT16), build_field(0), NULL, 0));
    build_param(g, "a", IR_IN, build_sequence(build_type(IR_INT16), 16));
    ck_assert_uint_eq(laid(f)->request.max, laid(g)->request.max);
    ck_assert_uint_eq(laid(f)->request.min, laid(g)->request.min);
    ck_assert_str_eq(text(f), text(g));
}
END_TEST

START_TEST(a_count_of_two_arrays_is_no_sequence)
{
    struct ir_operation *f = build_operation("f");

    build_param(f, "n", IR_IN, build_type(IR_INT32));
    build_param(f, "a", IR_IN,
                build_sized(build_type(IR_INT16), build_field(0), NULL, 0));
    build_param(f, "b", IR_OUT,
                build_sized(build_type(IR_INT16), build_field(0), NULL, 0));
    ck_assert_str_eq(text(f), "f(i32,sized<i16;$q0;;;>)(sized<i16;$q0;;;>)");
}
END_TEST

/* ---- cost --------------------------------------------------------------- */

static struct ir_interface *large_interface(size_t count)
{
    struct ir_operation **ops =
        ARENA_ARRAY(build_session->arena, count, struct ir_operation *);
    const struct ir_type *word = build_type(IR_UINT32);
    size_t i;

    for (i = 0; i < count; i++) {
        ops[i] =
            build_operation(arena_printf(build_session->arena, "op%zu", i));
        ops[i]->result = word;
        build_param(ops[i], "a", IR_IN, build_string(0));
        build_param(ops[i], "b", IR_IN, build_sequence(word, 16));
        build_param(ops[i], "c", IR_OUT, word);
    }
    return build_interface("I", ops, count);
}

static size_t memory_for(size_t count)
{
    struct ir_interface *i = large_interface(count);
    size_t before = arena_used(build_session->arena);

    ck_assert_ptr_nonnull(wire_lay_out(build_session, build_unit(i)));
    return arena_used(build_session->arena) - before;
}

START_TEST(memory_grows_with_the_input)
{
    size_t once = memory_for(1000);

    ck_assert_uint_le(memory_for(10000), once * 11);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("wire plans");
    TCase *t = tcase_create("plans");

    tcase_add_checked_fixture(t, build_setup, build_teardown);
    tcase_add_test(t, the_result_goes_before_out_parameters);
    tcase_add_test(t, sizes_go_before_what_they_size);
    tcase_add_test(t, what_follows_a_string_has_no_known_place);
    tcase_add_test(t, max_of_gives_a_bound);
    tcase_add_test(t, an_exception_carries_its_members);
    tcase_add_test(t, large_values_live_in_the_arena);
    tcase_add_test(t, the_chain_starts_at_the_seed);
    tcase_add_test(t, scalars_are_spelled_out);
    tcase_add_test(t, names_of_types_do_not_show);
    tcase_add_test(t, recursive_types_have_one_text);
    tcase_add_test(t, a_counted_array_is_a_sequence);
    tcase_add_test(t, a_count_of_two_arrays_is_no_sequence);
    tcase_add_test(t, memory_grows_with_the_input);
    suite_add_tcase(suite, t);
    return suite;
}
