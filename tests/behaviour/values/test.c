/*
 * Values of every kind go there and back: what comes is what went, what does
 * not fit is refused before it leaves, and no octet of a peer's can do harm.
 */
#include <string.h>

#include "scene.h"
#include "unit.h"
#include "values.h"

/* ---- the servant: gives back what it got -------------------------------- */

#define ECHO(name, type)                                                       \
    static void name(void *servant, const struct type *a, struct type *b,      \
                     struct type *c, struct type *result,                      \
                     struct ivmc_env *env)                                     \
    {                                                                          \
        (void)servant;                                                         \
        (void)env;                                                             \
        *c = *b;                                                               \
        *b = *a;                                                               \
        *result = *a;                                                          \
    }
ECHO(scalars, values_ScalarsT)
ECHO(arrays, values_ArraysT)
ECHO(lists, values_ListsT)
ECHO(unions, values_UnionsT)
ECHO(huge, values_HugeT)

static const char *text(void *servant, const char *a, const char **b,
                        const char **c, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *c = *b;
    *b = a;
    return a;
}

static void bare(void *servant, const uint8_t k[6], int32_t g[2][3],
                 enum values_Color hues[3], const bool f[4],
                 int32_t result[2][3], struct ivmc_env *env)
{
    int i;

    (void)servant;
    (void)env;
    memcpy(result, g, sizeof(values_GridT));
    for (i = 0; i < 3; i++) {
        hues[i] = f[i] ? values_blue : values_green;
        g[0][i] = k[i];
        g[1][i] = k[i + 3];
    }
}

static double each(void *servant, bool a, char b, uint8_t c, int16_t d,
                   int32_t e, int64_t f, float g, double h, enum values_Color i,
                   struct ivmc_float128 j, bool *k, enum values_Color *l,
                   float *m, struct ivmc_float128 *n, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *k = a != *k;
    *l = i;
    *m = g;
    *n = j;
    return h + b + c + d + e + (double)f;
}

/* Gives an enumerator that there is not, when asked for it. */
static enum values_Color pick(void *servant, int32_t n, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return (enum values_Color)(n - 1);
}

static const struct values_Echo_epv epv = {
    .scalars = scalars,
    .arrays = arrays,
    .lists = lists,
    .unions = unions,
    .huge = huge,
    .text = text,
    .bare = bare,
    .each = each,
    .pick = pick,
};

/* ---- sample values ------------------------------------------------------ */

static const struct values_ScalarsT some_scalars = {
    .yes = true,
    .letter = 'x',
    .bits = 0xa5,
    .tiny = -128,
    .utiny = 255,
    .small = -32768,
    .usmall = 65535,
    .medium = INT32_MIN,
    .umedium = UINT32_MAX,
    .large = INT64_MIN,
    .ularge = UINT64_MAX,
    .single = 1.5f,
    .twice = -0.1,
    .quad = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}},
    .hue = values_blue,
    .near_zero = -3,
    .part = 1.0f,
    .far = INT64_C(5000000000),
};

static const char some_word[] = "word", other_word[] = "";

static const struct values_ArraysT some_arrays = {
    .key = {1, 2, 3, 4, 5, 6},
    .cells = {{1, 2, 3}, {4, 5, 6}},
    .hues = {values_blue, values_red, values_green},
    .flags = {true, false, false, true},
    .corners = {{1, 2}, {3, 4}},
    .marks = {{1, values_green, true, {7, 8}, 9},
              {2, values_blue, false, {10, 11}, 12}},
    .names = {"abc", ""},
    .weights = {0.25, -1.0},
};

static uint8_t some_octets[] = {1, 2, 3};
static bool some_bools[] = {true, false, true};
static double some_doubles[] = {1.0, 2.0, 3.0, 4.0};
static enum values_Color some_palette[] = {values_red, values_blue};
static struct values_Point some_path[] = {{1, 2}, {3, 4}, {5, 6}};
static struct values_Mark some_marks[] = {{1, values_green, true, {7, 8}, 9},
                                          {2, values_blue, false, {1, 2}, 3}};
static struct values_Wide some_wides[] = {{0.5, true, 1}, {1.5, false, 2}};
static const char *some_words[] = {some_word, other_word, "1234567"};
static struct values_OctetsT some_blocks[] = {
    {3, some_octets}, {0, some_octets}, {1, some_octets}};
