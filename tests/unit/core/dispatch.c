/* The server against a peer that sends what it likes. */
#include <stdio.h>

#include "desk.h"
#include "scripted.h"
#include "unit.h"

static struct scripted peer;
static struct ivmc_server server;
static struct ivmc_servant servants[4];
static _Alignas(8) unsigned char memory[1024];
static uint64_t key;
static uint32_t slot;
static uint32_t called;
static bool keep;

static const char *echo(void *state, const char *text, struct ivmc_env *env)
{
    (void)state;
    called++;
    return ivmc_env_string(env, text);
}

static void note(void *state, uint32_t value, struct ivmc_env *env)
{
    (void)state;
    (void)value;
    (void)env;
    called++;
}

static uint32_t add(void *state, uint32_t a, uint32_t b, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    called++;
    return a + b;
}

static void lend(void *state, struct ivmc_region *region,
                 struct ivmc_region *result, struct ivmc_env *env)
{
    (void)state;
    (void)env;
    called++;
    *result = *region;
    if (keep)
        (void)ivmc_region_take(region);
}

static const struct desk_epv epv = {echo, note, add, NULL, NULL, lend};

/* Serves one message made of `h` and `body`. */
static enum ivmc_status serve(const struct ivmc_header *h, const void *body,
                              uint32_t len)
{
    peer.sends = 0;
    called = 0;
    scripted_queue(&peer, h, body, len);
    return ivmc_serve_next(&server, &peer.channel, 1);
}

static struct ivmc_header request(enum ivmc_kind kind, uint32_t op)
{
    struct ivmc_header h = {0};

    h.kind = (uint16_t)kind;
    h.call_id = 100;
    h.epoch = 7;
    h.slot = slot;
    h.op = op;
    h.key = key;
    return h;
}

/* The one reply was `status`, and no servant was called. */
static void refused_with(enum ivmc_status status)
{
    struct ivmc_header h = scripted_sent(&peer);

    ck_assert_uint_eq(peer.sends, 1);
    ck_assert_uint_eq(h.kind, IVMC_KIND_STATUS);
    ck_assert_uint_eq(h.status, status);
    ck_assert_uint_eq(h.call_id, 100);
    ck_assert_uint_eq(called, 0);
    ck_assert(!peer.held);
}

/* ---- bind --------------------------------------------------------------- */

static uint32_t bind_body(unsigned char octets[512],
                          const struct ivmc_interface *i)
{
    struct ivmc_enc e;

    ivmc_enc_init(&e, octets, 512);
    ivmc_put_string(&e, i->identity, 0);
    ivmc_put_u16(&e, i->major);
    ivmc_put_u16(&e, i->minor);
    ivmc_put_u32(&e, i->op_count);
    ivmc_put_u64(&e, i->signature);
    ck_assert_int_eq(e.status, IVMC_OK);
    return e.pos;
}

static struct ivmc_header bind_header(void)
{
    struct ivmc_header h = request(IVMC_KIND_BIND, 0);

    h.slot = 0;
    return h;
}

static uint32_t bind_as(const struct ivmc_interface *i)
{
    const struct ivmc_header h = bind_header();
    unsigned char octets[512];

    ck_assert_int_eq(serve(&h, octets, bind_body(octets, i)), IVMC_OK);
    if (scripted_sent(&peer).kind != IVMC_KIND_REPLY)
        return 0;
    ck_assert_uint_eq(scripted_sent(&peer).length, 44);
    ck_assert_uint_eq(scripted_sent(&peer).slot, 0);
    return ivmc_load_u32(scripted_body(&peer));
}

static void set_up(void)
{
    scripted_init(&peer, SCRIPTED_MAX);
    ivmc_server_init(&server, servants, 4, memory, sizeof memory);
    ivmc_server_add(&server, &desk_skeleton, &epv, NULL, &key);
    slot = bind_as(&desk_interface);
    ck_assert_uint_eq(slot, 1);
    keep = false;
}

