/* Messages through a page channel, both ends in one thread. */
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "unit.h"

#define ck_status(got, wanted)                                                 \
    ck_assert_str_eq(ivmc_status_name(got), ivmc_status_name(wanted))

static struct rig rig;

static const struct rig_options small = {1, 128, 512, false, false, NULL};
static const struct rig_options large = {1, 100, 9000, true, false, NULL};
static const struct rig_options several = {16, 128, 30000, true, false, NULL};

static void expect(struct rig_end *e, uint64_t seed, uint32_t len)
{
    enum ivmc_status s;
    uint32_t got = rig_receive(e, seed, &s);

    ck_status(s, IVMC_OK);
    ck_assert_uint_eq(got, len);
}

/* ---- one frame each ----------------------------------------------------------- */

START_TEST(every_length_at_every_place)
{
    uint64_t seed = 0;
    uint32_t len;
    int lap;

    rig_open(&rig, &small);
    for (lap = 0; lap < 3; lap++)
        for (len = IVMC_HEADER_SIZE; len <= 512; len++, seed++) {
            ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, len, seed),
                      IVMC_OK);
            expect(&rig.server, seed, len);
            ck_status(rig_send(&rig.server, IVMC_KIND_REPLY,
                               IVMC_HEADER_SIZE + 512 - len, seed),
                      IVMC_OK);
            expect(&rig.client, seed, IVMC_HEADER_SIZE + 512 - len);
        }
    ck_assert_uint_eq(rig.client.waits + rig.server.waits, 0);
    rig_close(&rig);
}
END_TEST

START_TEST(what_a_frame_cannot_hold_is_too_large)
{
    rig_open(&rig, &small);
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 513, 1), IVMC_TOO_LARGE);
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 512, 2), IVMC_OK);
    expect(&rig.server, 2, 512);
    rig_close(&rig);
}
END_TEST

START_TEST(no_room_is_a_time_out_until_there_is_some)
{
    uint64_t sent = 0, taken = 0;

    rig_open(&rig, &small);
    while (rig_send(&rig.client, IVMC_KIND_ONEWAY, 200, sent) == IVMC_OK)
        sent++;
    ck_assert_uint_ge(sent, 3);
    ck_assert_uint_gt(rig.client.waits, 0);
    ck_status(rig_send(&rig.client, IVMC_KIND_ONEWAY, 200, sent), IVMC_TIMEOUT);
    for (; taken < sent; taken++)
        expect(&rig.server, taken, 200);
    ck_status(rig_send(&rig.client, IVMC_KIND_ONEWAY, 200, sent), IVMC_OK);
    expect(&rig.server, sent, 200);
    rig_close(&rig);
}
END_TEST

/* ---- doorbells ---------------------------------------------------------------- */

START_TEST(who_does_not_sleep_is_not_rung_for)
{
    rig_open(&rig, &small);
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 64, 1), IVMC_OK);
    ck_assert_uint_eq(rig.client.rings, 0);
    expect(&rig.server, 1, 64);
    rig_close(&rig);
}
END_TEST

static void answer(struct rig *r)
{
    ck_status(rig_send(&r->client, IVMC_KIND_REQUEST, 64, 1), IVMC_OK);
}

START_TEST(who_sleeps_is_rung_for_once)
{
    rig_open(&rig, &small);
    rig.server.idle = answer; /* the client's turn while the server sleeps */
    expect(&rig.server, 1, 64);
    ck_assert_uint_eq(rig.client.rings, 1);
    ck_assert_uint_eq(rig.server.waits, 1);
    ck_assert_uint_eq(page_load(&rig.zero->server_side.sleeping), 0);
    rig_close(&rig);
}
END_TEST

/* The client's turn while the server lets it run. */
static void answer_late(struct rig *r)
{
    ck_assert_uint_eq(page_load(&r->zero->server_side.sleeping),
                      PAGE_GIVES_WAY);
    r->now += 1000;
    if (r->server.ways_given == 40)
        answer(r);
}

