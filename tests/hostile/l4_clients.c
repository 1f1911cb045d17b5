/*
 * Malicious clients on L4: any words, labels and items. The server answers or
 * ends that client, and serves the others as before.
 */
#include "l4_pair.h"

#include <l4/re/env.h>
#include <l4/sys/task.h>

#include <string.h>

#define PROTO_REQUEST 0x4932
#define PROTO_BIND    0x4934
#define PROTO_BELL    0x4935

static l4_utcb_t *u;
static l4_umword_t *mr;

/* What a raw call is answered with: the label, or -2000 and the error. */
static long say(l4_cap_idx_t gate, long label, unsigned words, unsigned items)
{
    l4_msgtag_t r = l4_ipc_call(gate, u, l4_msgtag(label, words, items, 0),
                                l4_pair_within(2000));

    if (l4_msgtag_has_error(r))
        return -2000 - (long)l4_ipc_error(r, u);
    return l4_msgtag_label(r);
}

/* A client that has connected by hand; its gate. */
static l4_cap_idx_t greet(struct l4_pair *p, uint64_t pages, unsigned items)
{
    l4_cap_idx_t gate = l4_pair_slot(), ds = l4_pair_slot();
    l4_buf_regs_t *b;

    u = l4_utcb();
    mr = l4_utcb_mr_u(u)->mr;
    b = l4_utcb_br_u(u);
    b->br[0] = gate | L4_RCV_ITEM_SINGLE_CAP;
    b->br[1] = ds | L4_RCV_ITEM_SINGLE_CAP;
    b->br[2] = 0;
    b->bdr = l4_bdr(2, 2, 0, 0);
    l4_pair_hello(mr, 65536);
    mr[4] = pages;
    ck_assert_int_eq(say(p->gate, 0x4930, 5, 0), 0);
    ck_assert_uint_eq(mr[4] != 0 ? 2 : 1, items);
    b->bdr = 0;
    b->br[0] = 0;
    return gate;
}

static l4_umword_t request(uint32_t op, uint32_t len)
{
    return (l4_umword_t)len << 16 | op;
}

/* Binds the root object; its gate. */
static l4_cap_idx_t bind(l4_cap_idx_t gate)
{
    l4_cap_idx_t object = l4_pair_slot();
    l4_buf_regs_t *b = l4_utcb_br_u(u);
    uint32_t len;

    b->br[0] = object | L4_RCV_ITEM_SINGLE_CAP;
    b->br[1] = 0;
    b->bdr = l4_bdr(1, 1, 0, 0);
    len = l4_pair_bind_body((unsigned char *)(mr + 2));
    mr[0] = request(0, len);
    mr[1] = IVMC_ROOT_KEY;
    ck_assert_int_eq(say(gate, PROTO_BIND, 2 + (len + 7) / 8, 0), 0);
    ck_assert_uint_eq(mr[0], 4);
    b->bdr = 0;
    b->br[0] = 0;
    return object;
}

/* A good call, by hand: 1 + 2. */
static long add(l4_cap_idx_t object)
{
    mr[0] = request(probe_Peer_OP_add, 8);
    mr[1] = 1 | (l4_umword_t)2 << 32;
    return say(object, PROTO_REQUEST, 2, 0);
}

/* It was ended: nothing it says has an effect any more. */
static void is_ended(l4_cap_idx_t object)
{
    ck_assert_int_eq(add(object), -2000 - L4_IPC_ENOT_EXISTENT);
}

START_TEST(by_hand_it_works)
{
    struct l4_pair p;
    l4_cap_idx_t object;

    l4_pair_open(&p);
    object = bind(greet(&p, 0, 1));
    ck_assert_int_eq(add(object), 0);
    ck_assert_uint_eq(mr[0], 4);
    ck_assert_uint_eq(mr[1], 3);
    l4_pair_close(&p);
}
END_TEST

static const struct {
    const char *what;
    long label;
    l4_umword_t first;
    unsigned words;
    l4_umword_t last;
} broken[] = {
    {"no words", PROTO_REQUEST, 0, 0, 0},
    {"fewer words than octets", PROTO_REQUEST, 100u << 16 | 2, 3, 0},
    {"more words than octets", PROTO_REQUEST, 8u << 16 | 2, 60, 0},
    {"octets beyond the registers", PROTO_REQUEST, 511u << 16 | 2, 63, 0},
    {"octets without end", PROTO_REQUEST, ~0ul, 2, 0},
    {"octets that wrap", PROTO_REQUEST, ~0ul << 19, 1, 0},
    {"what fills up is not 0", PROTO_REQUEST, 4u << 16 | 2, 2,
     UINT64_C(1) << 63},
    {"an unknown label", 0x1234, 0, 2, 0},
    {"a label below 0", -1, 0, 2, 0},
    {"a bind of a bound object", PROTO_BIND, 8u << 16, 3, 0},
    {"a bell at an object's gate", PROTO_BELL, 1, 2, 0},
    {"to close it, at an object's gate", 0x4936, 0, 0, 0},
    {"to open pages, at an object's gate", 0x4931, 0, 0, 0},
};

