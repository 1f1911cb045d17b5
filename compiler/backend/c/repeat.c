/*
 * Functions for sequences, fixed arrays, and arrays that others size.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

static const char *number(struct c_file *f, uint64_t value)
{
    return c_text(f->s, "%" PRIu64, value > UINT32_MAX ? UINT32_MAX : value);
}

/* How elements get across. */
enum how {
    BOOLS,   /* checked, one octet each */
    SCALARS, /* one call, on any machine */
    OPAQUE,  /* moved at once on any machine */
    MOVED,   /* moved at once where the machine is little-endian */
    RUN,     /* one check, then each at its place */
    EACH     /* one after the other */
};

static enum how how_of(const struct wire_type *element)
{
    bool scalar = element->kind == WIRE_SCALAR && !c_has_range(element);

    if (scalar && ir_strip(element->type)->kind == IR_BOOLEAN)
        return BOOLS;
    if (scalar && element->shape == WIRE_PLAIN)
        return element->width == 16 ? OPAQUE : SCALARS;
    if (!c_in_runs(element))
        return EACH;
    return element->shape == WIRE_PLAIN && element->kind == WIRE_RECORD ? MOVED
                                                                        : RUN;
}

static bool needs_index(const struct wire_type *element)
{
    enum how how = how_of(element);

    return how == MOVED || how == RUN || how == EACH;
}

/* One element that stands at `value`. */
static void one(struct c_file *f, struct emit *e, const struct wire_type *w,
                const char *value, bool put, struct table *args)
{
    const struct c_cursor c = {put ? "e" : "d", {NULL, C_CLIENT, NULL, args}};

    (put ? c_put : c_get)(f, e, w, value, &c);
}

/* for (i = 0; i < count; i++) one element at a time. */
static void each(struct c_file *f, struct emit *e, const struct wire_type *w,
                 const char *count, const char *array, bool put,
                 struct table *args)
{
    struct emit *block = emit_block(e);

    one(f, block, w, c_text(f->s, "%s[i]", array), put, args);
    c_guarded(e,
              c_text(f->s,
                     put ? "for (i = 0; i < %s && e->status == IVMC_OK; i++)"
                         : "for (i = 0; i < %s; i++)",
                     count),
              block);
}

/* The same at places that one check covered. */
static void run(struct c_file *f, struct emit *e, const struct wire_type *w,
                const char *count, const char *array, bool put)
{
    struct emit *block = emit_block(e);

    (put ? c_store : c_load)(f, block, w, c_text(f->s, "%s[i]", array), "0", 1);
    c_guarded(e,
              c_text(f->s, "for (i = 0; i < %s; i++, p += %" PRIu64 ")", count,
                     w->size),
              block);
}

static const char *octets(struct c_file *f, const struct wire_type *w,
                          const char *count)
{
    return c_text(f->s, w->size == 1 ? "%s" : "(size_t)%s * %" PRIu64, count,
                  w->size);
}

/* ---- encoding ----------------------------------------------------------- */

static void put_moved(struct c_file *f, struct emit *e,
                      const struct wire_type *w, const char *count,
                      const char *array)
{
    const char *args[] = {"e", number(f, w->align), array, count,
                          number(f, w->size)};

    emit_call(e, "ivmc_put_plain", args, 5, ";");
}

/* Elements of an array; `i` and, for runs, `p` are declared. */
static void put_elements(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const char *count,
                         const char *array, struct table *args)
{
    const char *scalars[] = {"e", number(f, w->width), array, count};
    const char *bools[] = {"e", array, count};

    switch (how_of(w)) {
    case BOOLS:
        emit_call(e, "ivmc_put_bools", bools, 3, ";");
        break;
    case SCALARS:
        emit_call(e, "ivmc_put_scalars", scalars, 4, ";");
        break;
    case OPAQUE:
        put_moved(f, e, w, count, array);
        break;
    case MOVED:
        emit_text(e, "if (IVMC_LITTLE_ENDIAN) {\n");
        emit_in(e);
        put_moved(f, e, w, count, array);
        emit_text(e, "return;\n");
        emit_out(e);
        emit_text(e, "}\n");
        each(f, e, w, count, array, true, args);
        break;
    case RUN:
        EMIT(e,
             "if ($count$ == 0 || e->status != IVMC_OK)\n"
             "    return;\n"
             "p = ivmc_put_run(e, $align$, $octets$);\n"
             "if (p == NULL)\n"
             "    return;\n",
             {"count", count}, {"align", number(f, w->align)},
             {"octets", octets(f, w, count)});
        run(f, e, w, count, array, true);
        break;
    case EACH:
        each(f, e, w, count, array, true, args);
        break;
    }
}

