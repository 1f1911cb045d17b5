#include "support/intern.h"

#include <assert.h>
#include <string.h>

#include "support/arena.h"

enum { FIRST_CAP = 64 };

/* ---- names -------------------------------------------------------------- */

/* Small, since a large table misses the cache at nearly every look-up. */
struct name_slot {
    const char *text; /* NULL: free */
    uint32_t len;     /* a name is no longer than the text it stands in */
    uint32_t hash;
};

struct intern {
    struct arena *arena;
    struct name_slot *slots;
    size_t cap; /* a power of two; at most two thirds are taken */
    size_t count;
};

/* FNV-1a; the last line spreads the high bits into the ones that index. */
static uint32_t hash_text(const char *text, size_t len)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    size_t i;

    for (i = 0; i < len; i++)
        h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return (uint32_t)(h ^ (h >> 32));
}

struct intern *intern_create(struct arena *a)
{
    struct intern *names = ARENA_NEW(a, struct intern);

    names->arena = a;
    names->cap = FIRST_CAP;
    names->slots = ARENA_ARRAY(a, names->cap, struct name_slot);
    return names;
}

static struct name_slot *find_name(const struct intern *names, uint32_t hash,
                                   const char *text, size_t len)
{
    size_t i = hash & (names->cap - 1);

    for (;; i = (i + 1) & (names->cap - 1)) {
        struct name_slot *slot = &names->slots[i];

        if (!slot->text)
            return slot;
        if (slot->hash == hash && slot->len == len &&
            memcmp(slot->text, text, len) == 0)
            return slot;
    }
}

static void widen_names(struct intern *names)
{
    struct name_slot *old = names->slots;
    size_t old_cap = names->cap, i;

    names->cap *= 2;
    names->slots = ARENA_ARRAY(names->arena, names->cap, struct name_slot);
    for (i = 0; i < old_cap; i++) {
        if (old[i].text)
            *find_name(names, old[i].hash, old[i].text, old[i].len) = old[i];
    }
    arena_give_back(names->arena, old, old_cap * sizeof(*old));
}

const char *intern_range(struct intern *names, const char *text, size_t len)
{
    uint32_t hash = hash_text(text, len);
    struct name_slot *slot = find_name(names, hash, text, len);

    if (slot->text)
        return slot->text;
    if (names->count + 1 > names->cap / 3 * 2) {
        widen_names(names);
        slot = find_name(names, hash, text, len);
    }
    assert(len <= UINT32_MAX);
    slot->text = arena_strndup(names->arena, text, len);
    slot->len = (uint32_t)len;
    slot->hash = hash;
    names->count++;
    return slot->text;
}

const char *intern(struct intern *names, const char *text)
{
    return intern_range(names, text, strlen(text));
}

const char *intern_known(const struct intern *names, const char *text)
{
    size_t len = strlen(text);

    return find_name(names, hash_text(text, len), text, len)->text;
}

const char *intern_folded(struct intern *names, const char *text)
{
    char small[128];
    size_t len = strlen(text), i;
    char *folded = small;

    for (i = 0; i < len && (text[i] < 'A' || text[i] > 'Z'); i++)
        continue;
    if (i == len)
        return text;
    if (len > sizeof(small))
        folded = arena_strndup(names->arena, text, len);
    for (i = 0; i < len; i++) {
        char c = text[i];

        folded[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return intern_range(names, folded, len);
}

/* ---- the table ---------------------------------------------------------- */

struct table_slot {
    const void *key; /* NULL: free */
    void *value;
};

struct table {
    struct arena *arena;
    struct table_slot *slots; /* NULL until the first entry */
    size_t cap;
    size_t count;
};

struct table *table_create(struct arena *a)
{
    struct table *t = ARENA_NEW(a, struct table);

    t->arena = a;
    return t;
}

static size_t hash_pointer(const void *key)
{
    uint64_t h = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);

    return (size_t)(h ^ (h >> 32));
}

static struct table_slot *find_slot(const struct table *t, const void *key)
{
    size_t i = hash_pointer(key) & (t->cap - 1);

    while (t->slots[i].key && t->slots[i].key != key)
        i = (i + 1) & (t->cap - 1);
    return &t->slots[i];
}

static void widen_table(struct table *t)
{
    struct table_slot *old = t->slots;
    size_t old_cap = t->cap, i;

    /* Most tables are scopes with a handful of names. */
    t->cap = old_cap ? old_cap * 2 : 8;
    t->slots = ARENA_ARRAY(t->arena, t->cap, struct table_slot);
    for (i = 0; i < old_cap; i++) {
        if (old[i].key)
            *find_slot(t, old[i].key) = old[i];
    }
    arena_give_back(t->arena, old, old_cap * sizeof(*old));
}

void *table_get(const struct table *t, const void *key)
{
    return t->count ? find_slot(t, key)->value : NULL;
}

void *table_put(struct table *t, const void *key, void *value)
{
    struct table_slot *slot;
    void *before;

    if (t->count + 1 > t->cap - t->cap / 4)
        widen_table(t);
    slot = find_slot(t, key);
    before = slot->value;
    if (!slot->key)
        t->count++;
    slot->key = key;
    slot->value = value;
    return before;
}

size_t table_count(const struct table *t)
{
    return t->count;
}

void table_clear(struct table *t)
{
    if (t->count > 0)
        memset(t->slots, 0, t->cap * sizeof(*t->slots));
    t->count = 0;
}

size_t table_room(const struct table *t)
{
    return t->cap;
}
