/*
 * stubs FILE.vec...: the vectors of the types of stubs.idl, through the code
 * that idlc makes of it, on whatever machine it was compiled for. A request is
 * the octets of its vector, and so is the reply that brings the value back;
 * octets that a decoder refuses reach neither the servant nor, from him, who
 * called.
 *
 * OF_DCE: the code is that of the twin in DCE IDL, which has all types but
 * the unions with text and the sequences.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#ifdef OF_DCE
#include "stubs_dce.h"
#else
#include "stubs.h"
#endif
#include "heard.h"
#include "unwritten.h"
#include "vec.h"

#define MOST 8 /* elements of sequences in the vectors */

static struct ivmc_object echo;

/* ---- elements of a vector, one after the other ----------------------------- */

struct elements {
    const struct vec *v;
    uint32_t value, element;
};

static const struct vec_value *current(struct elements *e)
{
    while (e->element == e->v->value[e->value].count) {
        e->value++;
        e->element = 0;
    }
    return &e->v->value[e->value];
}

static uint64_t number(struct elements *e)
{
    const struct vec_value *value = current(e);

    return vec_bits(value->type, value->element[e->element++]);
}

static const char *text(struct elements *e)
{
    return current(e)->element[e->element++];
}

static float f32(struct elements *e)
{
    uint32_t bits = (uint32_t)number(e);
    float f;

    memcpy(&f, &bits, sizeof f);
    return f;
}

static double f64(struct elements *e)
{
    uint64_t bits = number(e);
    double f;

    memcpy(&f, &bits, sizeof f);
    return f;
}

static struct Point point(struct elements *e)
{
    struct Point p;

    p.x = (int32_t)number(e);
    p.y = (int32_t)number(e);
    return p;
}

static struct Mixed mixed(struct elements *e)
{
    struct Mixed m;

    m.a = (uint8_t)number(e);
    m.b = f64(e);
    m.c = (int16_t)number(e);
    m.d = (int64_t)number(e);
    m.e = number(e) != 0;
    m.f = (char)number(e);
    m.g = f32(e);
    return m;
}

static struct Item item(struct elements *e)
{
    struct Item i;

    i.name = text(e);
    i.where = point(e);
    i.tint = (enum Color)number(e);
    return i;
}

/* ---- the servant: all comes back ------------------------------------------- */

#define ECHO_SCALAR(name, type)                                                \
    static type echo_##name(void *servant, type v, struct ivmc_env *env)       \
    {                                                                          \
        (void)servant;                                                         \
        (void)env;                                                             \
        heard.served++;                                                        \
        return v;                                                              \
    }
ECHO_SCALAR(flag, bool)
ECHO_SCALAR(letter, char)
ECHO_SCALAR(u8, uint8_t)
ECHO_SCALAR(u16, uint16_t)
ECHO_SCALAR(u32, uint32_t)
ECHO_SCALAR(u64, uint64_t)
ECHO_SCALAR(i8, int8_t)
ECHO_SCALAR(i16, int16_t)
ECHO_SCALAR(i32, int32_t)
ECHO_SCALAR(i64, int64_t)
ECHO_SCALAR(f32, float)
ECHO_SCALAR(f64, double)

#define ECHO(name, type)                                                       \
    static void echo_##name(void *servant, const struct type *v,               \
                            struct type *result, struct ivmc_env *env)         \
    {                                                                          \
        (void)servant;                                                         \
        (void)env;                                                             \
        heard.served++;                                                        \
        *result = *v;                                                          \
    }
ECHO(point, Point)
ECHO(mixed, Mixed)
ECHO(item, Item)
ECHO(wide, Wide)
ECHO(far, Far)
ECHO(sample, Sample)
ECHO(nested, Nested)
ECHO(pair, Pair)
#ifndef OF_DCE
ECHO(price, Price)
ECHO(items, Items)
ECHO(path, Path)
ECHO(blobs, Blobs)
ECHO(mixes, Mixes)
#endif

static void echo_grid(void *servant, int32_t v[2][3], int32_t back[2][3],
                      struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    heard.served++;
    memcpy(back, v, 6 * sizeof(int32_t));
}

static const struct Echo_epv epv = {
    .flag = echo_flag,
    .letter = echo_letter,
    .u8 = echo_u8,
    .u16 = echo_u16,
    .u32 = echo_u32,
    .u64 = echo_u64,
    .i8 = echo_i8,
    .i16 = echo_i16,
    .i32 = echo_i32,
    .i64 = echo_i64,
    .f32 = echo_f32,
    .f64 = echo_f64,
    .send_point = echo_point,
    .send_mixed = echo_mixed,
    .send_item = echo_item,
    .send_wide = echo_wide,
    .send_far = echo_far,
    .send_grid = echo_grid,
    .send_sample = echo_sample,
    .send_nested = echo_nested,
    .send_pair = echo_pair,
#ifndef OF_DCE
    .send_price = echo_price,
    .send_items = echo_items,
    .send_path = echo_path,
    .send_blobs = echo_blobs,
    .send_mixes = echo_mixes,
#endif
};