static void put_locals(struct emit *e, const struct wire_type *element)
{
    enum how how = how_of(element);

    if (how == RUN)
        emit_text(e, "unsigned char *p;\n");
    if (how == RUN || how == MOVED || how == EACH)
        emit_text(e, "uint32_t i;\n\n");
}

/* ---- decoding ----------------------------------------------------------- */

/*
 * `pointer = borrowed elements`, where they can be borrowed as they are;
 * without a pointer they are returned.
 */
static bool borrow(struct c_file *f, struct emit *e, const struct wire_type *w,
                   const char *count, const char *pointer)
{
    const char *to = pointer ? c_text(f->s, "%s =", pointer) : "return";
    const char *scalars[] = {"d", number(f, w->width), count};
    const char *bools[] = {"d", count};
    const char *plain[] = {"d", number(f, w->align), count, number(f, w->size)};

    switch (how_of(w)) {
    case BOOLS:
        emit_call(e, c_text(f->s, "%s ivmc_get_bools", to), bools, 2, ";");
        return true;
    case SCALARS:
        emit_call(e, c_text(f->s, "%s ivmc_get_scalars", to), scalars, 3, ";");
        return true;
    case OPAQUE:
    case MOVED:
        emit_call(e, c_text(f->s, "%s ivmc_get_plain", to), plain, 4, ";");
        return true;
    case RUN:
    case EACH:
        break;
    }
    return false;
}

/* Elements into memory that is there; `i` and `p` are declared. */
static void get_elements(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const char *count,
                         const char *array, struct table *args)
{
    const char *scalars[] = {"d", number(f, w->width), array, count};
    const char *bools[] = {"d", array, count};

    switch (how_of(w)) {
    case BOOLS:
        emit_call(e, "ivmc_get_bools_to", bools, 3, ";");
        break;
    case SCALARS:
        emit_call(e, "ivmc_get_scalars_to", scalars, 4, ";");
        break;
    case OPAQUE:
        EMIT(e, "ivmc_get_plain_to(d, $align$, $array$, $count$, $size$);\n",
             {"align", number(f, w->align)}, {"array", array}, {"count", count},
             {"size", number(f, w->size)});
        break;
    case MOVED:
        EMIT(e,
             "if (IVMC_LITTLE_ENDIAN)\n"
             "    ivmc_get_plain_to(d, $align$, $array$, $count$, $size$);\n"
             "else\n",
             {"align", number(f, w->align)}, {"array", array}, {"count", count},
             {"size", number(f, w->size)});
        emit_in(e);
        each(f, e, w, count, array, false, args);
        emit_out(e);
        break;
    case RUN:
    case EACH:
        each(f, e, w, count, array, false, args);
        break;
    }
}

/* ---- sequences ---------------------------------------------------------- */

static void put_sequence(struct c_file *f, struct emit *e,
                         const struct wire_type *w)
{
    put_locals(e, w->element);
    EMIT(e, "ivmc_put_len(e, v->len, $bound$, v->data);\n",
         {"bound", number(f, w->bound)});
    put_elements(f, e, w->element, "v->len", "v->data", NULL);
}

/* Borrowed as it came, or nothing: a length without data is never seen. */
static void borrow_sequence(struct c_file *f, struct emit *e,
                            const struct wire_type *element)
{
    borrow(f, e, element, "v->len", "v->data");
    emit_text(e, "if (v->data == NULL)\n    v->len = 0;\n");
}