START_TEST(what_breaks_the_rules_ends_the_client)
{
    struct l4_pair p;
    l4_cap_idx_t object;

    l4_pair_open(&p);
    object = bind(greet(&p, 0, 1));
    mr[0] = broken[_i].first;
    mr[1] = broken[_i].last;
    mr[2] = 0;
    ck_assert_msg(say(object, broken[_i].label, broken[_i].words, 0) ==
                      -L4_EBADPROTO,
                  "%s", broken[_i].what);
    is_ended(object);
    l4_pair_close(&p);
}
END_TEST

static const struct {
    const char *what;
    long label;
    l4_umword_t first;
    unsigned words;
} broken_there[] = {
    {"a request without an object", PROTO_REQUEST, 8u << 16 | 2, 2},
    {"a one-way one", 0x4933, 4u << 16, 2},
    {"a bind without a key", PROTO_BIND, 0, 1},
    {"a bind with an operation", PROTO_BIND, 8u << 16 | 1, 3},
    {"a bell without pages", PROTO_BELL, 1, 2},
};

START_TEST(so_it_does_at_the_gate_of_the_connection)
{
    struct l4_pair p;
    l4_cap_idx_t gate, object;

    l4_pair_open(&p);
    gate = greet(&p, 0, 1);
    object = bind(gate);
    mr[0] = broken_there[_i].first;
    mr[1] = 0;
    mr[2] = 0;
    ck_assert_msg(say(gate, broken_there[_i].label, broken_there[_i].words,
                      0) == -L4_EBADPROTO,
                  "%s", broken_there[_i].what);
    is_ended(object);
    l4_pair_close(&p);
}
END_TEST

START_TEST(wrong_operations_and_values_are_statuses)
{
    struct l4_pair p;
    l4_cap_idx_t gate, object;

    l4_pair_open(&p);
    gate = greet(&p, 0, 1);
    object = bind(gate);
    mr[0] = request(0xffff, 0);
    ck_assert_int_eq(say(object, PROTO_REQUEST, 1, 0), -IVMC_BAD_OPERATION);
    mr[0] = request(probe_Peer_OP_add, 3);
    mr[1] = 0;
    ck_assert_int_eq(say(object, PROTO_REQUEST, 2, 0), -IVMC_BAD_MESSAGE);
    mr[0] = request(probe_Peer_OP_add, 16);
    mr[1] = 0;
    mr[2] = 0;
    ck_assert_int_eq(say(object, PROTO_REQUEST, 3, 0), -IVMC_BAD_MESSAGE);
    mr[0] = request(0, 0);
    mr[1] = ~0ul;
    ck_assert_int_eq(say(gate, PROTO_BIND, 2, 0), -IVMC_BAD_MESSAGE);
    ck_assert_int_eq(add(object), 0);
    l4_pair_close(&p);
}
END_TEST

/* The servant never sees what a longer message left in the registers. */
START_TEST(no_register_of_an_earlier_message_counts)
{
    struct l4_pair p;
    l4_cap_idx_t object;
    uint32_t i;

    l4_pair_open(&p);
    object = bind(greet(&p, 0, 1));
    for (i = 0; i < 63; i++)
        mr[i] = 0;
    say(p.gate, 0x1234, 63, 0); /* refused, but copied */
    mr[0] = request(probe_Peer_OP_add, 0);
    ck_assert_int_eq(say(object, PROTO_REQUEST, 1, 0), -IVMC_BAD_MESSAGE);
    ck_assert_int_eq(add(object), 0);
    l4_pair_close(&p);
}
END_TEST

/* Each bit of each word, and of the tag. */
START_TEST(any_bit_may_be_wrong)
{
    struct l4_pair p;
    unsigned word, bit;

    l4_pair_open(&p);
    for (word = 0; word < 3; word++) {
        for (bit = 0; bit < 64; bit++) {
            l4_cap_idx_t gate = greet(&p, 0, 1), object = bind(gate);
            l4_msgtag_t tag = l4_msgtag(PROTO_REQUEST, 2, 0, 0), r;

            mr[0] = request(probe_Peer_OP_add, 8);
            mr[1] = 1 | (l4_umword_t)2 << 32;
            if (word < 2)
                mr[word] ^= UINT64_C(1) << bit;
            else
                tag.raw ^= (l4_mword_t)(UINT64_C(1) << bit);
            r = l4_ipc_call(object, u, tag, l4_pair_within(200));
            (void)r; /* whatever it is: it ends, and the server lives */
            l4_ipc_send(gate, u, l4_msgtag(0x4936, 0, 0, 0),
                        l4_pair_within(200));
            l4_pair_drop_all();
        }
    }
    l4_pair_call_works(&p);
    l4_pair_close(&p);
}
END_TEST

START_TEST(items_that_nobody_asked_for_are_cut)
{
    struct l4_pair p;
    l4_cap_idx_t object;

    l4_pair_open(&p);
    object = bind(greet(&p, 0, 1));
    mr[0] = request(probe_Peer_OP_add, 8);
    mr[1] = 0;
    mr[2] = l4_map_obj_control(0, 0);
    mr[3] = l4_obj_fpage(l4re_env()->log, 0, L4_CAP_FPAGE_RW).raw;
    ck_assert_int_eq(say(object, PROTO_REQUEST, 2, 1), -2000 - L4_IPC_SEMSGCUT);
    ck_assert_int_eq(add(object), 0);
    l4_pair_close(&p);
}
END_TEST

