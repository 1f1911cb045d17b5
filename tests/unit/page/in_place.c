/* Octets that are to be read in place come in one piece, if they can. */
#include <string.h>

#include <ivmc/shared.h>

#include "rig.h"
#include "unit.h"

#define HALF_OF_IT 20000 /* more than half of a half: it fits at the start */

static struct rig rig;
static uint8_t octets[60000];

static void open_rig(void)
{
    memset(octets, 7, sizeof octets);
    rig_open(&rig, &(struct rig_options){16, 128, 65000, true, false, NULL});
}

static void close_rig(void)
{
    rig_close(&rig);
}

static void send_octets(uint32_t len)
{
    struct ivmc_channel *c = &rig.client.c.base;
    struct ivmc_deadline d = ivmc_deadline_in(5000);
    struct ivmc_header h = {
        .kind = IVMC_KIND_ONEWAY, .call_id = 1, .epoch = c->epoch, .slot = 1};
    struct ivmc_message m;
    struct ivmc_room room;
    struct ivmc_enc out;

    ck_assert_int_eq(c->ops->begin(c, &room, &d), IVMC_OK);
    ivmc_enc_init(&out, room.data + IVMC_HEADER_SIZE,
                  room.here - IVMC_HEADER_SIZE);
    out.room = &room;
    out.unsent = room.data;
    ivmc_put_shared(&out, len, 0, octets);
    ivmc_put_u32(&out, 5);
    ck_assert_int_eq(out.status, IVMC_OK);
    ivmc_message_finish(&m, &room, &out, &h);
    ck_assert_int_eq(c->ops->send(c, &m, &d), IVMC_OK);
}

/* Whether they lie in the pages. */
static bool receive_in_place(uint32_t len)
{
    static _Alignas(8) unsigned char memory[1 << 17];
    struct ivmc_channel *c = &rig.server.c.base;
    struct ivmc_deadline d = ivmc_deadline_in(5000);
    struct ivmc_items items = {.count = 0};
    struct ivmc_shared got;
    struct ivmc_arena arena;
    struct ivmc_header h;
    struct ivmc_dec in;
    uintptr_t at;

    ivmc_arena_init(&arena, memory, sizeof memory);
    ck_assert_int_eq(c->ops->receive(c, &h, &d), IVMC_OK);
    ck_assert_int_eq(c->ops->body(c, &arena, &in, &items, &d), IVMC_OK);
    ivmc_get_shared(&in, 0, &got);
    ck_assert_uint_eq(ivmc_get_u32(&in), 5);
    ck_assert_int_eq(ivmc_dec_finish(&in), IVMC_OK);
    ck_assert_uint_eq(got.len, len);
    ck_assert_int_eq(memcmp((const void *)(uintptr_t)got.data, octets, len), 0);
    c->ops->release(c);
    at = (uintptr_t)got.data - (uintptr_t)rig.pages;
    return at < 16 * PAGE_SIZE;
}

/* Once the client has learnt how long they are, room is found for all. */
START_TEST(one_piece_each)
{
    int i;

    for (i = 0; i < 20; i++) {
        send_octets(HALF_OF_IT);
        ck_assert(receive_in_place(HALF_OF_IT) || i == 1);
    }
}
END_TEST

START_TEST(others_arrive_as_ever)
{
    int i;

    for (i = 0; i < 20; i++) {
        send_octets(15000);
        ck_assert(receive_in_place(15000) || i < 2);
        send_octets(100);
        ck_assert(!receive_in_place(100)); /* few octets are copied */
        send_octets(9000);
        ck_assert(receive_in_place(9000));
    }
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("page in place");
    TCase *t = tcase_create("in place");

    tcase_add_checked_fixture(t, open_rig, close_rig);
    tcase_add_test(t, one_piece_each);
    tcase_add_test(t, others_arrive_as_ever);
    suite_add_tcase(s, t);
    return s;
}