START_TEST(bind_gives_the_same_slot_again)
{
    uint64_t other;

    ck_assert_uint_eq(bind_as(&desk_interface), 1);
    ck_assert_uint_eq(bind_as(&counter_interface), 2);
    ck_assert_uint_eq(bind_as(&desk_interface), 1);
    /* Another object of the class too. */
    ivmc_server_add(&server, &desk_skeleton, &epv, NULL, &other);
    key = other;
    ck_assert_uint_eq(bind_as(&desk_interface), 1);
    ck_assert_uint_eq(peer.channel.binding_count, 2);
}
END_TEST

START_TEST(bind_checks_compatibility)
{
    struct ivmc_interface i = desk_interface;

    i.identity = "IDL:test/Desk:1.1";
    ck_assert_uint_eq(bind_as(&i), 0);
    refused_with(IVMC_BAD_INTERFACE);
    i.identity = "IDL:test/Desk:1.";
    ck_assert_uint_eq(bind_as(&i), 0);
    i = desk_interface;
    i.major = 2;
    ck_assert_uint_eq(bind_as(&i), 0);
    refused_with(IVMC_BAD_INTERFACE);
    i = desk_interface;
    i.minor = 9; /* told apart by the operations, not by this */
    ck_assert_uint_eq(bind_as(&i), 1);
    i.signature++;
    ck_assert_uint_eq(bind_as(&i), 0);
    refused_with(IVMC_BAD_INTERFACE);
}
END_TEST

START_TEST(bind_accepts_older_clients_only)
{
    struct ivmc_interface i = desk_interface;

    i.op_count = 2;
    i.signature = UINT64_C(0x2222222222222222);
    ck_assert_uint_eq(bind_as(&i), 1);
    i.op_count = 1;
    ck_assert_uint_eq(bind_as(&i), 0);
    i.op_count = 0;
    i.signature = IVMC_SIGNATURE_SEED;
    ck_assert_uint_eq(bind_as(&i), 1);
    i.signature++;
    ck_assert_uint_eq(bind_as(&i), 0);
    i = desk_interface;
    i.op_count++;
    ck_assert_uint_eq(bind_as(&i), 0);
    i.op_count = UINT32_MAX;
    ck_assert_uint_eq(bind_as(&i), 0);
    refused_with(IVMC_BAD_INTERFACE);
}
END_TEST

START_TEST(bind_needs_an_object)
{
    key = 5;
    ck_assert_uint_eq(bind_as(&desk_interface), 0);
    refused_with(IVMC_BAD_OBJECT);
    key = UINT64_C(1) << 32;
    ck_assert_uint_eq(bind_as(&desk_interface), 0);
    refused_with(IVMC_BAD_OBJECT);
}
END_TEST

