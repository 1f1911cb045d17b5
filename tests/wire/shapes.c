/*
 * shapes FILE.vec...: vectors of scalars, strings, arrays and sequences through
 * generated stubs: shapes.awk makes a structure of the types of each line, and
 * an operation that takes one and gives it back. What is to be refused is, both
 * ways; what cannot be sent is not.
 */
#include <stdlib.h>
#include <string.h>

#include "heard.h"
#include "shapes.h"
#include "unwritten.h"
#include "vec.h"

#define LARGEST 1024 /* octets of a structure */

static struct ivmc_object echo;

/* Where a value lies in its structure. */
struct place {
    size_t at;         /* of a sequence: of the pointer to its elements */
    size_t length_at;  /* of a sequence's length */
    uint32_t in_place; /* a text's array has so many octets; 0: a pointer */
};

struct shape {
    const char *types;
    size_t size;
    void (*call)(const void *v, void *back); /* NULL: not in this language */
    const struct place *places;
};

#define CALLS(n)                                                               \
    static void echo_##n(void *servant, const struct S##n *v,                  \
                         struct S##n *back, struct ivmc_env *env)              \
    {                                                                          \
        (void)servant;                                                         \
        (void)env;                                                             \
        heard.served++;                                                        \
        *back = *v;                                                            \
    }                                                                          \
    static void call_##n(const void *v, void *back)                            \
    {                                                                          \
        Echo_e##n(&echo, v, back, &heard.env);                                 \
    }                                                                          \
    _Static_assert(sizeof(struct S##n) <= LARGEST, "room for all of them");
#include "shapes_table.h"

/* ---- values ----------------------------------------------------------------- */

static bool is_text(const struct vec_value *value)
{
    return strcmp(value->type, "string") == 0 ||
           strcmp(value->type, "text") == 0;
}

/* One of a value's elements; those that are not given are zero or empty. */
static void store(unsigned char *to, const struct vec_value *value, uint32_t i,
                  const struct place *place)
{
    const char *text;
    size_t len;

    if (!is_text(value)) {
        if (i < value->count)
            vec_store(to, value, i);
        return;
    }
    text = i < value->count ? value->element[i] : "";
    if (place->in_place == 0) {
        memcpy(to, &text, sizeof text);
        return;
    }
    /* One that is too long has no NUL. */
    len = strlen(text) + 1;
    memcpy(to, text, len < place->in_place ? len : place->in_place);
}

static size_t width(const struct vec_value *value)
{
    if (is_text(value))
        return sizeof(const char *);
    return strcmp(value->type, "enum") == 0 ? sizeof(uint32_t)
                                            : vec_width(value->type);
}

static void store_value(unsigned char *v, const struct vec_value *value,
                        const struct place *place)
{
    static _Alignas(8) unsigned char data[VEC_VALUES][VEC_ELEMENTS * 16];
    static unsigned turn;
    unsigned char *to = v + place->at;
    uint32_t count = value->form == VEC_ONE ? 1 : value->bound, i;

    if (value->form == VEC_SEQUENCE) {
        count = value->count;
        to = data[turn++ % VEC_VALUES];
        memcpy(v + place->length_at, &count, sizeof count);
        memcpy(v + place->at, &to, sizeof to);
    }
    for (i = 0; i < count; i++)
        store(to + i * width(value), value, i, place);
}

/* ---- shapes ----------------------------------------------------------------- */

/* The value's type as the vectors write it. */
static int type_of(char *to, size_t cap, const struct vec_value *value)
{
    char element[32];

    if (value->type_bound)
        snprintf(element, sizeof element, "%s<%u>", value->type,
                 (unsigned)value->type_bound);
    else
        snprintf(element, sizeof element, "%s", value->type);
    if (value->form == VEC_ONE)
        return snprintf(to, cap, "%s", element);
    if (value->form == VEC_ARRAY)
        return snprintf(to, cap, "%s[%u]", element, (unsigned)value->bound);
    if (value->bound == 0)
        return snprintf(to, cap, "seq<%s>", element);
    return snprintf(to, cap, "seq<%s,%u>", element, (unsigned)value->bound);
}

static const struct shape *shape_of(const struct vec *v)
{
    char types[256];
    size_t at = 0, i;

    types[0] = '\0';
    for (i = 0; i < v->value_count; i++) {
        if (i > 0)
            at += (size_t)snprintf(types + at, sizeof types - at, " ");
        at += (size_t)type_of(types + at, sizeof types - at, &v->value[i]);
    }
    for (i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (strcmp(shapes[i].types, types) == 0)
            return &shapes[i];
    return NULL;
}

/* ---- vectors ---------------------------------------------------------------- */

static unsigned unsaid;

static void call_once(const struct vec *v, const struct shape *shape,
                      const unsigned char *value, unsigned char *back)
{
    heard_begin(v);
    shape->call(value, back);
    if (v->kind != VEC_GOOD)
        heard_check();
}

static void run_vector(const struct vec *v)
{
    static _Alignas(8) unsigned char value[LARGEST], back[LARGEST];
    static _Alignas(8) unsigned char again[LARGEST];
    const struct shape *shape = shape_of(v);
    uint32_t i;

    if (!shape || !shape->call) {
        heard_begin(v);
        heard_expect(shape != NULL, "no such shape");
        unsaid++;
        return;
    }
    memset(value, 0, sizeof value);
    /* All that is to be sent is given, and nothing else. */
    if (v->kind == VEC_GOOD)
        unwritten_make(value, sizeof value);
    for (i = 0; i < v->value_count; i++)
        store_value(value, &v->value[i], &shape->places[i]);
    heard.replies_instead = false;
    call_once(v, shape, value, back);
    if (v->kind == VEC_REFUSED) {
        heard.replies_instead = true;
        call_once(v, shape, value, back);
    } else if (v->kind == VEC_GOOD) {
        heard_keep();
        shape->call(back, again);
        heard_check();
    }
}

int main(int argc, char **argv)
{
    uint64_t key;
    int status;

    if (Echo_serve(heard_open(), &epv, NULL, &key) != IVMC_OK ||
        Echo_bind(&heard.local.client, key, &echo, &heard.env) != IVMC_OK)
        return 2;
    status = heard_run(argc, argv, run_vector);
    printf("%u vectors have no word in this language\n", unsaid);
    return status;
}
