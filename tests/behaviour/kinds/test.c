/*
 * Values that C has no type for: what comes is what went, what is none is
 * refused before it leaves, and no octet of a peer's can do harm.
 */
#include <string.h>

#include "kinds.h"
#include "scene.h"
#include "unit.h"

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
ECHO(texts, kinds_TextsT)
ECHO(bits, kinds_BitsT)
ECHO(maps, kinds_MapsT)
ECHO(choice, kinds_ByLetter)

static struct kinds_Leaf *value(void *servant, const struct kinds_Leaf *a,
                                struct kinds_Node **b, int32_t **c,
                                struct ivmc_env *env)
{
    struct kinds_Leaf *back = ivmc_env_alloc(env, sizeof *back);
    struct kinds_Node *first = ivmc_env_alloc(env, sizeof *first);

    (void)servant;
    *c = NULL;
    if (back == NULL || first == NULL || a == NULL)
        return NULL;
    *back = *a;
    *first = (struct kinds_Node){a->number, *b};
    *b = first;
    *c = &back->number;
    return back;
}

static struct ivmc_decimal each(void *servant, struct ivmc_decimal a,
                                uint16_t b, const struct ivmc_wstring *c,
                                const struct ivmc_any *d, kinds_Rights e,
                                const struct kinds_Header *f, const char *g,
                                const char *h, struct ivmc_decimal *i,
                                uint16_t *j, struct ivmc_wstring *k,
                                struct ivmc_any *l, kinds_Rights *m,
                                struct kinds_Header *n, const char **o,
                                struct ivmc_env *env)
{
    struct ivmc_decimal before = *i;

    (void)servant;
    *i = a;
    *j = b;
    *k = *c;
    *l = *d;
    *m = e;
    *n = *f;
    *o = g;
    if (h == NULL) {
        struct kinds_Wrong wrong = {*c, a, g};

        kinds_Wrong_raise(env, &wrong);
    }
    return before;
}

static uint16_t letter(void *servant, uint16_t a, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a == '!' ? 0xd800 : a;
}

static kinds_Rights may(void *servant, kinds_Rights a, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a == 0 ? 4 : a;
}

#define GIVE_BACK(name, type)                                                  \
    static void name(void *servant, const struct type *a, struct type *result, \
                     struct ivmc_env *env)                                     \
    {                                                                          \
        (void)servant;                                                         \
        (void)env;                                                             \
        *result = *a;                                                          \
    }
GIVE_BACK(wide, ivmc_wstring)
GIVE_BACK(thing, ivmc_any)
GIVE_BACK(head, kinds_Header)
GIVE_BACK(ages, kinds_AgesT)

static const char *words(void *servant, const char *a, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a;
}

static struct ivmc_decimal zero(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return (struct ivmc_decimal){{0}};
}

static const struct kinds_Echo_epv epv = {
    .zero = zero,
    .texts = texts,
    .bits = bits,
    .maps = maps,
    .choice = choice,
    .value = value,
    .each = each,
    .letter = letter,
    .wide = wide,
    .thing = thing,
    .may = may,
    .head = head,
    .ages = ages,
    .words = words,
};

/* ---- sample values ------------------------------------------------------ */

static uint16_t some_letters[] = {'a', 0x20ac, 1};

static const struct kinds_TextsT some_texts = {
    .letter = kinds_EURO,
    .text = IVMC_WSTRING(kinds_GREETING),
    .small = IVMC_WSTRING(u"\U0001f600x"),
    .letters = {3, some_letters},
    .rows = {IVMC_WSTRING(u""), IVMC_WSTRING(u"row")},
};

static kinds_Rights some_rights[] = {kinds_may_read, 0,
                                     kinds_may_all | kinds_may_write};

static const struct kinds_BitsT some_bits = {
    .may = kinds_may_read | kinds_may_write,
    .all = 0xff,
    .away = kinds_top,
    .head = {5, true, -2048},
    .both = {1, false, 2047, UINT64_C(0xfffffffffff)},
    .list = {3, some_rights},
    .pair = {kinds_may_all, 0},
};

static const unsigned char some_octets[] = {1, 2, 3};
static struct kinds_AgesT_item some_ages[] = {{"", 1}, {"ann", -2}, {"bob", 3}};
static struct kinds_NestedT_item some_nested[] = {{kinds_low, {3, some_ages}},
                                                  {kinds_high, {0, NULL}}};
static struct kinds_WideT_item some_wide[] = {{'a', IVMC_WSTRING(u"b")},
                                              {0x20ac, IVMC_WSTRING(u"")}};
