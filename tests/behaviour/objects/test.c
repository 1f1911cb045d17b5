/*
 * References in every place, regions, limits that another parameter sets,
 * and an operation's own deadline.
 */
#include <string.h>

#include "objects.h"
#include "scene.h"
#include "unit.h"

#define MOST_LEAVES 4

static struct scene scene;
static struct ivmc_object self;

/* ---- the servants ------------------------------------------------------- */

static int32_t values[MOST_LEAVES];
static uint64_t keys[MOST_LEAVES];
static uint32_t leaf_count;
static uint32_t sent; /* how many numbers `first` gives back */

static int32_t value(void *servant, struct ivmc_env *env)
{
    (void)env;
    return *(const int32_t *)servant;
}

static const struct objects_Leaf_epv leaf_epv = {value};

static void make(void *servant, int32_t number, struct ivmc_objref *result,
                 struct ivmc_env *env)
{
    (void)servant;
    if (leaf_count == MOST_LEAVES) {
        ivmc_env_fail(env, IVMC_LIMIT);
        return;
    }
    values[leaf_count] = number;
    objects_Leaf_serve(&scene.server, &leaf_epv, &values[leaf_count],
                       &keys[leaf_count]);
    *result = ivmc_server_reference(&scene.server, keys[leaf_count++]);
}

static void all(void *servant, struct objects_Leaves *result,
                struct ivmc_env *env)
{
    uint32_t i;

    (void)servant;
    result->data = ivmc_env_alloc(env, leaf_count * sizeof *result->data);
    if (result->data == NULL)
        return;
    result->len = leaf_count;
    for (i = 0; i < leaf_count; i++)
        result->data[i] = ivmc_server_reference(&scene.server, keys[i]);
}

static void two(void *servant, const struct ivmc_objref *a,
                struct ivmc_objref *b, struct ivmc_objref *c,
                struct objects_Pair *result, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    result->first = *a;
    result->second = *b;
    result->weight = INT64_MIN;
    *c = *b;
    *b = *a;
}

static void nil(void *servant, const struct ivmc_objref *a, bool *was_nil,
                struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *was_nil = a->identity[0] == '\0';
}

static void lend(void *servant, const struct ivmc_region *from,
                 struct ivmc_region *back, struct ivmc_region *result,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *back = *from;
    back->rights = IVMC_READ;
    *result = *from;
    result->size = from->size / 2;
}

static void hide(void *servant, const struct objects_Hidden *h,
                 struct objects_Hidden *result, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    *result = *h;
}

static void first(void *servant, uint32_t most,
                  const struct objects_Numbers *given,
                  struct objects_Numbers *got, const char **text,
                  struct objects_Numbers *result, struct ivmc_env *env)
{
    (void)servant;
    scene_check(given->len <= most && strlen(*text) <= most);
    got->data = ivmc_env_alloc(env, 8 * sizeof *got->data);
    if (got->data == NULL)
        return;
    memset(got->data, 0, 8 * sizeof *got->data);
    got->len = sent;
    *result = *given;
}

static int32_t slow(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return 1;
}

static const struct objects_Tree_epv epv = {
    .make = make,
    .all = all,
    .two = two,
    .nil = nil,
    .lend = lend,
    .hide = hide,
    .first = first,
    .slow = slow,
};

/* ---- the stage ---------------------------------------------------------- */

