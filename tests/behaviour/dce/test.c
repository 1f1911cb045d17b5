/*
 * Pointers, sized arrays, unions with their tag beside them: the values, the
 * limits, and lengths that lie.
 */
#include <stdlib.h>
#include <string.h>

#include "dce.h"
#include "scene.h"
#include "unit.h"

/* ---- the servant -------------------------------------------------------- */

static int calls; /* of servants that note it */

static int32_t sum(void *servant, int32_t n, const int32_t *a,
                   struct ivmc_env *env)
{
    uint32_t total = 0;
    int32_t i;

    (void)servant;
    (void)env;
    calls++;
    for (i = 0; i < n; i++)
        total += (uint32_t)a[i];
    return (int32_t)total;
}

static void square(void *servant, int32_t max, int32_t *n, int32_t *a,
                   struct ivmc_env *env)
{
    int32_t i;

    (void)servant;
    (void)env;
    for (i = 0; i < *n; i++)
        a[i] = (int32_t)((uint32_t)a[i] * (uint32_t)a[i]);
    for (; i < max; i++)
        scene_check(a[i] == 0);
    if (*n < max)
        a[(*n)++] = 100;
}

static void fill(void *servant, uint32_t n, int32_t *a, struct ivmc_env *env)
{
    uint32_t i;

    (void)servant;
    (void)env;
    for (i = 0; i < n; i++) {
        scene_check(a[i] == 0);
        a[i] = (int32_t)i;
    }
}

/* As many as were asked for by the last element: more than there is room for. */
static int32_t lie;

static void some(void *servant, uint32_t max, uint32_t *n, struct odd *a,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *n = max ? max - 1 : 0;
    if (max > 1)
        a[0] = (struct odd){'c', 7};
    *n += (uint32_t)lie;
}

static void most(void *servant, int32_t n, const char *d, int32_t *total,
                 struct ivmc_env *env)
{
    int32_t i;

    (void)servant;
    (void)env;
    calls++;
    scene_check(n >= 0 && n <= 32);
    for (i = 0; i < n; i++)
        *total += d[i];
}

static void fixed(void *servant, const int32_t a[3], int32_t b[3],
                  int32_t c[2][3], struct odd d[4], struct ivmc_env *env)
{
    int i;

    (void)servant;
    (void)env;
    for (i = 0; i < 3; i++)
        b[i] =
            (int32_t)((uint32_t)a[i] + (uint32_t)c[0][i] + (uint32_t)c[1][i]);
    d[3] = (struct odd){'d', -1};
}

static int32_t count_tree(const struct tree *t)
{
    return t ? 1 + count_tree(t->left) + count_tree(t->right) : 0;
}

static int32_t total(void *servant, const struct node *head,
                     const struct tree *t, struct ivmc_env *env)
{
    uint32_t values = 0;

    (void)servant;
    (void)env;
    for (; head; head = head->next)
        values += (uint32_t)head->v;
    return (int32_t)(values + 1000 * (uint32_t)count_tree(t));
}

static void reverse(void *servant, struct node **head, struct ivmc_env *env)
{
    struct node *done = NULL, *next;

    (void)servant;
    (void)env;
    for (; *head; *head = next) {
        next = (*head)->next;
        (*head)->next = done;
        done = *head;
    }
    *head = done;
}

static void unions(void *servant, const struct enc *a, const struct strict *b,
                   const struct holder *c, struct enc *d, struct strict *e,
                   struct holder *f, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *d = *a;
    *e = *b;
    *f = *c;
}

static double chosen(void *servant, int32_t k, const union bare *u,
                     struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return k == 1 ? u->a : k == 2 || k == 3 ? u->b : -1.0;
}

static void sized(void *servant, const struct arr *a, struct arr *b,
                  struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *b = *a;
}

static void varying(void *servant, struct vary *v, struct part *p,
                    struct ivmc_env *env)
{
    uint32_t i;

    (void)servant;
    (void)env;
    for (i = v->len; i < 10; i++)
        scene_check(v->a[i] == 0);
    for (i = 0; i < 8; i++)
        scene_check(p->a[i] == 0 || (i >= p->first && i < p->first + p->len));
    if (v->len < 10)
        v->a[v->len++] = -1;
}

