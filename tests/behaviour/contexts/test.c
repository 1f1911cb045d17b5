/*
 * Context handles: what a servant makes it finds again, nobody else's client
 * does, and what is left when the connection ends is run down.
 */
#include <string.h>

#include "contexts.h"
#include "scene.h"
#include "unit.h"

#define PLACES 3

/* ---- the servant -------------------------------------------------------- */

static int32_t numbers[8]; /* what files hold; handles point here */
static int ended[8];       /* how often each was run down */
static int searches_ended;

void file_rundown(void *state)
{
    ended[(int32_t *)state - numbers]++;
}

void search_rundown(void *state)
{
    scene_check(state == &searches_ended);
    searches_ended++;
}

static int32_t *file_numbered(int32_t number)
{
    return &numbers[(uint32_t)number % 8];
}

static void open(void *servant, int32_t number, struct ivmc_context *f,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(f->state == NULL && f->id == 0);
    f->state = file_numbered(number);
}

static void open_again(void *servant, int32_t number,
                       struct ivmc_context *result, struct ivmc_env *env)
{
    open(servant, number, result, env);
    if (number < 0)
        result->state = NULL;
}

static int32_t read(void *servant, const struct ivmc_context *f, int32_t more,
                    struct ivmc_env *env)
{
    int32_t *number = f->state;

    (void)servant;
    (void)env;
    scene_check(number >= numbers && number < numbers + 8);
    *number = (int32_t)((uint32_t)*number + (uint32_t)more);
    return *number;
}

static void turn(void *servant, struct ivmc_context *f, int32_t number,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    f->state = file_numbered(number);
}

static void close(void *servant, struct ivmc_context *f, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    f->state = NULL;
}

static void find(void *servant, const struct ivmc_context *f,
                 struct ivmc_context *s, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(f->state != NULL);
    s->state = &searches_ended;
}

static int32_t next(void *servant, const struct ivmc_context *s,
                    struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(s->state == &searches_ended);
    return 1;
}

static void nameless(void *servant, int32_t number, struct ivmc_context *p,
                     struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    p->state = file_numbered(number);
}

static int32_t named_less(void *servant, const struct ivmc_context *p,
                          struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return *(int32_t *)p->state;
}

static const struct contexts_epv epv = {
    open, open_again, read, turn, close, find, next, nameless, named_less};

/* ---- the scene ---------------------------------------------------------- */

static struct scene scene;
static struct ivmc_object self;
static struct ivmc_contexts table;
static struct ivmc_context_place places[PLACES];
static struct ivmc_env *env;

static void start(struct scene *s)
{
    memset(ended, 0, sizeof ended);
    memset(numbers, 0, sizeof numbers);
    searches_ended = 0;
    scene_open(s, &contexts_skeleton, &epv, NULL);
    ivmc_server_contexts(&s->server, &table, places, PLACES);
    contexts_bind(scene_channel(s), s->key, &self, &s->env);
    scene_expect(s, IVMC_OK);
    env = &s->env;
}

static void open_scene(void)
{
    start(&scene);
}

static void close_scene(void)
{
    scene_close(&scene);
    ck_assert_uint_eq(table.held, 0);
}

/* ---- the tests ---------------------------------------------------------- */

