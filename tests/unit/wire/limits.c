/* What back ends refuse: messages over their limit, values without bounds. */
#include "unit.h"

#include <string.h>

#include <ivmc/serve.h>

#include "backend/backend.h"
#include "backend/limits.h"
#include "backend/report/stack.h"
#include "build.h"

static const struct backend small = {.name = "xen", .max_message = 2016};
static const struct backend exact = {.name = "l4", .needs_bounds = true};
static const struct backend open_ended = {.name = "local", .items = true};

static const struct wire_unit *unit_of(struct ir_operation *op)
{
    return wire_lay_out(build_session,
                        build_unit(build_interface("I", &op, 1)));
}

static void refused(const struct backend *b, struct ir_operation *op,
                    const char *message)
{
    ck_assert(!limits_check(build_session, b, unit_of(op)));
    if (strstr(build_reported(), message) == NULL)
        ck_abort_msg("not reported: %s\nbut: %s", message, build_reported());
}

static void carried(const struct backend *b, struct ir_operation *op)
{
    ck_assert(limits_check(build_session, b, unit_of(op)));
    ck_assert_str_eq(build_reported(), "");
}

static struct ir_operation *taking(const struct ir_type *t)
{
    struct ir_operation *op = build_operation("create");

    build_param(op, "p", IR_IN, t);
    return op;
}

START_TEST(a_message_over_the_limit)
{
    struct ir_operation *op =
        taking(build_sequence(build_type(IR_OCTET), 4968));

    refused(&small, op,
            "E0722: the request of 'create' may need 5,012 octets; the xen "
            "back end carries 2,016; ");
}
END_TEST

START_TEST(a_message_as_long_as_the_limit)
{
    carried(&small, taking(build_array(build_type(IR_OCTET), 2016 - 40)));
}
END_TEST

START_TEST(a_message_that_never_fits)
{
    refused(&small, taking(build_array(build_type(IR_OCTET), 2016 - 39)),
            "E0721: the request of 'create' needs at least 2,017 octets; the "
            "xen back end carries 2,016");
}
END_TEST

START_TEST(a_lower_limit_of_the_user_holds)
{
    build_session->options.max_message = 1000;
    refused(&small, taking(build_array(build_type(IR_OCTET), 1000)),
            "--max-message carries 1,000");
}
END_TEST

START_TEST(an_unbounded_message_is_the_connections)
{
    carried(&small, taking(build_string(0)));
}
END_TEST

START_TEST(bounds_are_needed)
{
    refused(&exact, taking(build_string(0)), "E0723: 'p' has no bound; say");
}
END_TEST

START_TEST(bounds_are_asked_for)
{
    struct ir_type *item = build_struct("S", build_string(0), NULL);

    build_session->options.bounded = true;
    refused(&open_ended, taking(build_sequence(item, 4)),
            "E0723: 'p.a' has no bound");
}
END_TEST

START_TEST(recursion_has_no_bound)
{
    struct ir_type *node = build_struct("Node", NULL);
    const struct ir_type *members[] = {build_pointer(node, IR_UNIQUE)};

    build_members(node, members, 1);
    refused(&exact, taking(node), "a recursive type can have any depth");
}
END_TEST

START_TEST(the_range_behind_max_of_is_a_bound)
{
    struct ir_operation *op = build_operation("read");
    struct ir_param *p;

    build_param(op, "want", IR_IN, build_range(build_type(IR_UINT32), 0, 64));
    p = build_param(op, "data", IR_OUT,
                    build_sequence(build_type(IR_OCTET), 0));
    p->max_of = 0;
    carried(&exact, op);
}
END_TEST

START_TEST(regions_are_counted)
{
    struct ir_operation *op = build_operation("map");
    int i;

    for (i = 0; i < 9; i++) {
        struct ir_type *t = build_sequence(build_type(IR_OCTET), 0);

        t->region = true;
        build_param(op, "r", IR_IN, t);
    }
    refused(&open_ended, op, "E0724: the request of 'map' holds 9 regions");
}
END_TEST

START_TEST(regions_need_a_back_end_that_carries_items)
{
    struct ir_type *t = build_sequence(build_type(IR_OCTET), 0);

    t->region = true;
    carried(&open_ended, taking(t));
    refused(&small, taking(t),
            "E0724: the request of 'create' holds 1 regions; a message "
            "carries 0");
}
END_TEST

/* The report's constants are bounds of what the runtime has. */
START_TEST(the_stack_of_a_call_is_bounded)
{
    ck_assert_uint_le(sizeof(struct ivmc_call), STACK_CALL);
    ck_assert_uint_eq(STACK_DEPTH, IVMC_MAX_DEPTH);
    ck_assert_uint_eq(LIMITS_ITEMS, IVMC_MAX_ITEMS);
    ck_assert_uint_eq(LIMITS_HEADER, IVMC_HEADER_SIZE);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("limits of back ends");
    TCase *t = tcase_create("limits");

    tcase_add_checked_fixture(t, build_setup, build_teardown);
    tcase_add_test(t, a_message_over_the_limit);
    tcase_add_test(t, a_message_as_long_as_the_limit);
    tcase_add_test(t, a_message_that_never_fits);
    tcase_add_test(t, a_lower_limit_of_the_user_holds);
    tcase_add_test(t, an_unbounded_message_is_the_connections);
    tcase_add_test(t, bounds_are_needed);
    tcase_add_test(t, bounds_are_asked_for);
    tcase_add_test(t, recursion_has_no_bound);
    tcase_add_test(t, the_range_behind_max_of_is_a_bound);
    tcase_add_test(t, regions_are_counted);
    tcase_add_test(t, regions_need_a_back_end_that_carries_items);
    tcase_add_test(t, the_stack_of_a_call_is_bounded);
    suite_add_tcase(suite, t);
    return suite;
}