static void allocate(struct c_file *f, struct emit *e,
                     const struct wire_type *element, const char *count,
                     const char *pointer)
{
    const char *args[] = {
        "d", count, c_text(f->s, "sizeof *%s", pointer),
        c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, element->type))};

    emit_call(e, c_text(f->s, "%s = ivmc_get_array", pointer), args, 4, ";");
}

static void get_run_of(struct c_file *f, struct emit *e,
                       const struct wire_type *element)
{
    EMIT(e,
         "if (v->data != NULL && v->len > 0)\n"
         "    p = ivmc_get_run(d, $align$, $octets$);\n"
         "if (p == NULL) {\n"
         "    v->len = 0;\n"
         "    return;\n"
         "}\n",
         {"align", number(f, element->align)},
         {"octets", octets(f, element, "v->len")});
    run(f, e, element, "v->len", "v->data", false);
}

static void get_sequence(struct c_file *f, struct emit *e,
                         const struct wire_type *w)
{
    const struct wire_type *element = w->element;
    enum how how = how_of(element);
    uint64_t least = element->min_element;

    if (how == RUN)
        emit_text(e, "const unsigned char *p = NULL;\n");
    if (needs_index(element))
        emit_text(e, "uint32_t i;\n\n");
    EMIT(e, "v->len = ivmc_get_len(d, $bound$, $least$);\n",
         {"bound", number(f, w->bound)}, {"least", number(f, least)});
    if (how == BOOLS || how == SCALARS || how == OPAQUE) {
        borrow_sequence(f, e, element);
        return;
    }
    if (how == MOVED) {
        emit_text(e, "if (IVMC_LITTLE_ENDIAN) {\n");
        emit_in(e);
        borrow_sequence(f, e, element);
        emit_text(e, "return;\n");
        emit_out(e);
        emit_text(e, "}\n");
    }
    allocate(f, e, element, "v->len", "v->data");
    if (how == RUN) {
        get_run_of(f, e, element);
        return;
    }
    emit_text(e, "if (v->data == NULL)\n    v->len = 0;\n");
    each(f, e, element, "v->len", "v->data", false, NULL);
}

void c_write_sequence(struct c_file *f, struct emit *e,
                      const struct wire_type *w, enum c_function function,
                      const char *name)
{
    bool put = function == C_PUT;
    const char *type = c_type(f->s, f->names, w->type);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            c_text(f->s, put ? "const %s *v" : "%s *v", type)};
    struct c_prototype p = {"static void", name, params, 2};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    (put ? put_sequence : get_sequence)(f, e, w);
    emit_out(e);
    emit_text(e, "}\n");
}

/* ---- fixed arrays ------------------------------------------------------- */

/* Several dimensions are one row of elements, in memory as on the wire. */
void c_write_array(struct c_file *f, struct emit *e, const struct wire_type *w,
                   enum c_function function, const char *name)
{
    bool put = function == C_PUT;
    uint64_t count;
    const struct ir_type *t = c_array_element(w->type, &count);
    const struct wire_type *element = wire_type_of(f->s, t);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            put ? "const void *array" : "void *array"};
    struct c_prototype p = {"static void", name, params, 2};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    EMIT(e, "$v$ = array;\n", {"v", c_declare(f->s, f->names, t, "*v", put)});
    if (put) {
        put_locals(e, element);
        put_elements(f, e, element, number(f, count), "v", NULL);
    } else {
        emit_text(e, needs_index(element) ? "uint32_t i;\n\n" : "\n");
        get_elements(f, e, element, number(f, count), "v", NULL);
    }
    emit_out(e);
    emit_text(e, "}\n");
}

/* ---- sized by others ---------------------------------------------------- */

/* The expressions of one array as its function's parameters. */
struct sizes {
    struct string_list params;
    struct table *args;
    const char *size, *length, *first; /* NULL: none */
};

static const char *arg_named(struct c_file *f, struct sizes *out,
                             const struct ir_expr *x, const char *name)
{
    if (x == NULL)
        return NULL;
    if (x->kind == IR_EXPR_CONST)
        return c_int(f->s, x->value);
    table_put(out->args, x, (void *)(uintptr_t)name);
    string_list_add(f->s->arena, &out->params,
                    c_text(f->s, "int64_t %s", name));
    return name;
}

