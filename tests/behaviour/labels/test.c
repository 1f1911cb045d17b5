/* An interface that wants a label of its server's side. */
#include "labels.h"
#include "scene.h"
#include "unit.h"

#define BUILDER "system_u:system_r:\"builder\"_t"

static struct scene scene;
static struct ivmc_object object;

static int32_t f(void *servant, int32_t x, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return x + 1;
}

static void set_up(void)
{
    static const struct labels_Anybody_epv epv = {.f = f};

    scene_open(&scene, &labels_Anybody_skeleton, &epv, NULL);
}

static void tear_down(void)
{
    scene_close(&scene);
}

/* Nothing may be sent to whom we do not mean. */
static void bind(const char *told, enum ivmc_status expected)
{
    struct ivmc_channel *c = scene_channel(&scene);
    uint32_t sent = scene.requests.count;

    c->peer_label = told;
    ck_assert_int_eq(labels_Builder_bind(c, scene.key, &object, &scene.env),
                     expected);
    scene_expect(&scene, expected);
    ck_assert_uint_eq(scene.requests.count - sent, expected == IVMC_OK);
}

START_TEST(the_label_lets_a_client_bind)
{
    bind(BUILDER, IVMC_OK);
    ck_assert_int_eq(labels_Builder_f(&object, 41, &scene.env), 42);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(no_other_does)
{
    bind(NULL, IVMC_REFUSED);
    bind("", IVMC_REFUSED);
    bind("system_u:system_r:\"builder\"_", IVMC_REFUSED);
    bind(BUILDER "x", IVMC_REFUSED);
    bind("system_u:system_r:domU_t", IVMC_REFUSED);
    ck_assert_ptr_null(object.channel);
    /* It could have been the wrong one for a moment. */
    bind(BUILDER, IVMC_OK);
}
END_TEST

START_TEST(what_wants_none_takes_any)
{
    struct ivmc_channel *c = scene_channel(&scene);

    c->peer_label = NULL;
    ck_assert_int_eq(labels_Anybody_bind(c, scene.key, &object, &scene.env),
                     IVMC_OK);
    ck_assert_int_eq(labels_Builder_f(&object, 1, &scene.env), 2);
}
END_TEST

Suite *unit_suite(void)
{
    TCase *t = tcase_create("labels");
    Suite *s = suite_create("labels");

    tcase_add_checked_fixture(t, set_up, tear_down);
    tcase_add_test(t, the_label_lets_a_client_bind);
    tcase_add_test(t, no_other_does);
    tcase_add_test(t, what_wants_none_takes_any);
    suite_add_tcase(s, t);
    return s;
}