/* As many gates as there are bindings, and no more for who asks again. */
START_TEST(an_object_has_one_gate)
{
    struct l4_host_count before, after;
    l4_cap_idx_t gate;
    struct l4_pair p;
    unsigned i;

    l4_pair_open(&p);
    gate = greet(&p, 0, 1);
    bind(gate);
    before = l4_host_count();
    for (i = 0; i < 100; i++)
        ck_assert_int_eq(add(bind(gate)), 0);
    after = l4_host_count();
    ck_assert_uint_eq(before.objects, after.objects);
    l4_pair_close(&p);
}
END_TEST

START_TEST(strangers_at_the_door_are_sent_away)
{
    struct l4_pair p;
    l4_cap_idx_t gate;

    l4_pair_open(&p);
    gate = greet(&p, 0, 1);
    mr[0] = 1;
    ck_assert_int_eq(say(p.gate, PROTO_REQUEST, 1, 0), -L4_EBADPROTO);
    ck_assert_int_eq(say(p.gate, 0x4930, 4, 0), -L4_EINVAL);
    memset(mr, 0xff, 40);
    ck_assert_int_eq(say(p.gate, 0x4930, 5, 0), -L4_EINVAL);
    /* To connect is not for who is there already. */
    ck_assert_int_eq(say(gate, 0x4930, 5, 0), -L4_EBADPROTO);
    l4_pair_call_works(&p);
    l4_pair_close(&p);
}
END_TEST

START_TEST(who_wants_all_pages_gets_its_share)
{
    struct l4_pair p;
    l4_cap_idx_t gate;

    l4_pair_open(&p);
    gate = greet(&p, ~0ul, 2);
    /* Page 0 is all 0: no hello. */
    ck_assert_int_eq(say(gate, 0x4931, 0, 0), -L4_EINVAL);
    ck_assert_int_eq(say(gate, PROTO_BELL, 2, 0), -L4_EBADPROTO);
    l4_pair_call_works(&p);
    l4_pair_close(&p);
}
END_TEST

/* The places of those who are silent are for others, when they are needed. */
START_TEST(places_are_not_held_for_ever)
{
    struct l4_pair p;
    unsigned i;

    l4_pair_open(&p);
    for (i = 0; i < L4_PAIR_CLIENTS - 1; i++)
        greet(&p, 0, 1);
    l4_pair_hello(mr, 65536);
    mr[4] = 0;
    ck_assert_int_eq(say(p.gate, 0x4930, 5, 0), -L4_EBUSY);
    l4_ipc_sleep_ms(L4_PAIR_IDLE_MS + 100);
    l4_pair_call_works(&p); /* it is not silent */
    greet(&p, 0, 1);
    l4_pair_call_works(&p);
    l4_pair_close(&p);
}
END_TEST

/* Nothing is left of clients that come and go, or are thrown out. */
START_TEST(nothing_is_left)
{
    struct l4_host_count before, after;
    struct l4_pair p;
    unsigned i;

    l4_pair_open(&p);
    l4_pair_call_works(&p);
    before = l4_host_count();
    for (i = 0; i < 50; i++) {
        l4_cap_idx_t gate = greet(&p, i % 2 != 0 ? 4 : 0, i % 2 != 0 ? 2 : 1);

        if (i % 3 == 0)
            say(gate, 0x1234, 0, 0);
        else
            l4_ipc_send(gate, u, l4_msgtag(0x4936, 0, 0, 0),
                        l4_pair_within(1000));
        l4_pair_drop_all();
    }
    l4_pair_call_works(&p);
    after = l4_host_count();
    ck_assert_uint_eq(before.objects, after.objects);
    ck_assert_uint_eq(before.capabilities, after.capabilities);
    l4_pair_close(&p);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("hostile clients: l4");
    TCase *t = tcase_create("clients");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, by_hand_it_works);
    tcase_add_loop_test(t, what_breaks_the_rules_ends_the_client, 0,
                        sizeof broken / sizeof broken[0]);
    tcase_add_loop_test(t, so_it_does_at_the_gate_of_the_connection, 0,
                        sizeof broken_there / sizeof broken_there[0]);
    tcase_add_test(t, wrong_operations_and_values_are_statuses);
    tcase_add_test(t, an_object_has_one_gate);
    tcase_add_test(t, no_register_of_an_earlier_message_counts);
    tcase_add_test(t, any_bit_may_be_wrong);
    tcase_add_test(t, items_that_nobody_asked_for_are_cut);
    tcase_add_test(t, strangers_at_the_door_are_sent_away);
    tcase_add_test(t, who_wants_all_pages_gets_its_share);
    tcase_add_test(t, places_are_not_held_for_ever);
    tcase_add_test(t, nothing_is_left);
    suite_add_tcase(s, t);
    return s;
}