/* In the order of c_exprs_of. */
static struct sizes sizes_of(struct c_file *f, const struct ir_type *t,
                             const char *first, const char *second,
                             const char *third)
{
    struct sizes out = {{NULL, 0}, table_create(f->s->arena), NULL, NULL, NULL};
    struct c_exprs x = c_exprs_of(f->s, t);
    const struct ir_sized *sized = &t->sized;
    size_t i;

    string_list_add(f->s->arena, &out.params, first);
    if (second)
        string_list_add(f->s->arena, &out.params, second);
    if (third)
        string_list_add(f->s->arena, &out.params, third);
    out.size = arg_named(f, &out, sized->size, "size");
    out.length = arg_named(f, &out, sized->length, "length");
    out.first = arg_named(f, &out, sized->first, "first");
    for (i = 0; i < x.count; i++)
        if (!table_get(out.args, x.items[i]))
            arg_named(f, &out, x.items[i], c_text(f->s, "size%zu", i));
    return out;
}

/* The most elements that there may be. */
static const char *capacity(struct c_file *f, const struct ir_type *t)
{
    return t->sized.capacity ? number(f, t->sized.capacity) : "UINT32_MAX";
}

/* Whether only a part of the array travels. */
static bool is_part(const struct sizes *z)
{
    return z->length || z->first;
}

static void put_sized(struct c_file *f, struct emit *e,
                      const struct wire_type *w, const struct sizes *z)
{
    const char *all = z->size ? c_text(f->s, "ivmc_put_count(e, %s, %s, v)",
                                       z->size, capacity(f, w->type))
                              : capacity(f, w->type);
    const char *part = z->length ? z->length : z->first ? "room - from" : NULL;

    emit_assign(e, is_part(z) ? "uint32_t room" : "uint32_t count", all);
    if (z->first)
        EMIT(e, "uint32_t from = ivmc_put_count(e, $first$, room, v);\n",
             {"first", z->first});
    if (part)
        EMIT(e, "uint32_t count = ivmc_put_count(e, $part$, $rest$, v);\n",
             {"part", part}, {"rest", z->first ? "room - from" : "room"});
    put_locals(e, w->element);
    if (!needs_index(w->element))
        emit_text(e, "\n");
    if (z->first)
        emit_text(e, "if (from > 0)\n    v += from;\n");
    put_elements(f, e, w->element, "count", "v", z->args);
}

/* How much comes and from where on: `from` and `count` of `room` elements. */
static void get_counts(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const struct sizes *z)
{
    const char *rest = z->first ? "room - from" : "room";
    const char *args[] = {"d", z->length ? z->length : rest, rest,
                          number(f, w->element->min_element)};

    if (z->first)
        EMIT(e, "uint32_t from = ivmc_get_count(d, $first$, room, 0);\n",
             {"first", z->first});
    emit_call(e, "uint32_t count = ivmc_get_count", args, 4, ";");
}

/* What does not come is zero; `v` moves to what does. */
static void clear_rest(struct emit *e, const struct sizes *z)
{
    if (z->first)
        emit_text(e, "if (from > 0) {\n"
                     "    memset(v, 0, from * sizeof *v);\n"
                     "    v += from;\n"
                     "}\n");
    if (is_part(z))
        EMIT(e,
             "if ($rest$ > count)\n"
             "    memset(v + count, 0, ($rest$ - count) * sizeof *v);\n",
             {"rest", z->first ? "room - from" : "room"});
}

/* All of it comes and can be borrowed as it is. */
static void get_borrowed(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const struct sizes *z)
{
    const char *counts[] = {"d", z->size ? z->size : capacity(f, w->type),
                            capacity(f, w->type),
                            number(f, w->element->min_element)};
    const char *type = c_type(f->s, f->names, w->element->type);
    const char *none[] = {"d", "0", c_text(f->s, "sizeof(%s)", type),
                          c_text(f->s, "_Alignof(%s)", type)};

    emit_call(e, "uint32_t count = ivmc_get_count", counts, 4, ";");
    emit_text(e, "\nif (count > 0)\n");
    emit_in(e);
    borrow(f, e, w->element, "count", NULL);
    emit_out(e);
    emit_call(e, "return ivmc_get_array", none, 4, ";");
}

