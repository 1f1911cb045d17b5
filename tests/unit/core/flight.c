/* The client against a peer that answers what it likes. */
#include "desk.h"
#include "scripted.h"
#include "unit.h"

static struct scripted peer;
static struct ivmc_env env;
static _Alignas(8) unsigned char memory[1024];
static const struct ivmc_object desk = {&peer.channel, 9, 3};
static const unsigned char seven[4] = {7};

static void set_up(void)
{
    scripted_init(&peer, SCRIPTED_MAX);
    ivmc_env_init(&env, memory, sizeof memory);
}

/* begins an add, lets `answer` queue something, and finishes it. */
static uint32_t add_with(void (*answer)(void))
{
    struct ivmc_call call;

    desk_add_begin(&call, &desk, 1, 2, &env);
    answer();
    return desk_add_finish(&call);
}

static void ends_in(void (*answer)(void), enum ivmc_status status)
{
    ck_assert_uint_eq(add_with(answer), 0);
    ck_assert_int_eq(env.status, status);
    ck_assert_uint_eq(peer.channel.in_flight_count, 0);
    ck_assert(!peer.held);
}

START_TEST(request_octets)
{
    static const unsigned char body[8] = {1, 0, 0, 0, 2, 0, 0, 0};
    struct ivmc_header h;

    desk_add(&desk, 1, 2, &env);
    ck_assert_int_eq(env.status, IVMC_TIMEOUT);
    h = scripted_sent(&peer);
    ck_assert_uint_eq(h.length, 48);
    ck_assert_uint_eq(h.kind, IVMC_KIND_REQUEST);
    ck_assert_uint_eq(h.call_id, 1);
    ck_assert_uint_eq(h.epoch, 7);
    ck_assert_uint_eq(h.slot, 3);
    ck_assert_uint_eq(h.op, desk_OP_add);
    ck_assert_uint_eq(h.key, 9);
    ck_assert_mem_eq(scripted_body(&peer), body, 8);
    desk_note(&desk, 1, &env);
    h = scripted_sent(&peer);
    ck_assert_uint_eq(h.kind, IVMC_KIND_ONEWAY);
    ck_assert_uint_eq(h.call_id, 2);
}
END_TEST

static void reply_seven(void)
{
    scripted_answer(&peer, IVMC_KIND_REPLY, 0, seven, 4);
}

START_TEST(good_reply)
{
    ck_assert_uint_eq(add_with(reply_seven), 7);
    ck_assert_int_eq(env.status, IVMC_OK);
    ck_assert_uint_eq(peer.released, 1);
    peer.in_place = true;
    ck_assert_uint_eq(add_with(reply_seven), 7);
}
END_TEST

static void reply_too_short(void)
{
    scripted_answer(&peer, IVMC_KIND_REPLY, 0, seven, 3);
}

static void reply_too_long(void)
{
    static const unsigned char five[5] = {7};

    scripted_answer(&peer, IVMC_KIND_REPLY, 0, five, 5);
}

static void reply_empty(void)
{
    scripted_answer(&peer, IVMC_KIND_REPLY, 0, NULL, 0);
}

START_TEST(reply_must_be_exactly_one)
{
    ends_in(reply_too_short, IVMC_BAD_MESSAGE);
    ends_in(reply_too_long, IVMC_BAD_MESSAGE);
    ends_in(reply_empty, IVMC_BAD_MESSAGE);
}
END_TEST

static void reply_refused(void)
{
    scripted_answer(&peer, IVMC_KIND_STATUS, IVMC_REFUSED, NULL, 0);
}

START_TEST(status_reply)
{
    ends_in(reply_refused, IVMC_REFUSED);
}
END_TEST

static void raise_overflow(void)
{
    scripted_answer(&peer, IVMC_KIND_EXCEPTION, 0, seven, 4);
}

static void raise_overflow_cut(void)
{
    scripted_answer(&peer, IVMC_KIND_EXCEPTION, 0, seven, 3);
}

static void raise_closed_with_more(void)
{
    scripted_answer(&peer, IVMC_KIND_EXCEPTION, 1, seven, 4);
}