static struct ivmc_float128 some_quads[] = {{{1, 2}}, {{3}}};
static int16_t some_shorts[] = {-1, 2};
static struct values_ListsT_nested_item some_nested[] = {{2, some_shorts},
                                                         {1, some_shorts}};

static const struct values_ListsT some_lists = {
    .raw = {3, some_octets},
    .bools = {3, some_bools},
    .doubles = {4, some_doubles},
    .palette = {2, some_palette},
    .route = {3, some_path},
    .marks = {2, some_marks},
    .wides = {2, some_wides},
    .words = {3, some_words},
    .blocks = {3, some_blocks},
    .quads = {2, some_quads},
    .nested = {2, some_nested},
};

/* Which of the unions below are played. */
static int which;

static struct values_UnionsT some_unions(void)
{
    struct values_UnionsT u;

    memset(&u, 0, sizeof u);
    if (which == 0) {
        u.a.tag = values_red;
        u.a.u.cents = 5;
        u.b.tag = true;
        u.b.u.amount = 2.5;
        u.c.tag = 'b';
        u.c.u.low = 7;
        u.d.tag = -5;
        u.d.u.m = some_marks[0];
        u.e.tag = 1;
        u.e.u.inner.tag = values_green;
        u.e.u.inner.u.text = "ninechars";
    } else if (which == 1) {
        u.a.tag = values_green;
        u.a.u.text = "";
        u.c.tag = '\'';
        u.c.u.raw = (struct values_OctetsT){3, some_octets};
        u.d.tag = 7000000000;
        u.d.u.words = (struct values_WordsT){3, some_words};
        u.e.tag = 2;
        memcpy(u.e.u.cells, some_arrays.cells, sizeof u.e.u.cells);
    } else {
        u.a.tag = values_blue;
        u.a.u.spot = some_path[1];
        u.c.tag = 'z'; /* selects nothing, and may */
        u.d.tag = 0;
        u.d.u.flag = true;
        u.e.tag = 40000;
    }
    return u;
}

static const struct values_HugeT some_huge = {
    .cells = {{{1, 2, 3}, {4, 5, 6}}, {{7}}},
    .name = "huge",
};

/* ---- there and back ----------------------------------------------------- */

static void start(struct scene *s, struct ivmc_object *echo)
{
    scene_open(s, &values_Echo_skeleton, &epv, NULL);
    values_Echo_bind(scene_channel(s), s->key, echo, &s->env);
    scene_expect(s, IVMC_OK);
    scene_armed(s);
}

/*
 * Calls with `first`; what came back is sent again. Whatever was decoded can
 * be encoded, and without harm on the way the octets are the same.
 */
#define PLAY(name, type, first)                                                \
    static void play_##name(struct scene *s)                                   \
    {                                                                          \
        static unsigned char other[SCENE_MEMORY];                              \
        struct ivmc_object echo;                                               \
        struct ivmc_env env;                                                   \
        struct type a = first, b = a, c, d, result;                            \
        struct scene_message before;                                           \
                                                                               \
        start(s, &echo);                                                       \
        ivmc_env_init(&env, other, sizeof other);                              \
        values_Echo_##name(&echo, &a, &b, &c, &result, &s->env);               \
        if (s->env.status == IVMC_OK) {                                        \
            before = s->requests.last;                                         \
            d = c;                                                             \
            values_Echo_##name(&echo, &result, &b, &d, &c, &env);              \
            if (s->requests.harm == SCENE_NONE &&                              \
                s->replies.harm == SCENE_NONE) {                               \
                scene_check(env.status == IVMC_OK);                            \
                scene_check(before.length == s->requests.last.length);         \
                scene_check(memcmp(before.octets + IVMC_HEADER_SIZE,           \
                                   s->requests.last.octets + IVMC_HEADER_SIZE, \
                                   before.length - IVMC_HEADER_SIZE) == 0);    \
            } else if ((s->requests.harm == SCENE_NONE ||                      \
                        s->requests.victim == 0) &&                            \
                       (s->replies.harm == SCENE_NONE ||                       \
                        s->replies.victim == 0)) {                             \
                scene_check(env.status != IVMC_BAD_ARGUMENT);                  \
            }                                                                  \
        }                                                                      \
        scene_close(s);                                                        \
    }