static void start(struct scene *s)
{
    leaf_count = 0;
    sent = 1;
    scene_open(s, &objects_Tree_skeleton, &epv, NULL);
    objects_Tree_bind(scene_channel(s), s->key, &self, &s->env);
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

/* ---- references --------------------------------------------------------- */

START_TEST(a_reference_returned_can_be_called)
{
    struct ivmc_objref ref;
    struct ivmc_object leaf;

    objects_Tree_make(&self, 42, &ref, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_str_eq(ref.identity, objects_Leaf_IDENTITY);
    ck_assert_str_eq(ref.address, "");
    objects_Leaf_bind(scene_channel(&scene), ref.key, &leaf, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(objects_Leaf_value(&leaf, &scene.env) == 42);

    /* The tree is no leaf, and a leaf that is gone is none either. */
    objects_Leaf_bind(scene_channel(&scene), scene.key, &leaf, &scene.env);
    scene_expect(&scene, IVMC_BAD_INTERFACE);
    scene_check(ivmc_server_remove(&scene.server, keys[0]) == IVMC_OK);
    objects_Leaf_bind(scene_channel(&scene), keys[0], &leaf, &scene.env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
}
END_TEST

START_TEST(references_stand_in_sequences_and_structures)
{
    struct ivmc_objref one, other, b, c;
    struct objects_Leaves leaves;
    struct objects_Pair pair;

    objects_Tree_make(&self, 1, &one, &scene.env);
    objects_Tree_make(&self, 2, &other, &scene.env);
    objects_Tree_all(&self, &leaves, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(leaves.len == 2 && leaves.data[1].key == keys[1]);

    one = (struct ivmc_objref){objects_Leaf_IDENTITY, "unix:/there", 7};
    b = (struct ivmc_objref){"IDL:else/Where:2.1", "", UINT64_MAX};
    objects_Tree_two(&self, &one, &b, &c, &pair, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(pair.weight == INT64_MIN && pair.first.key == 7);
    ck_assert_str_eq(pair.first.address, "unix:/there");
    ck_assert_str_eq(b.identity, objects_Leaf_IDENTITY);
    ck_assert_str_eq(c.identity, "IDL:else/Where:2.1");
    scene_check(c.key == UINT64_MAX && pair.second.key == UINT64_MAX);
}
END_TEST

START_TEST(nil_is_a_reference)
{
    const struct ivmc_objref none = {"", "", 0};
    const struct ivmc_objref some = {objects_Leaf_IDENTITY, "", 1};
    bool was_nil = false;

    objects_Tree_nil(&self, &none, &was_nil, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(was_nil);
    objects_Tree_nil(&self, &some, &was_nil, &scene.env);
    scene_check(!was_nil);
}
END_TEST

/* ---- regions ------------------------------------------------------------ */

START_TEST(regions_travel_beside_the_octets)
{
    struct ivmc_region from = {
        .size = 4096, .rights = IVMC_READ | IVMC_WRITE, .handle = 17};
    struct objects_Hidden h = {.name = "held"}, hidden;
    struct ivmc_region back, result;

    objects_Tree_lend(&self, &from, &back, &result, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(back.handle == 17 && back.rights == IVMC_READ);
    scene_check(result.handle == 17 && result.size == 2048);
    h.held = from;
    objects_Tree_hide(&self, &h, &hidden, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(hidden.held.size == 4096 && hidden.held.handle == 17);
    ck_assert_str_eq(hidden.name, "held");

    from.rights = 8;
    objects_Tree_lend(&self, &from, &back, &result, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    scene_check(back.handle == IVMC_NO_HANDLE);
    from.handle = IVMC_NO_HANDLE;
    objects_Tree_lend(&self, &from, &back, &result, &scene.env);
    scene_check(result.handle == IVMC_NO_HANDLE);
}
END_TEST

/* ---- limits ------------------------------------------------------------- */

START_TEST(a_parameter_limits_others)
{
    int32_t three[3] = {1, 2, 3};
    struct objects_Numbers given = {3, three}, got, result;
    const char *text = "abc";

    objects_Tree_first(&self, 3, &given, &got, &text, &result, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_check(got.len == 1 && result.len == 3 && result.data[2] == 3);

    text = "abcd";
    objects_Tree_first(&self, 3, &given, &got, &text, &result, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    text = "";
    objects_Tree_first(&self, 2, &given, &got, &text, &result, &scene.env);
    scene_expect(&scene, IVMC_BAD_ARGUMENT);
    /* The client says 3 and sends 3; what arrives says 2. */
    text = "";
    scene_lie(&scene.requests, 0, 2);
    objects_Tree_first(&self, 3, &given, &got, &text, &result, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    /* The server was told 8 and gives 4; the client asked for 3. */
    sent = 4;
    text = "";
    scene_lie(&scene.requests, 0, 8);
    objects_Tree_first(&self, 3, &given, &got, &text, &result, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    scene_check(got.len == 0 && got.data == NULL);
    /* A servant that gives more than it was asked for fails the call. */
    text = "";
    objects_Tree_first(&self, 3, &given, &got, &text, &result, &scene.env);
    scene_expect(&scene, IVMC_SERVANT_FAILED);
}
END_TEST

/* Looks at the deadline that a call goes out with. */
static enum ivmc_status (*send_on)(struct ivmc_channel *c,
                                   const struct ivmc_message *m,
                                   struct ivmc_deadline *deadline);
static uint32_t seen_ms;

static enum ivmc_status look(struct ivmc_channel *c,
                             const struct ivmc_message *m,
                             struct ivmc_deadline *deadline)
{
    seen_ms = deadline->timeout_ms;
    return send_on(c, m, deadline);
}

START_TEST(an_operation_may_have_a_deadline)
{
    struct ivmc_channel *c = scene_channel(&scene);
    const struct ivmc_channel_ops *before = c->ops;
    struct ivmc_channel_ops watched = *before;

    send_on = before->send;
    watched.send = look;
    c->ops = &watched;
    scene_check(objects_Tree_slow(&self, &scene.env) == 1);
    ck_assert_uint_eq(seen_ms, 250);
    scene.env.timeout_ms = 77;
    objects_Tree_slow(&self, &scene.env);
    ck_assert_uint_eq(seen_ms, 77);
    scene.env.timeout_ms = 0;
    objects_Tree_make(&self, 1, &(struct ivmc_objref){0}, &scene.env);
    ck_assert_uint_eq(seen_ms, IVMC_DEFAULT_TIMEOUT_MS);
    c->ops = before;
}
END_TEST

/* ---- hostile peers ------------------------------------------------------ */

static void play(struct scene *s)
{
    int32_t three[3] = {1, 2, 3};
    struct objects_Numbers given = {3, three}, got, result;
    struct ivmc_objref one, b = {"IDL:x:1.0", "", 3}, c;
    struct ivmc_region from = {.size = 64, .rights = IVMC_READ, .handle = 17};
    struct objects_Hidden h = {.name = "held", .held = from}, hidden;
    struct ivmc_region back, lent;
    struct objects_Leaves leaves;
    struct objects_Pair pair;
    const char *text = "ab";
    uint32_t i;

    start(s);
    objects_Tree_make(&self, 5, &one, &s->env);
    objects_Tree_all(&self, &leaves, &s->env);
    for (i = 0; i < leaves.len; i++)
        scene_check(strlen(leaves.data[i].identity) <= IVMC_MAX_IDENTITY);
    /* No item comes from anywhere but the message. */
    objects_Tree_lend(&self, &from, &back, &lent, &s->env);
    scene_check(back.handle == IVMC_NO_HANDLE || back.handle == 17);
    scene_check(lent.handle == IVMC_NO_HANDLE || lent.handle == 17);
    objects_Tree_hide(&self, &h, &hidden, &s->env);
    if (s->env.status == IVMC_OK)
        scene_check(hidden.held.handle == IVMC_NO_HANDLE ||
                    hidden.held.handle == 17);
    objects_Tree_two(&self, &one, &b, &c, &pair, &s->env);
    if (s->env.status == IVMC_OK)
        scene_check(strlen(c.identity) <= IVMC_MAX_IDENTITY);
    objects_Tree_first(&self, 3, &given, &got, &text, &result, &s->env);
    scene_check(got.len <= 3 && strlen(text) <= 3);
    scene_close(s);
}

START_TEST(no_peer_does_harm)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("objects");
    TCase *t = tcase_create("objects"), *attacks = tcase_create("attacks");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, a_reference_returned_can_be_called);
    tcase_add_test(t, references_stand_in_sequences_and_structures);
    tcase_add_test(t, nil_is_a_reference);
    tcase_add_test(t, regions_travel_beside_the_octets);
    tcase_add_test(t, a_parameter_limits_others);
    tcase_add_test(t, an_operation_may_have_a_deadline);
    suite_add_tcase(s, t);
    tcase_set_timeout(attacks, 100);
    tcase_add_test(attacks, no_peer_does_harm);
    suite_add_tcase(s, attacks);
    return s;
}
