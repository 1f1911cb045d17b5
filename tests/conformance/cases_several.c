/* Several calls in flight, and replies out of order. */
#include "conformance.h"

#define MANY 8

struct several {
    struct conformance_client c;
    struct ivmc_call call[MANY];
    struct ivmc_env env[MANY];
    _Alignas(8) unsigned char memory[MANY][256];
};

static void open_several(struct several *s)
{
    int i;

    conformance_open(&s->c, CONFORMANCE_MESSAGE);
    s->c.pair.client->max_in_flight = conformance_transport.in_flight;
    for (i = 0; i < MANY; i++) {
        ivmc_env_init(&s->env[i], s->memory[i], sizeof s->memory[i]);
        s->env[i].timeout_ms = 10000;
    }
}

START_TEST(collected_in_any_order)
{
    static const int order[MANY] = {5, 0, 7, 2, 1, 6, 4, 3};
    struct several s;
    int i;

    open_several(&s);
    for (i = 0; i < MANY; i++)
        probe_Peer_add_begin(&s.call[i], &s.c.peer, i, 100, &s.env[i]);
    for (i = 0; i < MANY; i++) {
        int n = order[i];

        ck_assert_int_eq(probe_Peer_add_finish(&s.call[n]), n + 100);
        ck_status(s.env[n].status, IVMC_OK);
    }
    conformance_close(&s.c);
}
END_TEST

START_TEST(one_too_many_is_busy)
{
    struct several s;
    int i;

    open_several(&s);
    s.c.pair.client->max_in_flight = 2;
    for (i = 0; i < 3; i++)
        probe_Peer_add_begin(&s.call[i], &s.c.peer, i, 1, &s.env[i]);
    probe_Peer_add_finish(&s.call[2]);
    ck_status(s.env[2].status, IVMC_BUSY);
    for (i = 0; i < 2; i++)
        ck_assert_int_eq(probe_Peer_add_finish(&s.call[i]), i + 1);
    conformance_close(&s.c);
}
END_TEST

START_TEST(deferred_replies)
{
    struct several s;
    uint32_t i;

    open_several(&s);
    for (i = 0; i < MANY - 1; i++)
        probe_Peer_later_begin(&s.call[i], &s.c.peer, 700 + i, &s.env[i]);
    ck_assert_uint_eq(probe_Peer_flush(&s.c.peer, &s.c.env), MANY - 1);
    ck_status(s.c.env.status, IVMC_OK);
    for (i = 0; i < MANY - 1; i++) {
        ck_assert_uint_eq(probe_Peer_later_finish(&s.call[i]), 700 + i);
        ck_status(s.env[i].status, IVMC_OK);
    }
    conformance_close(&s.c);
}
END_TEST

START_TEST(given_up_in_flight)
{
    struct several s;
    int i;

    open_several(&s);
    for (i = 0; i < MANY; i++)
        probe_Peer_add_begin(&s.call[i], &s.c.peer, i, 1, &s.env[i]);
    for (i = 0; i < MANY; i += 2)
        ivmc_call_cancel(&s.call[i]);
    for (i = 1; i < MANY; i += 2)
        ck_assert_int_eq(probe_Peer_add_finish(&s.call[i]), i + 1);
    conformance_call_works(&s.c);
    conformance_close(&s.c);
}
END_TEST

TCase *cases_several(void)
{
    TCase *t = tcase_create("several");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, collected_in_any_order);
    tcase_add_test(t, one_too_many_is_busy);
    tcase_add_test(t, deferred_replies);
    tcase_add_test(t, given_up_in_flight);
    return t;
}
