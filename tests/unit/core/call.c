/* Calls from stub to servant and back. */
#include "pair.h"
#include "unit.h"

START_TEST(results_come_back)
{
    struct pair *p = pair_open();
    uint16_t numbers[] = {1, 2, 0x1234};
    const struct desk_values values = {3, numbers};
    struct desk_values flipped;

    ck_assert_str_eq(desk_echo(&p->desk, "hello", &p->env), "hello");
    ck_assert_int_eq(p->env.status, IVMC_OK);
    ck_assert_uint_eq(desk_add(&p->desk, 2, 3, &p->env), 5);
    desk_flip(&p->desk, &values, &flipped, &p->env);
    ck_assert_uint_eq(flipped.len, 3);
    ck_assert_uint_eq(flipped.data[0], 0x1234);
    ck_assert_uint_eq(flipped.data[2], 1);
    pair_close(p);
}
END_TEST

START_TEST(empty_values_come_back)
{
    struct pair *p = pair_open();
    const struct desk_values none = {0, NULL};
    struct desk_values flipped;

    ck_assert_str_eq(desk_echo(&p->desk, "", &p->env), "");
    desk_flip(&p->desk, &none, &flipped, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    ck_assert_uint_eq(flipped.len, 0);
    pair_close(p);
}
END_TEST

START_TEST(one_way_has_no_reply)
{
    struct pair *p = pair_open();

    desk_note(&p->desk, 4, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    p->state.fail = true;
    p->state.status = IVMC_REFUSED;
    desk_note(&p->desk, 5, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    ck_assert_uint_eq(p->state.notes, 9);
    ck_assert_uint_eq(p->local.count, 0);
    pair_close(p);
}
END_TEST

START_TEST(base_numbers_are_mapped)
{
    struct pair *p = pair_open();
    struct ivmc_object counter;

    ck_assert_int_eq(ivmc_bind(&p->local.client, &counter_interface, p->key,
                               &counter, &p->env),
                     IVMC_OK);
    ck_assert_uint_ne(counter.slot, p->desk.slot);
    ck_assert_str_eq(counter_echo(&counter, "base", &p->env), "base");
    /* Operation 2 is the desk's, not the counter's. */
    desk_add(&counter, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_OPERATION);
    pair_close(p);
}
END_TEST

START_TEST(exceptions_carry_values)
{
    struct pair *p = pair_open();
    const struct desk_Overflow *overflow;

    ck_assert_uint_eq(desk_add(&p->desk, UINT32_MAX, 6, &p->env), 0);
    ck_assert_int_eq(p->env.status, IVMC_EXCEPTION);
    overflow = ivmc_env_caught(&p->env, desk_Overflow_ID);
    ck_assert_ptr_nonnull(overflow);
    ck_assert_uint_eq(overflow->by, 5);
    ck_assert_ptr_null(ivmc_env_caught(&p->env, desk_Closed_ID));
    ck_assert_uint_eq(desk_add(&p->desk, 1, 1, &p->env), 2);
    ck_assert_ptr_null(ivmc_env_caught(&p->env, desk_Overflow_ID));
    pair_close(p);
}
END_TEST

START_TEST(exceptions_may_be_empty)
{
    struct pair *p = pair_open();

    p->state.closed = true;
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_EXCEPTION);
    ck_assert_ptr_nonnull(ivmc_env_caught(&p->env, desk_Closed_ID));
    pair_close(p);
}
END_TEST

START_TEST(undeclared_exception_is_the_servants_failure)
{
    struct pair *p = pair_open();

    p->state.undeclared = true;
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_SERVANT_FAILED);
    ck_assert_uint_eq(p->env.exception, 0);
    pair_close(p);
}
END_TEST

START_TEST(servant_fails_with_a_status)
{
    struct pair *p = pair_open();

    p->state.fail = true;
    p->state.status = IVMC_REFUSED;
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_REFUSED);
    /* What says nothing, and what is no status. */
    p->state.status = IVMC_EXCEPTION;
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_SERVANT_FAILED);
    p->state.status = IVMC_STATUS_COUNT;
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_SERVANT_FAILED);
    pair_close(p);
}
END_TEST

