/*
 * One object seen as what it is and as each of its bases; attributes; one-way
 * operations; exceptions with and without members.
 */
#include <string.h>

#include "family.h"
#include "scene.h"
#include "unit.h"

/* ---- the servant -------------------------------------------------------- */

struct member {
    int32_t id, left, poked;
    char label[9];
};

static int32_t get_id(void *servant, struct ivmc_env *env)
{
    (void)env;
    return ((struct member *)servant)->id;
}

static const char *who(void *servant, struct ivmc_env *env)
{
    (void)servant;
    return ivmc_env_string(env, "all of us");
}

static void end_badly(void *servant, int32_t how, struct ivmc_env *env)
{
    const struct family_Refused refused = {"because", how};
    const struct family_Refused no_text = {NULL, how};
    const struct family_Right_Odd odd = {1};

    (void)servant;
    switch (how) {
    case 1:
        family_Refused_raise(env, &refused);
        break;
    case 2:
        family_Closed_raise(env);
        break;
    case 3: /* not declared by this operation */
        family_Right_Odd_raise(env, &odd);
        break;
    case 4: /* not a value that can be sent */
        family_Refused_raise(env, &no_text);
        break;
    case 5:
        ivmc_env_fail(env, IVMC_REFUSED);
        break;
    default:
        break;
    }
}

static int32_t get_left(void *servant, struct ivmc_env *env)
{
    (void)env;
    return ((struct member *)servant)->left;
}

static void set_left(void *servant, int32_t value, struct ivmc_env *env)
{
    (void)env;
    ((struct member *)servant)->left = value;
}

static void poke(void *servant, int32_t x, struct ivmc_env *env)
{
    ((struct member *)servant)->poked += x;
    /* Nobody waits for this: */
    if (x < 0)
        ivmc_env_fail(env, IVMC_REFUSED);
}

static const char *get_label(void *servant, struct ivmc_env *env)
{
    (void)env;
    return ((struct member *)servant)->label;
}

static void set_label(void *servant, const char *value, struct ivmc_env *env)
{
    (void)env;
    scene_check(strlen(value) <= 8);
    strcpy(((struct member *)servant)->label, value);
}

static int32_t right(void *servant, int32_t x, struct ivmc_env *env)
{
    const struct family_Right_Odd odd = {x};

    (void)servant;
    if (x % 2)
        family_Right_Odd_raise(env, &odd);
    return x / 2;
}

static int32_t both(void *servant, struct ivmc_env *env)
{
    const struct member *m = servant;
    const struct family_Right_Odd odd = {m->id};

    if (m->id < 0)
        family_Right_Odd_raise(env, &odd);
    return m->id + m->left;
}

static const struct family_Both_epv epv = {
    ._get_id = get_id,
    .who = who,
    .fail = end_badly,
    ._get_hand = get_left,
    ._set_hand = set_left,
    .poke = poke,
    ._get_label = get_label,
    ._set_label = set_label,
    .half = right,
    .sum = both,
};

/* ---- scenes ------------------------------------------------------------- */

static struct scene scene;
static struct member member;
static struct ivmc_object self;

static void start(struct scene *s)
{
    member = (struct member){7, 1, 0, "label"};
    scene_open(s, &family_Both_skeleton, &epv, &member);
    family_Both_bind(scene_channel(s), s->key, &self, &s->env);
    scene_expect(s, IVMC_OK);
    scene_armed(s);
}

static void open_scene(void)
{
    memset(&scene, 0, sizeof scene);
    start(&scene);
}

static void close_scene(void)
{
    scene_close(&scene);
}

