/* Peers that go, and peers that are late. */
#include "conformance.h"

START_TEST(server_gone_before_a_call)
{
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    conformance_transport.stop(&c.pair);
    probe_Peer_add(&c.peer, 1, 2, &c.env);
    ck_status(c.env.status, IVMC_PEER_GONE);
    probe_Peer_add(&c.peer, 1, 2, &c.env);
    ck_status(c.env.status, IVMC_PEER_GONE);
    conformance_close(&c);
}
END_TEST

START_TEST(server_gone_during_a_call)
{
    struct conformance_client c;
    struct ivmc_call call;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    probe_Peer_later_begin(&call, &c.peer, 1, &c.env);
    conformance_transport.stop(&c.pair);
    ck_assert_uint_eq(probe_Peer_later_finish(&call), 0);
    ck_status(c.env.status, IVMC_PEER_GONE);
    probe_Peer_add(&c.peer, 1, 2, &c.env);
    ck_status(c.env.status, IVMC_PEER_GONE);
    conformance_close(&c);
}
END_TEST

START_TEST(server_gone_after_a_call)
{
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    conformance_call_works(&c);
    conformance_transport.stop(&c.pair);
    probe_Peer_note(&c.peer, 1, &c.env); /* may leave, must not signal */
    probe_Peer_noted(&c.peer, &c.env);
    ck_status(c.env.status, IVMC_PEER_GONE);
    conformance_close(&c);
}
END_TEST

START_TEST(time_out_then_the_late_reply)
{
    struct conformance_client c;
    uint32_t i;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (i = 0; i < 10; i++) {
        c.env.timeout_ms = 5;
        probe_Peer_later(&c.peer, 1000 + i, &c.env);
        ck_status(c.env.status, IVMC_TIMEOUT);
        c.env.timeout_ms = 10000;
        /* Its reply comes now, before that of the flush. */
        ck_assert_uint_eq(probe_Peer_flush(&c.peer, &c.env), 1);
        ck_status(c.env.status, IVMC_OK);
        conformance_call_works(&c);
    }
    conformance_close(&c);
}
END_TEST

START_TEST(nap_over_the_deadline)
{
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    c.env.timeout_ms = 50;
    probe_Peer_nap(&c.peer, 200, &c.env);
    if (conformance_transport.beside)
        ck_status(c.env.status, IVMC_TIMEOUT);
    c.env.timeout_ms = 10000;
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

/* One that came whole is dropped with its octets, whatever they look like. */
START_TEST(late_large_reply)
{
    struct conformance_client c;
    struct probe_Octets got;

    if (!conformance_transport.beside)
        return;
    conformance_open(&c, CONFORMANCE_MESSAGE);
    c.env.timeout_ms = 20;
    /* Long beside what a busy machine may keep us waiting between the calls. */
    probe_Peer_nap(&c.peer, 400, &c.env);
    ck_status(c.env.status, IVMC_TIMEOUT);
    probe_Peer_fill(&c.peer, 20000, &got, &c.env);
    ck_status(c.env.status, IVMC_TIMEOUT);
    c.env.timeout_ms = 10000;
    conformance_call_works(&c);
    probe_Peer_fill(&c.peer, 20000, &got, &c.env);
    ck_status(c.env.status, IVMC_OK);
    ck_assert_uint_eq(got.len, 20000);
    conformance_close(&c);
}
END_TEST

START_TEST(bind_is_checked)
{
    struct conformance_client c;
    struct ivmc_object object;
    struct ivmc_interface wrong = {"IDL:probe/Nobody:1.0", 1, 0, 0, 0, NULL};

    conformance_open(&c, CONFORMANCE_MESSAGE);
    ck_status(ivmc_bind(c.pair.client, &wrong, IVMC_ROOT_KEY, &object, &c.env),
              IVMC_BAD_INTERFACE);
    ck_status(probe_Peer_bind(c.pair.client, 99, &object, &c.env),
              IVMC_BAD_OBJECT);
    probe_Peer_drop(&c.peer, c.pair.peer.keys[1], &c.env);
    ck_status(c.env.status, IVMC_OK);
    probe_Peer_drop(&c.peer, c.pair.peer.keys[1], &c.env);
    ck_status(c.env.status, IVMC_BAD_OBJECT);
    ck_status(
        probe_Peer_bind(c.pair.client, c.pair.peer.keys[1], &object, &c.env),
        IVMC_BAD_OBJECT);
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

TCase *cases_failures(void)
{
    TCase *t = tcase_create("failures");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, server_gone_before_a_call);
    tcase_add_test(t, server_gone_during_a_call);
    tcase_add_test(t, server_gone_after_a_call);
    tcase_add_test(t, time_out_then_the_late_reply);
    tcase_add_test(t, nap_over_the_deadline);
    tcase_add_test(t, late_large_reply);
    tcase_add_test(t, bind_is_checked);
    return t;
}