static struct kinds_YesT_item some_yes[] = {{false, 7}, {true, 8}};
static struct kinds_CharsT_item some_chars[] = {{'a', {{0}}}, {'\x80', {{0}}}};
static struct kinds_NamedT_item some_named[] = {
    {IVMC_WSTRING(u""), {"octets", 3, some_octets}},
    {IVMC_WSTRING(u"x"), {"", 0, NULL}}};
static struct kinds_AgesT some_many[] = {{1, some_ages}, {2, some_ages + 1}};

static const struct kinds_MapsT some_maps = {
    .ages = {3, some_ages},
    .nested = {2, some_nested},
    .wide = {2, some_wide},
    .yes = {2, some_yes},
    .chars = {2, some_chars},
    .named = {2, some_named},
    .many = {2, some_many},
};

/* Which of the unions below is played. */
static int which;

static struct kinds_ByLetter some_choice(void)
{
    struct kinds_ByLetter u;

    memset(&u, 0, sizeof u);
    if (which == 0) {
        u.tag = 'a';
        u.u.price = ivmc_decimal_of(-123456789);
    } else if (which == 1) {
        u.tag = kinds_EURO;
        u.u.thing = (struct ivmc_any){"IDL:kinds/T:1.0", 3, some_octets};
    } else {
        u.tag = 'b';
        u.u.head = some_bits.head;
    }
    return u;
}

/* ---- there and back ----------------------------------------------------- */