START_TEST(bind_bodies_cut_anywhere)
{
    const struct ivmc_header h = bind_header();
    unsigned char octets[513];
    uint32_t len = bind_body(octets, &desk_interface);
    uint32_t cut;

    for (cut = 0; cut < len; cut++) {
        scripted_init(&peer, SCRIPTED_MAX);
        ck_assert_int_eq(serve(&h, octets, cut), IVMC_OK);
        refused_with(IVMC_BAD_MESSAGE);
    }
    octets[len] = 0;
    ck_assert_int_eq(serve(&h, octets, len + 1), IVMC_OK);
    refused_with(IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(bindings_are_limited)
{
    static struct ivmc_view views[IVMC_MAX_BINDINGS + 1];
    static const struct ivmc_skeleton many = {
        .views = views, .view_count = IVMC_MAX_BINDINGS + 1};
    static char names[IVMC_MAX_BINDINGS + 1][8];
    struct ivmc_interface i = {NULL, 1, 0, 0, IVMC_SIGNATURE_SEED, NULL};
    uint32_t n;

    ivmc_server_add(&server, &many, NULL, NULL, &key);
    for (n = 0; n <= IVMC_MAX_BINDINGS; n++) {
        snprintf(names[n], sizeof names[n], "V%u", n);
        views[n].identity = names[n];
        views[n].major = 1;
    }
    scripted_init(&peer, SCRIPTED_MAX);
    for (n = 0; n < IVMC_MAX_BINDINGS; n++) {
        i.identity = names[n];
        ck_assert_uint_eq(bind_as(&i), n + 1);
        peer.first = 0;
    }
    i.identity = names[n];
    ck_assert_uint_eq(bind_as(&i), 0);
    refused_with(IVMC_LIMIT);
}
END_TEST

START_TEST(channels_may_have_no_bindings)
{
    scripted_init(&peer, SCRIPTED_MAX);
    peer.channel.bindings = NULL;
    ck_assert_uint_eq(bind_as(&desk_interface), 0);
    refused_with(IVMC_LIMIT);
}
END_TEST

/* ---- requests ----------------------------------------------------------- */

static const unsigned char one_two[8] = {1, 0, 0, 0, 2};

START_TEST(good_request)
{
    const struct ivmc_header h = request(IVMC_KIND_REQUEST, desk_OP_add);
    struct ivmc_header reply;

    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    reply = scripted_sent(&peer);
    ck_assert_uint_eq(called, 1);
    ck_assert_uint_eq(reply.kind, IVMC_KIND_REPLY);
    ck_assert_uint_eq(reply.length, 44);
    ck_assert_uint_eq(reply.call_id, h.call_id);
    ck_assert_uint_eq(reply.epoch, h.epoch);
    ck_assert_uint_eq(reply.slot, h.slot);
    ck_assert_uint_eq(reply.op, h.op);
    ck_assert_uint_eq(reply.key, h.key);
    ck_assert_uint_eq(ivmc_load_u32(scripted_body(&peer)), 3);
}
END_TEST

START_TEST(request_must_be_exactly_one)
{
    const struct ivmc_header h = request(IVMC_KIND_REQUEST, desk_OP_add);
    const unsigned char nine[9] = {1, 0, 0, 0, 2};
    uint32_t cut;

    for (cut = 0; cut < 8; cut++) {
        ck_assert_int_eq(serve(&h, one_two, cut), IVMC_OK);
        refused_with(IVMC_BAD_MESSAGE);
    }
    ck_assert_int_eq(serve(&h, nine, 9), IVMC_OK);
    refused_with(IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(slots_are_checked)
{
    struct ivmc_header h = request(IVMC_KIND_REQUEST, desk_OP_add);

    h.slot = 2;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_INTERFACE);
    h.slot = UINT32_MAX;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_INTERFACE);
}
END_TEST

START_TEST(keys_are_checked)
{
    static const struct ivmc_skeleton other = {.views = NULL};
    struct ivmc_header h = request(IVMC_KIND_REQUEST, desk_OP_add);
    uint64_t of_other;

    h.key = 1;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_OBJECT);
    h.key = UINT64_MAX;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_OBJECT);
    /* An object, but not of the class that the slot stands for. */
    ivmc_server_add(&server, &other, NULL, NULL, &of_other);
    h.key = of_other;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_OBJECT);
}
END_TEST

START_TEST(operations_are_checked)
{
    struct ivmc_header h = request(IVMC_KIND_REQUEST, desk_OP_COUNT);

    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_OPERATION);
    h.op = UINT32_MAX;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_OPERATION);
}
END_TEST

static void answer_unknown(void *state, struct ivmc_request *rq)
{
    ck_assert_ptr_eq(state, &server);
    if (rq->header.op == 50)
        return;
    if (rq->header.op == 51) {
        ivmc_env_fail(&rq->env, IVMC_REFUSED);
        return;
    }
    if (ivmc_reply_begin(rq))
        ivmc_put_u32(&rq->out, rq->header.op);
}

START_TEST(unknown_operations_may_be_served)
{
    struct ivmc_header h = request(IVMC_KIND_REQUEST, 77);

    servants[0].unknown = answer_unknown;
    servants[0].state = &server;
    ck_assert_int_eq(serve(&h, NULL, 0), IVMC_OK);
    ck_assert_uint_eq(scripted_sent(&peer).kind, IVMC_KIND_REPLY);
    ck_assert_uint_eq(ivmc_load_u32(scripted_body(&peer)), 77);
    h.op = 50;
    ck_assert_int_eq(serve(&h, NULL, 0), IVMC_OK);
    refused_with(IVMC_SERVANT_FAILED);
    h.op = 51;
    ck_assert_int_eq(serve(&h, NULL, 0), IVMC_OK);
    refused_with(IVMC_REFUSED);
}
END_TEST

static uint64_t forbidden;

static bool may_use(void *context, struct ivmc_channel *c, uint64_t object)
{
    ck_assert_ptr_eq(context, &forbidden);
    ck_assert_ptr_eq(c, &peer.channel);
    return object != forbidden;
}

