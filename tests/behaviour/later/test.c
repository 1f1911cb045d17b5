/*
 * Calls in two halves, several of them in flight, given up or finished in any
 * order; replies that leave later than the servant returns.
 */
#include <string.h>

#include "later.h"
#include "scene.h"
#include "unit.h"

#define MOST_KEPT 4

/* ---- the servant -------------------------------------------------------- */

struct desk {
    struct ivmc_deferred kept[MOST_KEPT]; /* questions not answered yet */
    uint32_t kept_count;
    int32_t noted;
};

/* Odd questions are kept, negative ones refused, even ones halved. */
static int32_t ask(void *servant, int32_t n, struct ivmc_env *env)
{
    const struct later_Late late = {n};
    struct desk *d = servant;

    if (n < 0)
        later_Late_raise(env, &late);
    else if (n % 2 && d->kept_count < MOST_KEPT)
        ivmc_defer(env, &d->kept[d->kept_count++]);
    return n / 2;
}

static void list(void *servant, const char *name, int32_t *count,
                 struct later_Item *best, struct later_Items *result,
                 struct ivmc_env *env)
{
    static struct later_Item items[2] = {{"pen", 0.25}, {"desk", 40}};

    (void)servant;
    best->name = ivmc_env_string(env, name);
    best->weight = *count;
    result->data = items;
    result->len = 2;
    *count = 2;
}

static void note(void *servant, int32_t n, struct ivmc_env *env)
{
    (void)env;
    ((struct desk *)servant)->noted += n;
}

static void answer(void *servant, int32_t n, struct ivmc_env *env)
{
    struct desk *d = servant;

    (void)n;
    if (d->kept_count < MOST_KEPT)
        ivmc_defer(env, &d->kept[d->kept_count++]);
}

static const struct later_Desk_epv epv = {ask, list, note, answer};

/* ---- the stage ---------------------------------------------------------- */

static struct scene scene;
static struct desk desk;
static struct ivmc_object self;

static void start(struct scene *s)
{
    memset(&desk, 0, sizeof desk);
    scene_open(s, &later_Desk_skeleton, &epv, &desk);
    scene_channel(s)->max_in_flight = 4;
    later_Desk_bind(scene_channel(s), s->key, &self, &s->env);
    scene_armed(s);
}

static void open_scene(void)
{
    start(&scene);
    scene_expect(&scene, IVMC_OK);
}

static void close_scene(void)
{
    scene_close(&scene);
}

/* A call of its own: what it brings borrows from its own memory. */
struct half {
    struct ivmc_call call;
    struct ivmc_env env;
    unsigned char memory[512];
};

static void begin_ask(struct half *h, int32_t n)
{
    ivmc_env_init(&h->env, h->memory, sizeof h->memory);
    later_Desk_ask_begin(&h->call, &self, n, &h->env);
}

/* ---- several at once ---------------------------------------------------- */

START_TEST(calls_end_in_any_order)
{
    struct half h[4];
    int32_t n;

    for (n = 0; n < 4; n++)
        begin_ask(&h[n], 10 * n);
    for (n = 3; n >= 0; n--) {
        scene_check(later_Desk_ask_finish(&h[n].call) == 5 * n);
        scene_check(h[n].env.status == IVMC_OK);
    }
}
END_TEST

START_TEST(more_than_the_channel_takes_is_busy)
{
    struct half h[5];
    int32_t n;

    for (n = 0; n < 5; n++)
        begin_ask(&h[n], 2 * n);
    scene_check(later_Desk_ask_finish(&h[4].call) == 0);
    scene_check(h[4].env.status == IVMC_BUSY);
    for (n = 0; n < 4; n++)
        scene_check(later_Desk_ask_finish(&h[n].call) == n);
}
END_TEST

START_TEST(results_stay_while_others_come)
{
    struct half other;
    struct ivmc_call call;
    struct later_Items items;
    struct later_Item best;
    int32_t count = 7;

    later_Desk_list_begin(&call, &self, "the best", &count, &scene.env);
    begin_ask(&other, 4);
    later_Desk_list_finish(&call, &count, &best, &items);
    scene_expect(&scene, IVMC_OK);
    scene_check(later_Desk_ask_finish(&other.call) == 2);
    ck_assert_str_eq(best.name, "the best");
    scene_check(best.weight == 7 && count == 2 && items.len == 2);
    ck_assert_str_eq(items.data[1].name, "desk");
}
END_TEST

START_TEST(exceptions_come_in_the_second_half)
{
    struct half h;

    begin_ask(&h, -3);
    scene_check(later_Desk_ask_finish(&h.call) == 0);
    scene_check(h.env.status == IVMC_EXCEPTION);
    scene_check(later_Late_caught(&h.env)->by == -3);
}
END_TEST

