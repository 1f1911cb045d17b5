/*
 * Every bit of every message turned over, and every message cut anywhere:
 * whatever comes of it is a status, one reply or the end of the connection.
 */
#include "desk.h"
#include "scripted.h"
#include "unit.h"

static struct scripted client;
static struct scripted server;
static struct ivmc_server serving;
static struct ivmc_servant servants[1];
static _Alignas(8) unsigned char serving_memory[2048];
static _Alignas(8) unsigned char calling_memory[2048];
static struct ivmc_env env;
static struct ivmc_object desk;

/* ---- a servant that uses what it gets ----------------------------------- */

static const char *echo(void *state, const char *text, struct ivmc_env *e)
{
    (void)state;
    ck_assert_uint_le(strlen(text), 31);
    return ivmc_env_string(e, text);
}

static void note(void *state, uint32_t value, struct ivmc_env *e)
{
    (void)state;
    (void)value;
    (void)e;
}

static uint32_t add(void *state, uint32_t a, uint32_t b, struct ivmc_env *e)
{
    const struct desk_Overflow overflow = {a + b};

    (void)state;
    if (a + b < a)
        ivmc_env_raise(e, desk_Overflow_ID, &overflow, sizeof overflow);
    return a + b;
}

static void flip(void *state, const struct desk_values *values,
                 struct desk_values *result, struct ivmc_env *e)
{
    uint32_t i;

    (void)state;
    result->data = ivmc_env_alloc(e, values->len * sizeof *result->data);
    if (!result->data)
        return;
    result->len = values->len;
    for (i = 0; i < values->len; i++)
        result->data[i] = (uint16_t)~values->data[i];
}

static void refer(void *state, const struct ivmc_objref *reference,
                  struct ivmc_objref *result, struct ivmc_env *e)
{
    (void)state;
    (void)e;
    ck_assert_uint_le(strlen(reference->identity), IVMC_MAX_IDENTITY);
    ck_assert_uint_le(strlen(reference->address), IVMC_MAX_ADDRESS);
    *result = *reference;
}

static void lend(void *state, struct ivmc_region *memory,
                 struct ivmc_region *result, struct ivmc_env *e)
{
    (void)state;
    (void)e;
    *result = *memory;
}

static const struct desk_epv epv = {echo, note, add, flip, refer, lend};

/* ---- calls -------------------------------------------------------------- */

static void call_echo(void)
{
    const char *text = desk_echo(&desk, "hello", &env);

    if (env.status == IVMC_OK)
        ck_assert_uint_le(strlen(text), 31);
}

static void call_note(void)
{
    desk_note(&desk, 5, &env);
}

static void call_add(void)
{
    desk_add(&desk, 1, 2, &env);
}

static void call_add_over(void)
{
    desk_add(&desk, UINT32_MAX, 2, &env);
    if (env.status == IVMC_EXCEPTION)
        ck_assert(env.exception == desk_Overflow_ID ||
                  env.exception == desk_Closed_ID);
}

static void call_flip(void)
{
    uint16_t numbers[] = {1, 2, 3};
    const struct desk_values values = {3, numbers};
    struct desk_values result;

    desk_flip(&desk, &values, &result, &env);
    if (env.status == IVMC_OK && result.len != 0)
        ck_assert_uint_ne((uintptr_t)result.data, 0);
}

static void call_refer(void)
{
    const struct ivmc_objref reference = {"IDL:x:1.0", "unix:/x", 77};
    struct ivmc_objref result;

    desk_refer(&desk, &reference, &result, &env);
    if (env.status == IVMC_OK)
        ck_assert_uint_le(strlen(result.identity), IVMC_MAX_IDENTITY);
}

static void call_lend(void)
{
    const struct ivmc_region region = {4096, IVMC_READ, 5, NULL};
    struct ivmc_region result;

    desk_lend(&desk, &region, &result, &env);
}

static void call_bind(void)
{
    struct ivmc_object other;

    ivmc_bind(&client.channel, &counter_interface, 0, &other, &env);
}

typedef void call_function(void);

static call_function *const calls[] = {call_echo,     call_note, call_add,
                                       call_add_over, call_flip, call_refer,
                                       call_lend,     call_bind};

#define CALLS ((int)(sizeof calls / sizeof *calls))

/* ---- both ends ---------------------------------------------------------- */

/* Gives `to` a message as it is, to be received next. */
static void hand_over(struct scripted *to, const struct scripted_message *m,
                      uint32_t length)
{
    to->queue[0] = *m;
    to->queue[0].length = length;
    to->first = 0;
    to->count = 1;
    to->held = false;
}

static enum ivmc_status serve(const struct scripted_message *m, uint32_t length)
{
    server.sends = 0;
    hand_over(&server, m, length);
    return ivmc_serve_next(&serving, &server.channel, 1);
}

