/*
 * Regressions for defects of DICE that are not about sizes: strings that stay
 * in the message (D5), strings in structures (D6), short messages (D7), and a
 * description without a semicolon at its end (D12). The others and their tests
 * stand in docs/dice.md.
 */
#include <string.h>

#include "dice.h"
#include "scene.h"
#include "unit.h"

static struct scene scene;
static struct ivmc_object self;
static unsigned called;

/* ---- the servant -------------------------------------------------------- */

static void name(void *servant, const struct file *one, struct file *other,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    called++;
    scene_check(memchr(one->name, '\0', sizeof one->name) != NULL);
    scene_check(memchr(one->kind, '\0', sizeof one->kind) != NULL);
    *other = *one;
}

static int32_t add(void *servant, int32_t a, int32_t b, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    called++;
    return (int32_t)(((uint32_t)a + (uint32_t)b) & INT32_MAX);
}

static const struct dice_epv epv = {name, add};

static void start(struct scene *s)
{
    called = 0;
    scene_open(s, &dice_skeleton, &epv, NULL);
    dice_bind(scene_channel(s), s->key, &self, &s->env);
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

/* ---- the tests ---------------------------------------------------------- */

/* The peer writes its message again after a string was taken out of it. */
START_TEST(d5_strings_do_not_stay_in_the_message)
{
    unsigned char shared[32] = {0};
    _Alignas(8) unsigned char copy[32];
    struct ivmc_dec d;
    const char *text;

    ivmc_store_u32(shared, 5);
    memcpy(shared + 4, "four", 5);
    ivmc_dec_init_shared(&d, shared, copy, 9, NULL);
    text = ivmc_get_string(&d, 8);
    memset(shared, 'X', sizeof shared);
    ck_assert_str_eq(text, "four");
    ck_assert_int_eq(ivmc_dec_finish(&d), IVMC_OK);
}
END_TEST

START_TEST(d6_strings_in_structures_are_octets)
{
    struct file one = {"four", 7, "kin"}, other;

    _Static_assert(sizeof(struct file) == 40, "no pointers in there");
    dice_name(&self, &one, &other, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_str_eq(other.name, "four");
    ck_assert_str_eq(other.kind, "kin");
    /* 4 + "four\0", to 16 for the size, 4 + "kin\0". */
    ck_assert_uint_eq(scene.requests.lengths[0], IVMC_HEADER_SIZE + 32);
    ck_assert_uint_eq(scene.replies.lengths[0], IVMC_HEADER_SIZE + 32);
    memset(one.kind, 'k', sizeof one.kind);
    dice_name(&self, &one, &other, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
}
END_TEST

/* Whatever is cut off: no servant sees the rest. */
START_TEST(d7_short_messages_reach_no_servant)
{
    uint32_t len;

    for (len = 0; len < 8; len++) {
        scene.requests.harm = SCENE_CUT;
        scene.requests.victim = scene.requests.count;
        scene.requests.at = IVMC_HEADER_SIZE + len;
        dice_add(&self, 1, 2, &scene.env);
        scene_expect(&scene, IVMC_BAD_MESSAGE);
        scene.requests.harm = SCENE_NONE;
        ck_assert_uint_eq(called, 0);
    }
    ck_assert_int_eq(dice_add(&self, 1, 2, &scene.env), 3);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

static void play(struct scene *s)
{
    struct file one = {"f", 1, "k"}, other;

    start(s);
    dice_name(&self, &one, &other, &s->env);
    scene_check(memchr(other.name, '\0', sizeof other.name) != NULL);
    dice_add(&self, 3, 4, &s->env);
    scene_close(s);
}

START_TEST(no_peer_does_harm)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("dice");
    TCase *t = tcase_create("dice"), *attacks = tcase_create("attacks");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, d5_strings_do_not_stay_in_the_message);
    tcase_add_test(t, d6_strings_in_structures_are_octets);
    tcase_add_test(t, d7_short_messages_reach_no_servant);
    suite_add_tcase(s, t);
    tcase_set_timeout(attacks, 100);
    tcase_add_test(attacks, no_peer_does_harm);
    suite_add_tcase(s, attacks);
    return s;
}
