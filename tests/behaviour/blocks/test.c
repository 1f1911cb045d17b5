/*
 * Servants that read octets where they lie: sequences and arrays, of both
 * languages. What is shared lies in memory of the peer's, or is private.
 */
#include <string.h>

#include <ivmc/callback.h>

#include "blocks.h"
#include "rows.h"
#include "scene.h"
#include "unit.h"

#define PAGE 600

/* ---- the servants ------------------------------------------------------- */

static struct ivmc_deferred kept;
static uint8_t kept_octets[8];
static uint32_t noted;

static uint32_t sum_of(uint32_t start, const volatile uint8_t *data,
                       uint32_t len)
{
    uint32_t i;

    for (i = 0; i < len; i++)
        start += data[i];
    return start;
}

static uint32_t sum(void *servant, uint32_t start,
                    const struct ivmc_shared *data, const char *name,
                    struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return sum_of(start, data->data, data->len) + (uint32_t)strlen(name);
}

/* Looks at a copy alone: what was checked is what counts. */
static void check(void *servant, const struct ivmc_shared *page, uint8_t wanted,
                  struct ivmc_env *env)
{
    uint8_t copy[PAGE];
    struct blocks_Bad bad;

    (void)servant;
    scene_check(page->len <= PAGE);
    ivmc_shared_copy(copy, page->data, page->len);
    for (bad.at = 0; bad.at < page->len; bad.at++)
        if (copy[bad.at] != wanted) {
            blocks_Bad_raise(env, &bad);
            return;
        }
}

static uint32_t block(void *servant, const volatile uint8_t octets[512],
                      struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return sum_of(0, octets, 512);
}

/* May look as often as it likes. */
static bool equal(void *servant, const struct ivmc_shared *a, uint8_t between,
                  const struct ivmc_shared *b, struct ivmc_env *env)
{
    uint32_t i;

    (void)servant;
    (void)env;
    if (a->len != b->len)
        return false;
    for (i = 0; i < a->len; i++)
        if (a->data[i] != b->data[i] || b->data[i] == between)
            return false;
    return sum_of(0, a->data, a->len) == sum_of(0, b->data, b->len);
}

static uint32_t limited(void *servant, uint16_t most,
                        const struct ivmc_shared *data, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(data->len <= most);
    return data->len;
}

static void note(void *servant, const struct ivmc_shared *data,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    noted += data->len;
}

/* What is answered later is copied first. */
static uint32_t later(void *servant, const struct ivmc_shared *data,
                      struct ivmc_env *env)
{
    (void)servant;
    if (data->len == sizeof kept_octets) {
        ivmc_shared_copy(kept_octets, data->data, sizeof kept_octets);
        ivmc_defer(env, &kept);
    }
    return 0;
}

static bool may_call_back(void *servant, const struct ivmc_shared *data,
                          struct ivmc_env *env)
{
    (void)servant;
    (void)data;
    return ivmc_callback_channel(env) != NULL;
}

static bool may_always_call_back(void *servant, const struct blocks_Data *data,
                                 struct ivmc_env *env)
{
    (void)servant;
    (void)data;
    return ivmc_callback_channel(env) != NULL;
}

static const struct blocks_Store_epv store_epv = {
    sum,   check,         block,
    equal, limited,       note,
    later, may_call_back, may_always_call_back};

static uint32_t sum_row(void *servant, uint32_t start, uint32_t len,
                        const volatile uint8_t *data, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return sum_of(start, data, len);
}

static uint32_t sum_lines(void *servant, int32_t count,
                          const volatile uint8_t *lines, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(count >= 0 && count <= 8);
    return sum_of(0, lines, (uint32_t)count * 64);
}

static const struct rows_epv rows_servant = {sum_row, block, sum_lines};

/* ---- the stage ---------------------------------------------------------- */

static struct scene scene;
static struct ivmc_object self;
static uint8_t octets[1500];

static void start(struct scene *s)
{
    uint32_t i;

    for (i = 0; i < sizeof octets; i++)
        octets[i] = (uint8_t)(i % 7);
    noted = 0;
    scene_open(s, &blocks_Store_skeleton, &store_epv, NULL);
    blocks_Store_bind(scene_channel(s), s->key, &self, &s->env);
    scene_armed(s);
}

