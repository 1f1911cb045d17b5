#include "naming.h"

#include <string.h>

/* ---- names -------------------------------------------------------------- */

static bool valid(const struct CosNaming_Name *n, struct ivmc_env *env)
{
    bool good = n->len > 0;
    uint32_t i;

    for (i = 0; i < n->len; i++) {
        const struct CosNaming_NameComponent *c = &n->data[i];

        good &= strlen(c->id) < NAMING_TEXT && strlen(c->kind) < NAMING_TEXT;
        good &= *c->id != '\0' || *c->kind != '\0';
    }
    if (!good)
        CosNaming_NamingContext_InvalidName_raise(env);
    return good;
}

static void not_found(struct ivmc_env *env,
                      enum CosNaming_NamingContext_NotFoundReason why,
                      const struct CosNaming_Name *n, uint32_t from)
{
    const struct CosNaming_NamingContext_NotFound value = {
        why, {n->len - from, n->data + from}};

    CosNaming_NamingContext_NotFound_raise(env, &value);
}

/* ---- entries ------------------------------------------------------------ */

static struct naming_entry *find(struct naming_context *c,
                                 const struct CosNaming_NameComponent *name)
{
    uint32_t i;

    for (i = 0; i < NAMING_ENTRIES; i++)
        if (c->entries[i].used && strcmp(c->entries[i].id, name->id) == 0 &&
            strcmp(c->entries[i].kind, name->kind) == 0)
            return &c->entries[i];
    return NULL;
}

static struct naming_entry *free_entry(struct naming_context *c)
{
    uint32_t i;

    for (i = 0; i < NAMING_ENTRIES; i++)
        if (!c->entries[i].used)
            return &c->entries[i];
    return NULL;
}

static struct ivmc_objref reference(const struct naming_entry *e)
{
    return (struct ivmc_objref){e->identity, e->address, e->key};
}

/* Our context behind an entry; NULL where it is another server's. */
static struct naming_context *context_of(struct naming *n,
                                         const struct naming_entry *e)
{
    uint32_t i;

    for (i = 0; *e->address == '\0' && i < NAMING_CONTEXTS; i++)
        if (n->contexts[i].used && n->contexts[i].key == e->key)
            return &n->contexts[i];
    return NULL;
}

/* The context that holds the last component; NULL after raising. */
static struct naming_context *walk(struct naming_context *c,
                                   const struct CosNaming_Name *n,
                                   struct ivmc_env *env)
{
    uint32_t i;

    for (i = 0; i + 1 < n->len; i++) {
        const struct naming_entry *e = find(c, &n->data[i]);

        if (e == NULL) {
            not_found(env, CosNaming_NamingContext_missing_node, n, i);
            return NULL;
        }
        if (e->type != CosNaming_ncontext) {
            not_found(env, CosNaming_NamingContext_not_context, n, i);
            return NULL;
        }
        c = context_of(c->naming, e);
        if (c == NULL) {
            const struct CosNaming_NamingContext_CannotProceed value = {
                reference(e), {n->len - i - 1, n->data + i + 1}};

            CosNaming_NamingContext_CannotProceed_raise(env, &value);
            return NULL;
        }
    }
    return c;
}

static void set(struct naming_entry *e, const struct CosNaming_NameComponent *n,
                enum CosNaming_BindingType type, const struct ivmc_objref *ref)
{
    e->used = true;
    e->type = type;
    e->key = ref->key;
    strcpy(e->id, n->id);
    strcpy(e->kind, n->kind);
    strcpy(e->identity, ref->identity);
    strcpy(e->address, ref->address);
}

/* bind and its three kin. */
static void bind_any(void *servant, const struct CosNaming_Name *n,
                     enum CosNaming_BindingType type,
                     const struct ivmc_objref *ref, bool again,
                     struct ivmc_env *env)
{
    struct naming_context *c = valid(n, env) ? walk(servant, n, env) : NULL;
    const struct CosNaming_NameComponent *last;
    struct naming_entry *e;

