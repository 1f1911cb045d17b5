/* A client of CosNaming, from the IDL that omniORB ships. */
#include <string.h>

#include "naming.h"
#include "scene.h"
#include "unit.h"

static struct scene scene;
static struct naming naming;
static struct ivmc_object root;

static void start(struct scene *s)
{
    struct naming_context *c = naming_init(&naming, &s->server);

    scene_open(s, &CosNaming_NamingContextExt_skeleton, &naming_context_epv, c);
    c->key = s->key;
    CosNaming_NamingContextExt_bind(scene_channel(s), s->key, &root, &s->env);
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

static struct CosNaming_NameComponent one[1], two[2];

static struct CosNaming_Name name(const char *id)
{
    one[0] = (struct CosNaming_NameComponent){id, "file"};
    return (struct CosNaming_Name){1, one};
}

static struct CosNaming_Name path(const char *first, const char *last)
{
    two[0] = (struct CosNaming_NameComponent){first, "folder"};
    two[1] = (struct CosNaming_NameComponent){last, "file"};
    return (struct CosNaming_Name){2, two};
}

static struct ivmc_objref object(uint64_t key)
{
    return (struct ivmc_objref){"IDL:Some/Thing:1.0", "unix:/there", key};
}

static void bind_one(const char *id, uint64_t key)
{
    struct CosNaming_Name n = name(id);
    struct ivmc_objref o = object(key);

    CosNaming_NamingContextExt_bind_(&root, &n, &o, &scene.env);
}

START_TEST(what_is_bound_is_found)
{
    struct CosNaming_Name n = name("a");
    struct ivmc_objref found, o = object(8);

    bind_one("a", 7);
    scene_expect(&scene, IVMC_OK);
    CosNaming_NamingContextExt_resolve(&root, &n, &found, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_str_eq(found.identity, "IDL:Some/Thing:1.0");
    ck_assert_str_eq(found.address, "unix:/there");
    ck_assert_uint_eq(found.key, 7);
    bind_one("a", 8);
    scene_expect(&scene, IVMC_EXCEPTION);
    ck_assert(CosNaming_NamingContext_AlreadyBound_caught(&scene.env));
    CosNaming_NamingContextExt_rebind(&root, &n, &o, &scene.env);
    scene_expect(&scene, IVMC_OK);
    CosNaming_NamingContextExt_resolve(&root, &n, &found, &scene.env);
    ck_assert_uint_eq(found.key, 8);
    CosNaming_NamingContextExt_unbind(&root, &n, &scene.env);
    scene_expect(&scene, IVMC_OK);
    CosNaming_NamingContextExt_resolve(&root, &n, &found, &scene.env);
    scene_expect(&scene, IVMC_EXCEPTION);
    ck_assert_ptr_nonnull(CosNaming_NamingContext_NotFound_caught(&scene.env));
}
END_TEST

/* A new context below the root, by name; bound as the base interface. */
static struct ivmc_object make_folder(const char *id)
{
    struct CosNaming_NameComponent c = {id, "folder"};
    struct CosNaming_Name n = {1, &c};
    struct ivmc_objref ref;
    struct ivmc_object folder;

    CosNaming_NamingContextExt_bind_new_context(&root, &n, &ref, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_str_eq(ref.identity, CosNaming_NamingContextExt_IDENTITY);
    ck_assert_str_eq(ref.address, "");
    CosNaming_NamingContext_bind(scene_channel(&scene), ref.key, &folder,
                                 &scene.env);
    scene_expect(&scene, IVMC_OK);
    return folder;
}

START_TEST(contexts_hold_contexts)
{
    struct ivmc_object folder = make_folder("dir");
    struct CosNaming_Name n = path("dir", "b");
    struct ivmc_objref found, o = object(9);

    CosNaming_NamingContextExt_bind_(&root, &n, &o, &scene.env);
    scene_expect(&scene, IVMC_OK);
    n = name("b");
    CosNaming_NamingContext_resolve(&folder, &n, &found, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(found.key, 9);
    CosNaming_NamingContextExt_resolve_str(&root, "dir.folder/b.file", &found,
                                           &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(found.key, 9);
    CosNaming_NamingContext_destroy(&folder, &scene.env);
    ck_assert(CosNaming_NamingContext_NotEmpty_caught(&scene.env));
    CosNaming_NamingContext_unbind(&folder, &n, &scene.env);
    scene_expect(&scene, IVMC_OK);
    CosNaming_NamingContext_destroy(&folder, &scene.env);
    scene_expect(&scene, IVMC_OK);
    CosNaming_NamingContext_destroy(&folder, &scene.env);
    scene_expect(&scene, IVMC_BAD_OBJECT);
}
END_TEST

START_TEST(not_found_says_where)
{
    const struct CosNaming_NamingContext_NotFound *caught;
    struct CosNaming_Name n = path("dir", "b");
    struct ivmc_objref found;

    CosNaming_NamingContextExt_resolve(&root, &n, &found, &scene.env);
    caught = CosNaming_NamingContext_NotFound_caught(&scene.env);
    ck_assert_ptr_nonnull(caught);
    ck_assert_int_eq(caught->why, CosNaming_NamingContext_missing_node);
    ck_assert_uint_eq(caught->rest_of_name.len, 2);
    ck_assert_str_eq(caught->rest_of_name.data[0].id, "dir");
    ck_assert_str_eq(caught->rest_of_name.data[1].kind, "file");
    n.len = 0;
    CosNaming_NamingContextExt_resolve(&root, &n, &found, &scene.env);
    ck_assert(CosNaming_NamingContext_InvalidName_caught(&scene.env));
    ck_assert_ptr_null(CosNaming_NamingContext_NotFound_caught(&scene.env));
}
END_TEST

START_TEST(what_lies_elsewhere_is_told)
{
    const struct CosNaming_NamingContext_CannotProceed *caught;
    struct CosNaming_NameComponent c = {"far", "folder"};
    struct CosNaming_Name n = {1, &c};
    struct ivmc_objref found, o = object(3);

    CosNaming_NamingContextExt_bind_context(&root, &n, &o, &scene.env);
    scene_expect(&scene, IVMC_OK);
    n = path("far", "b");
    CosNaming_NamingContextExt_resolve(&root, &n, &found, &scene.env);
    caught = CosNaming_NamingContext_CannotProceed_caught(&scene.env);
    ck_assert_ptr_nonnull(caught);
    ck_assert_str_eq(caught->cxt.address, "unix:/there");
    ck_assert_uint_eq(caught->rest_of_name.len, 1);
}
END_TEST

START_TEST(lists_come_in_parts)
{
    static const char *const ids[] = {"a", "b", "c", "d", "e"};
    struct CosNaming_BindingList list;
    struct CosNaming_Binding binding;
    struct ivmc_objref rest;
    struct ivmc_object iterator;
    bool more;
    int i;

    for (i = 0; i < 5; i++)
        bind_one(ids[i], (uint64_t)i);
    CosNaming_NamingContextExt_list(&root, 10, &list, &rest, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(list.len, 5);
    ck_assert_str_eq(rest.identity, ""); /* nil */
    CosNaming_NamingContextExt_list(&root, 2, &list, &rest, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(list.len, 2);
    ck_assert_str_eq(list.data[1].binding_name.data[0].id, "b");
    ck_assert_int_eq(list.data[1].binding_type, CosNaming_nobject);
    ck_assert_str_eq(rest.identity, CosNaming_BindingIterator_IDENTITY);
    CosNaming_BindingIterator_bind(scene_channel(&scene), rest.key, &iterator,
                                   &scene.env);
    scene_expect(&scene, IVMC_OK);
    more = CosNaming_BindingIterator_next_one(&iterator, &binding, &scene.env);
    ck_assert(more);
    ck_assert_str_eq(binding.binding_name.data[0].id, "c");
    more = CosNaming_BindingIterator_next_n(&iterator, 5, &list, &scene.env);
    ck_assert(more && list.len == 2);
    more = CosNaming_BindingIterator_next_n(&iterator, 5, &list, &scene.env);
    ck_assert(!more && list.len == 0);
    more = CosNaming_BindingIterator_next_one(&iterator, &binding, &scene.env);
    ck_assert(!more);
    CosNaming_BindingIterator_destroy(&iterator, &scene.env);
    scene_expect(&scene, IVMC_OK);
}
END_TEST

START_TEST(names_have_a_text)
{
    struct CosNaming_NameComponent c[] = {{"a.b", "k/"}, {"", "x"}, {"y", ""}};
    struct CosNaming_Name n = {3, c}, back;
    const char *text;
    char kept[64];

    text = CosNaming_NamingContextExt_to_string(&root, &n, &scene.env);
    ck_assert_str_eq(text, "a\\.b.k\\//.x/y");
    strcpy(kept, text);
    CosNaming_NamingContextExt_to_name(&root, kept, &back, &scene.env);
    scene_expect(&scene, IVMC_OK);
    ck_assert_uint_eq(back.len, 3);
    ck_assert_str_eq(back.data[0].id, "a.b");
    ck_assert_str_eq(back.data[0].kind, "k/");
    ck_assert_str_eq(back.data[1].kind, "x");
    ck_assert_str_eq(back.data[2].id, "y");
    text = CosNaming_NamingContextExt_to_url(&root, ":host", "a/b", &scene.env);
    ck_assert_str_eq(text, "corbaname::host#a/b");
    CosNaming_NamingContextExt_to_url(&root, "", "a/b", &scene.env);
    ck_assert(CosNaming_NamingContextExt_InvalidAddress_caught(&scene.env));
    CosNaming_NamingContextExt_to_name(&root, "a.b.c", &back, &scene.env);
    ck_assert(CosNaming_NamingContext_InvalidName_caught(&scene.env));
}
END_TEST

/* References, nested sequences and exceptions with both inside, harmed. */
static void play(struct scene *s)
{
    struct CosNaming_Name n = path("dir", "b"), missing;
    struct CosNaming_BindingList list;
    struct ivmc_objref o = object(4), found;

    start(s);
    CosNaming_NamingContextExt_resolve(&root, &n, &found, &s->env);
    missing = name("b");
    CosNaming_NamingContextExt_bind_(&root, &missing, &o, &s->env);
    CosNaming_NamingContextExt_resolve(&root, &missing, &found, &s->env);
    if (s->env.status == IVMC_OK)
        scene_check(strlen(found.identity) + strlen(found.address) < 100);
    CosNaming_NamingContextExt_list(&root, 9, &list, &found, &s->env);
    if (s->env.status == IVMC_OK)
        scene_check(list.len <= NAMING_ENTRIES);
    scene_close(s);
}

START_TEST(no_peer_does_harm)
{
    scene_attack(&scene, play);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("naming");
    TCase *t = tcase_create("naming"), *attacks = tcase_create("attacks");

    tcase_add_checked_fixture(t, open_scene, close_scene);
    tcase_add_test(t, what_is_bound_is_found);
    tcase_add_test(t, contexts_hold_contexts);
    tcase_add_test(t, not_found_says_where);
    tcase_add_test(t, what_lies_elsewhere_is_told);
    tcase_add_test(t, lists_come_in_parts);
    tcase_add_test(t, names_have_a_text);
    suite_add_tcase(s, t);
    tcase_set_timeout(attacks, 100);
    tcase_add_test(attacks, no_peer_does_harm);
    suite_add_tcase(s, attacks);
    return s;
}