static void start_rows(struct scene *s)
{
    memset(octets, 1, sizeof octets);
    scene_open(s, &rows_skeleton, &rows_servant, NULL);
    rows_bind(scene_channel(s), s->key, &self, &s->env);
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

static struct blocks_Data data_of(uint32_t len)
{
    return (struct blocks_Data){len, octets};
}

/* ---- sequences ---------------------------------------------------------- */

START_TEST(octets_arrive)
{
    const struct blocks_Data all = data_of(sizeof octets), none = {0, NULL};

    ck_assert_uint_eq(blocks_Store_sum(&self, 5, &all, "name", &scene.env),
                      sum_of(9, octets, sizeof octets));
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(blocks_Store_sum(&self, 5, &none, "", &scene.env), 5);
    scene_expect(&scene, IVMC_OK);
    ck_assert(blocks_Store_equal(&self, &all, 9, &all, &scene.env));
    ck_assert(!blocks_Store_equal(&self, &all, 3, &all, &scene.env));
    scene_expect(&scene, IVMC_OK);
    blocks_Store_note(&self, &all, &scene.env);
    ck_assert_uint_eq(noted, sizeof octets);
}
END_TEST

START_TEST(a_copy_can_be_checked)
{
    const uint8_t wanted = 4;
    struct blocks_Page page = {PAGE, octets};

    memset(octets, wanted, PAGE);
    blocks_Store_check(&self, &page, wanted, &scene.env);
    scene_expect(&scene, IVMC_OK);
    octets[17] = 5;
    blocks_Store_check(&self, &page, wanted, &scene.env);
    scene_expect(&scene, IVMC_EXCEPTION);
    ck_assert_uint_eq(blocks_Bad_caught(&scene.env)->at, 17);
}
END_TEST

START_TEST(an_array_has_its_size)
{
    ck_assert_uint_eq(blocks_Store_row(&self, octets, &scene.env),
                      sum_of(0, octets, 512));
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(scene.requests.lengths[0], IVMC_HEADER_SIZE + 512);
}
END_TEST

START_TEST(bounds_hold_on_both_sides)
{
    struct blocks_Page page = {PAGE + 1, octets};
    struct blocks_Data data = data_of(9);

    blocks_Store_check(&self, &page, 0, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    ck_assert_uint_eq(blocks_Store_limited(&self, 9, &data, &scene.env), 9);
    scene_expect(&scene, IVMC_OK);
    blocks_Store_limited(&self, 8, &data, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    page.len = PAGE;
    scene_lie(&scene.requests, 0, PAGE + 1);
    blocks_Store_check(&self, &page, 0, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    scene_lie(&scene.requests, 4, UINT32_MAX);
    blocks_Store_sum(&self, 0, &data, "", &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    scene_lie(&scene.requests, 0, 8); /* most = 8, of 9 */
    blocks_Store_limited(&self, 9, &data, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(a_missing_place_is_no_sequence)
{
    const struct blocks_Data data = {1, NULL};

    blocks_Store_sum(&self, 0, &data, "", &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(what_is_answered_later_was_copied)
{
    const struct blocks_Data data = data_of(sizeof kept_octets);
    struct ivmc_call call;

    blocks_Store_later_begin(&call, &self, &data, &scene.env);
    ck_assert_int_eq(blocks_Store_later_reply(
                         &kept, sum_of(0, kept_octets, sizeof kept_octets)),
                     IVMC_OK);
    ck_assert_uint_eq(blocks_Store_later_finish(&call),
                      sum_of(0, octets, sizeof kept_octets));
    scene_expect(&scene, IVMC_OK);
}
END_TEST

/* Their place would be taken by what the client answers. */
START_TEST(nobody_is_called_back_meanwhile)
{
    static struct ivmc_callbacks client_end, server_end;
    static struct ivmc_server own;
    static struct ivmc_servant place;
    static _Alignas(8) unsigned char memory[64];
    const struct blocks_Data data = data_of(10);

    ivmc_server_init(&own, &place, 1, memory, sizeof memory);
    ivmc_callbacks_accept(&client_end, scene_channel(&scene), &own);
    ivmc_callbacks_enable(&server_end, &scene.local.server, &scene.server);
    ck_assert(blocks_Store_may_always_call_back(&self, &data, &scene.env));
    scene_expect(&scene, IVMC_OK);
    ck_assert(!blocks_Store_may_call_back(&self, &data, &scene.env));
    scene_expect(&scene, IVMC_OK);
}
END_TEST

/* ---- arrays of DCE's ---------------------------------------------------- */

START_TEST(other_values_say_how_many)
{
    scene_close(&scene);
    start_rows(&scene);
    ck_assert_uint_eq(rows_sum(&self, 5, 1000, octets, &scene.env), 1005);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(rows_sum(&self, 5, 0, NULL, &scene.env), 5);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(rows_block(&self, octets, &scene.env), 512);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(rows_lines(&self, 8, octets, &scene.env), 512);
    scene_expect(&scene, IVMC_OK);
    rows_lines(&self, 9, octets, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    rows_sum(&self, 0, 1, NULL, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    scene_lie(&scene.requests, 4, 1001);
    rows_sum(&self, 5, 1000, octets, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    scene_lie(&scene.requests, 0, UINT32_MAX);
    rows_lines(&self, 1, octets, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
}
END_TEST

/* ---- whatever comes ----------------------------------------------------- */

static void play(struct scene *s)
{
    const struct blocks_Data data = data_of(20);
    const struct blocks_Page page = {9, octets};

    start(s);
    blocks_Store_sum(&self, 5, &data, "name", &s->env);
    blocks_Store_check(&self, &page, 4, &s->env);
    blocks_Store_equal(&self, &data, 4, &data, &s->env);
    blocks_Store_limited(&self, 30, &data, &s->env);
    scene_close(s);
}

static void play_rows(struct scene *s)
{
    start_rows(s);
    rows_sum(&self, 5, 20, octets, &s->env);
    rows_lines(&self, 1, octets, &s->env);
    scene_close(s);
}

START_TEST(no_peer_does_harm)
{
    scene_attack(&scene, _i ? play_rows : play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("blocks");
    TCase *calls = tcase_create("calls");
    TCase *attacks = tcase_create("attacks");

    tcase_add_checked_fixture(calls, open_scene, close_scene);
    tcase_add_test(calls, octets_arrive);
    tcase_add_test(calls, a_copy_can_be_checked);
    tcase_add_test(calls, an_array_has_its_size);
    tcase_add_test(calls, bounds_hold_on_both_sides);
    tcase_add_test(calls, a_missing_place_is_no_sequence);
    tcase_add_test(calls, what_is_answered_later_was_copied);
    tcase_add_test(calls, nobody_is_called_back_meanwhile);
    tcase_add_test(calls, other_values_say_how_many);
    suite_add_tcase(s, calls);
    tcase_set_timeout(attacks, 60);
    tcase_add_loop_test(attacks, no_peer_does_harm, 0, 2);
    suite_add_tcase(s, attacks);
    return s;
}