START_TEST(objects_may_be_forbidden)
{
    struct ivmc_header h = request(IVMC_KIND_REQUEST, desk_OP_add);

    server.may_use = may_use;
    server.may_use_context = &forbidden;
    forbidden = 99;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    ck_assert_uint_eq(called, 1);
    forbidden = key;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_REFUSED);
    ck_assert_uint_eq(bind_as(&desk_interface), 0);
    refused_with(IVMC_REFUSED);
}
END_TEST

START_TEST(one_way_is_never_answered)
{
    struct ivmc_header h = request(IVMC_KIND_ONEWAY, desk_OP_note);

    ck_assert_int_eq(serve(&h, one_two, 4), IVMC_OK);
    ck_assert_uint_eq(called, 1);
    ck_assert_uint_eq(peer.sends, 0);
    ck_assert_int_eq(serve(&h, one_two, 3), IVMC_OK);
    ck_assert_uint_eq(called, 0);
    ck_assert_uint_eq(peer.sends, 0);
    h.op = desk_OP_add; /* not declared one-way: served all the same */
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    ck_assert_uint_eq(peer.sends, 0);
    h.op = 99;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    ck_assert_uint_eq(peer.sends, 0);
    h.slot = 9;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    ck_assert_uint_eq(peer.sends, 0);
    ck_assert(!peer.held);
}
END_TEST

START_TEST(what_breaks_the_protocol_ends_the_connection)
{
    static const enum ivmc_kind kinds[] = {IVMC_KIND_REPLY, IVMC_KIND_EXCEPTION,
                                           IVMC_KIND_CALLBACK};
    struct ivmc_header h;
    int i;

    for (i = 0; i < 3; i++) {
        h = request(kinds[i], desk_OP_add);
        ck_assert_int_eq(serve(&h, one_two, 8), IVMC_BAD_MESSAGE);
        ck_assert_uint_eq(peer.sends, 0);
        ck_assert(!peer.held);
    }
    h = request(IVMC_KIND_STATUS, 0);
    h.status = IVMC_LIMIT;
    ck_assert_int_eq(serve(&h, NULL, 0), IVMC_BAD_MESSAGE);
    h = request(IVMC_KIND_REQUEST, desk_OP_add);
    h.epoch++;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(called, 0);
}
END_TEST

START_TEST(failures_of_the_transport)
{
    const struct ivmc_header h = request(IVMC_KIND_REQUEST, desk_OP_add);

    peer.begin_fails = IVMC_TIMEOUT;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_PEER_GONE);
    peer.begin_fails = IVMC_OK;
    peer.send_fails = IVMC_PEER_GONE;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_PEER_GONE);
    peer.send_fails = IVMC_OK;
    peer.body_fails = IVMC_PEER_GONE;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_PEER_GONE);
    ck_assert_uint_eq(peer.sends, 0);
    peer.body_fails = IVMC_LIMIT;
    ck_assert_int_eq(serve(&h, one_two, 8), IVMC_OK);
    refused_with(IVMC_LIMIT);
    peer.body_fails = IVMC_OK;
    peer.receive_fails = IVMC_PEER_GONE;
    ck_assert_int_eq(ivmc_serve(&server, &peer.channel), IVMC_PEER_GONE);
}
END_TEST

static void answer_at_length(void *state, struct ivmc_request *rq)
{
    static const unsigned char zeros[64];

    (void)state;
    if (ivmc_reply_begin(rq))
        ivmc_put_plain(&rq->out, 1, zeros, rq->header.op, 1);
}

START_TEST(replies_too_large_become_a_status)
{
    struct ivmc_header h = request(IVMC_KIND_REQUEST, 60);

    servants[0].unknown = answer_at_length;
    peer.channel.max_message = 100;
    ck_assert_int_eq(serve(&h, NULL, 0), IVMC_OK);
    ck_assert_uint_eq(scripted_sent(&peer).length, 100);
    h.op = 61;
    ck_assert_int_eq(serve(&h, NULL, 0), IVMC_OK);
    refused_with(IVMC_TOO_LARGE);
}
END_TEST

/* ---- items -------------------------------------------------------------- */