START_TEST(a_call_given_up_leaves_the_channel_in_order)
{
    struct half given_up, kept;

    begin_ask(&given_up, 6);
    begin_ask(&kept, 8);
    ivmc_call_cancel(&given_up.call);
    scene_check(later_Desk_ask_finish(&kept.call) == 4);
    scene_check(later_Desk_ask(&self, 2, &scene.env) == 1);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

/* ---- replies that leave later ------------------------------------------- */

START_TEST(a_kept_question_is_answered_from_outside)
{
    struct half h[2];

    begin_ask(&h[0], 1);
    begin_ask(&h[1], 3);
    scene_check(desk.kept_count == 2);
    /* The later question first. */
    scene_check(later_Desk_ask_reply(&desk.kept[1], 33) == IVMC_OK);
    scene_check(later_Desk_ask_reply(&desk.kept[0], 11) == IVMC_OK);
    scene_check(later_Desk_ask_finish(&h[0].call) == 11);
    scene_check(later_Desk_ask_finish(&h[1].call) == 33);
}
END_TEST

START_TEST(an_answer_may_be_an_exception_or_a_failure)
{
    const struct later_Late late = {99};
    unsigned char memory[128];
    struct ivmc_env env;
    struct half h[2];

    begin_ask(&h[0], 1);
    begin_ask(&h[1], 3);
    ivmc_env_init(&env, memory, sizeof memory);
    later_Late_raise(&env, &late);
    scene_check(later_Desk_ask_raise(&desk.kept[0], &env) == IVMC_OK);
    ivmc_env_init(&env, memory, sizeof memory);
    ivmc_env_fail(&env, IVMC_LIMIT);
    scene_check(later_Desk_ask_raise(&desk.kept[1], &env) == IVMC_OK);

    scene_check(later_Desk_ask_finish(&h[0].call) == 0);
    scene_check(h[0].env.status == IVMC_EXCEPTION);
    scene_check(later_Late_caught(&h[0].env)->by == 99);
    scene_check(later_Desk_ask_finish(&h[1].call) == 0);
    scene_check(h[1].env.status == IVMC_LIMIT);
}
END_TEST

START_TEST(a_question_is_answered_once)
{
    struct half h;

    begin_ask(&h, 1);
    scene_check(later_Desk_ask_reply(&desk.kept[0], 1) == IVMC_OK);
    scene_check(later_Desk_ask_reply(&desk.kept[0], 2) == IVMC_BAD_ARGUMENT);
    scene_check(later_Desk_ask_finish(&h.call) == 1);
}
END_TEST

START_TEST(what_nobody_answers_ends_in_time)
{
    struct half h;

    begin_ask(&h, 1);
    scene_check(later_Desk_ask_finish(&h.call) == 0);
    scene_check(h.env.status == IVMC_TIMEOUT);
    /* The late answer is not taken for that of the next question. */
    scene_check(later_Desk_ask_reply(&desk.kept[0], 5) == IVMC_OK);
    scene_check(later_Desk_ask(&self, 2, &scene.env) == 1);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(an_answer_without_results)
{
    struct ivmc_call call;

    later_Desk_answer_begin(&call, &self, 1, &scene.env);
    scene_check(later_Desk_answer_reply(&desk.kept[0]) == IVMC_OK);
    later_Desk_answer_finish(&call);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(a_client_that_went_gets_no_answer)
{
    struct half h;

    begin_ask(&h, 1);
    ivmc_call_cancel(&h.call);
    scene_close(&scene);
    scene_check(later_Desk_ask_reply(&desk.kept[0], 1) == IVMC_PEER_GONE);
    open_scene();
}
END_TEST

/* It never gave its calls up: they are in flight when its end is closed. */
START_TEST(a_client_that_went_with_calls_in_flight)
{
    struct half h[3];
    int32_t n;

    for (n = 0; n < 3; n++)
        begin_ask(&h[n], 2 * n + 1);
    scene_close(&scene);
    for (n = 2; n >= 0; n--) {
        scene_check(later_Desk_ask_reply(&desk.kept[n], 1) == IVMC_PEER_GONE);
        scene_check(later_Desk_ask_finish(&h[n].call) == 0);
        scene_check(h[n].env.status == IVMC_PEER_GONE);
    }
    open_scene();
}
END_TEST

/* ---- hostile peers ------------------------------------------------------ */

static void play(struct scene *s)
{
    struct later_Items items;
    struct later_Item best;
    struct ivmc_call call;
    struct half h[2];
    int32_t count = 1;
    uint32_t i;

    start(s);
    begin_ask(&h[0], 1);
    begin_ask(&h[1], 2);
    later_Desk_list_begin(&call, &self, "x", &count, &s->env);
    for (i = 0; i < desk.kept_count; i++)
        (void)later_Desk_ask_reply(&desk.kept[i], 5);
    later_Desk_list_finish(&call, &count, &best, &items);
    scene_check(items.len <= 8);
    scene_check(strlen(best.name ? best.name : "") <= 20);
    (void)later_Desk_ask_finish(&h[1].call);
    (void)later_Desk_ask_finish(&h[0].call);
    scene_close(s);
}

START_TEST(no_peer_does_harm)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("later");
    TCase *t = tcase_create("later"), *attacks = tcase_create("attacks");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, calls_end_in_any_order);
    tcase_add_test(t, more_than_the_channel_takes_is_busy);
    tcase_add_test(t, results_stay_while_others_come);
    tcase_add_test(t, exceptions_come_in_the_second_half);
    tcase_add_test(t, a_call_given_up_leaves_the_channel_in_order);
    tcase_add_test(t, a_kept_question_is_answered_from_outside);
    tcase_add_test(t, an_answer_may_be_an_exception_or_a_failure);
    tcase_add_test(t, a_question_is_answered_once);
    tcase_add_test(t, what_nobody_answers_ends_in_time);
    tcase_add_test(t, an_answer_without_results);
    tcase_add_test(t, a_client_that_went_gets_no_answer);
    tcase_add_test(t, a_client_that_went_with_calls_in_flight);
    suite_add_tcase(s, t);
    tcase_set_timeout(attacks, 100);
    tcase_add_test(attacks, no_peer_does_harm);
    suite_add_tcase(s, attacks);
    return s;
}