static const char *name(void *servant, const char *s, const char *t,
                        const char **u, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *u = s;
    return t;
}

static void inplace(void *servant, const char *s, char t[32],
                    struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(strlen(s) < 16 && strlen(t) < 32);
    strcpy(t, s);
}

static void limited(void *servant, int32_t x, enum color *c,
                    struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(x >= 1 && x <= 10);
    *c = x == 1 ? red : x == 5 ? green : x == 6 ? blue : (enum color)x;
}

static int32_t noted;

static void note(void *servant, int32_t x, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    noted = x;
}

static int32_t rows(void *servant, int32_t n, int32_t m, int32_t *const *a,
                    struct ivmc_env *env)
{
    uint32_t all = 0;
    int32_t i, j;

    (void)servant;
    (void)env;
    for (i = 0; i < n; i++)
        for (j = 0; a[i] && j < m; j++)
            all += (uint32_t)a[i][j];
    return (int32_t)all;
}

static void pointers(void *servant, const struct refs *a, struct refs *b,
                     struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    scene_check(a->n && a->s);
    *b = *a;
}

static const struct dce_epv epv = {
    .sum = sum,
    .square = square,
    .fill = fill,
    .some = some,
    .most = most,
    .fixed = fixed,
    .total = total,
    .reverse = reverse,
    .unions = unions,
    .chosen = chosen,
    .sized = sized,
    .varying = varying,
    .name = name,
    .inplace = inplace,
    .limited = limited,
    .note = note,
    .rows = rows,
    .pointers = pointers,
};

/* ---- scenes ------------------------------------------------------------- */

static struct scene scene;
static struct ivmc_object self;

static void start(struct scene *s)
{
    lie = 0;
    scene_open(s, &dce_skeleton, &epv, NULL);
    dce_bind(scene_channel(s), s->key, &self, &s->env);
    scene_expect(s, IVMC_OK);
    scene_armed(s);
}

static bool well(const struct scene *s)
{
    return s->requests.harm == SCENE_NONE && s->replies.harm == SCENE_NONE;
}

/* What has to be so when nothing was harmed. */
#define ought(condition) scene_check(!well(s) || (condition))

static void play_arrays(struct scene *s)
{
    static const int32_t five[5] = {1, 2, 3, 4, 5};
    int32_t a[4] = {2, 3, 0, 0}, b[3], c[2][3] = {{1, 1, 1}, {2, 2, 2}};
    int32_t n = 2, all;
    uint32_t got;
    struct odd odds[4];

    start(s);
    all = dce_sum(&self, 5, five, &s->env);
    ought(all == 15);
    all = dce_sum(&self, 0, NULL, &s->env);
    ought(all == 0);
    dce_square(&self, 4, &n, a, &s->env);
    ought(n == 3 && a[0] == 4 && a[1] == 9 && a[2] == 100 && a[3] == 0);
    scene_check(n >= 0 && n <= 4);
    dce_fill(&self, 4, a, &s->env);
    ought(a[0] == 0 && a[3] == 3);
    dce_some(&self, 3, &got, odds, &s->env);
    ought(got == 2 && odds[0].c == 'c' && odds[0].s == 7 && odds[1].c == 0);
    scene_check(got <= 3);
    dce_most(&self, 3, "\1\2\3", &all, &s->env);
    ought(all == 6);
    dce_fixed(&self, five, b, c, odds, &s->env);
    ought(b[0] == 4 && b[2] == 6 && odds[3].c == 'd' && odds[3].s == -1);
    scene_close(s);
}

static void play_pointers(struct scene *s)
{
    struct node third = {3, NULL}, second = {2, &third}, first = {1, &second};
    struct tree leaf = {1, NULL, NULL}, inner = {2, &leaf, NULL},
                root = {3, &inner, &leaf};
    struct odd odd = {'o', 1};
    char text[] = "text";
    int32_t n = 5, all;
    struct refs out, refs = {&n, text, &odd};
    struct node *head = &first;
    const char *u, *result;

    start(s);
    all = dce_total(&self, &first, &root, &s->env);
    ought(all == 4006);
    dce_reverse(&self, &head, &s->env);
    ought(head && head->v == 3 && head->next->next->v == 1 &&
          !head->next->next->next);
    head = NULL;
    dce_reverse(&self, &head, &s->env);
    ought(!head);
    dce_pointers(&self, &refs, &out, &s->env);
    ought(*out.n == 5 && strcmp(out.s, "text") == 0 && out.o->c == 'o');
    scene_check(s->env.status != IVMC_OK || (out.n && out.s));
    result = dce_name(&self, "name", NULL, &u, &s->env);
    ought(!result && strcmp(u, "name") == 0);
    scene_close(s);
}