    if (c == NULL)
        return;
    last = &n->data[n->len - 1];
    e = find(c, last);
    if (e != NULL && !again) {
        CosNaming_NamingContext_AlreadyBound_raise(env);
        return;
    }
    if (e != NULL && e->type != type) {
        not_found(env,
                  type == CosNaming_ncontext
                      ? CosNaming_NamingContext_not_context
                      : CosNaming_NamingContext_not_object,
                  n, n->len - 1);
        return;
    }
    e = e ? e : free_entry(c);
    if (e == NULL || strlen(ref->identity) >= NAMING_TEXT ||
        strlen(ref->address) >= NAMING_TEXT)
        ivmc_env_fail(env, IVMC_LIMIT);
    else
        set(e, last, type, ref);
}

static void bind(void *servant, const struct CosNaming_Name *n,
                 const struct ivmc_objref *obj, struct ivmc_env *env)
{
    bind_any(servant, n, CosNaming_nobject, obj, false, env);
}

static void rebind(void *servant, const struct CosNaming_Name *n,
                   const struct ivmc_objref *obj, struct ivmc_env *env)
{
    bind_any(servant, n, CosNaming_nobject, obj, true, env);
}

static void bind_context(void *servant, const struct CosNaming_Name *n,
                         const struct ivmc_objref *nc, struct ivmc_env *env)
{
    bind_any(servant, n, CosNaming_ncontext, nc, false, env);
}

static void rebind_context(void *servant, const struct CosNaming_Name *n,
                           const struct ivmc_objref *nc, struct ivmc_env *env)
{
    bind_any(servant, n, CosNaming_ncontext, nc, true, env);
}

static struct naming_entry *lookup(void *servant,
                                   const struct CosNaming_Name *n,
                                   struct ivmc_env *env)
{
    struct naming_context *c = valid(n, env) ? walk(servant, n, env) : NULL;
    struct naming_entry *e = c ? find(c, &n->data[n->len - 1]) : NULL;

    if (c != NULL && e == NULL)
        not_found(env, CosNaming_NamingContext_missing_node, n, n->len - 1);
    return e;
}

static void resolve(void *servant, const struct CosNaming_Name *n,
                    struct ivmc_objref *result, struct ivmc_env *env)
{
    const struct naming_entry *e = lookup(servant, n, env);

    if (e != NULL)
        *result = reference(e);
}

static void unbind(void *servant, const struct CosNaming_Name *n,
                   struct ivmc_env *env)
{
    struct naming_entry *e = lookup(servant, n, env);

    if (e != NULL)
        e->used = false;
}

/* ---- contexts ----------------------------------------------------------- */

static struct naming_context *make_context(struct naming *n)
{
    uint32_t i;

    for (i = 0; i < NAMING_CONTEXTS; i++)
        if (!n->contexts[i].used) {
            memset(&n->contexts[i], 0, sizeof n->contexts[i]);
            n->contexts[i].naming = n;
            n->contexts[i].used = true;
            return &n->contexts[i];
        }
    return NULL;
}

struct naming_context *naming_init(struct naming *n, struct ivmc_server *server)
{
    memset(n, 0, sizeof *n);
    n->server = server;
    return make_context(n);
}

static void new_context(void *servant, struct ivmc_objref *result,
                        struct ivmc_env *env)
{
    struct naming *n = ((struct naming_context *)servant)->naming;
    struct naming_context *c = make_context(n);

    if (c == NULL) {
        ivmc_env_fail(env, IVMC_LIMIT);
        return;
    }
    if (CosNaming_NamingContextExt_serve(n->server, &naming_context_epv, c,
                                         &c->key) != IVMC_OK) {
        c->used = false;
        ivmc_env_fail(env, IVMC_LIMIT);
        return;
    }
    *result = ivmc_server_reference(n->server, c->key);
}

static void destroy_context(void *servant, struct ivmc_env *env)
{
    struct naming_context *c = servant;
    uint32_t i;

    for (i = 0; i < NAMING_ENTRIES; i++)
        if (c->entries[i].used) {
            CosNaming_NamingContext_NotEmpty_raise(env);
            return;
        }
    c->used = false;
    (void)ivmc_server_remove(c->naming->server, c->key);
}

