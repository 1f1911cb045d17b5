/*
 * A client's objects are called while it waits: results, exceptions, one-way
 * calls, calls within calls, and every way in which that is refused.
 */
#include <stdio.h>
#include <string.h>

#include <ivmc/callback.h>

#include "callback.h"
#include "scene.h"
#include "unit.h"

#define CALL_MEMORY 512

static struct scene scene;
static struct ivmc_object self;

/* What the client offers. */
static struct ivmc_server own;
static struct ivmc_servant own_servants[2];
static _Alignas(8) unsigned char own_memory[8192];
static uint64_t watcher_key;
static struct ivmc_callbacks client_end, server_end;

/* ---- the worker, called by the client ----------------------------------- */

static bool bind_watcher(const struct ivmc_objref *watcher,
                         struct ivmc_object *object, struct ivmc_env *calls,
                         struct ivmc_env *env)
{
    struct ivmc_channel *c = ivmc_callback_channel(env);
    void *memory = ivmc_env_alloc(env, CALL_MEMORY);

    if (!c || !memory) {
        ivmc_env_fail(env, IVMC_REFUSED);
        return false;
    }
    ivmc_env_init(calls, memory, CALL_MEMORY);
    if (callback_Watcher_bind(c, watcher->key, object, calls) == IVMC_OK)
        return true;
    ivmc_env_fail(env, calls->status);
    return false;
}

static const char *work(void *servant, const struct ivmc_objref *watcher,
                        int32_t steps, const char *what, struct ivmc_env *env)
{
    struct ivmc_object object;
    struct ivmc_env calls;
    const char *said = "";
    char text[81];
    int32_t i;

    (void)servant;
    if (!bind_watcher(watcher, &object, &calls, env))
        return "";
    for (i = 0; i < steps; i++) {
        callback_Watcher_told(&object, what, &calls);
        said = callback_Watcher_progress(&object, i, what, &calls);
        if (calls.status == IVMC_EXCEPTION) {
            callback_Stop_raise(env, callback_Stop_caught(&calls));
            return "";
        }
        if (calls.status != IVMC_OK) {
            ivmc_env_fail(env, calls.status);
            return "";
        }
    }
    /* `what` came with the request and is there still. */
    snprintf(text, sizeof text, "%s, %s", what, said);
    return ivmc_env_string(env, text);
}

static int32_t worker_deeper(void *servant, const struct ivmc_objref *watcher,
                             int32_t left, struct ivmc_env *env)
{
    struct ivmc_object object;
    struct ivmc_env calls;
    int32_t n;

    (void)servant;
    if (left == 0)
        return 0;
    if (!bind_watcher(watcher, &object, &calls, env))
        return -1;
    n = callback_Watcher_deeper(&object, left - 1, &calls);
    ivmc_env_fail(env, calls.status);
    return n + 1;
}

static const struct callback_Worker_epv worker_epv = {work, worker_deeper};

/* ---- the watcher, called by the server ---------------------------------- */

static int32_t told_count, progress_count, stop_at;

static const char *progress(void *servant, int32_t done, const char *what,
                            struct ivmc_env *env)
{
    const struct callback_Stop stop = {done};
    char text[40];

    (void)servant;
    progress_count++;
    if (done == stop_at) {
        callback_Stop_raise(env, &stop);
        return "";
    }
    snprintf(text, sizeof text, "%s %d", what, (int)done);
    return ivmc_env_string(env, text);
}

static void told(void *servant, const char *what, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(strlen(what) <= 40);
    told_count++;
}

static int32_t watcher_deeper(void *servant, int32_t left, struct ivmc_env *env)
{
    struct ivmc_objref ref = ivmc_server_reference(&own, watcher_key);
    _Alignas(8) unsigned char memory[CALL_MEMORY];
    struct ivmc_env calls;
    int32_t n;

    (void)servant;
    if (left == 0)
        return 0;
    ivmc_env_init(&calls, memory, sizeof memory);
    n = callback_Worker_deeper(&self, &ref, left - 1, &calls);
    ivmc_env_fail(env, calls.status);
    return n + 1;
}

static const struct callback_Watcher_epv watcher_epv = {progress, told,
                                                        watcher_deeper};

/* ---- the stage ---------------------------------------------------------- */