/* Into new memory: `size` elements, of which a part may come. */
static void get_sized(struct c_file *f, struct emit *e,
                      const struct wire_type *w, const struct sizes *z)
{
    const struct ir_type *t = w->type;
    const char *room[] = {
        "d", z->size ? z->size : capacity(f, t), capacity(f, t),
        is_part(z) ? "0" : number(f, w->element->min_element)};
    const char *array[] = {
        "d", is_part(z) ? "room" : "count", "sizeof *array",
        c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, t->element))};
    const char *pointer =
        c_declare(f->s, f->names, t->element, "*array", false);

    emit_call(e,
              is_part(z) ? "uint32_t room = ivmc_get_count"
                         : "uint32_t count = ivmc_get_count",
              room, 4, ";");
    if (is_part(z))
        get_counts(f, e, w, z);
    emit_call(e, c_text(f->s, "%s = ivmc_get_array", pointer), array, 4, ";");
    emit_assign(e, c_declare(f->s, f->names, t->element, "*v", false), "array");
    emit_text(e, needs_index(w->element) ? "uint32_t i;\n\n" : "\n");
    emit_text(e, "if (v == NULL)\n    return NULL;\n");
    clear_rest(e, z);
    get_elements(f, e, w->element, "count", "v", z->args);
    emit_text(e, "return array;\n");
}

/* Into the caller's memory, which has room for `limit` elements. */
static void get_sized_to(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const struct sizes *z)
{
    const char *counts[] = {"d", z->size, "most",
                            number(f, w->element->min_element)};

    EMIT(e, "uint32_t $room$ = ivmc_get_count(d, limit, UINT32_MAX, 0);\n",
         {"room", z->size ? "most" : "room"});
    if (z->size && is_part(z))
        EMIT(e, "uint32_t room = ivmc_get_count(d, $size$, most, 0);\n",
             {"size", z->size});
    if (z->size && !is_part(z))
        emit_call(e, "uint32_t count = ivmc_get_count", counts, 4, ";");
    else
        get_counts(f, e, w, z);
    emit_text(e, needs_index(w->element) ? "uint32_t i;\n\n" : "\n");
    clear_rest(e, z);
    get_elements(f, e, w->element, "count", "v", z->args);
}

/*
 * What a function that gives a pointer to the elements begins with; `*tail`
 * ends its head where C wants the type around it: int32_t (*f(void))[4].
 */
static const char *pointer_result(struct c_file *f,
                                  const struct ir_type *element,
                                  const char **tail)
{
    const char *type = c_declare(f->s, f->names, element, "*", false);
    const char *star = strstr(type, "*)");

    *tail = star ? star + 1 : "";
    return star ? c_text(f->s, "static %.*s", (int)(star + 1 - type), type)
                : c_text(f->s, "static %s", type);
}

void c_write_sized(struct c_file *f, struct emit *e, const struct wire_type *w,
                   enum c_function function, const char *name)
{
    const struct ir_type *t = w->type;
    bool put = function == C_PUT, to = function == C_TO;
    const char *element = c_declare(f->s, f->names, t->element, "*v", put);
    const char *cursor = put ? "struct ivmc_enc *e" : "struct ivmc_dec *d";
    struct sizes z = sizes_of(f, t, cursor, put || to ? element : NULL,
                              to ? "int64_t limit" : NULL);
    const char *tail = "";
    struct c_prototype p = {put || to ? "static void"
                                      : pointer_result(f, t->element, &tail),
                            name, z.params.items, z.params.count};

    f->expressions = true;
    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, t->where)});
    emit_prototype(e, &p, tail);
    emit_text(e, "{\n");
    emit_in(e);
    if (put)
        put_sized(f, e, w, &z);
    else if (to)
        get_sized_to(f, e, w, &z);
    else if (!is_part(&z) && !needs_index(w->element))
        get_borrowed(f, e, w, &z);
    else
        get_sized(f, e, w, &z);
    emit_out(e);
    emit_text(e, "}\n");
}