static void bind_new_context(void *servant, const struct CosNaming_Name *n,
                             struct ivmc_objref *result, struct ivmc_env *env)
{
    struct ivmc_env undo;

    new_context(servant, result, env);
    if (env->status != IVMC_OK)
        return;
    bind_context(servant, n, result, env);
    if (env->status == IVMC_OK)
        return;
    ivmc_env_init(&undo, NULL, 0);
    destroy_context(
        ivmc_server_find(((struct naming_context *)servant)->naming->server,
                         result->key)
            ->state,
        &undo);
}

/* ---- lists -------------------------------------------------------------- */

/* The next entry from `*next` on, or NULL. */
static const struct naming_entry *next_entry(const struct naming_context *c,
                                             uint32_t *next)
{
    while (*next < NAMING_ENTRIES) {
        const struct naming_entry *e = &c->entries[(*next)++];

        if (e->used)
            return e;
    }
    return NULL;
}

static bool describe(const struct naming_entry *e, struct CosNaming_Binding *b,
                     struct ivmc_env *env)
{
    struct CosNaming_NameComponent *c = ivmc_env_alloc(env, sizeof *c);

    if (c == NULL)
        return false;
    c->id = e->id;
    c->kind = e->kind;
    b->binding_name = (struct CosNaming_Name){1, c};
    b->binding_type = e->type;
    return true;
}

static void describe_some(const struct naming_context *c, uint32_t *next,
                          uint32_t how_many, struct CosNaming_BindingList *bl,
                          struct ivmc_env *env)
{
    const struct naming_entry *e;

    if (how_many > NAMING_ENTRIES)
        how_many = NAMING_ENTRIES;
    bl->data = ivmc_env_alloc(env, how_many * sizeof *bl->data);
    while (bl->data && bl->len < how_many && (e = next_entry(c, next)) != NULL)
        if (describe(e, &bl->data[bl->len], env))
            bl->len++;
}

static void list(void *servant, uint32_t how_many,
                 struct CosNaming_BindingList *bl, struct ivmc_objref *bi,
                 struct ivmc_env *env)
{
    struct naming_context *c = servant;
    struct naming *n = c->naming;
    uint32_t next = 0, rest, i;

    describe_some(c, &next, how_many, bl, env);
    rest = next;
    if (next_entry(c, &rest) == NULL)
        return; /* nil: nothing is left */
    for (i = 0; i < NAMING_ITERATORS; i++)
        if (!n->iterators[i].used)
            break;
    if (i == NAMING_ITERATORS) {
        ivmc_env_fail(env, IVMC_LIMIT);
        return;
    }
    n->iterators[i] = (struct naming_iterator){n, true, 0, c, next};
    if (CosNaming_BindingIterator_serve(n->server, &naming_iterator_epv,
                                        &n->iterators[i],
                                        &n->iterators[i].key) != IVMC_OK) {
        n->iterators[i].used = false;
        ivmc_env_fail(env, IVMC_LIMIT);
        return;
    }
    *bi = ivmc_server_reference(n->server, n->iterators[i].key);
}

static bool next_one(void *servant, struct CosNaming_Binding *b,
                     struct ivmc_env *env)
{
    struct naming_iterator *i = servant;
    const struct naming_entry *e = next_entry(i->context, &i->next);

    return e != NULL && describe(e, b, env);
}

static bool next_n(void *servant, uint32_t how_many,
                   struct CosNaming_BindingList *bl, struct ivmc_env *env)
{
    struct naming_iterator *i = servant;

    describe_some(i->context, &i->next, how_many, bl, env);
    return bl->len > 0;
}

static void destroy_iterator(void *servant, struct ivmc_env *env)
{
    struct naming_iterator *i = servant;

    (void)env;
    i->used = false;
    (void)ivmc_server_remove(i->naming->server, i->key);
}

/* ---- names as strings: "id.kind/id.kind" -------------------------------- */

