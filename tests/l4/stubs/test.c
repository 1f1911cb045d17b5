/*
 * Stubs and skeletons of --backend=l4: operations that registers hold as they
 * are, beside those that they do not, over one connection.
 */
#include <ivmc/l4.h>

#include <l4/host/host.h>
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/ipc.h>
#include <pthread-l4.h>

#include <stdlib.h>
#include <string.h>

#include "shapes.h"
#include "unit.h"

#include <check.h>

#define MESSAGE 4096u

/* ---- the servant ---------------------------------------------------------------- */

static struct servant {
    uint32_t noted;
    struct ivmc_deferred later;
    int32_t number;
} state;

static uint32_t first(void *s, uint32_t n, struct ivmc_env *env)
{
    (void)s;
    (void)env;
    return n + 1;
}

static void nothing(void *s, struct ivmc_env *env)
{
    (void)s;
    (void)env;
}

static uint8_t tiny(void *s, uint8_t o, struct ivmc_env *env)
{
    (void)s;
    (void)env;
    return (uint8_t)(o + 1);
}

static int16_t low(void *s, int16_t a, int16_t b, struct ivmc_env *env)
{
    (void)s;
    (void)env;
    return (int16_t)(a - b);
}

static int64_t far(void *s, int64_t a, struct ivmc_env *env)
{
    (void)s;
    (void)env;
    return -a;
}

static double real(void *s, double d, float a, float *b, struct ivmc_env *env)
{
    (void)s;
    (void)env;
    *b = a * 2;
    return d / 2;
}

static void points(void *s, const struct regs_Point *a, struct regs_Point *b,
                   struct regs_Point line[2], struct ivmc_env *env)
{
    (void)s;
    (void)env;
    line[0] = *a;
    line[1] = *b;
    b->x += a->x;
    b->y += a->y;
}

static void widen(void *s, const struct regs_Wide *w, struct regs_Wide *result,
                  struct ivmc_env *env)
{
    (void)s;
    (void)env;
    result->d = -w->d;
    result->u = ~w->u;
}

static void keys(void *s, const uint8_t k[16], uint8_t reversed[16],
                 struct ivmc_env *env)
{
    int i;

    (void)s;
    (void)env;
    for (i = 0; i < 16; i++)
        reversed[i] = k[15 - i];
}

static int32_t sum(void *s, const int32_t w[20], struct ivmc_env *env)
{
    int32_t n = 0;
    int i;

    (void)s;
    (void)env;
    for (i = 0; i < 20; i++)
        n += w[i];
    return n;
}

static void note(void *s, uint32_t n, struct ivmc_env *env)
{
    struct servant *self = s;

    (void)env;
    self->noted += n;
}

static uint32_t noted(void *s, struct ivmc_env *env)
{
    const struct servant *self = s;

    (void)env;
    return self->noted;
}

static bool checked(void *s, bool b, struct ivmc_env *env)
{
    (void)s;
    (void)env;
    return !b;
}

static int32_t gap(void *s, uint8_t a, int32_t b, struct ivmc_env *env)
{
    (void)s;
    (void)env;
    return a + b;
}

static int32_t raising(void *s, int32_t a, struct ivmc_env *env)
{
    const struct regs_No no = {.why = a};

    (void)s;
    regs_No_raise(env, &no);
    return 0;
}

static const char *text(void *s, const char *t, struct ivmc_env *env)
{
    (void)s;
    return ivmc_env_string(env, t);
}

static int32_t failing(void *s, int32_t status, struct ivmc_env *env)
{
    (void)s;
    ivmc_env_fail(env, (enum ivmc_status)status);
    return 7;
}

static int32_t later(void *s, int32_t n, struct ivmc_env *env)
{
    struct servant *self = s;

    self->number = n;
    ivmc_defer(env, &self->later);
    return 0;
}

static int32_t flush(void *s, struct ivmc_env *env)
{
    struct servant *self = s;

    (void)env;
    return (int32_t)regs_Straight_later_reply(&self->later, self->number);
}

