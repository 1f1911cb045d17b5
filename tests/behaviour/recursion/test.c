/*
 * Types that hold themselves: as deep as both sides allow, not deeper, and
 * values that hold themselves end.
 */
#include <string.h>

#include "recursion.h"
#include "scene.h"
#include "unit.h"

/* ---- the servant -------------------------------------------------------- */

static uint32_t weight_of(const struct recursion_Node *n)
{
    uint32_t sum = (uint32_t)n->weight;
    uint32_t i;

    for (i = 0; i < n->kids.len; i++)
        sum += weight_of(&n->kids.data[i]);
    return sum;
}

static int32_t weigh(void *servant, const struct recursion_Node *n,
                     struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return (int32_t)(weight_of(n) & INT32_MAX);
}

#define TWO_AT_THE_END 1000

/*
 * A chain of `depth` nodes, one as deep as may be that ends in two nodes, or
 * a node that is its own child.
 */
static void grow(void *servant, int32_t depth, struct recursion_Node *result,
                 struct ivmc_env *env)
{
    struct recursion_Node *n = result;
    bool two = depth == TWO_AT_THE_END;

    (void)servant;
    if (two)
        depth = IVMC_MAX_DEPTH - 1;
    if (depth < 0) {
        result->kids.len = 1;
        result->kids.data = result;
        return;
    }
    for (; depth > 1 && depth < 200; depth--) {
        n->kids.data = ivmc_env_alloc(env, sizeof *n);
        if (n->kids.data == NULL)
            return;
        n->kids.len = 1;
        n = n->kids.data;
        memset(n, 0, sizeof *n);
        n->weight = 1;
    }
    if (!two)
        return;
    n->kids.data = ivmc_env_alloc(env, 2 * sizeof *n);
    if (n->kids.data == NULL)
        return;
    n->kids.len = 2;
    memset(n->kids.data, 0, 2 * sizeof *n);
}

static void twice(void *servant, const struct recursion_Expr *e,
                  struct recursion_Expr *result, struct ivmc_env *env)
{
    (void)servant;
    result->tag = recursion_sum;
    result->u.both.data = ivmc_env_alloc(env, 2 * sizeof *e);
    if (result->u.both.data == NULL)
        return;
    result->u.both.len = 2;
    result->u.both.data[0] = *e;
    result->u.both.data[1] = *e;
}

static uint32_t value_of(const struct recursion_Expr *e)
{
    uint32_t value = e->tag == recursion_product;
    uint32_t i;

    if (e->tag == recursion_number)
        return (uint32_t)e->u.n;
    scene_check(e->u.both.len <= 2);
    for (i = 0; i < e->u.both.len; i++) {
        if (e->tag == recursion_sum)
            value += value_of(&e->u.both.data[i]);
        else
            value *= value_of(&e->u.both.data[i]);
    }
    return value;
}

static int32_t evaluate(void *servant, const struct recursion_Expr *e,
                        struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return (int32_t)(value_of(e) & INT32_MAX);
}

static const struct recursion_Calc_epv epv = {weigh, grow, twice, evaluate};

/* ---- the stage ---------------------------------------------------------- */

static struct scene scene;
static struct ivmc_object self;