START_TEST(an_object_is_all_of_its_bases)
{
    struct ivmc_object base, left, right_;
    struct ivmc_channel *c = scene_channel(&scene);

    ck_assert_int_eq(family_Base_bind(c, scene.key, &base, &scene.env),
                     IVMC_OK);
    ck_assert_int_eq(family_Left_bind(c, scene.key, &left, &scene.env),
                     IVMC_OK);
    ck_assert_int_eq(family_Right_bind(c, scene.key, &right_, &scene.env),
                     IVMC_OK);
    ck_assert_int_eq(family_Both_sum(&self, &scene.env), 8);
    ck_assert_int_eq(family_Base__get_id(&base, &scene.env), 7);
    ck_assert_int_eq(family_Left__get_id(&left, &scene.env), 7);
    ck_assert_int_eq(family_Right__get_id(&right_, &scene.env), 7);
    family_Left__set_hand(&left, 30, &scene.env);
    ck_assert_int_eq(family_Both__get_hand(&self, &scene.env), 30);
    ck_assert_int_eq(family_Right_half(&right_, 8, &scene.env), 4);
    ck_assert_int_eq(family_Both_half(&self, 10, &scene.env), 5);
    ck_assert_str_eq(family_Base_who(&base, &scene.env), "all of us");
    family_Right__set_label(&right_, "eight ch", &scene.env);
    ck_assert_str_eq(family_Both__get_label(&self, &scene.env), "eight ch");
    family_Right__set_label(&right_, "nine char", &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
}
END_TEST

/* DICE's D10: two bases whose operations have equal numbers. */
START_TEST(d10_numbers_of_bases_do_not_collide)
{
    ck_assert_int_eq(family_Left_OP_poke, family_Right_OP_half);
    ck_assert_int_ne(family_Both_OP_poke, family_Both_OP_half);
    ck_assert_uint_eq(family_Both_skeleton.view_count, 4);
    ck_assert_uint_eq(family_Both_skeleton.op_count, 10);
}
END_TEST

START_TEST(what_an_object_is_not_cannot_be_bound)
{
    struct ivmc_object other;

    ck_assert_int_eq(family_Other_bind(scene_channel(&scene), scene.key, &other,
                                       &scene.env),
                     IVMC_BAD_INTERFACE);
    ck_assert_int_eq(
        family_Both_bind(scene_channel(&scene), 99, &other, &scene.env),
        IVMC_BAD_OBJECT);
}
END_TEST

static bool get_on(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return true;
}

static void set_on(void *servant, bool on, struct ivmc_env *env)
{
    (void)servant;
    (void)on;
    (void)env;
}

START_TEST(interfaces_without_operations_can_be_served)
{
    static const struct family_Empty_epv empty;
    static const struct family_Child_epv child = {get_on, set_on};
    struct ivmc_object object;
    uint64_t key;

    ck_assert_int_eq(family_Empty_serve(&scene.server, &empty, NULL, &key),
                     IVMC_OK);
    ck_assert_int_eq(
        family_Empty_bind(scene_channel(&scene), key, &object, &scene.env),
        IVMC_OK);
    ck_assert_int_eq(family_Child_serve(&scene.server, &child, NULL, &key),
                     IVMC_OK);
    ck_assert_int_eq(family_OnlyAttribute_bind(scene_channel(&scene), key,
                                               &object, &scene.env),
                     IVMC_OK);
    ck_assert_int_eq(
        family_Empty_bind(scene_channel(&scene), key, &object, &scene.env),
        IVMC_OK);
}
END_TEST

START_TEST(a_servant_without_one_of_its_functions_is_not_offered)
{
    struct family_Both_epv partial = epv;
    uint64_t key;

    ck_assert_int_eq(family_Both_serve(&scene.server, &partial, NULL, &key),
                     IVMC_OK);
    partial.sum = NULL;
    ck_assert_int_eq(family_Both_serve(&scene.server, &partial, NULL, &key),
                     IVMC_BAD_ARGUMENT);
    partial = epv;
    partial._get_id = NULL;
    ck_assert_int_eq(family_Both_serve(&scene.server, &partial, NULL, &key),
                     IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(one_way_requests_have_no_reply)
{
    uint32_t before = scene.replies.count;

    family_Both_poke(&self, 5, &scene.env);
    scene_expect(&scene, IVMC_OK);
    family_Both_poke(&self, -2, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_int_eq(member.poked, 3);
    ck_assert_uint_eq(scene.replies.count, before);
}
END_TEST

START_TEST(exceptions_arrive)
{
    const struct family_Refused *refused;
    const struct family_Right_Odd *odd;

    family_Both_fail(&self, 0, &scene.env);
    scene_expect(&scene, IVMC_OK);
    family_Both_fail(&self, 1, &scene.env);
    scene_expect(&scene, IVMC_EXCEPTION);
    refused = family_Refused_caught(&scene.env);
    ck_assert_ptr_nonnull(refused);
    ck_assert_str_eq(refused->why, "because");
    ck_assert_int_eq(refused->code, 1);
    ck_assert(!family_Closed_caught(&scene.env));
    family_Both_fail(&self, 2, &scene.env);
    ck_assert(family_Closed_caught(&scene.env));
    ck_assert_ptr_null(family_Refused_caught(&scene.env));
    ck_assert_int_eq(family_Both_half(&self, 3, &scene.env), 0);
    odd = family_Right_Odd_caught(&scene.env);
    ck_assert_ptr_nonnull(odd);
    ck_assert_int_eq(odd->n, 3);
    member.id = -4;
    ck_assert_int_eq(family_Both_sum(&self, &scene.env), 0);
    ck_assert_int_eq(family_Right_Odd_caught(&scene.env)->n, -4);
    family_Both_who(&self, &scene.env);
    ck_assert_ptr_null(family_Right_Odd_caught(&scene.env));
}
END_TEST

START_TEST(what_is_not_declared_fails_the_call)
{
    family_Both_fail(&self, 3, &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
    ck_assert_ptr_null(family_Right_Odd_caught(&scene.env));
    family_Both_fail(&self, 4, &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
    family_Both_fail(&self, 5, &scene.env);
    scene_expect(&scene, IVMC_REFUSED);
    ck_assert_int_eq(family_Both_sum(&self, &scene.env), 8);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

static void play(struct scene *s)
{
    const struct family_Refused *refused;
    const char *label;

    start(s);
    family_Both_fail(&self, 1, &s->env);
    refused = family_Refused_caught(&s->env);
    if (refused)
        scene_check(strlen(refused->why) <= 40);
    family_Both_fail(&self, 2, &s->env);
    family_Both__set_label(&self, "four", &s->env);
    family_Both_poke(&self, 1, &s->env);
    label = family_Both__get_label(&self, &s->env);
    scene_check(strlen(label) <= 8);
    scene_close(s);
}

START_TEST(no_peer_does_harm)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("family");
    TCase *t = tcase_create("family"), *attacks = tcase_create("attacks");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, an_object_is_all_of_its_bases);
    tcase_add_test(t, d10_numbers_of_bases_do_not_collide);
    tcase_add_test(t, what_an_object_is_not_cannot_be_bound);
    tcase_add_test(t, interfaces_without_operations_can_be_served);
    tcase_add_test(t, a_servant_without_one_of_its_functions_is_not_offered);
    tcase_add_test(t, one_way_requests_have_no_reply);
    tcase_add_test(t, exceptions_arrive);
    tcase_add_test(t, what_is_not_declared_fails_the_call);
    suite_add_tcase(s, t);
    tcase_set_timeout(attacks, 100);
    tcase_add_test(attacks, no_peer_does_harm);
    suite_add_tcase(s, attacks);
    return s;
}