static void play_sized(struct scene *s)
{
    int32_t two[2] = {5, 6}, *matrix[3] = {two, NULL, two}, all;
    int16_t shorts[5] = {1, 2, 3, 4, 5};
    struct arr arr = {2, two, shorts}, back;
    struct vary v = {2, {INT64_MAX, 1}};
    struct part p = {3, 2, {0, 0, 0, 7, 8}};
    char t[32] = "old";
    enum color c;

    start(s);
    dce_sized(&self, &arr, &back, &s->env);
    ought(back.n == 2 && back.d[1] == 6 && back.e[4] == 5);
    dce_varying(&self, &v, &p, &s->env);
    ought(v.len == 3 && v.a[0] == INT64_MAX && v.a[2] == -1 && v.a[9] == 0);
    ought(p.first == 3 && p.a[3] == 7 && p.a[4] == 8 && p.a[2] == 0);
    scene_check(v.len <= 10 && p.first + p.len <= 8);
    dce_inplace(&self, "a name", t, &s->env);
    ought(strcmp(t, "a name") == 0);
    scene_check(memchr(t, 0, sizeof t) != NULL);
    dce_limited(&self, 5, &c, &s->env);
    ought(c == green);
    scene_check(c == red || c == green || c == blue);
    dce_note(&self, 77, &s->env);
    ought(noted == 77);
    all = dce_rows(&self, 3, 2, matrix, &s->env);
    ought(all == 22);
    scene_close(s);
}

static void play_unions(struct scene *s)
{
    struct enc a = {2, {.c = blue}}, d;
    struct strict b = {2, {.s = "text"}}, e;
    struct holder c = {2, {.b = 0.5}}, f;
    union bare u = {.a = 9};
    double x;

    start(s);
    dce_unions(&self, &a, &b, &c, &d, &e, &f, &s->env);
    ought(d.k == 2 && d.tagged_union.c == blue);
    ought(e.k == 2 && strcmp(e.pick.s, "text") == 0);
    ought(f.k == 2 && f.u.b > 0.4 && f.u.b < 0.6);
    a.k = 99; /* an empty default */
    b = (struct strict){1, {.a = 1}};
    c = (struct holder){0, {.a = 3}};
    dce_unions(&self, &a, &b, &c, &d, &e, &f, &s->env);
    ought(d.k == 99 && d.tagged_union.a == 0);
    ought(e.pick.a == 1 && f.u.a == 3);
    x = dce_chosen(&self, 1, &u, &s->env);
    ought(x > 8.9 && x < 9.1);
    scene_close(s);
}

START_TEST(arrays_arrive)
{
    scene_attack(&scene, play_arrays);
}
END_TEST

START_TEST(pointers_arrive)
{
    scene_attack(&scene, play_pointers);
}
END_TEST

START_TEST(sized_values_arrive)
{
    scene_attack(&scene, play_sized);
}
END_TEST

START_TEST(unions_arrive)
{
    scene_attack(&scene, play_unions);
}
END_TEST

/* ---- what does not fit -------------------------------------------------- */

static void open_scene(void)
{
    memset(&scene, 0, sizeof scene);
    start(&scene);
    calls = 0;
}

static void close_scene(void)
{
    scene_close(&scene);
}

/* The last call was refused before anything left. */
#define refused()                                                              \
    do {                                                                       \
        scene_expect(&scene, IVMC_BAD_ARGUMENT);                               \
        ck_assert_uint_eq(scene.requests.count, 0);                            \
    } while (0)