static void start(struct scene *s, struct ivmc_object *echo)
{
    scene_open(s, &kinds_Echo_skeleton, &epv, NULL);
    kinds_Echo_bind(scene_channel(s), s->key, echo, &s->env);
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
        kinds_Echo_##name(&echo, &a, &b, &c, &result, &s->env);                \
        if (s->env.status == IVMC_OK) {                                        \
            before = s->requests.last;                                         \
            d = c;                                                             \
            kinds_Echo_##name(&echo, &result, &b, &d, &c, &env);               \
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
PLAY(texts, kinds_TextsT, some_texts)
PLAY(bits, kinds_BitsT, some_bits)
PLAY(maps, kinds_MapsT, some_maps)
PLAY(choice, kinds_ByLetter, some_choice())

static void play_value(struct scene *s)
{
    struct kinds_Node tail = {3, NULL}, second = {2, &tail};
    struct kinds_Leaf leaf = {1, &second, "words"}, *result;
    struct kinds_Node *b = &second;
    struct ivmc_object echo;
    int32_t *c;

    start(s, &echo);
    result = kinds_Echo_value(&echo, &leaf, &b, &c, &s->env);
    if (s->env.status != IVMC_OK)
        scene_check(result == NULL && b == NULL && c == NULL);
    if (s->requests.harm == SCENE_NONE && s->replies.harm == SCENE_NONE) {
        scene_check(s->env.status == IVMC_OK);
        scene_check(result->number == 1 && result->next->next->number == 3);
        scene_check(strcmp(result->words, "words") == 0);
        scene_check(b->number == 1 && b->next->next->next == NULL);
        scene_check(*c == 1);
    }
    scene_close(s);
}

static void play_each(struct scene *s)
{
    const struct ivmc_wstring text_in = IVMC_WSTRING(u"in");
    const struct ivmc_any any = {"long", 3, some_octets};
    struct ivmc_decimal i = ivmc_decimal_of(5), result;
    struct ivmc_wstring k = IVMC_WSTRING(u"k");
    const struct kinds_Wrong *wrong;
    struct kinds_Header n;
    struct ivmc_object echo;
    struct ivmc_any l;
    kinds_Rights m;
    uint16_t j = 1;
    int64_t units;
    const char *o;
    bool well;

    start(s, &echo);
    well = s->requests.harm == SCENE_NONE && s->replies.harm == SCENE_NONE;
    kinds_Echo_each(&echo, ivmc_decimal_of(7), 'b', &text_in, &any, 0,
                    &some_bits.head, "code", NULL, &i, &j, &k, &l, &m, &n, &o,
                    &s->env);
    wrong = kinds_Wrong_caught(&s->env);
    if (well) {
        scene_expect(s, IVMC_EXCEPTION);
        scene_check(wrong && wrong->why.len == 2);
        scene_check(ivmc_decimal_units(&wrong->cost, &units) && units == 7);
        scene_check(strcmp(wrong->of, "code") == 0);
    }
    i = ivmc_decimal_of(5);
    j = 1;
    k = (struct ivmc_wstring)IVMC_WSTRING(u"k");
    result = kinds_Echo_each(&echo, ivmc_decimal_of(-999999999), 'b', &text_in,
                             &any, kinds_may_all, &some_bits.head, "code", "",
                             &i, &j, &k, &l, &m, &n, &o, &s->env);
    if (s->env.status != IVMC_OK)
        scene_check(l.len == 0 && m == 0 && j == 0 && k.len == 0);
    if (well) {
        scene_expect(s, IVMC_OK);
        scene_check(ivmc_decimal_units(&result, &units) && units == 5);
        scene_check(ivmc_decimal_units(&i, &units) && units == -999999999);
        scene_check(j == 'b' && k.len == 2 && k.data[1] == 'n');
        scene_check(ivmc_any_is(&l, "long") && l.len == 3);
        scene_check(m == kinds_may_all && n.offset == -2048 && n.last);
        scene_check(strcmp(o, "code") == 0);
    }
    scene_close(s);
}

static struct scene scene;

START_TEST(wide_text_arrives)
{
    scene_attack(&scene, play_texts);
}
END_TEST

START_TEST(bits_arrive)
{
    scene_attack(&scene, play_bits);
}
END_TEST

START_TEST(maps_arrive)
{
    scene_attack(&scene, play_maps);
}
END_TEST

START_TEST(unions_arrive)
{
    which = _i;
    scene_attack(&scene, play_choice);
}
END_TEST

START_TEST(value_types_arrive)
{
    scene_attack(&scene, play_value);
}
END_TEST

START_TEST(parameters_of_every_kind_arrive)
{
    scene_attack(&scene, play_each);
}
END_TEST

/* ---- what is none ------------------------------------------------------- */

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

START_TEST(bits_that_are_not_defined_do_not_leave)
{
    struct kinds_Header heads[] = {
        {8, false, 0}, {0, false, 2048}, {0, false, -2049}};
    struct kinds_Header result;
    size_t i;

    ck_assert_uint_eq(kinds_Echo_may(&echo, 4, &scene.env), 0);
    refused();
    for (i = 0; i < sizeof heads / sizeof *heads; i++) {
        kinds_Echo_head(&echo, &heads[i], &result, &scene.env);
        refused();
        ck_assert_uint_eq(result.version, 0);
    }
}
END_TEST

START_TEST(bits_that_are_not_defined_are_refused)
{
    kinds_Echo_may(&echo, kinds_may_read, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_lie(&scene.replies, 0, 4);
    ck_assert_uint_eq(kinds_Echo_may(&echo, kinds_may_read, &scene.env), 0);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    scene_lie(&scene.requests, 0, 4);
    kinds_Echo_may(&echo, kinds_may_read, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
}
END_TEST

START_TEST(half_a_pair_does_not_leave)
{
    const struct ivmc_wstring half = {1, (const uint16_t[]){0xdc00}};
    struct ivmc_wstring result;

    kinds_Echo_letter(&echo, 0xd800, &scene.env);
    refused();
    kinds_Echo_wide(&echo, &half, &result, &scene.env);
    refused();
    ck_assert_uint_eq(result.len, 0);
}
END_TEST

START_TEST(what_a_servant_makes_is_checked_too)
{
    ck_assert_uint_eq(kinds_Echo_letter(&echo, '!', &scene.env), 0);
    ck_assert_int_ne(scene.env.status, IVMC_OK);
    ck_assert_uint_eq(kinds_Echo_may(&echo, 0, &scene.env), 0);
    ck_assert_int_ne(scene.env.status, IVMC_OK);
}
END_TEST

static void send_ages(struct kinds_AgesT_item *items, uint32_t len)
{
    struct kinds_AgesT a = {len, items}, result;

    kinds_Echo_ages(&echo, &a, &result, &scene.env);
    refused();
    ck_assert_uint_eq(result.len, 0);
}

START_TEST(keys_that_do_not_ascend_do_not_leave)
{
    struct kinds_AgesT_item twice[] = {{"a", 1}, {"a", 2}};
    struct kinds_AgesT_item down[] = {{"b", 1}, {"a", 2}};
    struct kinds_AgesT_item none[] = {{"a", 1}, {NULL, 2}};

    send_ages(twice, 2);
    send_ages(down, 2);
    send_ages(none, 2);
    send_ages(none + 1, 1);
    send_ages(NULL, 1);
}
END_TEST

/* "a" and "b" are at octets 8 and 24 of the request. */
START_TEST(keys_that_do_not_ascend_are_refused)
{
    struct kinds_AgesT_item two[] = {{"a", 1}, {"b", 2}};
    struct kinds_AgesT a = {2, two}, result;

    kinds_Echo_ages(&echo, &a, &result, &scene.env);
    scene_expect(&scene, IVMC_OK);
    scene_lie(&scene.requests, 20, 'a');
    kinds_Echo_ages(&echo, &a, &result, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    scene_lie(&scene.replies, 20, 'a');
    kinds_Echo_ages(&echo, &a, &result, &scene.env);
    scene_expect(&scene, IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(result.len, 0);
}
END_TEST

START_TEST(a_null_box_is_null)
{
    ck_assert_ptr_null(kinds_Echo_words(&echo, NULL, &scene.env));
    scene_expect(&scene, IVMC_OK);
    ck_assert_str_eq(kinds_Echo_words(&echo, "w", &scene.env), "w");
}
END_TEST

START_TEST(abstract_interfaces_are_served)
{
    struct ivmc_object base;
    struct ivmc_decimal none;
    int64_t units;

    kinds_Base_bind(scene_channel(&scene), scene.key, &base, &scene.env);
    scene_expect(&scene, IVMC_OK);
    none = kinds_Base_zero(&base, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert(ivmc_decimal_units(&none, &units));
    ck_assert_int_eq(units, 0);
}
END_TEST

/* ---- into an any and out ------------------------------------------------ */

static _Alignas(8) unsigned char lent[4096];
static struct ivmc_arena arena;

START_TEST(named_types_go_through_an_any)
{
    static _Alignas(8) unsigned char room[512];
    struct kinds_MapsT back;
    struct ivmc_any any, out;

    ck_assert_int_eq(kinds_MapsT_to_any(&any, &some_maps, room, sizeof room),
                     IVMC_OK);
    kinds_Echo_thing(&echo, &any, &out, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert(ivmc_any_is(&out, "IDL:kinds/MapsT:1.0"));
    ivmc_arena_init(&arena, lent, sizeof lent);
    ck_assert_int_eq(kinds_MapsT_from_any(&out, &back, &arena), IVMC_OK);
    ck_assert_uint_eq(back.nested.len, 2);
    ck_assert_str_eq(back.nested.data[0].value.data[2].key, "bob");
    ck_assert(ivmc_any_is(&back.named.data[0].value, "octets"));
}
END_TEST

START_TEST(an_any_that_lies_is_cleared)
{
    static _Alignas(8) unsigned char room[64];
    const struct kinds_AgesT ages = {3, some_ages};
    struct kinds_AgesT back;
    struct kinds_YesT yes;
    struct ivmc_any any;

    ck_assert_int_eq(kinds_AgesT_to_any(&any, &ages, room, 16), IVMC_TOO_LARGE);
    ck_assert(ivmc_any_is(&any, ""));
    ck_assert_int_eq(kinds_AgesT_to_any(&any, &ages, room, sizeof room),
                     IVMC_OK);
    ivmc_arena_init(&arena, lent, sizeof lent);
    ck_assert_int_eq(kinds_YesT_from_any(&any, &yes, &arena), IVMC_BAD_MESSAGE);
    any.len--;
    ck_assert_int_eq(kinds_AgesT_from_any(&any, &back, &arena),
                     IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(back.len, 0);
    ck_assert_ptr_null(back.data);
    any.type = kinds_YesT_TYPE;
    ck_assert_int_eq(kinds_YesT_from_any(&any, &yes, &arena), IVMC_BAD_MESSAGE);
    ck_assert_uint_eq(yes.len, 0);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("kinds");
    TCase *there = tcase_create("there and back");
    TCase *none = tcase_create("what is none");

    tcase_set_timeout(there, 120);
    tcase_add_test(there, wide_text_arrives);
    tcase_add_test(there, bits_arrive);
    tcase_add_test(there, maps_arrive);
    tcase_add_loop_test(there, unions_arrive, 0, 3);
    tcase_add_test(there, value_types_arrive);
    tcase_add_test(there, parameters_of_every_kind_arrive);
    suite_add_tcase(suite, there);
    tcase_add_checked_fixture(none, open_scene, close_scene);
    tcase_add_test(none, bits_that_are_not_defined_do_not_leave);
    tcase_add_test(none, bits_that_are_not_defined_are_refused);
    tcase_add_test(none, half_a_pair_does_not_leave);
    tcase_add_test(none, what_a_servant_makes_is_checked_too);
    tcase_add_test(none, keys_that_do_not_ascend_do_not_leave);
    tcase_add_test(none, keys_that_do_not_ascend_are_refused);
    tcase_add_test(none, a_null_box_is_null);
    tcase_add_test(none, abstract_interfaces_are_served);
    tcase_add_test(none, named_types_go_through_an_any);
    tcase_add_test(none, an_any_that_lies_is_cleared);
    suite_add_tcase(suite, none);
    return suite;
}