/* The text without backslashes, up to a '.' or '/' that has none. */
static const char *take_part(const char *from, char *to, struct ivmc_env *env)
{
    size_t len = 0;

    while (*from && *from != '.' && *from != '/') {
        if (*from == '\\')
            from++;
        if (*from == '\0' || len + 1 == NAMING_TEXT) {
            CosNaming_NamingContext_InvalidName_raise(env);
            return NULL;
        }
        to[len++] = *from++;
    }
    to[len] = '\0';
    return from;
}

static bool parse_component(const char **from,
                            struct CosNaming_NameComponent *c,
                            struct ivmc_env *env)
{
    char id[NAMING_TEXT], kind[NAMING_TEXT] = "";

    *from = take_part(*from, id, env);
    if (*from != NULL && **from == '.')
        *from = take_part(*from + 1, kind, env);
    if (*from == NULL)
        return false;
    if (**from == '.') {
        CosNaming_NamingContext_InvalidName_raise(env);
        return false;
    }
    c->id = ivmc_env_string(env, id);
    c->kind = ivmc_env_string(env, kind);
    return true;
}

static void to_name(void *servant, const char *sn,
                    struct CosNaming_Name *result, struct ivmc_env *env)
{
    uint32_t count = 1;
    const char *c;

    (void)servant;
    for (c = sn; *c; c++)
        count += *c == '/';
    result->data = ivmc_env_alloc(env, count * sizeof *result->data);
    while (result->data && result->len < count &&
           parse_component(&sn, &result->data[result->len], env)) {
        result->len++;
        if (*sn++ == '\0')
            break;
    }
    if (env->status == IVMC_OK)
        (void)valid(result, env);
}

static size_t append_escaped(char *to, size_t len, const char *from)
{
    for (; *from; from++) {
        if (*from == '.' || *from == '/' || *from == '\\')
            to[len++] = '\\';
        to[len++] = *from;
    }
    return len;
}

static const char *to_string(void *servant, const struct CosNaming_Name *n,
                             struct ivmc_env *env)
{
    size_t len = 0;
    char *text;
    uint32_t i;

    (void)servant;
    if (!valid(n, env))
        return "";
    text = ivmc_env_alloc(env, (size_t)n->len * 4 * NAMING_TEXT);
    if (text == NULL)
        return "";
    for (i = 0; i < n->len; i++) {
        if (i > 0)
            text[len++] = '/';
        len = append_escaped(text, len, n->data[i].id);
        if (*n->data[i].kind || !*n->data[i].id)
            text[len++] = '.';
        len = append_escaped(text, len, n->data[i].kind);
    }
    text[len] = '\0';
    return text;
}

static const char *to_url(void *servant, const char *addr, const char *sn,
                          struct ivmc_env *env)
{
    static const char scheme[] = "corbaname:";
    size_t room = sizeof scheme + strlen(addr) + 1 + strlen(sn);
    char *text;

    (void)servant;
    if (*addr == '\0') {
        CosNaming_NamingContextExt_InvalidAddress_raise(env);
        return "";
    }
    text = ivmc_env_alloc(env, room);
    if (text == NULL)
        return "";
    strcpy(text, scheme);
    strcat(text, addr);
    strcat(text, "#");
    strcat(text, sn);
    return text;
}

static void resolve_str(void *servant, const char *n,
                        struct ivmc_objref *result, struct ivmc_env *env)
{
    struct CosNaming_Name name = {0, NULL};

    to_name(servant, n, &name, env);
    if (env->status == IVMC_OK)
        resolve(servant, &name, result, env);
}

const struct CosNaming_NamingContextExt_epv naming_context_epv = {
    .bind = bind,
    .rebind = rebind,
    .bind_context = bind_context,
    .rebind_context = rebind_context,
    .resolve = resolve,
    .unbind = unbind,
    .new_context = new_context,
    .bind_new_context = bind_new_context,
    .destroy = destroy_context,
    .list = list,
    .to_string = to_string,
    .to_name = to_name,
    .to_url = to_url,
    .resolve_str = resolve_str,
};

const struct CosNaming_BindingIterator_epv naming_iterator_epv = {
    .next_one = next_one,
    .next_n = next_n,
    .destroy = destroy_iterator,
};