START_TEST(lengths_are_checked_before_anything_leaves)
{
    int32_t a[4] = {0}, n = 5;
    uint32_t got;
    struct odd odds[1];
    struct arr arr = {-1, a, NULL}, back;
    struct vary v = {11, {0}};
    struct part p = {8, 1, {0}};

    dce_sum(&self, -1, a, &scene.env);
    refused();
    dce_sum(&self, INT32_MIN, a, &scene.env);
    refused();
    dce_sum(&self, 1, NULL, &scene.env);
    refused();
    dce_square(&self, 4, &n, a, &scene.env);
    refused();
    n = -1;
    dce_square(&self, 4, &n, a, &scene.env);
    refused();
    dce_fill(&self, 1, NULL, &scene.env);
    refused();
    dce_some(&self, 1, &got, NULL, &scene.env);
    refused();
    (void)odds;
    dce_most(&self, 33, "", &n, &scene.env);
    refused();
    dce_most(&self, -1, "", &n, &scene.env);
    refused();
    dce_sized(&self, &arr, &back, &scene.env);
    refused();
    arr = (struct arr){INT32_MAX, NULL, (int16_t *)(void *)a};
    dce_sized(&self, &arr, &back, &scene.env);
    scene_expect(&scene, IVMC_TOO_LARGE);
    dce_varying(&self, &v, &p, &scene.env);
    refused();
    ck_assert_uint_eq(p.first, 0); /* after a failure nothing is left */
    p = (struct part){8, 1, {0}};
    dce_varying(&self, &v, &p, &scene.env);
    refused();
    p = (struct part){UINT32_MAX, 1, {0}};
    dce_varying(&self, &v, &p, &scene.env);
    refused();
    p = (struct part){4, 5, {0}};
    dce_varying(&self, &v, &p, &scene.env);
    refused();
}
END_TEST

START_TEST(tags_pointers_and_strings_are_checked)
{
    struct enc a = {1, {.a = 1}}, d;
    struct strict b = {3, {.a = 1}}, e;
    struct holder c = {INT32_MAX, {.a = 1}}, f;
    char t[32], text[] = "text";
    int32_t n = 1;
    struct refs out, refs = {NULL, text, NULL};
    enum color hue;

    dce_unions(&self, &a, &b, &c, &d, &e, &f, &scene.env);
    refused();
    a = (struct enc){3, {.a = 1}}; /* no color is 1 */
    b.k = 1;
    dce_unions(&self, &a, &b, &c, &d, &e, &f, &scene.env);
    refused();
    dce_pointers(&self, &refs, &out, &scene.env);
    refused();
    refs = (struct refs){&n, NULL, NULL};
    dce_pointers(&self, &refs, &out, &scene.env);
    refused();
    strcpy(t, "ok");
    dce_inplace(&self, "sixteen octets..", t, &scene.env);
    refused();
    memset(t, 'x', sizeof t);
    dce_inplace(&self, "ok", t, &scene.env);
    refused();
    dce_limited(&self, 0, &hue, &scene.env);
    refused();
    dce_limited(&self, 11, &hue, &scene.env);
    refused();
}
END_TEST

