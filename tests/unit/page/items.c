/* Items that travel in the frames of the messages. */
#include "rig.h"
#include "unit.h"

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

static struct rig rig;

static const struct rig_options small = {
    .pages = 1, .client_share = 128, .max_message = 512, .items = true};
static const struct rig_options large = {.pages = 2,
                                         .client_share = 128,
                                         .max_message = 20000,
                                         .large = true,
                                         .items = true};

static struct ivmc_items some(uint32_t count)
{
    struct ivmc_items items = {.count = count};
    uint32_t i;

    for (i = 0; i < count; i++)
        items.item[i].handle = (intptr_t)(0x80000000u + i);
    return items;
}

static void expect(uint64_t seed, uint32_t len, uint32_t count)
{
    struct ivmc_items items = {.count = 0};
    enum ivmc_status s;
    uint32_t i;

    ck_assert_uint_eq(rig_receive_items(&rig.server, seed, &s, &items), len);
    ck_status(s, IVMC_OK);
    ck_assert_uint_eq(items.count, count);
    for (i = 0; i < count; i++)
        ck_assert_int_eq(items.item[i].handle, (intptr_t)(0x80000000u + i));
}

static void in_order(const struct rig_options *o)
{
    struct ivmc_items none = some(0), one = some(1), all = some(8);
    uint64_t lap;

    rig_open(&rig, o);
    for (lap = 0; lap < 100; lap++) {
        ck_status(rig_send_items(&rig.client, 100, 3 * lap, &one), IVMC_OK);
        ck_status(rig_send_items(&rig.client, 60, 3 * lap + 1, &none), IVMC_OK);
        expect(3 * lap, 100, 1);
        ck_status(rig_send_items(&rig.client, 512, 3 * lap + 2, &all), IVMC_OK);
        expect(3 * lap + 1, 60, 0);
        expect(3 * lap + 2, 512, 8);
    }
    rig_close(&rig);
}

START_TEST(items_come_with_their_messages)
{
    in_order(&small);
    in_order(&large);
}
END_TEST

/* A message in two frames: one at the end of the ring, one at its start. */
static void send_two_frames(struct ivmc_items *items)
{
    struct ivmc_items none = some(0);

    ck_status(rig_send_items(&rig.client, 2500, 6, &none), IVMC_OK);
    expect(6, 2500, 0);
    ck_status(rig_send_items(&rig.client, 2500, 7, items), IVMC_OK);
    ck_assert_uint_ne(rig.client.c.out.at, 0);
    ck_assert_uint_lt(rig.client.c.out.at, 2500);
}

START_TEST(items_come_with_the_first_of_several_frames)
{
    struct ivmc_items all = some(8);

    rig_open(&rig, &large);
    send_two_frames(&all);
    expect(7, 2500, 8);
    rig_close(&rig);
}
END_TEST

START_TEST(what_was_refused_does_not_go_along_with_the_next)
{
    struct ivmc_items one = some(1), none = some(0);

    rig_open(&rig, &small);
    ck_status(rig_send_items(&rig.client, 513, 1, &one), IVMC_TOO_LARGE);
    ck_status(rig_send_items(&rig.client, 100, 2, &none), IVMC_OK);
    expect(2, 100, 0);
    rig_close(&rig);
}
END_TEST

/* ---- lies ------------------------------------------------------------------------ */

static struct page_frame *first_frame(struct rig *r)
{
    return (struct page_frame *)(void *)r->client.c.out.ring;
}

static void announced_and_not_there(struct rig *r)
{
    first_frame(r)->flags = 0;
    first_frame(r)->len -= PAGE_ITEM;
}

static void there_and_not_announced(struct rig *r)
{
    ivmc_store_u16(first_frame(r)->content + 6, 0);
}

static void fewer_than_announced(struct rig *r)
{
    ivmc_store_u16(first_frame(r)->content + 6, 2);
}

static void more_than_there_may_be(struct rig *r)
{
    ivmc_store_u16(first_frame(r)->content + 6, 9);
}