static void open_both(bool accept, bool enable)
{
    told_count = 0;
    progress_count = 0;
    stop_at = -1;
    ivmc_server_init(&own, own_servants, 2, own_memory, sizeof own_memory);
    scene_check(callback_Watcher_serve(&own, &watcher_epv, NULL,
                                       &watcher_key) == IVMC_OK);
    scene_open(&scene, &callback_Worker_skeleton, &worker_epv, NULL);
    if (accept)
        ivmc_callbacks_accept(&client_end, scene_channel(&scene), &own);
    if (enable)
        ivmc_callbacks_enable(&server_end, &scene.local.server, &scene.server);
    callback_Worker_bind(scene_channel(&scene), scene.key, &self, &scene.env);
}

static const char *call_work(int32_t steps)
{
    struct ivmc_objref ref = ivmc_server_reference(&own, watcher_key);

    return callback_Worker_work(&self, &ref, steps, "step", &scene.env);
}

static int32_t call_deeper(int32_t left)
{
    struct ivmc_objref ref = ivmc_server_reference(&own, watcher_key);

    return callback_Worker_deeper(&self, &ref, left, &scene.env);
}

static void expect_work(void)
{
    ck_assert_str_eq(call_work(3), "step, step 2");
    scene_expect(&scene, IVMC_OK);
}

/* ---- cases -------------------------------------------------------------- */

START_TEST(results_and_one_way)
{
    open_both(true, true);
    expect_work();
    ck_assert_int_eq(progress_count, 3);
    ck_assert_int_eq(told_count, 3);
    expect_work();
    scene_close(&scene);
}
END_TEST

START_TEST(exceptions_pass_through_both)
{
    open_both(true, true);
    stop_at = 1;
    call_work(3);
    scene_expect(&scene, IVMC_EXCEPTION);
    ck_assert_int_eq(callback_Stop_caught(&scene.env)->at, 1);
    stop_at = -1;
    expect_work();
    scene_close(&scene);
}
END_TEST

START_TEST(calls_within_calls)
{
    int32_t n;

    open_both(true, true);
    for (n = 0; n <= 2 * IVMC_MAX_NESTING; n++) {
        ck_assert_int_eq(call_deeper(n), n);
        scene_expect(&scene, IVMC_OK);
    }
    call_deeper(2 * IVMC_MAX_NESTING + 2);
    scene_expect(&scene, IVMC_LIMIT);
    expect_work();
    scene_close(&scene);
}
END_TEST

START_TEST(a_client_that_accepts_none)
{
    open_both(false, true);
    call_work(1);
    scene_expect(&scene, IVMC_REFUSED);
    ck_assert_int_eq(progress_count, 0);
    scene_close(&scene);
}
END_TEST

START_TEST(a_server_that_makes_none)
{
    open_both(true, false);
    call_work(1);
    scene_expect(&scene, IVMC_REFUSED);
    ck_assert_int_eq(progress_count, 0);
    scene_close(&scene);
}
END_TEST

static bool refuse_all(void *context, struct ivmc_channel *c, uint64_t key)
{
    (void)context;
    (void)c;
    (void)key;
    return false;
}

START_TEST(objects_that_are_not_the_peers)
{
    open_both(true, true);
    own.may_use = refuse_all;
    call_work(1);
    scene_expect(&scene, IVMC_REFUSED);
    own.may_use = NULL;
    watcher_key = 77;
    callback_Worker_work(&self,
                         &(struct ivmc_objref){"IDL:x:1.0", "", watcher_key}, 1,
                         "step", &scene.env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
    scene_close(&scene);
}
END_TEST

/* Whatever arrives, the sanitizers stay quiet and each call has a status. */
static void play(struct scene *s)
{
    open_both(true, true);
    scene_armed(s);
    call_work(1);
    call_deeper(2);
    scene_close(s);
}

START_TEST(every_bit_flipped)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("callback");
    TCase *t = tcase_create("callback");

    tcase_set_timeout(t, 60);
    tcase_add_test(t, results_and_one_way);
    tcase_add_test(t, exceptions_pass_through_both);
    tcase_add_test(t, calls_within_calls);
    tcase_add_test(t, a_client_that_accepts_none);
    tcase_add_test(t, a_server_that_makes_none);
    tcase_add_test(t, objects_that_are_not_the_peers);
    tcase_add_test(t, every_bit_flipped);
    suite_add_tcase(s, t);
    return s;
}
