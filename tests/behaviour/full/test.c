/*
 * Full pointers: what is one value on one side is one on the other, cycles
 * included; numbers that lie are refused.
 */
#include <string.h>

#include "full.h"
#include "scene.h"
#include "unit.h"

#define MANY 100

/* ---- the servant -------------------------------------------------------- */

/* Walks along `next` until it is at a node again, or at the end. */
static int32_t sum(void *servant, const struct node *head, struct ivmc_env *env)
{
    const struct node *n = head;
    uint32_t total = 0;
    int steps = 0;

    (void)servant;
    (void)env;
    while (n && steps++ < 1000) {
        total += (uint32_t)n->value;
        n = n->next;
        if (n == head)
            break;
    }
    return (int32_t)total;
}

static struct node *ring(void *servant, int32_t count, struct ivmc_env *env)
{
    static struct node nodes[MANY];
    int32_t i;

    (void)servant;
    (void)env;
    if (count < 1 || count > MANY)
        return NULL;
    for (i = 0; i < count; i++)
        nodes[i] = (struct node){i, &nodes[0], &nodes[(i + 1) % count]};
    return &nodes[0];
}

static void turn(void *servant, struct node **graph, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    if (*graph)
        *graph = (*graph)->other;
}

static bool same(void *servant, const struct node *a, const struct node *b,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a == b;
}

static void swap(void *servant, struct pair *p, struct ivmc_env *env)
{
    char *first = (char *)(uintptr_t)p->first;

    (void)servant;
    (void)env;
    p->first = p->second;
    p->second = first;
    scene_check(!p->digit || (*p->digit >= 0 && *p->digit <= 9));
}

static const struct full_epv epv = {sum, ring, turn, same, swap};

/* ---- the scene ---------------------------------------------------------- */

static struct scene scene;
static struct ivmc_object self;
static struct ivmc_env *env;

static void start(struct scene *s)
{
    scene_open(s, &full_skeleton, &epv, NULL);
    full_bind(scene_channel(s), s->key, &self, &s->env);
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
}

/* ---- the tests ---------------------------------------------------------- */

START_TEST(a_list_may_be_long_and_end)
{
    static struct node nodes[MANY];
    int32_t i;

    for (i = 0; i < MANY; i++)
        nodes[i] = (struct node){1, NULL, i + 1 < MANY ? &nodes[i + 1] : NULL};
    ck_assert_int_eq(full_sum(&self, &nodes[0], env), MANY);
    scene_expect(&scene, IVMC_OK);
    ck_assert_int_eq(full_sum(&self, NULL, env), 0);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(a_ring_goes_there_and_comes_back)
{
    static struct node nodes[MANY];
    const struct node *first, *n;
    int32_t i;

    for (i = 0; i < MANY; i++)
        nodes[i] = (struct node){2, &nodes[i], &nodes[(i + 1) % MANY]};
    ck_assert_int_eq(full_sum(&self, &nodes[0], env), 2 * MANY);
    scene_expect(&scene, IVMC_OK);
    first = full_ring(&self, MANY, env);
    scene_expect(&scene, IVMC_OK);
    for (n = first, i = 0; i < MANY; i++, n = n->next) {
        ck_assert_int_eq(n->value, i);
        ck_assert(n->other == first);
    }
    ck_assert(n == first);
}
END_TEST

START_TEST(one_value_stays_one)
{
    struct node a = {1, NULL, NULL}, b = {1, NULL, NULL}, *graph = &a;

    ck_assert(full_same(&self, &a, &a, env));
    ck_assert(!full_same(&self, &a, &b, env));
    ck_assert(full_same(&self, NULL, NULL, env));
    a.other = &b;
    b.other = &a;
    full_turn(&self, &graph, env);
    scene_expect(&scene, IVMC_OK);
    ck_assert(graph != &b);
    ck_assert_int_eq(graph->value, 1);
    ck_assert(graph->other->other == graph);
}
END_TEST

START_TEST(strings_may_be_one_and_arrays_have_their_own)
{
    static const char text[] = "both";
    int32_t items[3] = {1, 2, 3}, digit = 7, *inner = &digit;
    struct pair p = {text, text, 3, items, &digit, &inner};

    full_swap(&self, &p, env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_str_eq(p.first, "both");
    ck_assert(p.first == p.second);
    ck_assert_int_eq(p.items[2], 3);
    ck_assert_int_eq(*p.digit, 7);
    ck_assert_int_eq(**p.deep, 7);
    digit = 10;
    p = (struct pair){NULL, text, 0, NULL, &digit, NULL};
    full_swap(&self, &p, env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
}
END_TEST

/* Request of `same`: the number of a, its value, other, next; that of b. */
START_TEST(numbers_that_lie_are_refused)
{
    static const uint32_t lies[] = {2, 3, 100, 0x7fffffff, 0xffffffff};
    struct node a = {1, NULL, NULL};

    scene_armed(&scene);
    scene_lie(&scene.requests, 0, lies[_i]);
    full_same(&self, &a, &a, env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    scene_armed(&scene);
    scene_lie(&scene.requests, 16, lies[_i]);
    full_same(&self, &a, &a, env);
    /* 2 is a new value, for which there are no octets. */
    scene_expect(&scene, IVMC_BAD_MESSAGE);
}
END_TEST

/* A value of one type is not one of another, nor one that is not there yet. */
START_TEST(types_and_cycles_cannot_be_forged)
{
    int32_t digit = 1, *inner = &digit;
    struct pair p = {"a", "b", 0, NULL, NULL, &inner};

    scene_armed(&scene);
    /* The number of the second string becomes that of the first. */
    full_swap(&self, &p, env);
    scene_expect(&scene, IVMC_OK);
    /* Body: 1, 2 "a\0", pad, 2, ... : first the number of `first`. */
    p = (struct pair){NULL, NULL, 0, NULL, NULL, &inner};
    scene_armed(&scene);
    /* 0, 0, 0, 0, 0, 1, 2, value: **deep is itself. */
    scene_lie(&scene.requests, 24, 1);
    full_swap(&self, &p, env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
}
END_TEST

static void play(struct scene *s)
{
    struct node a = {1, NULL, NULL}, b = {2, &a, &a}, *graph = &b;
    int32_t digit = 3, *inner = &digit;
    struct pair p = {"x", "x", 0, NULL, &digit, &inner};

    start(s);
    scene_armed(s);
    a.other = &b;
    full_sum(&self, &b, &s->env);
    full_ring(&self, 2, &s->env);
    full_turn(&self, &graph, &s->env);
    full_swap(&self, &p, &s->env);
    scene_close(s);
}

START_TEST(messages_are_harmed)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("full pointers");
    TCase *t = tcase_create("graphs");
    TCase *harm = tcase_create("harm");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, a_list_may_be_long_and_end);
    tcase_add_test(t, a_ring_goes_there_and_comes_back);
    tcase_add_test(t, one_value_stays_one);
    tcase_add_test(t, strings_may_be_one_and_arrays_have_their_own);
    tcase_add_loop_test(t, numbers_that_lie_are_refused, 0, 5);
    tcase_add_test(t, types_and_cycles_cannot_be_forged);
    suite_add_tcase(s, t);
    tcase_set_timeout(harm, 120);
    tcase_add_test(harm, messages_are_harmed);
    suite_add_tcase(s, harm);
    return s;
}