static const struct regs_Straight_epv epv = {
    first, nothing, tiny,    low, far,     real, points,  widen, keys, sum,
    note,  noted,   checked, gap, raising, text, failing, later, flush};

/* ---- a server, and clients of it ------------------------------------------------------ */

struct pair {
    struct ivmc_server server;
    struct ivmc_servant places[1];
    int task;
    pthread_t thread;
    volatile bool stop;
    l4_cap_idx_t gate;
};

static struct pair pair;

static void *serve(void *none)
{
    static _Alignas(16) unsigned char room[IVMC_L4_SERVE_MEMORY(3, MESSAGE)];
    const struct ivmc_l4_options o = {
        .max_message = MESSAGE, .pages = 4, .max_clients = 3};

    (void)none;
    if (ivmc_l4_serve(&pair.server, l4re_env_get_cap("service"), &o, room,
                      sizeof room, &pair.stop) != IVMC_OK)
        abort();
    return NULL;
}

static void open_pair(void)
{
    static _Alignas(8) unsigned char memory[regs_Straight_MEMORY(MESSAGE)];
    uint64_t key;

    ivmc_server_init(&pair.server, pair.places, 1, memory, sizeof memory);
    ck_assert_int_eq(regs_Straight_serve(&pair.server, &epv, &state, &key),
                     IVMC_OK);
    pair.gate = l4re_util_cap_alloc();
    l4_factory_create_gate(l4re_env()->factory, pair.gate, L4_INVALID_CAP, 0);
    pair.task = l4_host_task("server");
    ck_assert_int_eq(l4_host_give(pair.task, "service", pair.gate,
                                  L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR),
                     0);
    ck_assert_int_eq(l4_host_thread(pair.task, &pair.thread, serve, NULL), 0);
}

struct client {
    struct ivmc_channel *channel;
    struct ivmc_object o;
    struct ivmc_env env;
    _Alignas(16) unsigned char room[IVMC_L4_MEMORY(MESSAGE)];
    _Alignas(8) unsigned char memory[4096];
};

static void open_client(struct client *c)
{
    const struct ivmc_l4_options o = {.max_message = MESSAGE, .pages = 4};

    ck_assert_int_eq(
        ivmc_l4_connect(pair.gate, &o, c->room, sizeof c->room, &c->channel),
        IVMC_OK);
    ivmc_env_init(&c->env, c->memory, sizeof c->memory);
    ck_assert_int_eq(
        regs_Straight_bind(c->channel, IVMC_ROOT_KEY, &c->o, &c->env), IVMC_OK);
}

static void open_both(struct client *c)
{
    open_pair();
    open_client(c);
}

static void close_pair(struct client *c)
{
    ivmc_channel_close(c->channel);
    pair.stop = true;
    pthread_join(pair.thread, NULL);
    l4_host_task_end(pair.task);
}

#define ck_good(c) ck_assert_int_eq((c).env.status, IVMC_OK)

/* ---- cases ------------------------------------------------------------------------------ */

START_TEST(values_go_straight_there_and_back)
{
    static struct client c;
    struct regs_Point a = {1, 2}, b = {10, 20}, line[2];
    struct regs_Wide w = {2.5, 1}, v;
    uint8_t key[16], reversed[16];
    int32_t words[20];
    float half;
    int i;

    open_both(&c);
    regs_Straight_nothing(&c.o, &c.env);
    ck_good(c);
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 255, &c.env), 0);
    ck_assert_int_eq(regs_Straight_low(&c.o, -3, 4, &c.env), -7);
    ck_assert_int_eq(regs_Straight_far(&c.o, INT64_MAX, &c.env), -INT64_MAX);
    ck_assert(regs_Straight_real(&c.o, 5.0, 1.5f, &half, &c.env) == 2.5);
    ck_assert(half == 3.0f);
    regs_Straight_points(&c.o, &a, &b, line, &c.env);
    ck_good(c);
    ck_assert(b.x == 11 && b.y == 22 && line[0].y == 2 && line[1].x == 10);
    regs_Straight_widen(&c.o, &w, &v, &c.env);
    ck_assert(v.d == -2.5 && v.u == ~UINT64_C(1));
    for (i = 0; i < 16; i++)
        key[i] = (uint8_t)i;
    regs_Straight_keys(&c.o, key, reversed, &c.env);
    ck_assert(reversed[0] == 15 && reversed[15] == 0);
    for (i = 0; i < 20; i++)
        words[i] = i;
    ck_assert_int_eq(regs_Straight_sum(&c.o, words, &c.env), 190);
    ck_assert_uint_eq(regs_Straight_first(&c.o, 41, &c.env), 42);
    ck_good(c);
    close_pair(&c);
}
END_TEST