START_TEST(who_never_sleeps_gives_way)
{
    rig_open(&rig, &small);
    page_allow_spin(&rig.server.c, true);
    rig.server.idle = answer_late;
    rig.passes_ns = 100;
    expect(&rig.server, 1, 64);
    ck_assert_uint_eq(rig.server.ways_given, 40);
    ck_assert_uint_eq(rig.server.waits, 0);
    ck_assert_uint_eq(rig.client.rings, 0);
    ck_assert_uint_eq(page_load(&rig.zero->server_side.sleeping), 0);
    rig_close(&rig);
}
END_TEST

START_TEST(spinning_learns_from_waits)
{
    uint32_t ns = PAGE_SPIN_START_NS;
    int i;

    /* What was ready soon, though waking took its time. */
    for (i = 0; i < 10; i++)
        ns = page_tune_spin(ns, 70000);
    ck_assert_uint_gt(ns, PAGE_SPIN_START_NS);
    ck_assert_uint_eq(page_tune_spin(ns, 70000), ns);
    /* What spinning would not have covered. */
    for (i = 0; i < 10; i++)
        ns = page_tune_spin(ns, 5000000);
    ck_assert_uint_lt(ns, PAGE_SPIN_START_NS / 4);
    ck_assert_uint_gt(ns, 0);
    for (i = 0; i < 10; i++)
        ns = page_tune_spin(ns, 3000);
    ck_assert_uint_gt(ns, PAGE_SPIN_START_NS);
}
END_TEST

/* ---- several frames ------------------------------------------------------------- */

static struct {
    uint32_t len;
    bool done;
} expected;

/* The server takes what is there while the client waits for room. */
static void receive_all(struct rig *r)
{
    struct page_piece piece;
    enum page_next next;

    while ((next = page_next(&r->server.c, &piece)) == PAGE_PIECE) {
        expected.len += piece.len;
        expected.done = !piece.more;
        page_take(&r->server.c, &piece);
    }
    ck_assert_int_eq(next, PAGE_NOTHING);
    page_let_go(&r->server.c);
}

START_TEST(larger_than_the_ring)
{
    uint32_t len;

    rig_open(&rig, &large);
    rig.client.idle = receive_all;
    for (len = 40; len <= 9000; len += 97) {
        memset(&expected, 0, sizeof expected);
        ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, len, len), IVMC_OK);
        receive_all(&rig);
        ck_assert(expected.done);
        ck_assert_uint_eq(expected.len, len);
    }
    rig_close(&rig);
}
END_TEST

START_TEST(frames_that_fit_are_collected)
{
    uint64_t seed = 0;
    uint32_t len;

    rig_open(&rig, &(struct rig_options){16, 128, 20000, true, false, NULL});
    for (len = 40; len <= 20000; len += 501, seed++) {
        ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, len, seed), IVMC_OK);
        expect(&rig.server, seed, len);
        ck_status(rig_send(&rig.server, IVMC_KIND_REPLY, len, seed), IVMC_OK);
        expect(&rig.client, seed, len);
    }
    rig_close(&rig);
}
END_TEST

/* What follows lies at the end of the ring, and at its start. */
static void pass_one(void)
{
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 20000, 0), IVMC_OK);
    expect(&rig.server, 0, 20000);
}

/* Both on these processors; the server sleeps. */
static void put_on(uint32_t client, uint32_t server)
{
    rig.client.c.cpu = client;
    rig.server.c.own->cpu = server;
    rig.server.c.own->sleeping = PAGE_WAITS_MESSAGE;
}

/* Where it runs beside us, it takes the first frames while others are put. */
START_TEST(who_sleeps_elsewhere_is_rung_for_at_once)
{
    rig_open(&rig, &several);
    pass_one();
    put_on(1, 2);
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 20000, 1), IVMC_OK);
    ck_assert_uint_gt(rig.client.rings, 1);
    expect(&rig.server, 1, 20000);
    rig_close(&rig);
}
END_TEST

START_TEST(who_sleeps_here_is_rung_for_when_all_is_put)
{
    rig_open(&rig, &several);
    pass_one();
    put_on(1, 1);
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 20000, 1), IVMC_OK);
    ck_assert_uint_eq(rig.client.rings, 1);
    expect(&rig.server, 1, 20000);
    rig_close(&rig);
}
END_TEST