static void more_than_the_frame_holds(struct rig *r)
{
    ivmc_store_u16(first_frame(r)->content + 6, 8);
    ivmc_store_u32(first_frame(r)->content, 40);
}

static void one_that_the_port_refuses(struct rig *r)
{
    ivmc_store_u32(first_frame(r)->content + 100, 13);
}

static void skip_with_items(struct rig *r)
{
    first_frame(r)->flags = PAGE_FRAME_SKIP | PAGE_FRAME_ITEMS;
}

static void (*const lies[])(struct rig *r) = {
    announced_and_not_there,   there_and_not_announced,
    fewer_than_announced,      more_than_there_may_be,
    more_than_the_frame_holds, one_that_the_port_refuses,
    skip_with_items,
};

START_TEST(a_lie_ends_the_connection)
{
    struct ivmc_items one = some(1);
    struct ivmc_items got = {.count = 0};
    enum ivmc_status s;

    rig_open(&rig, _i % 2 ? &large : &small);
    ck_status(rig_send_items(&rig.client, 100, 1, &one), IVMC_OK);
    lies[_i / 2](&rig);
    ck_assert_uint_eq(rig_receive_items(&rig.server, 1, &s, &got), 0);
    ck_status(s, IVMC_BAD_MESSAGE);
    ck_assert(rig.server.c.gone);
    rig_close(&rig);
}
END_TEST

/* It costs that message and no other. */
START_TEST(items_that_there_is_no_room_for)
{
    struct ivmc_items one = some(1), lost = some(1);
    struct ivmc_items got = {.count = 0};
    enum ivmc_status s;

    lost.item[0].handle = 14;
    rig_open(&rig, _i ? &large : &small);
    ck_status(rig_send_items(&rig.client, 100, 1, &lost), IVMC_OK);
    ck_status(rig_send_items(&rig.client, 100, 2, &one), IVMC_OK);
    ck_assert_uint_eq(rig_receive_items(&rig.server, 1, &s, &got), 0);
    ck_status(s, IVMC_LIMIT);
    ck_assert_uint_eq(got.count, 0);
    expect(2, 100, 1);
    rig_close(&rig);
}
END_TEST

/* Nor what follows a message in several frames. */
START_TEST(lost_items_of_several_frames)
{
    struct ivmc_items none = some(0), lost = some(1);
    struct ivmc_items got = {.count = 0};
    enum ivmc_status s;

    lost.item[0].handle = 14;
    rig_open(&rig, &large);
    send_two_frames(&lost);
    ck_assert_uint_eq(rig_receive_items(&rig.server, 7, &s, &got), 0);
    ck_status(s, IVMC_LIMIT);
    ck_status(rig_send_items(&rig.client, 60, 8, &none), IVMC_OK);
    expect(8, 60, 0);
    rig_close(&rig);
}
END_TEST

START_TEST(items_come_with_first_frames_only)
{
    struct ivmc_items one = some(1);
    struct ivmc_items got = {.count = 0};
    enum ivmc_status s;

    rig_open(&rig, &large);
    send_two_frames(&one);
    first_frame(&rig)->flags |= PAGE_FRAME_ITEMS;
    ck_assert_uint_eq(rig_receive_items(&rig.server, 7, &s, &got), 0);
    ck_status(s, IVMC_BAD_MESSAGE);
    rig_close(&rig);
}
END_TEST

Suite *unit_suite(void)
{
    TCase *t = tcase_create("items in frames");
    Suite *s = suite_create("page items");

    tcase_add_test(t, items_come_with_their_messages);
    tcase_add_test(t, items_come_with_the_first_of_several_frames);
    tcase_add_test(t, what_was_refused_does_not_go_along_with_the_next);
    tcase_add_loop_test(t, a_lie_ends_the_connection, 0,
                        2 * (int)(sizeof lies / sizeof *lies));
    tcase_add_loop_test(t, items_that_there_is_no_room_for, 0, 2);
    tcase_add_test(t, lost_items_of_several_frames);
    tcase_add_test(t, items_come_with_first_frames_only);
    suite_add_tcase(s, t);
    return s;
}
