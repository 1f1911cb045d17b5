/* Replies that leave after their servant returned. */
#include "pair.h"
#include "unit.h"

static struct pair *p;
static struct ivmc_deferred later;
static struct ivmc_call call;

static void set_up(void)
{
    p = pair_open();
    p->state.defer = &later;
}

static void tear_down(void)
{
    pair_close(p);
}

START_TEST(result_comes_later)
{
    desk_add_begin(&call, &p->desk, 1, 2, &p->env);
    ck_assert_uint_eq(p->local.count, 0);
    ck_assert_int_eq(desk_add_reply(&later, 33), IVMC_OK);
    ck_assert_uint_eq(desk_add_finish(&call), 33);
    ck_assert_int_eq(p->env.status, IVMC_OK);
}
END_TEST

START_TEST(result_comes_once)
{
    desk_add_begin(&call, &p->desk, 1, 2, &p->env);
    ck_assert_int_eq(desk_add_reply(&later, 33), IVMC_OK);
    ck_assert_int_eq(desk_add_reply(&later, 44), IVMC_BAD_ARGUMENT);
    ck_assert_uint_eq(desk_add_finish(&call), 33);
}
END_TEST

START_TEST(result_comes_too_late)
{
    desk_add(&p->desk, 1, 2, &p->env);
    ck_assert_int_eq(p->env.status, IVMC_TIMEOUT);
    ck_assert_int_eq(desk_add_reply(&later, 33), IVMC_OK);
    p->state.defer = NULL;
    ck_assert_uint_eq(desk_add(&p->desk, 3, 4, &p->env), 7);
}
END_TEST

START_TEST(exception_comes_later)
{
    struct ivmc_env raised;
    unsigned char memory[64];
    struct desk_Overflow overflow = {6};

    ivmc_env_init(&raised, memory, sizeof memory);
    ivmc_env_raise(&raised, desk_Overflow_ID, &overflow, sizeof overflow);
    desk_add_begin(&call, &p->desk, 1, 2, &p->env);
    ck_assert_int_eq(desk_add_reply_raised(&later, &raised), IVMC_OK);
    desk_add_finish(&call);
    ck_assert_int_eq(p->env.status, IVMC_EXCEPTION);
    ck_assert_uint_eq(((const struct desk_Overflow *)ivmc_env_caught(
                           &p->env, desk_Overflow_ID))
                          ->by,
                      6);
}
END_TEST

START_TEST(failure_comes_later)
{
    struct ivmc_env failed;

    ivmc_env_init(&failed, NULL, 0);
    ivmc_env_fail(&failed, IVMC_REFUSED);
    desk_add_begin(&call, &p->desk, 1, 2, &p->env);
    ck_assert_int_eq(desk_add_reply_raised(&later, &failed), IVMC_OK);
    desk_add_finish(&call);
    ck_assert_int_eq(p->env.status, IVMC_REFUSED);
}
END_TEST

START_TEST(client_went)
{
    desk_add_begin(&call, &p->desk, 1, 2, &p->env);
    ivmc_channel_close(&p->local.client);
    ck_assert_int_eq(desk_add_reply(&later, 33), IVMC_PEER_GONE);
}
END_TEST

START_TEST(clients_are_told_apart)
{
    static _Alignas(8) unsigned char queue[16384];
    struct ivmc_local other;
    struct ivmc_object desk;
    struct ivmc_deferred first;
    struct ivmc_call second;
    struct ivmc_env env;
    unsigned char memory[256];

    ivmc_env_init(&env, memory, sizeof memory);
    ck_assert_int_eq(ivmc_local_open(&other, &p->server, queue, PAIR_LARGEST),
                     IVMC_OK);
    ck_assert_int_eq(
        ivmc_bind(&other.client, &desk_interface, p->key, &desk, &env),
        IVMC_OK);
    desk_add_begin(&call, &p->desk, 1, 2, &p->env);
    first = later;
    desk_add_begin(&second, &desk, 1, 2, &env);
    ck_assert_int_eq(desk_add_reply(&later, 2), IVMC_OK);
    ck_assert_int_eq(desk_add_reply(&first, 1), IVMC_OK);
    ck_assert_uint_eq(desk_add_finish(&second), 2);
    ck_assert_uint_eq(desk_add_finish(&call), 1);
    /* The first opened goes first; the list stays whole. */
    ivmc_channel_close(&other.client);
    p->state.defer = NULL;
    ck_assert_uint_eq(desk_add(&p->desk, 3, 4, &p->env), 7);
}
END_TEST

START_TEST(replies_wait_for_room)
{
    struct ivmc_deferred all[IVMC_LOCAL_DEPTH + 1];
    int i;

    for (i = 0; i <= IVMC_LOCAL_DEPTH; i++) {
        desk_add(&p->desk, 1, 2, &p->env);
        ck_assert_int_eq(p->env.status, IVMC_TIMEOUT);
        all[i] = later;
    }
    for (i = 0; i < IVMC_LOCAL_DEPTH; i++)
        ck_assert_int_eq(desk_add_reply(&all[i], 1), IVMC_OK);
    ck_assert_int_eq(desk_add_reply(&all[i], 1), IVMC_BUSY);
}
END_TEST

static void defer_note(void *state, uint32_t value, struct ivmc_env *env)
{
    (void)state;
    (void)value;
    ivmc_defer(env, &later);
}

START_TEST(one_way_may_be_deferred_for_nothing)
{
    struct desk_epv epv = desk_servant;

    epv.note = defer_note;
    p->servants[0].epv = &epv;
    desk_note(&p->desk, 1, &p->env);
    ck_assert(later.oneway);
    ck_assert_int_eq(desk_add_reply(&later, 33), IVMC_OK);
    ck_assert_uint_eq(p->local.count, 0);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("deferred");
    TCase *t = tcase_create("deferred");

    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, result_comes_later);
    tcase_add_test(t, result_comes_once);
    tcase_add_test(t, result_comes_too_late);
    tcase_add_test(t, exception_comes_later);
    tcase_add_test(t, failure_comes_later);
    tcase_add_test(t, client_went);
    tcase_add_test(t, clients_are_told_apart);
    tcase_add_test(t, replies_wait_for_room);
    tcase_add_test(t, one_way_may_be_deferred_for_nothing);
    suite_add_tcase(s, t);
    return s;
}