PLAY(scalars, values_ScalarsT, some_scalars)
PLAY(arrays, values_ArraysT, some_arrays)
PLAY(lists, values_ListsT, some_lists)
PLAY(unions, values_UnionsT, some_unions())
PLAY(huge, values_HugeT, some_huge)

static void play_others(struct scene *s)
{
    static const uint8_t key[6] = {1, 2, 3, 4, 5, 6};
    static const bool flags[4] = {true, false, true, false};
    struct ivmc_float128 quad = some_quads[0], n;
    enum values_Color hues[3], l = values_red;
    values_GridT grid = {{9, 9, 9}, {9, 9, 9}}, before;
    const char *b = "two", *c, *result;
    struct ivmc_object echo;
    double sum;
    bool k = true, well;
    float m;

    start(s, &echo);
    well = s->requests.harm == SCENE_NONE && s->replies.harm == SCENE_NONE;
    result = values_Echo_text(&echo, "one", &b, &c, &s->env);
    scene_check(strlen(result) <= 20);
    scene_check(strlen(b) <= 20);
    scene_check(strlen(c) <= 20);
    if (well) {
        scene_check(strcmp(result, "one") == 0);
        scene_check(strcmp(b, "one") == 0);
        scene_check(strcmp(c, "two") == 0);
    }
    values_Echo_bare(&echo, key, grid, hues, flags, before, &s->env);
    scene_check(hues[0] <= values_blue);
    if (well) {
        scene_check(before[1][2] == 9);
        scene_check(grid[1][2] == 6);
        scene_check(hues[0] == values_blue);
        scene_check(hues[1] == values_green);
    }
    sum = values_Echo_each(&echo, true, 'b', 1, -2, 3, -4, 1.5f, 0.5,
                           values_green, quad, &k, &l, &m, &n, &s->env);
    scene_check(l <= values_blue);
    if (well) {
        scene_check(sum > 96.4 && sum < 96.6);
        scene_check(!k && l == values_green && m > 1.4f && m < 1.6f);
        scene_check(memcmp(&n, &quad, sizeof n) == 0);
    }
    scene_close(s);
}

static struct scene scene;

START_TEST(scalars_arrive)
{
    scene_attack(&scene, play_scalars);
}
END_TEST

START_TEST(arrays_arrive)
{
    scene_attack(&scene, play_arrays);
}
END_TEST

START_TEST(lists_arrive)
{
    scene_attack(&scene, play_lists);
}
END_TEST

START_TEST(unions_arrive)
{
    which = _i;
    scene_attack(&scene, play_unions);
}
END_TEST

START_TEST(values_too_large_for_the_stack_arrive)
{
    scene_attack(&scene, play_huge);
}
END_TEST

START_TEST(parameters_of_every_kind_arrive)
{
    scene_attack(&scene, play_others);
}
END_TEST

/* ---- what does not fit -------------------------------------------------- */

static struct ivmc_object echo;

static void open_scene(void)
{
    memset(&scene, 0, sizeof scene);
    start(&scene, &echo);
}

static void close_scene(void)
{
    scene_close(&scene);
}

/* The last call was refused before anything left. */
static void refused(void)
{
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    ck_assert_uint_eq(scene.requests.count, 0);
}

static void send_scalars(struct values_ScalarsT a)
{
    struct values_ScalarsT b = some_scalars, c, result;

    memset(&result, 0xff, sizeof result);
    values_Echo_scalars(&echo, &a, &b, &c, &result, &scene.env);
    refused();
    ck_assert_int_eq(result.medium, 0);
    ck_assert_int_eq(b.medium, 0);
}

START_TEST(ranges_and_enumerators_are_checked)
{
    struct values_ScalarsT a = some_scalars;
    volatile int three = 3;

    a.near_zero = 4;
    send_scalars(a);
    a.near_zero = -4;
    send_scalars(a);
    a.near_zero = 0;
    a.part = 1.25f;
    send_scalars(a);
    a.part = -0.25f;
    send_scalars(a);
    a.part = (float)(0.0 / (double)(three - 3)); /* not a number */
    send_scalars(a);
    a.part = 0.5f;
    a.far++;
    send_scalars(a);
    a.far = INT64_C(-5000000001);
    send_scalars(a);
    a.far = 0;
    a.hue = (enum values_Color)three;
    send_scalars(a);
}
END_TEST

