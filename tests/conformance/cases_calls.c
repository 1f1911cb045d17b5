/* Calls that go well. */
#include <string.h>

#include "conformance.h"

START_TEST(exchange)
{
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    ck_assert_int_eq(probe_Peer_add(&c.peer, 40, 2, &c.env), 42);
    ck_status(c.env.status, IVMC_OK);
    ck_assert_int_eq(probe_Peer_add(&c.peer, INT32_MIN, -1, &c.env), INT32_MAX);
    conformance_close(&c);
}
END_TEST

START_TEST(oneway)
{
    struct conformance_client c;
    int i;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (i = 0; i < 100; i++) {
        probe_Peer_note(&c.peer, 1, &c.env);
        ck_status(c.env.status, IVMC_OK);
    }
    /* The order of requests is kept, so all have been served by now. */
    ck_assert_uint_eq(probe_Peer_noted(&c.peer, &c.env), 100);
    conformance_close(&c);
}
END_TEST

START_TEST(objects_and_views_share_a_channel)
{
    struct ivmc_object counter[PEER_OBJECTS], peer[PEER_OBJECTS];
    struct conformance_client c;
    uint32_t i, round;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (i = 0; i < PEER_OBJECTS; i++) {
        uint64_t key = c.pair.peer.keys[i];

        ck_status(probe_Counter_bind(c.pair.client, key, &counter[i], &c.env),
                  IVMC_OK);
        ck_status(probe_Peer_bind(c.pair.client, key, &peer[i], &c.env),
                  IVMC_OK);
        ck_assert_uint_ne(counter[i].slot, peer[i].slot);
    }
    for (round = 0; round < 10; round++) {
        for (i = 0; i < PEER_OBJECTS; i++) {
            probe_Counter_note(&counter[i], 1 + i, &c.env);
            probe_Peer_note(&peer[i], 100, &c.env);
        }
    }
    for (i = 0; i < PEER_OBJECTS; i++) {
        ck_assert_uint_eq(probe_Peer_noted(&peer[i], &c.env), 10 * (101 + i));
        ck_assert_uint_eq(probe_Counter_noted(&counter[i], &c.env),
                          10 * (101 + i));
    }
    conformance_close(&c);
}
END_TEST

START_TEST(ten_thousand_calls)
{
    struct conformance_client c;
    int32_t i;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (i = 0; i < 10000; i++)
        ck_assert_int_eq(probe_Peer_add(&c.peer, i, 7, &c.env), i + 7);
    ck_status(c.env.status, IVMC_OK);
    conformance_close(&c);
}
END_TEST

START_TEST(exceptions)
{
    const struct probe_Refusal *refusal;
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    probe_Peer_refuse(&c.peer, -12, &c.env);
    ck_status(c.env.status, IVMC_EXCEPTION);
    refusal = probe_Refusal_caught(&c.env);
    ck_assert_ptr_nonnull(refusal);
    ck_assert_int_eq(refusal->why, -12);
    ck_assert_str_eq(refusal->text, "refused as asked");
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

START_TEST(statuses)
{
    struct conformance_client c;
    uint32_t status;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (status = IVMC_BAD_MESSAGE; status < IVMC_STATUS_COUNT; status++) {
        probe_Peer_fail(&c.peer, status, &c.env);
        ck_status(c.env.status, (enum ivmc_status)status);
    }
    probe_Peer_fail(&c.peer, IVMC_STATUS_COUNT, &c.env);
    ck_status(c.env.status, IVMC_SERVANT_FAILED);
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

TCase *cases_calls(void)
{
    TCase *t = tcase_create("calls");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, exchange);
    tcase_add_test(t, oneway);
    tcase_add_test(t, objects_and_views_share_a_channel);
    tcase_add_test(t, ten_thousand_calls);
    tcase_add_test(t, exceptions);
    tcase_add_test(t, statuses);
    return t;
}