START_TEST(invalid_result_is_the_servants_failure)
{
    struct pair *p = pair_open();

    p->state.answer = "longer than the thirty-one octets that are allowed";
    ck_assert_ptr_null(desk_echo(&p->desk, "x", &p->env));
    ck_assert_int_eq(p->env.status, IVMC_SERVANT_FAILED);
    pair_close(p);
}
END_TEST

START_TEST(invalid_argument_is_not_sent)
{
    struct pair *p = pair_open();
    const struct desk_values lost = {3, NULL};
    struct desk_values flipped;

    desk_echo(&p->desk, "longer than thirty-one octets...", &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_ARGUMENT);
    desk_echo(&p->desk, NULL, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_ARGUMENT);
    desk_flip(&p->desk, &lost, &flipped, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_ARGUMENT);
    ck_assert_str_eq(desk_echo(&p->desk, "still good", &p->env), "still good");
    pair_close(p);
}
END_TEST

START_TEST(limit_is_exact)
{
    struct pair *p = pair_open();
    static uint16_t numbers[PAIR_LARGEST];
    struct desk_values values = {(PAIR_LARGEST - 40 - 4) / 2, numbers};
    struct desk_values flipped;

    desk_flip(&p->desk, &values, &flipped, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    ck_assert_uint_eq(flipped.len, values.len);
    values.len++;
    desk_flip(&p->desk, &values, &flipped, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_TOO_LARGE);
    ck_assert_uint_eq(flipped.len, 0);
    pair_close(p);
}
END_TEST

START_TEST(lent_memory_is_a_limit)
{
    struct pair *p = pair_open();
    static uint16_t numbers[200];
    const struct desk_values values = {200, numbers};
    struct desk_values flipped;
    struct ivmc_env small;
    unsigned char memory[64];

    ivmc_env_init(&small, memory, sizeof memory);
    desk_flip(&p->desk, &values, &flipped, &small);
    ck_assert_int_eq(small.status, IVMC_LIMIT);
    p->server.memory_size = 64;
    desk_flip(&p->desk, &values, &flipped, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_LIMIT);
    p->server.memory_size = sizeof p->serving;
    desk_flip(&p->desk, &values, &flipped, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    pair_close(p);
}
END_TEST

START_TEST(calls_without_memory)
{
    struct pair *p = pair_open();
    struct ivmc_env none;

    ivmc_env_init(&none, NULL, 0);
    desk_note(&p->desk, 1, &none);
    ck_assert_int_eq(none.status, IVMC_OK);
    desk_add(&p->desk, 1, 1, &none);
    ck_assert_int_eq(none.status, IVMC_LIMIT);
    pair_close(p);
}
END_TEST

START_TEST(references_travel)
{
    struct pair *p = pair_open();
    struct ivmc_objref own = ivmc_server_reference(&p->server, p->key);
    struct ivmc_objref nil = {NULL, NULL, 0};
    struct ivmc_objref far = {"IDL:test/Far:1.0", "unix:/far", UINT64_MAX};
    struct ivmc_objref bad = {"", "unix:/far", 0};
    struct ivmc_objref result;

    ck_assert_str_eq(own.identity, "IDL:test/Desk:1.0");
    desk_refer(&p->desk, &own, &result, &p->env);
    ck_assert_str_eq(result.identity, "IDL:test/Desk:1.0");
    ck_assert_str_eq(result.address, "");
    ck_assert_uint_eq(result.key, p->key);
    desk_refer(&p->desk, &far, &result, &p->env);
    ck_assert_str_eq(result.address, "unix:/far");
    ck_assert_uint_eq(result.key, UINT64_MAX);
    desk_refer(&p->desk, &nil, &result, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    ck_assert_str_eq(result.identity, "");
    desk_refer(&p->desk, &bad, &result, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_ARGUMENT);
    ck_assert_str_eq(ivmc_server_reference(&p->server, 99).identity, "");
    pair_close(p);
}
END_TEST

START_TEST(regions_travel)
{
    struct pair *p = pair_open();
    struct ivmc_region region = {4096, IVMC_READ, 5, NULL};
    struct ivmc_region result;

    p->state.keep = true;
    desk_lend(&p->desk, &region, &result, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    ck_assert_uint_eq(result.size, 4096);
    ck_assert_uint_eq(result.rights, IVMC_READ);
    ck_assert_int_eq(ivmc_region_take(&result), 5);
    ck_assert_int_eq(result.handle, IVMC_NO_HANDLE);
    region.handle = IVMC_NO_HANDLE;
    desk_lend(&p->desk, &region, &result, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_OK);
    ck_assert_int_eq(result.handle, IVMC_NO_HANDLE);
    region.handle = 5;
    region.rights = 8;
    desk_lend(&p->desk, &region, &result, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_ARGUMENT);
    pair_close(p);
}
END_TEST

START_TEST(nested_calls_on_the_channel_are_refused)
{
    struct pair *p = pair_open();

    p->state.nested = &p->desk;
    ck_assert_str_eq(desk_echo(&p->desk, "outer", &p->env), "outer");
    ck_assert_int_eq(p->state.nested_status, IVMC_BUSY);
    pair_close(p);
}
END_TEST

START_TEST(closed_channels_are_gone)
{
    struct pair *p = pair_open();

    ivmc_channel_close(&p->local.server);
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_PEER_GONE);
    ivmc_channel_close(NULL);
    pair_close(p);
}
END_TEST

START_TEST(unbound_objects_are_refused)
{
    struct pair *p = pair_open();
    struct ivmc_object nothing = {NULL, 0, 0};

    desk_add(&nothing, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_OBJECT);
    pair_close(p);
}
END_TEST

START_TEST(removed_objects_stay_gone)
{
    struct pair *p = pair_open();
    struct desk_state other = {0};
    struct ivmc_object object;
    uint64_t key;

    ck_assert_uint_eq(p->key, IVMC_ROOT_KEY);
    ck_assert_int_eq(ivmc_server_remove(&p->server, p->key), IVMC_OK);
    ck_assert_int_eq(ivmc_server_remove(&p->server, p->key), IVMC_BAD_OBJECT);
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_OBJECT);
    /* The place is used again, the key is not. */
    ck_assert_int_eq(ivmc_server_add(&p->server, &desk_skeleton, &desk_servant,
                                     &other, &key),
                     IVMC_OK);
    ck_assert_uint_ne(key, p->key);
    ck_assert_uint_eq(p->server.servant_high, 1);
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_BAD_OBJECT);
    ck_assert_int_eq(
        ivmc_bind(&p->local.client, &desk_interface, key, &object, &p->env),
        IVMC_OK);
    ck_assert_uint_eq(desk_add(&object, 1, 1, &p->env), 2);
    pair_close(p);
}
END_TEST

START_TEST(places_are_limited)
{
    struct pair *p = pair_open();
    uint64_t keys[3];
    uint64_t key;
    int i;

    for (i = 0; i < 3; i++)
        ck_assert_int_eq(ivmc_server_add(&p->server, &desk_skeleton,
                                         &desk_servant, &p->state, &keys[i]),
                         IVMC_OK);
    ck_assert_int_eq(ivmc_server_add(&p->server, &desk_skeleton, &desk_servant,
                                     &p->state, &key),
                     IVMC_LIMIT);
    ck_assert_int_eq(ivmc_server_remove(&p->server, keys[1]), IVMC_OK);
    ck_assert_int_eq(ivmc_server_remove(&p->server, keys[0]), IVMC_OK);
    ck_assert_int_eq(ivmc_server_add(&p->server, &desk_skeleton, &desk_servant,
                                     &p->state, &key),
                     IVMC_OK);
    ck_assert_int_eq(ivmc_server_add(&p->server, &desk_skeleton, &desk_servant,
                                     &p->state, &key),
                     IVMC_OK);
    ck_assert_int_eq(ivmc_server_add(&p->server, &desk_skeleton, &desk_servant,
                                     &p->state, &key),
                     IVMC_LIMIT);
    pair_close(p);
}
END_TEST

START_TEST(used_up_keys_leave_the_place_empty)
{
    struct pair *p = pair_open();
    uint64_t key;

    p->servants[0].generation = UINT32_MAX;
    ck_assert_int_eq(ivmc_server_remove(&p->server, (uint64_t)UINT32_MAX << 32),
                     IVMC_OK);
    ck_assert_int_eq(ivmc_server_add(&p->server, &desk_skeleton, &desk_servant,
                                     &p->state, &key),
                     IVMC_OK);
    ck_assert_uint_eq(key, 1);
    pair_close(p);
}
END_TEST

/* ---- several in flight -------------------------------------------------- */

START_TEST(several_calls_in_flight)
{
    struct pair *p = pair_open();
    struct ivmc_call calls[4];
    struct ivmc_env envs[4];
    unsigned char memory[4][64];
    int i;

    p->local.client.max_in_flight = 4;
    for (i = 0; i < 4; i++) {
        ivmc_env_init(&envs[i], memory[i], sizeof memory[i]);
        desk_add_begin(&calls[i], &p->desk, (uint32_t)i, 100, &envs[i]);
    }
    ck_assert_uint_eq(p->local.client.in_flight_count, 4);
    /* Not in the order in which they were begun. */
    ck_assert_uint_eq(desk_add_finish(&calls[2]), 102);
    ck_assert_uint_eq(desk_add_finish(&calls[0]), 100);
    ck_assert_uint_eq(desk_add_finish(&calls[3]), 103);
    ck_assert_uint_eq(desk_add_finish(&calls[1]), 101);
    for (i = 0; i < 4; i++)
        ck_assert_int_eq(envs[i].status, IVMC_OK);
    ck_assert_uint_eq(p->local.client.in_flight_count, 0);
    pair_close(p);
}
END_TEST

START_TEST(one_more_in_flight_is_busy)
{
    struct pair *p = pair_open();
    struct ivmc_call first;
    struct ivmc_env other;
    unsigned char memory[64];

    desk_add_begin(&first, &p->desk, 1, 2, &p->env);
    ivmc_env_init(&other, memory, sizeof memory);
    desk_add(&p->desk, 3, 4, &other);
    ck_assert_int_eq(other.status, IVMC_BUSY);
    ck_assert_uint_eq(desk_add_finish(&first), 3);
    ck_assert_uint_eq(desk_add(&p->desk, 3, 4, &other), 7);
    pair_close(p);
}
END_TEST

START_TEST(cancelled_calls_are_thrown_away)
{
    struct pair *p = pair_open();
    struct ivmc_call call;

    desk_add_begin(&call, &p->desk, 1, 2, &p->env);
    ivmc_call_cancel(&call);
    ck_assert_uint_eq(p->local.client.in_flight_count, 0);
    ck_assert_uint_eq(p->local.client.abandoned, 1);
    ck_assert_uint_eq(desk_add(&p->desk, 3, 4, &p->env), 7);
    ck_assert_uint_eq(p->local.client.abandoned, 0);
    ivmc_call_cancel(&call);
    pair_close(p);
}
END_TEST

/* ---- trace -------------------------------------------------------------- */

struct seen {
    unsigned count[IVMC_EVENT_ERROR + 1];
    enum ivmc_status last[IVMC_EVENT_ERROR + 1];
};

static void see(void *context, enum ivmc_event event,
                const struct ivmc_header *h, enum ivmc_status status)
{
    struct seen *seen = context;

    ck_assert_ptr_nonnull(h);
    seen->count[event]++;
    seen->last[event] = status;
}

#ifdef IVMC_NO_TRACE
#define SEEN(n) 0u
#else
#define SEEN(n) ((unsigned)(n))
#endif

/* Compiled out, the hooks see nothing and the calls are the same. */
START_TEST(trace_sees_both_ends)
{
    struct pair *p = pair_open();
    struct seen client = {{0}, {0}};
    struct seen server = {{0}, {0}};
    const struct ivmc_trace client_trace = {see, &client};
    const struct ivmc_trace server_trace = {see, &server};

    p->local.client.trace = &client_trace;
    p->server.trace = &server_trace;
    desk_add(&p->desk, 1, 1, &p->env);
    desk_add(&p->desk, UINT32_MAX, 1, &p->env);
    ck_assert_uint_eq(client.count[IVMC_EVENT_CALL], SEEN(2));
    ck_assert_uint_eq(client.count[IVMC_EVENT_RETURN], SEEN(2));
    ck_assert_int_eq(client.last[IVMC_EVENT_RETURN], SEEN(IVMC_EXCEPTION));
    ck_assert_uint_eq(server.count[IVMC_EVENT_DISPATCH], SEEN(2));
    ck_assert_uint_eq(server.count[IVMC_EVENT_REPLY], SEEN(2));
    ck_assert_int_eq(server.last[IVMC_EVENT_REPLY], SEEN(IVMC_EXCEPTION));
    ck_assert_uint_eq(server.count[IVMC_EVENT_ERROR], SEEN(0));
    p->desk.key = 77;
    desk_add(&p->desk, 1, 1, &p->env);
    ck_assert_uint_eq(server.count[IVMC_EVENT_ERROR], SEEN(1));
    ck_assert_int_eq(server.last[IVMC_EVENT_REPLY], SEEN(IVMC_BAD_OBJECT));
    ck_assert_int_eq(client.last[IVMC_EVENT_RETURN], SEEN(IVMC_BAD_OBJECT));
    pair_close(p);
}
END_TEST

/* ---- local -------------------------------------------------------------- */

START_TEST(local_refuses_what_it_cannot_serve)
{
    struct pair *p = pair_open();
    struct ivmc_local other;

    ck_assert_int_eq(ivmc_local_open(&other, &p->server, p->queue, 40),
                     IVMC_BAD_ARGUMENT);
    ck_assert_int_eq(ivmc_serve_next(&p->server, &p->local.server, 1),
                     IVMC_TIMEOUT);
    pair_close(p);
}
END_TEST

static struct ivmc_channel *no_channel(void *loop, uint64_t id)
{
    (void)loop;
    (void)id;
    return NULL;
}

START_TEST(local_shares_no_loop)
{
    struct ivmc_server server;
    struct ivmc_local local;

    ivmc_server_init(&server, NULL, 0, NULL, 0);
    server.find_channel = no_channel;
    ck_assert_int_eq(ivmc_local_open(&local, &server, NULL, 100), IVMC_BUSY);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("call");
    TCase *t = tcase_create("call");

    tcase_add_test(t, results_come_back);
    tcase_add_test(t, empty_values_come_back);
    tcase_add_test(t, one_way_has_no_reply);
    tcase_add_test(t, base_numbers_are_mapped);
    tcase_add_test(t, exceptions_carry_values);
    tcase_add_test(t, exceptions_may_be_empty);
    tcase_add_test(t, undeclared_exception_is_the_servants_failure);
    tcase_add_test(t, servant_fails_with_a_status);
    tcase_add_test(t, invalid_result_is_the_servants_failure);
    tcase_add_test(t, invalid_argument_is_not_sent);
    tcase_add_test(t, limit_is_exact);
    tcase_add_test(t, lent_memory_is_a_limit);
    tcase_add_test(t, calls_without_memory);
    tcase_add_test(t, references_travel);
    tcase_add_test(t, regions_travel);
    tcase_add_test(t, nested_calls_on_the_channel_are_refused);
    tcase_add_test(t, closed_channels_are_gone);
    tcase_add_test(t, unbound_objects_are_refused);
    tcase_add_test(t, removed_objects_stay_gone);
    tcase_add_test(t, places_are_limited);
    tcase_add_test(t, used_up_keys_leave_the_place_empty);
    tcase_add_test(t, several_calls_in_flight);
    tcase_add_test(t, one_more_in_flight_is_busy);
    tcase_add_test(t, cancelled_calls_are_thrown_away);
    tcase_add_test(t, trace_sees_both_ends);
    tcase_add_test(t, local_refuses_what_it_cannot_serve);
    tcase_add_test(t, local_shares_no_loop);
    suite_add_tcase(s, t);
    return s;
}