static void count_rings(struct rig *r)
{
    ck_assert_uint_eq(r->client.rings, 1);
    r->client.idle = NULL;
}

/* Or when no more can be: it is rung for before we sleep for room. */
START_TEST(who_sleeps_here_is_rung_for_when_there_is_no_room)
{
    rig_open(&rig, &large);
    put_on(1, 1);
    rig.client.idle = count_rings;
    ck_status(rig_send(&rig.client, IVMC_KIND_REQUEST, 9000, 1), IVMC_TIMEOUT);
    ck_assert(!rig.client.idle);
    rig_close(&rig);
}
END_TEST

START_TEST(what_nobody_reads_is_thrown_away)
{
    struct ivmc_deadline d = ivmc_deadline_in(5000);
    struct ivmc_channel *c = &rig.server.c.base;
    struct ivmc_header h;

    rig_open(&rig, &(struct rig_options){16, 128, 20000, true, false, NULL});
    ck_status(rig_send(&rig.client, IVMC_KIND_ONEWAY, 20000, 1), IVMC_OK);
    ck_status(rig_send(&rig.client, IVMC_KIND_ONEWAY, 100, 2), IVMC_OK);
    ck_status(c->ops->receive(c, &h, &d), IVMC_OK);
    ck_assert_uint_eq(h.length, 20000);
    c->ops->release(c);
    expect(&rig.server, 2, 100);
    rig_close(&rig);
}
END_TEST

/* ---- the peer's end ---------------------------------------------------------------- */

START_TEST(a_peer_that_died_is_gone)
{
    enum ivmc_status s;

    rig_open(&rig, &small);
    rig.server.gone = true;
    rig_receive(&rig.server, 1, &s);
    ck_status(s, IVMC_PEER_GONE);
    rig_receive(&rig.server, 1, &s);
    ck_status(s, IVMC_PEER_GONE);
    rig_close(&rig);
}
END_TEST

START_TEST(what_was_sent_before_the_end_arrives)
{
    enum ivmc_status s;

    rig_open(&rig, &small);
    ck_status(rig_send(&rig.client, IVMC_KIND_ONEWAY, 100, 1), IVMC_OK);
    atomic_store(&rig.zero->client_side.alive, 0);
    expect(&rig.server, 1, 100);
    rig_receive(&rig.server, 2, &s);
    ck_status(s, IVMC_PEER_GONE);
    rig_close(&rig);
}
END_TEST

START_TEST(nothing_comes)
{
    enum ivmc_status s;

    rig_open(&rig, &small);
    rig_receive(&rig.client, 1, &s);
    ck_status(s, IVMC_TIMEOUT);
    ck_status(rig_send(&rig.server, IVMC_KIND_REPLY, 50, 1), IVMC_OK);
    expect(&rig.client, 1, 50);
    rig_close(&rig);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("page channel");
    TCase *t = tcase_create("channel");

    tcase_add_test(t, every_length_at_every_place);
    tcase_add_test(t, what_a_frame_cannot_hold_is_too_large);
    tcase_add_test(t, no_room_is_a_time_out_until_there_is_some);
    tcase_add_test(t, who_does_not_sleep_is_not_rung_for);
    tcase_add_test(t, who_sleeps_is_rung_for_once);
    tcase_add_test(t, who_never_sleeps_gives_way);
    tcase_add_test(t, spinning_learns_from_waits);
    tcase_add_test(t, larger_than_the_ring);
    tcase_add_test(t, frames_that_fit_are_collected);
    tcase_add_test(t, who_sleeps_elsewhere_is_rung_for_at_once);
    tcase_add_test(t, who_sleeps_here_is_rung_for_when_all_is_put);
    tcase_add_test(t, who_sleeps_here_is_rung_for_when_there_is_no_room);
    tcase_add_test(t, what_nobody_reads_is_thrown_away);
    tcase_add_test(t, a_peer_that_died_is_gone);
    tcase_add_test(t, what_was_sent_before_the_end_arrives);
    tcase_add_test(t, nothing_comes);
    suite_add_tcase(s, t);
    return s;
}
