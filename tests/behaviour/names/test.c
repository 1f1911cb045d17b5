/*
 * Names that C, C++, its headers or generated code have for themselves: they
 * compile, in both languages, and their values arrive.
 */
#include <string.h>

#include "names.h"
#include "scene.h"
#include "unit.h"

/* ---- the servant -------------------------------------------------------- */

static int32_t kept; /* the attribute */

static int32_t do_bind(void *servant, int32_t a, int32_t b, int32_t c,
                       int32_t d, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a + 2 * b + 3 * c + 4 * d;
}

static void do_serve(void *servant, const struct default_class *c,
                     enum default_bool volatile_or_not,
                     const struct default_new *in, struct default_new *out,
                     struct ivmc_env *env)
{
    (void)servant;
    scene_check(c->int_ == 1 && c->errno_ == 3 && c->size_t_ == 8);
    scene_check(volatile_or_not == default_volatile);
    out->data = ivmc_env_alloc(env, in->len * sizeof *in->data);
    if (out->data == NULL)
        return;
    out->len = in->len;
    memcpy(out->data, in->data, in->len * sizeof *in->data);
}

static int32_t do_op(void *servant, int32_t d, int32_t e, int32_t v, int32_t i,
                     int32_t p, struct ivmc_env *env)
{
    return do_bind(servant, d, e, v, i, env) + 5 * p;
}

static void do_epv(void *servant, int32_t a, int32_t b, int32_t c,
                   struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(a == 1 && b == 2 && c == 3);
}

static int32_t do_skeleton(void *servant, int32_t a, int32_t b, int32_t c,
                           int32_t d, struct ivmc_env *env)
{
    return do_bind(servant, a, b, c, d, env);
}

static int32_t get(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return kept;
}

static void set(void *servant, int32_t value, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    kept = value;
}

static void do_operator(void *servant, struct default_new *both,
                        struct default_new *result, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *result = *both;
    both->len = 1;
}

static const struct default__epv epv = {
    .bind = do_bind,
    .serve = do_serve,
    .op = do_op,
    .epv = do_epv,
    .skeleton = do_skeleton,
    ._get_delete = get,
    ._set_delete = set,
    .operator_ = do_operator,
};

static int32_t do_goto(void *servant, int32_t begun, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return begun + 1;
}

static const struct typenames_while_epv while_epv = {do_goto};

/* ---- the tests ---------------------------------------------------------- */

static struct scene scene;

START_TEST(values_arrive_whatever_their_names)
{
    const struct default_class c = {1, 2, 3, 4, 5, 6, 7, 8};
    int32_t numbers[2] = {default_INT_MAX, default_EOF};
    struct default_new in = {2, numbers}, out, result;
    struct ivmc_object self;

    scene_open(&scene, &default__skeleton, &epv, NULL);
    default__bind(scene_channel(&scene), scene.key, &self, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(default__bind_(&self, 1, 10, 100, 1000, &scene.env) == 4321);
    scene_check(default__op_(&self, 1, 1, 1, 1, 1, &scene.env) == 15);
    scene_check(default__skeleton_(&self, 1, 1, 1, 1, &scene.env) == 10);
    default__epv_(&self, 1, 2, 3, &scene.env);
    scene_expect(&scene, IVMC_OK);
    default__serve_(&self, &c, default_volatile, &in, &out, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(out.len == 2 && out.data[0] == 5 && out.data[1] == -7);
    default___set_delete(&self, 77, &scene.env);
    scene_check(default___get_delete(&self, &scene.env) == 77);
    default__operator(&self, &in, &result, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(in.len == 1 && result.len == 2 && result.data[1] == -7);
    scene_close(&scene);
}
END_TEST

START_TEST(keywords_name_interfaces_and_operations)
{
    struct ivmc_object self;

    scene_open(&scene, &typenames_while_skeleton, &while_epv, NULL);
    typenames_while_bind(scene_channel(&scene), scene.key, &self, &scene.env);
    scene_check(typenames_while_goto(&self, INT8_MAX_, &scene.env) == 4);
    scene_expect(&scene, IVMC_OK);
    scene_close(&scene);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("names");
    TCase *t = tcase_create("names");

    tcase_add_test(t, values_arrive_whatever_their_names);
    tcase_add_test(t, keywords_name_interfaces_and_operations);
    suite_add_tcase(s, t);
    return s;
}