/* ---- calls ---------------------------------------------------------------------- */

/* The value of a refused vector is any: its octets are sent in its place. */
static bool is_given(const struct elements *e)
{
    return e->v->kind == VEC_GOOD;
}

#define CALL_SCALAR(name, type, next)                                          \
    static void call_##name(struct elements *e)                                \
    {                                                                          \
        type v = 0;                                                            \
                                                                               \
        if (is_given(e))                                                       \
            v = (type)(next);                                                  \
        v = Echo_##name(&echo, v, &heard.env);                                 \
        if (is_given(e))                                                       \
            Echo_##name(&echo, v, &heard.env);                                 \
    }
CALL_SCALAR(flag, bool, number(e) != 0)
CALL_SCALAR(letter, char, number(e))
CALL_SCALAR(u8, uint8_t, number(e))
CALL_SCALAR(u16, uint16_t, number(e))
CALL_SCALAR(u32, uint32_t, number(e))
CALL_SCALAR(u64, uint64_t, number(e))
CALL_SCALAR(i8, int8_t, number(e))
CALL_SCALAR(i16, int16_t, number(e))
CALL_SCALAR(i32, int32_t, number(e))
CALL_SCALAR(i64, int64_t, number(e))
CALL_SCALAR(f32, float, f32(e))
CALL_SCALAR(f64, double, f64(e))

/*
 * What came back is sent once more: so it was what had been sent. A value
 * that the octets of a refused vector replace begins as `...` says.
 */
#define CALL(name, type, ...)                                                  \
    static void call_##name(struct elements *e)                                \
    {                                                                          \
        struct type v = {__VA_ARGS__}, back, again;                            \
                                                                               \
        if (is_given(e)) {                                                     \
            unwritten_make(&v, sizeof v);                                      \
            make_##name(e, &v);                                                \
        }                                                                      \
        Echo_send_##name(&echo, &v, &back, &heard.env);                        \
        if (is_given(e)) {                                                     \
            heard_keep();                                                      \
            Echo_send_##name(&echo, &back, &again, &heard.env);                \
        }                                                                      \
    }

static void make_point(struct elements *e, struct Point *p)
{
    *p = point(e);
}

static void make_mixed(struct elements *e, struct Mixed *m)
{
    *m = mixed(e);
}

static void make_item(struct elements *e, struct Item *i)
{
    *i = item(e);
}

static void make_wide(struct elements *e, struct Wide *w)
{
    w->tag = number(e) != 0;
    if (w->tag)
        w->u.d = f64(e);
    else
        w->u.o = (uint8_t)number(e);
}

static void make_far(struct elements *e, struct Far *f)
{
    f->tag = (int64_t)number(e);
    if (f->tag == -1)
        f->u.s = (int16_t)number(e);
    else
        f->u.l = (int64_t)number(e);
}

#ifndef OF_DCE
static void make_price(struct elements *e, struct Price *p)
{
    p->tag = (enum Color)number(e);
    if (p->tag == red)
        p->u.cents = (int32_t)number(e);
    else if (p->tag == green)
        p->u.text = text(e);
    else
        p->u.p = point(e);
}

#define MAKE_SEQUENCE(name, sequence, element, one)                            \
    static void make_##name(struct elements *e, struct sequence *s)            \
    {                                                                          \
        static struct element data[MOST];                                      \
        uint32_t i;                                                            \
                                                                               \
        s->len = (uint32_t)number(e);                                          \
        s->data = data;                                                        \
        for (i = 0; i < s->len; i++)                                           \
            data[i] = one(e);                                                  \
    }
MAKE_SEQUENCE(items, Items, Item, item)
MAKE_SEQUENCE(path, Path, Point, point)
MAKE_SEQUENCE(mixes, Mixes, Mixed, mixed)

static void make_blobs(struct elements *e, struct Blobs *b)
{
    static struct Blob data[MOST];
    static uint8_t octets[MOST][MOST];
    const struct vec_value *value = e->v->value;
    uint32_t i, k;

    b->len = (uint32_t)number(e);
    b->data = data;
    for (i = 0; i < b->len; i++) {
        value++;
        data[i].len = value->count;
        data[i].data = octets[i];
        for (k = 0; k < value->count; k++)
            octets[i][k] = (uint8_t)vec_bits(value->type, value->element[k]);
    }
}

CALL(price, Price, 0)
CALL(items, Items, 0)
CALL(path, Path, 0)
CALL(blobs, Blobs, 0)
CALL(mixes, Mixes, 0)
#endif