static void set_up(void)
{
    uint64_t key;

    scripted_init(&client, SCRIPTED_MAX);
    scripted_init(&server, SCRIPTED_MAX);
    ivmc_env_init(&env, calling_memory, sizeof calling_memory);
    ivmc_server_init(&serving, servants, 1, serving_memory,
                     sizeof serving_memory);
    ivmc_server_add(&serving, &desk_skeleton, &epv, NULL, &key);
    /* The first slot of the server's end; the client gets no answer. */
    ivmc_bind(&client.channel, &desk_interface, key, &desk, &env);
    ck_assert_int_eq(serve(&client.sent, client.sent.length), IVMC_OK);
    ck_assert_uint_eq(server.channel.binding_count, 1);
    desk.channel = &client.channel;
    desk.key = key;
    desk.slot = 1;
}

/* Makes a call that gets no answer, for its request. */
static struct scripted_message request_of(call_function *call)
{
    client.first = client.count = 0;
    call();
    return client.sent;
}

static void turn(struct scripted_message *m, uint32_t bit)
{
    m->octets[bit / 8] ^= (unsigned char)(1u << bit % 8);
}

/* ---- requests ----------------------------------------------------------- */

static void check_served(const struct scripted_message *m, uint32_t length)
{
    enum ivmc_status s = serve(m, length);
    struct ivmc_header asked;
    struct ivmc_header reply;

    ck_assert_uint_le(server.sends, 1);
    if (s != IVMC_OK) {
        ck_assert_uint_eq(server.sends, 0);
        return;
    }
    ck_assert(!server.held);
    ck_assert(ivmc_header_load(&asked, m->octets, SCRIPTED_MAX));
    ck_assert_uint_eq(server.sends, asked.kind == IVMC_KIND_ONEWAY ? 0 : 1);
    if (server.sends == 0)
        return;
    reply = scripted_sent(&server);
    ck_assert_uint_eq(reply.call_id, asked.call_id);
    ck_assert_uint_eq(reply.slot, asked.slot);
    ck_assert_uint_eq(reply.op, asked.op);
    ck_assert_uint_eq(reply.key, asked.key);
}

START_TEST(requests)
{
    const struct scripted_message good = request_of(calls[_i]);
    struct scripted_message m;
    uint32_t i;

    for (i = 0; i < good.length * 8; i++) {
        m = good;
        turn(&m, i);
        check_served(&m, m.length);
    }
    for (i = IVMC_HEADER_SIZE; i < good.length; i++) {
        check_served(&good, i);
        ck_assert_uint_le(server.sends, 1);
        if (server.sends == 1)
            ck_assert_uint_eq(scripted_sent(&server).kind, IVMC_KIND_STATUS);
    }
    /* None of it stuck. */
    ck_assert_int_eq(serve(&good, good.length), IVMC_OK);
    if (calls[_i] != call_note)
        ck_assert_uint_ne(scripted_sent(&server).kind, IVMC_KIND_STATUS);
}
END_TEST

/* ---- replies ------------------------------------------------------------ */

/* Calls once more, with `m` as the answer, given the next call's id. */
static void call_with(call_function *call, struct scripted_message *m,
                      uint32_t length, uint64_t turned)
{
    ivmc_store_u64(m->octets + 8, client.channel.next_call_id ^ turned);
    hand_over(&client, m, length);
    call();
    ck_assert_uint_lt(env.status, IVMC_STATUS_COUNT);
    ck_assert_uint_eq(client.channel.in_flight_count, 0);
    ck_assert_ptr_null(client.channel.held_for);
    if (env.status != IVMC_EXCEPTION)
        ck_assert_uint_eq(env.exception, 0);
}

START_TEST(replies)
{
    const struct scripted_message request = request_of(calls[_i]);
    struct scripted_message good;
    struct scripted_message m;
    uint64_t turned;
    uint32_t i;

    if (calls[_i] == call_note)
        return; /* has none */
    ck_assert_int_eq(serve(&request, request.length), IVMC_OK);
    good = server.sent;
    for (i = 0; i < good.length * 8; i++) {
        m = good;
        turn(&m, i);
        turned = i >= 64 && i < 128 ? UINT64_C(1) << (i - 64) : 0;
        call_with(calls[_i], &m, m.length, turned);
        if (turned != 0)
            ck_assert_int_eq(env.status, IVMC_TIMEOUT);
    }
    for (i = IVMC_HEADER_SIZE; i < good.length; i++) {
        m = good;
        call_with(calls[_i], &m, i, 0);
        ck_assert_int_eq(env.status, IVMC_BAD_MESSAGE);
    }
    m = good;
    call_with(calls[_i], &m, m.length, 0);
    ck_assert(env.status == IVMC_OK || env.status == IVMC_EXCEPTION);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("flips");
    TCase *t = tcase_create("flips");

    tcase_add_checked_fixture(t, set_up, NULL);
    tcase_add_loop_test(t, requests, 0, CALLS);
    tcase_add_loop_test(t, replies, 0, CALLS);
    suite_add_tcase(s, t);
    return s;
}