START_TEST(a_servant_cannot_return_more_than_there_is_room_for)
{
    struct odd odds[3];
    uint32_t got;

    lie = 1;
    dce_some(&self, 3, &got, odds, &scene.env);
    scene_expect(&scene, IVMC_OK);
    lie = 2;
    dce_some(&self, 3, &got, odds, &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
    ck_assert_uint_eq(got, 0);
    lie = INT32_MIN;
    dce_some(&self, 3, &got, odds, &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
}
END_TEST

/* ---- long lists, deep trees --------------------------------------------- */

START_TEST(lists_are_followed_by_a_loop)
{
    static struct node nodes[400];
    struct node *head = nodes;
    int i;

    for (i = 0; i < 400; i++)
        nodes[i] = (struct node){i, i < 399 ? &nodes[i + 1] : NULL};
    dce_reverse(&self, &head, &scene.env);
    scene_expect(&scene, IVMC_OK);
    for (i = 399; head; head = head->next, i--)
        ck_assert_int_eq(head->v, i);
    ck_assert_int_eq(i, -1);
}
END_TEST

/* `depth` nodes, each the left one of that before. */
static struct tree *left_tree(struct tree *nodes, int depth)
{
    int i;

    for (i = 0; i < depth; i++)
        nodes[i] = (struct tree){i, i + 1 < depth ? &nodes[i + 1] : NULL, NULL};
    return nodes;
}

START_TEST(trees_may_be_64_deep)
{
    static struct tree nodes[65];
    struct node node = {0, NULL};

    ck_assert_int_eq(dce_total(&self, &node, left_tree(nodes, 64), &scene.env),
                     64000);
    scene_expect(&scene, IVMC_OK);
    scene_armed(&scene);
    dce_total(&self, &node, left_tree(nodes, 65), &scene.env);
    refused();
}
END_TEST

START_TEST(what_holds_itself_ends)
{
    struct node ring = {1, &ring};
    struct node *head = &ring;
    struct tree tree = {1, &tree, &tree};
    struct node node = {0, NULL};

    dce_reverse(&self, &head, &scene.env);
    scene_expect(&scene, IVMC_TOO_LARGE);
    dce_total(&self, &node, &tree, &scene.env);
    refused();
}
END_TEST

/* ---- peers that lie about lengths: DICE's D1 to D4, D6, D8, D13 --------- */

/* Lengths that do harm where they are trusted. */
static const uint32_t lengths[] = {
    UINT32_MAX, 0x80000000u, INT32_MAX, 0x40000000u, 0x20000001u, 1000000, 33,
};
#define LENGTHS ((int)(sizeof lengths / sizeof *lengths))

/* The call just made was refused, no servant ran, and the next call is fine. */
static void refused_by_peer(void)
{
    static const int32_t two[2] = {1, 2};

    ck_assert(scene.env.status == IVMC_BAD_MESSAGE ||
              scene.env.status == IVMC_LIMIT);
    ck_assert_int_eq(calls, 0);
    ck_assert_int_eq(dce_sum(&self, 2, two, &scene.env), 3);
    scene_expect(&scene, IVMC_OK);
}

START_TEST(d1_size_is_of_a_request_is_not_trusted)
{
    static const int32_t a[2] = {1, 2};

    scene_lie(&scene.requests, 0, lengths[_i]);
    dce_sum(&self, 2, a, &scene.env);
    refused_by_peer();
}
END_TEST

START_TEST(d1_size_is_against_its_range)
{
    int32_t all;

    scene_lie(&scene.requests, 0, lengths[_i]);
    dce_most(&self, 2, "ab", &all, &scene.env);
    refused_by_peer();
}
END_TEST

START_TEST(d1_length_is_against_size_is)
{
    int32_t a[4] = {1, 2, 3, 4}, n = 2;

    scene_lie(&scene.requests, 4, lengths[_i]);
    dce_square(&self, 4, &n, a, &scene.env);
    refused_by_peer();
}
END_TEST

START_TEST(d1_room_asked_for_results)
{
    int32_t a[4];

    scene_lie(&scene.requests, 0, lengths[_i]);
    dce_fill(&self, 4, a, &scene.env);
    if (lengths[_i] == 33) {
        /* A fair wish, but not the caller's: he has no room for so many. */
        scene_expect(&scene, IVMC_BAD_MESSAGE);
        calls = 0;
    }
    refused_by_peer();
}
END_TEST

START_TEST(d2_negative_lengths_do_not_leave_the_client)
{
    static const int32_t a[1] = {1};

    dce_sum(&self, (int32_t)lengths[_i], a, &scene.env);
    if ((int32_t)lengths[_i] < 0)
        refused();
    else if (lengths[_i] > SCENE_MESSAGE)
        scene_expect(&scene, IVMC_TOO_LARGE);
}
END_TEST

START_TEST(d3_what_is_sent_is_what_the_length_says)
{
    static const int32_t a[3] = {1, 2, 3};

    dce_sum(&self, 3, a, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(scene.requests.last.length, IVMC_HEADER_SIZE + 4 + 3 * 4);
    ck_assert_uint_eq(
        ivmc_load_u32(scene.requests.last.octets + IVMC_HEADER_SIZE), 3);
}
END_TEST

START_TEST(d4_lengths_of_a_reply_are_not_trusted)
{
    struct odd odds[3];
    uint32_t got;

    scene_lie(&scene.replies, 0, lengths[_i]);
    dce_some(&self, 3, &got, odds, &scene.env);
    ck_assert_uint_eq(got, 0);
    refused_by_peer();
}
END_TEST

START_TEST(d4_lengths_of_inout_arrays_are_not_trusted)
{
    int32_t a[4] = {1, 2, 3, 4}, n = 2;

    scene_lie(&scene.replies, 0, lengths[_i]);
    dce_square(&self, 4, &n, a, &scene.env);
    ck_assert_int_eq(n, 0);
    refused_by_peer();
}
END_TEST

START_TEST(d8_tags_without_an_arm_are_refused)
{
    struct enc a = {1, {.a = 1}}, d;
    struct strict b = {1, {.a = 1}}, e;
    struct holder c = {1, {.a = 1}}, f;

    /* Octet 8: the tag of `b`, whose union has no default. */
    scene_lie(&scene.requests, 8, 3);
    dce_unions(&self, &a, &b, &c, &d, &e, &f, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    ck_assert_int_eq(e.k, 0);
    scene_lie(&scene.replies, 8, 3);
    dce_unions(&self, &a, &b, &c, &d, &e, &f, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    ck_assert_int_eq(e.k, 0);
    refused_by_peer();
}
END_TEST

START_TEST(d13_no_pointer_travels)
{
    int32_t two[2] = {5, 6};
    struct arr arr = {2, two, NULL}, back;
    uintptr_t address = (uintptr_t)two;
    size_t i;

    dce_sized(&self, &arr, &back, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(scene.requests.last.length,
                      IVMC_HEADER_SIZE + 4 + 4 + 8 + 1);
    for (i = 0; i + sizeof address <= scene.requests.last.length; i++)
        ck_assert(memcmp(scene.requests.last.octets + i, &address,
                         sizeof address) != 0);
    /* What stands for the pointer is 0 or 1, and nothing else. */
    scene_lie(&scene.requests, 4, 0x7fff1234);
    dce_sized(&self, &arr, &back, &scene.env);
    refused_by_peer();
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("dce");
    TCase *ways = tcase_create("there and back");
    TCase *wrong = tcase_create("what does not fit");
    TCase *deep = tcase_create("lists and trees");
    TCase *lies = tcase_create("lies");

    tcase_set_timeout(ways, 100);
    tcase_add_test(ways, arrays_arrive);
    tcase_add_test(ways, pointers_arrive);
    tcase_add_test(ways, sized_values_arrive);
    tcase_add_test(ways, unions_arrive);
    suite_add_tcase(s, ways);
    tcase_add_checked_fixture(wrong, open_scene, close_scene);
    tcase_add_test(wrong, lengths_are_checked_before_anything_leaves);
    tcase_add_test(wrong, tags_pointers_and_strings_are_checked);
    tcase_add_test(wrong, a_servant_cannot_return_more_than_there_is_room_for);
    suite_add_tcase(s, wrong);
    tcase_add_checked_fixture(deep, open_scene, close_scene);
    tcase_add_test(deep, lists_are_followed_by_a_loop);
    tcase_add_test(deep, trees_may_be_64_deep);
    tcase_add_test(deep, what_holds_itself_ends);
    suite_add_tcase(s, deep);
    tcase_add_checked_fixture(lies, open_scene, close_scene);
    tcase_add_loop_test(lies, d1_size_is_of_a_request_is_not_trusted, 0,
                        LENGTHS);
    tcase_add_loop_test(lies, d1_size_is_against_its_range, 0, LENGTHS);
    tcase_add_loop_test(lies, d1_length_is_against_size_is, 0, LENGTHS);
    tcase_add_loop_test(lies, d1_room_asked_for_results, 0, LENGTHS);
    tcase_add_loop_test(lies, d2_negative_lengths_do_not_leave_the_client, 0,
                        LENGTHS - 1);
    tcase_add_test(lies, d3_what_is_sent_is_what_the_length_says);
    tcase_add_loop_test(lies, d4_lengths_of_a_reply_are_not_trusted, 0,
                        LENGTHS);
    tcase_add_loop_test(lies, d4_lengths_of_inout_arrays_are_not_trusted, 0,
                        LENGTHS);
    tcase_add_test(lies, d8_tags_without_an_arm_are_refused);
    tcase_add_test(lies, d13_no_pointer_travels);
    suite_add_tcase(s, lies);
    return s;
}