static void make_sample(struct elements *e, struct Sample *s)
{
    int i;

    s->id = number(e);
    s->hue = (enum Color)number(e);
    s->valid = number(e) != 0;
    s->name = text(e);
    s->weight = f64(e);
    s->grade = (uint32_t)number(e);
    s->note = text(e);
    for (i = 0; i < 6; i++)
        s->serial[i] = (uint8_t)number(e);
    for (i = 0; i < 3; i++)
        s->flags[i] = number(e) != 0;
}

static struct Mark mark(struct elements *e)
{
    struct Mark m;

    m.hue = (enum Color)number(e);
    m.code = (uint16_t)number(e);
    return m;
}

static void make_nested(struct elements *e, struct Nested *n)
{
    int i;

    n->before = (uint8_t)number(e);
    n->first = mark(e);
    n->sign = (char)number(e);
    n->at = number(e);
    for (i = 0; i < 6; i++)
        n->parts[i / 3][i % 3] = f32(e);
    n->last = mark(e);
    n->text = text(e);
}

static void make_pair(struct elements *e, struct Pair *p)
{
    int i;

    for (i = 0; i < 2; i++) {
        p->both[i].value = (int64_t)number(e);
        p->both[i].exact = number(e) != 0;
    }
    p->rest = (uint8_t)number(e);
}

CALL(point, Point, 0)
CALL(mixed, Mixed, 0)
CALL(item, Item, .name = "")
CALL(wide, Wide, 0)
CALL(far, Far, 0)
CALL(sample, Sample, .name = "", .grade = 1, .note = "")
CALL(nested, Nested, .text = "")
CALL(pair, Pair, .rest = 0)

static void call_grid(struct elements *e)
{
    int32_t v[2][3] = {{0}}, back[2][3];
    int i;

    for (i = 0; i < 6 && is_given(e); i++)
        v[i / 3][i % 3] = (int32_t)number(e);
    Echo_send_grid(&echo, v, back, &heard.env);
    if (is_given(e))
        Echo_send_grid(&echo, back, v, &heard.env);
}

/* ---- vectors -------------------------------------------------------------------- */

static const struct {
    const char *name; /* of the type: scalars' in vec.h, others' in the IDL */
    void (*call)(struct elements *e);
} table[] = {
    {"bool", call_flag},     {"char", call_letter},   {"u8", call_u8},
    {"u16", call_u16},       {"u32", call_u32},       {"u64", call_u64},
    {"i8", call_i8},         {"i16", call_i16},       {"i32", call_i32},
    {"i64", call_i64},       {"f32", call_f32},       {"f64", call_f64},
    {"Point", call_point},   {"Mixed", call_mixed},   {"Item", call_item},
    {"Wide", call_wide},     {"Far", call_far},       {"Grid", call_grid},
    {"Sample", call_sample}, {"Nested", call_nested}, {"Pair", call_pair},
#ifndef OF_DCE
    {"Price", call_price},   {"Items", call_items},   {"Path", call_path},
    {"Blobs", call_blobs},   {"Mixes", call_mixes},
#endif
};

static bool is_named(const struct vec *v, const char *type)
{
    size_t len = strcspn(v->name, "_");

    return strlen(type) == len && memcmp(v->name, type, len) == 0;
}

static bool is_scalar(const struct vec *v, const char *type)
{
    return v->value_count == 1 && v->value[0].form == VEC_ONE &&
           v->value[0].type_bound == 0 && strcmp(v->value[0].type, type) == 0;
}

/* The call for a vector of one of the types, or NULL: of another one. */
static void (*call_of(const struct vec *v))(struct elements *)
{
    size_t i;

    for (i = 0; i < sizeof table / sizeof table[0]; i++)
        if (isupper((unsigned char)table[i].name[0])
                ? is_named(v, table[i].name)
                : is_scalar(v, table[i].name))
            return table[i].call;
    return NULL;
}

static void run_calls(const struct vec *v, void (*call)(struct elements *))
{
    struct elements e = {v, 0, 0};

    heard_begin(v);
    call(&e);
    heard_check();
}

static void run_vector(const struct vec *v)
{
    void (*call)(struct elements *) = call_of(v);

    if (!call || v->kind == VEC_UNSENDABLE)
        return;
    heard.replies_instead = false;
    run_calls(v, call);
    heard.replies_instead = true;
    if (v->kind == VEC_REFUSED)
        run_calls(v, call);
}

int main(int argc, char **argv)
{
    uint64_t key;

    if (Echo_serve(heard_open(), &epv, NULL, &key) != IVMC_OK ||
        Echo_bind(&heard.local.client, key, &echo, &heard.env) != IVMC_OK)
        return 2;
    return heard_run(argc, argv, run_vector);
}