static void send_lists(struct values_ListsT a)
{
    struct values_ListsT b = some_lists, c, result;

    values_Echo_lists(&echo, &a, &b, &c, &result, &scene.env);
    refused();
    ck_assert_uint_eq(result.route.len, 0);
    ck_assert_ptr_null(result.route.data);
}

START_TEST(bounds_are_checked)
{
    static double five[5];
    static const char *null_word[] = {NULL};
    static const char *long_word[] = {"12345678"};
    struct values_ListsT a = some_lists;

    a.doubles = (struct values_DoublesT){5, five};
    send_lists(a);
    a.doubles = (struct values_DoublesT){UINT32_MAX, five};
    send_lists(a);
    a = some_lists;
    a.route = (struct values_PathT){1, NULL};
    send_lists(a);
    a = some_lists;
    a.words = (struct values_WordsT){1, null_word};
    send_lists(a);
    a.words = (struct values_WordsT){1, long_word};
    send_lists(a);
}
END_TEST

START_TEST(strings_are_checked)
{
    const char *b = "b", *c;

    ck_assert_str_eq(
        values_Echo_text(&echo, "123456789012345678901", &b, &c, &scene.env),
        "");
    refused();
    b = NULL;
    ck_assert_str_eq(values_Echo_text(&echo, "a", &b, &c, &scene.env), "");
    refused();
    ck_assert_str_eq(c, "");
    ck_assert_str_eq(b, "");
}
END_TEST

START_TEST(long_strings_in_arrays_are_checked)
{
    struct values_ArraysT a = some_arrays, b = some_arrays, c, result;

    a.names[1] = "four";
    values_Echo_arrays(&echo, &a, &b, &c, &result, &scene.env);
    refused();
}
END_TEST

START_TEST(messages_have_a_limit)
{
    static uint8_t octets[SCENE_MESSAGE];
    struct values_ListsT a = some_lists, b = some_lists, c, result;

    a.raw = (struct values_OctetsT){SCENE_MESSAGE, octets};
    values_Echo_lists(&echo, &a, &b, &c, &result, &scene.env);
    scene_expect(&scene, IVMC_TOO_LARGE);
    ck_assert_uint_eq(scene.requests.count, 0);
}
END_TEST

START_TEST(ranges_of_parameters_are_checked)
{
    ck_assert_int_eq(values_Echo_pick(&echo, 3, &scene.env), values_blue);
    scene_expect(&scene, IVMC_OK);
    scene_armed(&scene);
    values_Echo_pick(&echo, 0, &scene.env);
    refused();
    values_Echo_pick(&echo, 10, &scene.env);
    refused();
}
END_TEST

START_TEST(what_a_servant_may_not_return_fails_the_call)
{
    ck_assert_int_eq(values_Echo_pick(&echo, 9, &scene.env), values_red);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
    ck_assert_int_eq(values_Echo_pick(&echo, 1, &scene.env), values_red);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(constants_have_their_types)
{
    ck_assert_int_eq(values_MOST, 4);
    ck_assert_str_eq(values_GREETING, "say \"hi\"");
    ck_assert(values_YES);
    ck_assert(values_HALF > 0.4 && values_HALF < 0.6);
    ck_assert_int_eq(values_LOWEST, INT64_MIN);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("values");
    TCase *ways = tcase_create("there and back");
    TCase *wrong = tcase_create("what does not fit");

    tcase_set_timeout(ways, 100);
    tcase_add_test(ways, scalars_arrive);
    tcase_add_test(ways, arrays_arrive);
    tcase_add_test(ways, lists_arrive);
    tcase_add_loop_test(ways, unions_arrive, 0, 3);
    tcase_add_test(ways, values_too_large_for_the_stack_arrive);
    tcase_add_test(ways, parameters_of_every_kind_arrive);
    suite_add_tcase(s, ways);
    tcase_add_checked_fixture(wrong, open_scene, close_scene);
    tcase_add_test(wrong, ranges_and_enumerators_are_checked);
    tcase_add_test(wrong, bounds_are_checked);
    tcase_add_test(wrong, strings_are_checked);
    tcase_add_test(wrong, long_strings_in_arrays_are_checked);
    tcase_add_test(wrong, messages_have_a_limit);
    tcase_add_test(wrong, ranges_of_parameters_are_checked);
    tcase_add_test(wrong, what_a_servant_may_not_return_fails_the_call);
    tcase_add_test(wrong, constants_have_their_types);
    suite_add_tcase(s, wrong);
    return s;
}