static void raise_undeclared(void)
{
    scripted_answer(&peer, IVMC_KIND_EXCEPTION, 2, NULL, 0);
}

START_TEST(exception_replies)
{
    const struct desk_Overflow *overflow;

    ends_in(raise_overflow, IVMC_EXCEPTION);
    overflow = ivmc_env_caught(&env, desk_Overflow_ID);
    ck_assert_uint_eq(overflow->by, 7);
    ends_in(raise_overflow_cut, IVMC_BAD_MESSAGE);
    ck_assert_ptr_null(ivmc_env_caught(&env, desk_Overflow_ID));
    ends_in(raise_closed_with_more, IVMC_BAD_MESSAGE);
    ends_in(raise_undeclared, IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(env.exception, 0);
}
END_TEST

static struct ivmc_header changed;

static void reply_changed(void)
{
    scripted_queue(&peer, &changed, seven, 4);
}

/* Sends a request to learn its header, as the next call's will be. */
static void next_reply(struct ivmc_header *h)
{
    struct ivmc_call call;

    desk_add_begin(&call, &desk, 1, 2, &env);
    *h = scripted_sent(&peer);
    ivmc_call_cancel(&call);
    peer.channel.abandoned = 0;
    h->call_id++;
    h->kind = IVMC_KIND_REPLY;
}

START_TEST(reply_to_something_else)
{
    next_reply(&changed);
    changed.slot++;
    ends_in(reply_changed, IVMC_BAD_MESSAGE);
    next_reply(&changed);
    changed.op++;
    ends_in(reply_changed, IVMC_BAD_MESSAGE);
    next_reply(&changed);
    changed.key++;
    ends_in(reply_changed, IVMC_BAD_MESSAGE);
    next_reply(&changed);
    changed.kind = IVMC_KIND_REQUEST;
    ends_in(reply_changed, IVMC_BAD_MESSAGE);
    next_reply(&changed);
    changed.kind = IVMC_KIND_CALLBACK;
    ends_in(reply_changed, IVMC_BAD_MESSAGE);
    next_reply(&changed);
    changed.kind = IVMC_KIND_ONEWAY;
    ends_in(reply_changed, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(reply_of_another_epoch_is_ignored)
{
    next_reply(&changed);
    changed.epoch++;
    ends_in(reply_changed, IVMC_TIMEOUT);
}
END_TEST

START_TEST(reply_for_no_call_is_ignored)
{
    next_reply(&changed);
    changed.call_id += 5;
    ends_in(reply_changed, IVMC_TIMEOUT);
}
END_TEST

static void reply_never(void)
{
}

START_TEST(late_reply_is_ignored)
{
    struct ivmc_header late;

    ends_in(reply_never, IVMC_TIMEOUT);
    ck_assert_uint_eq(peer.channel.abandoned, 1);
    late = scripted_sent(&peer);
    late.kind = IVMC_KIND_REPLY;
    scripted_queue(&peer, &late, "late", 4);
    ck_assert_uint_eq(add_with(reply_seven), 7);
    ck_assert_uint_eq(peer.channel.abandoned, 0);
}
END_TEST

static void reply_to_nothing(void)
{
    int i;

    for (i = 0; i < 40; i++)
        scripted_queue(&peer, &changed, NULL, 0);
    reply_seven();
}

START_TEST(replies_to_nothing_end_the_patience)
{
    next_reply(&changed);
    changed.call_id = 1000;
    ends_in(reply_to_nothing, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(many_late_replies_are_no_offence)
{
    next_reply(&changed);
    changed.call_id = 1000;
    peer.channel.abandoned = 40;
    ck_assert_uint_eq(add_with(reply_to_nothing), 7);
}
END_TEST

START_TEST(failures_of_the_transport)
{
    peer.begin_fails = IVMC_PEER_GONE;
    ends_in(reply_never, IVMC_PEER_GONE);
    desk_note(&desk, 1, &env);
    ck_assert_int_eq(env.status, IVMC_PEER_GONE);
    peer.begin_fails = IVMC_OK;
    peer.send_fails = IVMC_TIMEOUT;
    ends_in(reply_never, IVMC_TIMEOUT);
    peer.send_fails = IVMC_OK;
    peer.receive_fails = IVMC_PEER_GONE;
    ends_in(reply_never, IVMC_PEER_GONE);
    peer.receive_fails = IVMC_OK;
    peer.body_fails = IVMC_TIMEOUT;
    ends_in(reply_seven, IVMC_TIMEOUT);
}
END_TEST

static enum ivmc_status watch_deadline(struct ivmc_channel *c,
                                       struct ivmc_header *h,
                                       struct ivmc_deadline *deadline)
{
    (void)h;
    c->user = (void *)(uintptr_t)deadline->timeout_ms;
    return IVMC_TIMEOUT;
}

static uint32_t deadline_of_call(uint32_t of_operation)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, &desk, 0, &env);
    if (of_operation != 0)
        ivmc_call_deadline(&call, of_operation);
    ck_assert(!ivmc_call_invoke(&call));
    ck_assert_int_eq(ivmc_call_end(&call), IVMC_TIMEOUT);
    return (uint32_t)(uintptr_t)peer.channel.user;
}

START_TEST(deadlines_by_precedence)
{
    struct ivmc_channel_ops ops = *peer.channel.ops;

    ops.receive = watch_deadline;
    peer.channel.ops = &ops;
    ck_assert_uint_eq(deadline_of_call(0), IVMC_DEFAULT_TIMEOUT_MS);
    peer.channel.timeout_ms = 100;
    ck_assert_uint_eq(deadline_of_call(0), 100);
    ck_assert_uint_eq(deadline_of_call(50), 50);
    env.timeout_ms = 20;
    ck_assert_uint_eq(deadline_of_call(50), 20);
    env.timeout_ms = IVMC_FOREVER;
    ck_assert_uint_eq(deadline_of_call(50), IVMC_FOREVER);
}
END_TEST

/* ---- several ------------------------------------------------------------ */

START_TEST(replies_to_others_are_taken_out_at_once)
{
    struct ivmc_call first;
    struct ivmc_call second;
    struct ivmc_env other;
    _Alignas(8) unsigned char more[256];

    ivmc_env_init(&other, more, sizeof more);
    peer.channel.max_in_flight = 2;
    desk_add_begin(&first, &desk, 1, 2, &env);
    reply_seven();
    desk_add_begin(&second, &desk, 3, 4, &other);
    scripted_answer(&peer, IVMC_KIND_REPLY, 0, "\x08\0\0\0", 4);
    ck_assert_uint_eq(desk_add_finish(&second), 8);
    /* The first reply was released, its place overwritten. */
    ck_assert_uint_eq(peer.released, 2);
    ck_assert_uint_eq(desk_add_finish(&first), 7);
    ck_assert_int_eq(env.status, IVMC_OK);
}
END_TEST

START_TEST(reply_too_large_for_another_fails_that_one)
{
    struct ivmc_call first;
    struct ivmc_call second;
    struct ivmc_env other;

    ivmc_env_init(&other, NULL, 0);
    peer.channel.max_in_flight = 2;
    desk_add_begin(&first, &desk, 1, 2, &other);
    reply_seven();
    desk_add_begin(&second, &desk, 3, 4, &env);
    scripted_answer(&peer, IVMC_KIND_REPLY, 0, "\x08\0\0\0", 4);
    ck_assert_uint_eq(desk_add_finish(&second), 8);
    desk_add_finish(&first);
    ck_assert_int_eq(other.status, IVMC_LIMIT);
}
END_TEST

START_TEST(calls_never_collected_do_not_stay)
{
    struct ivmc_call call;

    desk_add_begin(&call, &desk, 1, 2, &env);
    ck_assert_int_eq(ivmc_call_end(&call), IVMC_TIMEOUT);
    ck_assert_uint_eq(peer.channel.in_flight_count, 0);
    ck_assert_ptr_null(peer.channel.in_flight);
}
END_TEST

START_TEST(cancelled_after_its_reply_came)
{
    struct ivmc_call first;
    struct ivmc_call second;
    struct ivmc_env other;
    _Alignas(8) unsigned char more[256];
    struct ivmc_header h;

    ivmc_env_init(&other, more, sizeof more);
    peer.channel.max_in_flight = 2;
    desk_add_begin(&first, &desk, 1, 2, &env);
    h = scripted_sent(&peer);
    h.kind = IVMC_KIND_REPLY;
    h.items = 1;
    peer.queue[0].items.item[0].handle = 33;
    scripted_queue(&peer, &h, seven, 4);
    desk_add_begin(&second, &desk, 3, 4, &other);
    reply_seven();
    ck_assert_uint_eq(desk_add_finish(&second), 7);
    ivmc_call_cancel(&first);
    ck_assert_uint_eq(peer.items_closed, 1);
    ck_assert_int_eq(peer.closed_handle[0], 33);
}
END_TEST

/* ---- items -------------------------------------------------------------- */

static struct ivmc_region lend_with(const unsigned char body[12],
                                    uint32_t handles)
{
    struct ivmc_region region = {64, IVMC_READ, 5, NULL};
    struct ivmc_region result = {0, 0, IVMC_NO_HANDLE, NULL};
    struct ivmc_call call;
    struct ivmc_header h;
    uint32_t i;

    ivmc_call_begin(&call, &desk, desk_OP_lend, &env);
    ivmc_put_region(&call.out, &region);
    ivmc_call_submit(&call);
    h = scripted_sent(&peer);
    h.kind = IVMC_KIND_REPLY;
    h.items = (uint16_t)handles;
    for (i = 0; i < handles; i++)
        peer.queue[peer.first + peer.count].items.item[i].handle =
            (intptr_t)(40 + i);
    scripted_queue(&peer, &h, body, 12);
    if (ivmc_call_collect(&call))
        ivmc_get_region(&call.in, &result);
    ivmc_call_end(&call);
    return result;
}

static const unsigned char region_body[12] = {64, 0, 0, 0, 0, 0, 0, 0, 1};
static const unsigned char no_region_body[12] = {0};

START_TEST(items_received_are_the_callers)
{
    struct ivmc_region result = lend_with(region_body, 1);

    ck_assert_int_eq(env.status, IVMC_OK);
    ck_assert_int_eq(result.handle, 40);
    ck_assert_uint_eq(peer.items_closed, 0);
    ck_assert_uint_eq(peer.sent.items.count, 1);
    ck_assert_int_eq(peer.sent.items.item[0].handle, 5);
}
END_TEST

START_TEST(items_that_do_not_fit_are_closed)
{
    lend_with(region_body, 2);
    ck_assert_int_eq(env.status, IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(peer.items_closed, 2);
    lend_with(no_region_body, 1);
    ck_assert_int_eq(env.status, IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(peer.items_closed, 3);
    lend_with(region_body, 0);
    ck_assert_int_eq(env.status, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(items_where_none_can_travel)
{
    struct ivmc_region region = {64, IVMC_READ, 5, NULL};
    struct ivmc_region result;

    peer.no_items = true;
    desk_lend(&desk, &region, &result, &env);
    ck_assert_int_eq(env.status, IVMC_NOT_TRANSFERABLE);
    ck_assert_uint_eq(peer.sends, 0);
}
END_TEST

/* ---- bind --------------------------------------------------------------- */

START_TEST(bind_octets)
{
    static const unsigned char body[] = {
        18,   0,    0,    0,    'I',  'D',  'L',  ':', /* identity */
        't',  'e',  's',  't',  '/',  'D',  'e',  's',
        'k',  ':',  '1',  '.',  '0',  0,    1,    0, /* ..., major */
        0,    0,    0,    0,    6,    0,    0,    0, /* minor, operations */
        0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};
    struct ivmc_object object;
    struct ivmc_header h;

    ivmc_bind(&peer.channel, &desk_interface, 9, &object, &env);
    ck_assert_int_eq(env.status, IVMC_TIMEOUT);
    ck_assert_ptr_null(object.channel);
    h = scripted_sent(&peer);
    ck_assert_uint_eq(h.kind, IVMC_KIND_BIND);
    ck_assert_uint_eq(h.slot, 0);
    ck_assert_uint_eq(h.op, 0);
    ck_assert_uint_eq(h.key, 9);
    ck_assert_uint_eq(scripted_body(&peer)[0], 18);
    ck_assert_uint_eq(h.length - 40, sizeof body);
    ck_assert_mem_eq(scripted_body(&peer), body, sizeof body);
}
END_TEST

static enum ivmc_status bind_with(const void *body, uint32_t len,
                                  enum ivmc_kind kind, uint32_t slot)
{
    struct ivmc_object object = {&peer.channel, 1, 1};
    struct ivmc_header h = {0};

    h.kind = (uint16_t)kind;
    h.call_id = peer.channel.next_call_id;
    h.epoch = 7;
    h.key = 9;
    h.slot = slot;
    scripted_queue(&peer, &h, body, len);
    ivmc_bind(&peer.channel, &desk_interface, 9, &object, &env);
    if (env.status != IVMC_OK)
        ck_assert_ptr_null(object.channel);
    else
        ck_assert_uint_eq(object.slot, 7);
    return env.status;
}

START_TEST(bind_replies)
{
    static const unsigned char zero[4] = {0};

    ck_assert_int_eq(bind_with(seven, 4, IVMC_KIND_REPLY, 0), IVMC_OK);
    ck_assert_int_eq(bind_with(zero, 4, IVMC_KIND_REPLY, 0), IVMC_BAD_MESSAGE);
    ck_assert_int_eq(bind_with(seven, 3, IVMC_KIND_REPLY, 0), IVMC_BAD_MESSAGE);
    ck_assert_int_eq(bind_with(seven, 4, IVMC_KIND_REPLY, 1), IVMC_BAD_MESSAGE);
}
END_TEST

/* ---- gathered ----------------------------------------------------------- */

START_TEST(gathered_runs_are_joined_in_place)
{
    uint16_t numbers[100];
    struct desk_values values = {100, numbers};
    struct desk_values result;
    unsigned char plain[SCRIPTED_MAX];
    unsigned i;

    for (i = 0; i < 100; i++)
        numbers[i] = (uint16_t)(i * 300);
    desk_flip(&desk, &values, &result, &env);
    ck_assert_uint_eq(peer.segments, 1);
    memcpy(plain, scripted_body(&peer), 204);
    peer.gather_from = 200;
    desk_flip(&desk, &values, &result, &env);
    ck_assert_uint_eq(peer.segments, IVMC_LITTLE_ENDIAN ? 2 : 1);
    ck_assert_mem_eq(plain, scripted_body(&peer), 204);
    peer.gather_from = 201;
    desk_flip(&desk, &values, &result, &env);
    ck_assert_uint_eq(peer.segments, 1);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("flight");
    TCase *t = tcase_create("flight");

    tcase_add_checked_fixture(t, set_up, NULL);
    tcase_add_test(t, request_octets);
    tcase_add_test(t, good_reply);
    tcase_add_test(t, reply_must_be_exactly_one);
    tcase_add_test(t, status_reply);
    tcase_add_test(t, exception_replies);
    tcase_add_test(t, reply_to_something_else);
    tcase_add_test(t, reply_of_another_epoch_is_ignored);
    tcase_add_test(t, reply_for_no_call_is_ignored);
    tcase_add_test(t, late_reply_is_ignored);
    tcase_add_test(t, replies_to_nothing_end_the_patience);
    tcase_add_test(t, many_late_replies_are_no_offence);
    tcase_add_test(t, failures_of_the_transport);
    tcase_add_test(t, deadlines_by_precedence);
    tcase_add_test(t, replies_to_others_are_taken_out_at_once);
    tcase_add_test(t, reply_too_large_for_another_fails_that_one);
    tcase_add_test(t, calls_never_collected_do_not_stay);
    tcase_add_test(t, cancelled_after_its_reply_came);
    tcase_add_test(t, items_received_are_the_callers);
    tcase_add_test(t, items_that_do_not_fit_are_closed);
    tcase_add_test(t, items_where_none_can_travel);
    tcase_add_test(t, bind_octets);
    tcase_add_test(t, bind_replies);
    tcase_add_test(t, gathered_runs_are_joined_in_place);
    suite_add_tcase(s, t);
    return s;
}