static void start(struct scene *s)
{
    scene_open(s, &recursion_Calc_skeleton, &epv, NULL);
    recursion_Calc_bind(scene_channel(s), s->key, &self, &s->env);
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

/* A chain of `depth` nodes of weight 1 in `nodes`. */
static struct recursion_Node *chain(struct recursion_Node *nodes,
                                    uint32_t depth)
{
    uint32_t i;

    memset(nodes, 0, depth * sizeof *nodes);
    for (i = 0; i < depth; i++) {
        nodes[i].weight = 1;
        if (i + 1 < depth) {
            nodes[i].kids.len = 1;
            nodes[i].kids.data = &nodes[i + 1];
        }
    }
    return nodes;
}

static uint32_t depth_of(const struct recursion_Node *n)
{
    return n->kids.len == 0 ? 1 : 1 + depth_of(n->kids.data);
}

/* ---- depth -------------------------------------------------------------- */

START_TEST(values_may_be_as_deep_as_the_limit)
{
    struct recursion_Node nodes[IVMC_MAX_DEPTH + 1];
    uint32_t depth;

    for (depth = 1; depth <= IVMC_MAX_DEPTH; depth++) {
        scene_check(recursion_Calc_weigh(&self, chain(nodes, depth),
                                         &scene.env) == (int32_t)depth);
        scene_expect(&scene, IVMC_OK);
    }
    recursion_Calc_weigh(&self, chain(nodes, depth), &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
}
END_TEST

START_TEST(results_may_be_as_deep_as_the_limit)
{
    struct recursion_Node n;

    recursion_Calc_grow(&self, IVMC_MAX_DEPTH, &n, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(depth_of(&n) == IVMC_MAX_DEPTH);
    recursion_Calc_grow(&self, IVMC_MAX_DEPTH + 1, &n, &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
    scene_check(n.kids.len == 0 && n.kids.data == NULL);
}
END_TEST

START_TEST(values_that_hold_themselves_end)
{
    struct recursion_Node n = {1, {1, NULL}};
    struct recursion_Expr e = {.tag = recursion_sum};

    n.kids.data = &n;
    recursion_Calc_weigh(&self, &n, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    e.u.both.len = 1;
    e.u.both.data = &e;
    recursion_Calc_eval(&self, &e, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    recursion_Calc_grow(&self, -1, &n, &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
}
END_TEST

/* Nodes are 8 octets: a chain of them deeper than any encoder would make. */
START_TEST(deeper_messages_are_refused)
{
    struct recursion_Node nodes[IVMC_MAX_DEPTH];
    struct recursion_Node wide[3] = {{0}};

    /* The last node, at the limit, claims one more child, which follows. */
    memset(wide, 0, sizeof wide);
    chain(nodes, IVMC_MAX_DEPTH - 1);
    nodes[IVMC_MAX_DEPTH - 2].kids.len = 2;
    nodes[IVMC_MAX_DEPTH - 2].kids.data = wide;
    scene_lie(&scene.requests, 8 * (IVMC_MAX_DEPTH - 1) + 4, 1);
    recursion_Calc_weigh(&self, nodes, &scene.env);
    scene_expect(&scene, IVMC_LIMIT);
    scene_check(recursion_Calc_weigh(&self, nodes, &scene.env) ==
                IVMC_MAX_DEPTH - 1);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(deeper_replies_are_refused)
{
    struct recursion_Node n;

    recursion_Calc_grow(&self, TWO_AT_THE_END, &n, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_lie(&scene.replies, 8 * (IVMC_MAX_DEPTH - 1) + 4, 1);
    recursion_Calc_grow(&self, TWO_AT_THE_END, &n, &scene.env);
    scene_expect(&scene, IVMC_LIMIT);
    scene_check(n.kids.len == 0 && n.kids.data == NULL);
}
END_TEST

/* ---- unions ------------------------------------------------------------- */

START_TEST(expressions_are_computed)
{
    struct recursion_Expr numbers[2] = {{.tag = recursion_number, .u.n = 6},
                                        {.tag = recursion_number, .u.n = 7}};
    struct recursion_Expr product = {.tag = recursion_product,
                                     .u.both = {2, numbers}};
    struct recursion_Expr sum;

    scene_check(recursion_Calc_eval(&self, &product, &scene.env) == 42);
    recursion_Calc_twice(&self, &product, &sum, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(value_of(&sum) == 84);
    product.u.both.len = 3;
    recursion_Calc_eval(&self, &product, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
}
END_TEST

/* A sum of a sum ... of 7: a chain of `depth` expressions in `all`. */
static struct recursion_Expr *sums(struct recursion_Expr *all, uint32_t depth)
{
    uint32_t i;

    memset(all, 0, depth * sizeof *all);
    for (i = 0; i + 1 < depth; i++) {
        all[i].tag = recursion_sum;
        all[i].u.both.len = 1;
        all[i].u.both.data = &all[i + 1];
    }
    all[i].tag = recursion_number;
    all[i].u.n = 7;
    return all;
}

START_TEST(unions_may_be_as_deep_as_the_limit)
{
    struct recursion_Expr all[IVMC_MAX_DEPTH + 1];
    struct recursion_Expr twofold;

    scene_check(
        recursion_Calc_eval(&self, sums(all, IVMC_MAX_DEPTH), &scene.env) == 7);
    scene_expect(&scene, IVMC_OK);
    recursion_Calc_eval(&self, sums(all, IVMC_MAX_DEPTH + 1), &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    /* The servant puts what it is given one level deeper. */
    recursion_Calc_twice(&self, sums(all, IVMC_MAX_DEPTH - 1), &twofold,
                         &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(value_of(&twofold) == 14);
    recursion_Calc_twice(&self, sums(all, IVMC_MAX_DEPTH), &twofold,
                         &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
}
END_TEST

/* A sum is 8 octets: a chain of them deeper than any encoder would make. */
START_TEST(deeper_unions_are_refused)
{
    struct recursion_Expr all[IVMC_MAX_DEPTH], empty[2], twofold;

    /* The last sum, at the limit, claims one more term, which follows. */
    sums(all, IVMC_MAX_DEPTH);
    memset(empty, 0, sizeof empty);
    empty[0].tag = recursion_sum;
    empty[1].tag = recursion_sum;
    all[IVMC_MAX_DEPTH - 2].u.both.len = 2;
    all[IVMC_MAX_DEPTH - 2].u.both.data = empty;
    scene_lie(&scene.requests, 8 * (IVMC_MAX_DEPTH - 1) + 4, 1);
    recursion_Calc_eval(&self, all, &scene.env);
    scene_expect(&scene, IVMC_LIMIT);
    scene_check(recursion_Calc_eval(&self, all, &scene.env) == 0);
    scene_expect(&scene, IVMC_OK);
    /* And in a reply, where one sum stands around it. */
    scene_lie(&scene.replies, 8 * (IVMC_MAX_DEPTH - 1) + 4, 1);
    recursion_Calc_twice(&self, &all[1], &twofold, &scene.env);
    scene_expect(&scene, IVMC_LIMIT);
}
END_TEST

/* ---- hostile peers ------------------------------------------------------ */

static void play(struct scene *s)
{
    struct recursion_Expr number = {.tag = recursion_number, .u.n = 3};
    struct recursion_Node nodes[3], grown;
    struct recursion_Expr sum;

    start(s);
    recursion_Calc_weigh(&self, chain(nodes, 3), &s->env);
    recursion_Calc_grow(&self, 3, &grown, &s->env);
    scene_check(weight_of(&grown) == 0 || s->env.status == IVMC_OK);
    recursion_Calc_twice(&self, &number, &sum, &s->env);
    scene_check(value_of(&sum) == 0 || s->env.status == IVMC_OK);
    scene_close(s);
}

START_TEST(no_peer_does_harm)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("recursion");
    TCase *t = tcase_create("recursion"), *attacks = tcase_create("attacks");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, values_may_be_as_deep_as_the_limit);
    tcase_add_test(t, results_may_be_as_deep_as_the_limit);
    tcase_add_test(t, values_that_hold_themselves_end);
    tcase_add_test(t, deeper_messages_are_refused);
    tcase_add_test(t, deeper_replies_are_refused);
    tcase_add_test(t, expressions_are_computed);
    tcase_add_test(t, unions_may_be_as_deep_as_the_limit);
    tcase_add_test(t, deeper_unions_are_refused);
    suite_add_tcase(s, t);
    tcase_set_timeout(attacks, 100);
    tcase_add_test(attacks, no_peer_does_harm);
    suite_add_tcase(s, attacks);
    return s;
}