START_TEST(what_is_opened_is_found_until_it_is_closed)
{
    struct ivmc_context f, again;

    contexts_open(&self, 1, &f, env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_ne(f.id, 0);
    ck_assert_ptr_null(f.state);
    ck_assert_int_eq(contexts_read(&self, &f, 5, env), 5);
    contexts_open_again(&self, 2, &again, env);
    ck_assert_uint_ne(again.id, f.id);
    ck_assert_int_eq(contexts_read(&self, &again, 1, env), 1);
    ck_assert_int_eq(contexts_read(&self, &f, 1, env), 6);
    contexts_close(&self, &f, env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(f.id, 0);
    ck_assert_uint_eq(table.held, 1);
    /* Closed by its owner, not run down. */
    ck_assert_int_eq(ended[1], 0);
}
END_TEST

START_TEST(a_handle_keeps_its_number_when_its_state_changes)
{
    struct ivmc_context f;
    uint64_t id;

    contexts_open(&self, 1, &f, env);
    id = f.id;
    contexts_turn(&self, &f, 3, env);
    ck_assert_uint_eq(f.id, id);
    contexts_read(&self, &f, 7, env);
    ck_assert_int_eq(numbers[3], 7);
    contexts_open_again(&self, -1, &f, env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(f.id, 0);
    /* In and out, the null handle may become one. */
    contexts_turn(&self, &f, 4, env);
    ck_assert_uint_ne(f.id, 0);
}
END_TEST

START_TEST(the_null_handle_is_not_sent_alone)
{
    const struct ivmc_context none = {0, NULL};

    contexts_read(&self, &none, 1, env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(nobody_guesses_a_handle)
{
    struct ivmc_context f, forged;
    int bit;

    contexts_open(&self, 1, &f, env);
    for (bit = 0; bit < 64; bit++) {
        forged.id = f.id ^ UINT64_C(1) << bit;
        contexts_read(&self, &forged, 1, env);
        scene_expect(&scene, forged.id ? IVMC_BAD_OBJECT : IVMC_BAD_ARGUMENT);
    }
    ck_assert_int_eq(numbers[1], 0);
    forged = f;
    contexts_close(&self, &f, env);
    contexts_read(&self, &forged, 1, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
    /* Its place has another number now. */
    contexts_open(&self, 1, &f, env);
    contexts_read(&self, &forged, 1, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
}
END_TEST

START_TEST(a_handle_is_of_one_type)
{
    struct ivmc_context f, s, p;

    contexts_open(&self, 1, &f, env);
    contexts_find(&self, &f, &s, env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_int_eq(contexts_next(&self, &s, env), 1);
    contexts_next(&self, &f, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
    contexts_read(&self, &s, 1, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
    contexts_nameless(&self, 1, &p, env);
    scene_expect(&scene, IVMC_OK);
    numbers[1] = 9;
    ck_assert_int_eq(contexts_named_less(&self, &p, env), 9);
    contexts_named_less(&self, &f, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
}
END_TEST

START_TEST(a_handle_is_of_one_connection)
{
    static _Alignas(
        8) unsigned char wire[SCENE_MESSAGE * (IVMC_LOCAL_DEPTH + 2)];
    struct ivmc_local other;
    struct ivmc_object there;
    struct ivmc_context mine, theirs;

    contexts_open(&self, 1, &mine, env);
    ck_assert(ivmc_local_open(&other, &scene.server, wire, SCENE_MESSAGE) ==
              IVMC_OK);
    contexts_bind(&other.client, scene.key, &there, env);
    scene_expect(&scene, IVMC_OK);
    contexts_read(&there, &mine, 1, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
    contexts_open(&there, 2, &theirs, env);
    scene_expect(&scene, IVMC_OK);
    contexts_read(&self, &theirs, 1, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
    /* What the other leaves is run down; mine stays. */
    ivmc_channel_close(&other.client);
    ck_assert_int_eq(ended[2], 1);
    ck_assert_int_eq(ended[1], 0);
    contexts_read(&self, &mine, 1, env);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(what_is_left_is_run_down_once)
{
    struct ivmc_context f, s;

    contexts_open(&self, 5, &f, env);
    contexts_find(&self, &f, &s, env);
    contexts_open(&self, 6, &f, env);
    contexts_close(&self, &f, env);
    ivmc_channel_close(scene_channel(&scene));
    ck_assert_int_eq(ended[5], 1);
    ck_assert_int_eq(ended[6], 0);
    ck_assert_int_eq(searches_ended, 1);
    ivmc_contexts_end(&table);
    ck_assert_int_eq(ended[5], 1);
}
END_TEST

START_TEST(there_are_as_many_as_there_is_room_for)
{
    struct ivmc_context f[PLACES], more;
    int n;

    for (n = 0; n < PLACES; n++) {
        contexts_open(&self, n, &f[n], env);
        scene_expect(&scene, IVMC_OK);
    }
    contexts_open(&self, 7, &more, env);
    scene_expect(&scene, IVMC_LIMIT);
    ck_assert_uint_eq(more.id, 0);
    ck_assert_int_eq(ended[7], 1);
    contexts_close(&self, &f[1], env);
    contexts_open(&self, 7, &more, env);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(a_server_without_a_table_keeps_none)
{
    struct ivmc_context f;

    scene.server.end = NULL;
    contexts_open(&self, 1, &f, env);
    scene_expect(&scene, IVMC_LIMIT);
    ck_assert_int_eq(ended[1], 1);
    f.id = 1;
    contexts_read(&self, &f, 1, env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
}
END_TEST

static void play(struct scene *s)
{
    struct ivmc_context f;

    start(s);
    scene_armed(s);
    contexts_open(&self, 1, &f, &s->env);
    if (s->env.status == IVMC_OK) {
        contexts_read(&self, &f, 2, &s->env);
        contexts_turn(&self, &f, 2, &s->env);
        contexts_close(&self, &f, &s->env);
    }
    scene_close(s);
    scene_check(table.held == 0);
}

START_TEST(messages_are_harmed)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("context handles");
    TCase *t = tcase_create("handles");
    TCase *harm = tcase_create("harm");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, what_is_opened_is_found_until_it_is_closed);
    tcase_add_test(t, a_handle_keeps_its_number_when_its_state_changes);
    tcase_add_test(t, the_null_handle_is_not_sent_alone);
    tcase_add_test(t, nobody_guesses_a_handle);
    tcase_add_test(t, a_handle_is_of_one_type);
    tcase_add_test(t, a_handle_is_of_one_connection);
    tcase_add_test(t, what_is_left_is_run_down_once);
    tcase_add_test(t, there_are_as_many_as_there_is_room_for);
    tcase_add_test(t, a_server_without_a_table_keeps_none);
    suite_add_tcase(s, t);
    tcase_set_timeout(harm, 60);
    tcase_add_test(harm, messages_are_harmed);
    suite_add_tcase(s, harm);
    return s;
}