static const unsigned char region_body[12] = {64, 0, 0, 0, 0, 0, 0, 0, 3};

static enum ivmc_status serve_items(uint32_t op, uint16_t items,
                                    const void *body, uint32_t len)
{
    struct ivmc_header h = request(IVMC_KIND_REQUEST, op);
    uint32_t i;

    h.items = items;
    for (i = 0; i < items; i++)
        peer.queue[peer.first + peer.count].items.item[i].handle =
            (intptr_t)(50 + i);
    peer.items_closed = 0;
    return serve(&h, body, len);
}

START_TEST(items_are_closed_after_the_request)
{
    ck_assert_int_eq(serve_items(desk_OP_lend, 1, region_body, 12), IVMC_OK);
    ck_assert_uint_eq(called, 1);
    ck_assert_uint_eq(peer.items_closed, 1);
    ck_assert_int_eq(peer.closed_handle[0], 50);
    keep = true;
    ck_assert_int_eq(serve_items(desk_OP_lend, 1, region_body, 12), IVMC_OK);
    ck_assert_uint_eq(peer.items_closed, 0);
    ck_assert_uint_eq(peer.sent.items.count, 1);
    ck_assert_int_eq(peer.sent.items.item[0].handle, 50);
}
END_TEST

START_TEST(items_unasked_for_are_closed)
{
    ck_assert_int_eq(serve_items(desk_OP_lend, 8, region_body, 12), IVMC_OK);
    refused_with(IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(peer.items_closed, 8);
    ck_assert_int_eq(serve_items(desk_OP_lend, 0, region_body, 12), IVMC_OK);
    refused_with(IVMC_BAD_MESSAGE);
    ck_assert_int_eq(serve_items(desk_OP_add, 1, one_two, 8), IVMC_OK);
    refused_with(IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(peer.items_closed, 1);
    ck_assert_int_eq(serve_items(99, 2, NULL, 0), IVMC_OK);
    refused_with(IVMC_BAD_OPERATION);
    ck_assert_uint_eq(peer.items_closed, 2);
}
END_TEST

START_TEST(region_values)
{
    static const unsigned char no_rights[12] = {64};
    static const unsigned char too_many[12] = {64, 0, 0, 0, 0, 0, 0, 0, 7};
    static const unsigned char empty[12] = {0, 0, 0, 0, 0, 0, 0, 0, 1};

    ck_assert_int_eq(serve_items(desk_OP_lend, 1, no_rights, 12), IVMC_OK);
    refused_with(IVMC_BAD_MESSAGE);
    ck_assert_int_eq(serve_items(desk_OP_lend, 1, too_many, 12), IVMC_OK);
    refused_with(IVMC_BAD_MESSAGE);
    ck_assert_int_eq(serve_items(desk_OP_lend, 1, empty, 12), IVMC_OK);
    ck_assert_uint_eq(called, 1);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("dispatch");
    TCase *t = tcase_create("dispatch");

    tcase_add_checked_fixture(t, set_up, NULL);
    tcase_add_test(t, bind_gives_the_same_slot_again);
    tcase_add_test(t, bind_checks_compatibility);
    tcase_add_test(t, bind_accepts_older_clients_only);
    tcase_add_test(t, bind_needs_an_object);
    tcase_add_test(t, bind_bodies_cut_anywhere);
    tcase_add_test(t, bindings_are_limited);
    tcase_add_test(t, channels_may_have_no_bindings);
    tcase_add_test(t, good_request);
    tcase_add_test(t, request_must_be_exactly_one);
    tcase_add_test(t, slots_are_checked);
    tcase_add_test(t, keys_are_checked);
    tcase_add_test(t, operations_are_checked);
    tcase_add_test(t, unknown_operations_may_be_served);
    tcase_add_test(t, objects_may_be_forbidden);
    tcase_add_test(t, one_way_is_never_answered);
    tcase_add_test(t, what_breaks_the_protocol_ends_the_connection);
    tcase_add_test(t, failures_of_the_transport);
    tcase_add_test(t, replies_too_large_become_a_status);
    tcase_add_test(t, items_are_closed_after_the_request);
    tcase_add_test(t, items_unasked_for_are_closed);
    tcase_add_test(t, region_values);
    suite_add_tcase(s, t);
    return s;
}