START_TEST(others_go_as_on_any_transport)
{
    static struct client c;
    const struct regs_No *no;

    open_both(&c);
    ck_assert(regs_Straight_checked(&c.o, false, &c.env));
    ck_assert_int_eq(regs_Straight_gap(&c.o, 1, 2, &c.env), 3);
    ck_assert_int_eq(regs_Straight_raising(&c.o, 9, &c.env), 0);
    ck_assert_int_eq(c.env.status, IVMC_EXCEPTION);
    no = regs_No_caught(&c.env);
    ck_assert(no && no->why == 9);
    ck_assert_str_eq(regs_Straight_text(&c.o, "said", &c.env), "said");
    /* And straight again: nothing is left of the exception. */
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 1, &c.env), 2);
    ck_good(c);
    ck_assert_ptr_null(regs_No_caught(&c.env));
    close_pair(&c);
}
END_TEST

START_TEST(one_way_calls_arrive_in_order)
{
    static struct client c;
    uint32_t i;

    open_both(&c);
    for (i = 1; i <= 10; i++) {
        regs_Straight_note(&c.o, i, &c.env);
        ck_good(c);
    }
    ck_assert_uint_eq(regs_Straight_noted(&c.o, &c.env), 55);
    close_pair(&c);
}
END_TEST

START_TEST(a_servant_fails_with_its_status)
{
    static struct client c;

    open_both(&c);
    ck_assert_int_eq(regs_Straight_failing(&c.o, IVMC_LIMIT, &c.env), 0);
    ck_assert_int_eq(c.env.status, IVMC_LIMIT);
    ck_assert_int_eq(regs_Straight_failing(&c.o, IVMC_EXCEPTION, &c.env), 0);
    ck_assert_int_eq(c.env.status, IVMC_SERVANT_FAILED);
    ck_assert_int_eq(regs_Straight_failing(&c.o, 1000, &c.env), 0);
    ck_assert_int_eq(c.env.status, IVMC_SERVANT_FAILED);
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 1, &c.env), 2);
    ck_good(c);
    close_pair(&c);
}
END_TEST

static void *wait_for_later(void *client)
{
    struct client *c = client;

    return (void *)(intptr_t)regs_Straight_later(&c->o, 77, &c->env);
}

static void *wait_in_own_thread(void *client)
{
    open_client(client);
    return wait_for_later(client);
}

START_TEST(a_reply_may_come_later)
{
    static struct client c, other;
    pthread_t waiting;
    void *result;

    open_both(&c);
    ck_assert_int_eq(pthread_create(&waiting, NULL, wait_in_own_thread, &other),
                     0);
    while (state.number != 77)
        l4_ipc_sleep_ms(1);
    l4_ipc_sleep_ms(5);
    /* Others are served meanwhile. */
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 1, &c.env), 2);
    ck_assert_int_eq(regs_Straight_flush(&c.o, &c.env), IVMC_OK);
    pthread_join(waiting, &result);
    ck_assert_int_eq((int)(intptr_t)result, 77);
    close_pair(&c);
}
END_TEST

START_TEST(who_has_given_up_gets_no_reply)
{
    static struct client c;

    open_both(&c);
    c.env.timeout_ms = 20;
    ck_assert_int_eq(regs_Straight_later(&c.o, 5, &c.env), 0);
    ck_assert_int_eq(c.env.status, IVMC_TIMEOUT);
    ck_assert_int_eq(regs_Straight_flush(&c.o, &c.env), IVMC_OK);
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 1, &c.env), 2);
    ck_good(c);
    close_pair(&c);
}
END_TEST

