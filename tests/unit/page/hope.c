/*
 * Waiting before a sleep for a peer in another domain: what is tried follows
 * from what led somewhere.
 */
#include "page_channel.h"

#include <string.h>

#include "unit.h"

enum peer { NEVER, AWAKE, ON_OUR_PROCESSOR };

static struct world {
    struct page_port port;
    struct page_hope hope;
    enum peer peer;
    uint64_t now;
    uint32_t looks, readings, given;
    bool ran; /* the peer, on our processor */
} world;

static uint64_t now(struct page_port *port)
{
    (void)port;
    world.readings++;
    return world.now += 10000;
}

static void give_way(struct page_port *port)
{
    (void)port;
    world.given++;
    world.ran = true;
}

static const struct page_port_ops ops = {.now = now, .give_way = give_way};

static bool news(void *context)
{
    struct world *w = context;

    w->looks++;
    return w->peer == AWAKE || (w->peer == ON_OUR_PROCESSOR && w->ran);
}

static void begin(enum peer peer)
{
    memset(&world, 0, sizeof world);
    world.port.ops = &ops;
    world.peer = peer;
}

/* How many of so many waits need no sleep. */
static uint32_t waits(uint32_t count)
{
    uint32_t good = 0;

    world.looks = world.readings = world.given = 0;
    while (count-- > 0) {
        world.ran = false;
        good += page_hope_for(&world.hope, &world.port, 1, news, &world);
    }
    return good;
}

START_TEST(who_is_awake_is_looked_for)
{
    begin(AWAKE);
    ck_assert_uint_eq(waits(1000), 1000);
    ck_assert_uint_eq(world.given, 0);
    ck_assert_uint_eq(world.readings, 0);
}
END_TEST

START_TEST(who_needs_our_processor_gets_it)
{
    begin(ON_OUR_PROCESSOR);
    (void)waits(1000);
    /* Nobody looks for long any more. */
    ck_assert_uint_eq(waits(1000), 1000);
    ck_assert_uint_eq(world.given, 1000);
    ck_assert_uint_lt(world.looks, 10000);
}
END_TEST

START_TEST(who_does_not_come_is_slept_for)
{
    begin(NEVER);
    ck_assert_uint_eq(waits(2000), 0);
    ck_assert_uint_eq(waits(1000), 0);
    /* But for a try now and then. */
    ck_assert_uint_gt(world.given, 0);
    ck_assert_uint_lt(world.given, 50);
}
END_TEST

START_TEST(a_try_finds_what_has_changed)
{
    begin(NEVER);
    (void)waits(2000);
    world.peer = AWAKE;
    (void)waits(600);
    ck_assert_uint_eq(waits(1000), 1000);
    ck_assert_uint_eq(world.given, 0);
}
END_TEST

START_TEST(few_failures_are_no_rule)
{
    begin(NEVER);
    (void)waits(2);
    world.peer = ON_OUR_PROCESSOR;
    ck_assert_uint_eq(waits(100), 100);
}
END_TEST

START_TEST(who_is_told_to_always_looks)
{
    begin(NEVER);
    world.hope.always_looks = true;
    (void)waits(2000);
    (void)waits(100);
    ck_assert_uint_gt(world.readings, 100);
    world.peer = AWAKE;
    ck_assert_uint_eq(waits(1), 1);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("page hope");
    TCase *t = tcase_create("hope");

    tcase_add_test(t, who_is_awake_is_looked_for);
    tcase_add_test(t, who_needs_our_processor_gets_it);
    tcase_add_test(t, who_does_not_come_is_slept_for);
    tcase_add_test(t, a_try_finds_what_has_changed);
    tcase_add_test(t, few_failures_are_no_rule);
    tcase_add_test(t, who_is_told_to_always_looks);
    suite_add_tcase(s, t);
    return s;
}