START_TEST(an_object_that_is_not_bound_is_a_status)
{
    struct ivmc_object none = {0};
    unsigned char memory[64];
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    l4_utcb();
    ck_assert_uint_eq(regs_Straight_tiny(&none, 1, &env), 0);
    ck_assert_int_eq(env.status, IVMC_BAD_OBJECT);
    regs_Straight_note(&none, 1, &env);
    ck_assert_int_eq(env.status, IVMC_BAD_OBJECT);
}
END_TEST

START_TEST(an_object_that_was_removed_is_a_status)
{
    static struct client c;

    open_both(&c);
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 1, &c.env), 2);
    ivmc_server_remove(&pair.server, IVMC_ROOT_KEY);
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 1, &c.env), 0);
    ck_assert_int_eq(c.env.status, IVMC_BAD_OBJECT);
    close_pair(&c);
}
END_TEST

START_TEST(a_server_that_has_ended_is_gone)
{
    static struct client c;

    open_both(&c);
    pair.stop = true;
    pthread_join(pair.thread, NULL);
    ck_assert_uint_eq(regs_Straight_tiny(&c.o, 1, &c.env), 0);
    ck_assert_int_eq(c.env.status, IVMC_PEER_GONE);
    ck_assert(!regs_Straight_checked(&c.o, false, &c.env));
    ck_assert_int_eq(c.env.status, IVMC_PEER_GONE);
    ivmc_channel_close(c.channel);
}
END_TEST

/* The same key, seen as its base: operations have other numbers there. */
START_TEST(a_base_is_served_too)
{
    static struct client c;
    struct ivmc_object base;

    open_both(&c);
    ck_assert_int_eq(regs_Base_bind(c.channel, IVMC_ROOT_KEY, &base, &c.env),
                     IVMC_OK);
    ck_assert_uint_eq(regs_Base_first(&base, 1, &c.env), 2);
    ck_good(c);
    close_pair(&c);
}
END_TEST

/* Each bit of a request and each wrong length: a status, and the next works. */
START_TEST(any_bit_of_a_request_may_be_wrong)
{
    static struct client c;
    l4_umword_t *mr;
    l4_utcb_t *u;
    unsigned bit, words;

    open_pair();
    for (bit = 0; bit < 128; bit++) {
        for (words = 0; words < 4; words++) {
            open_client(&c);
            u = l4_utcb();
            mr = l4_utcb_mr_u(u)->mr;
            mr[0] = 4 << 16 | regs_Straight_OP_low;
            mr[1] = 7;
            mr[2] = 0;
            mr[bit / 64] ^= UINT64_C(1) << bit % 64;
            l4_ipc_call((l4_cap_idx_t)c.o.slot << L4_CAP_SHIFT, u,
                        l4_msgtag(0x4932, words, 0, 0),
                        l4_timeout(l4_timeout_from_us(1000000),
                                   l4_timeout_from_us(1000000)));
            ivmc_channel_close(c.channel);
        }
    }
    open_client(&c);
    ck_assert_int_eq(regs_Straight_low(&c.o, 3, 4, &c.env), -1);
    close_pair(&c);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("l4_stubs");
    TCase *t = tcase_create("stubs");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, values_go_straight_there_and_back);
    tcase_add_test(t, others_go_as_on_any_transport);
    tcase_add_test(t, one_way_calls_arrive_in_order);
    tcase_add_test(t, a_servant_fails_with_its_status);
    tcase_add_test(t, a_reply_may_come_later);
    tcase_add_test(t, who_has_given_up_gets_no_reply);
    tcase_add_test(t, an_object_that_is_not_bound_is_a_status);
    tcase_add_test(t, an_object_that_was_removed_is_a_status);
    tcase_add_test(t, a_server_that_has_ended_is_gone);
    tcase_add_test(t, a_base_is_served_too);
    tcase_add_test(t, any_bit_of_a_request_may_be_wrong);
    suite_add_tcase(s, t);
    return s;
}
