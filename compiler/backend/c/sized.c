/*
 * Functions for arrays that other values size.
 */
#include <string.h>

#include "backend/c/c_elements.h"

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
    string_list_add(f->s->scratch, &out->params,
                    c_text(f->s, "int64_t %s", name));
    return name;
}

/* In the order of c_exprs_of. */
static struct sizes sizes_of(struct c_file *f, const struct ir_type *t,
                             const char *first, const char *second,
                             const char *third)
{
    struct sizes out = {
        {NULL, 0}, table_create(f->s->scratch), NULL, NULL, NULL};
    struct c_exprs x = c_exprs_of(f->s, t);
    const struct ir_sized *sized = &t->sized;
    size_t i;

    string_list_add(f->s->scratch, &out.params, first);
    if (second)
        string_list_add(f->s->scratch, &out.params, second);
    if (third)
        string_list_add(f->s->scratch, &out.params, third);
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
    return t->sized.capacity ? c_number(f, t->sized.capacity) : "UINT32_MAX";
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
    c_put_locals(e, w->element);
    if (!c_needs_index(w->element))
        emit_text(e, "\n");
    if (z->first)
        emit_text(e, "if (from > 0)\n    v += from;\n");
    c_put_elements(f, e, w->element, "count", "v", z->args);
}

/* How much comes and from where on: `from` and `count` of `room` elements. */
static void get_counts(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const struct sizes *z)
{
    const char *rest = z->first ? "room - from" : "room";
    const char *args[] = {"d", z->length ? z->length : rest, rest,
                          c_number(f, w->element->min_element)};

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
                            c_number(f, w->element->min_element)};
    const char *type = c_type(f->s, f->names, w->element->type);
    const char *none[] = {"d", "0", c_text(f->s, "sizeof(%s)", type),
                          c_text(f->s, "_Alignof(%s)", type)};

    emit_call(e, "uint32_t count = ivmc_get_count", counts, 4, ";");
    emit_text(e, "\nif (count > 0)\n");
    emit_in(e);
    c_borrow(f, e, w->element, "count", NULL);
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
        is_part(z) ? "0" : c_number(f, w->element->min_element)};
    const char *array[] = {
        "d", is_part(z) ? "room" : "count",
        z->first ? "sizeof *array" : "sizeof *v",
        c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, t->element))};
    const char *pointer = c_declare(f->s, f->names, t->element,
                                    z->first ? "*array" : "*v", false);

    emit_call(e,
              is_part(z) ? "uint32_t room = ivmc_get_count"
                         : "uint32_t count = ivmc_get_count",
              room, 4, ";");
    if (is_part(z))
        get_counts(f, e, w, z);
    emit_call(e, c_text(f->s, "%s = ivmc_get_array", pointer), array, 4, ";");
    if (z->first)
        emit_assign(e, c_declare(f->s, f->names, t->element, "*v", false),
                    "array");
    emit_text(e, c_needs_index(w->element) ? "uint32_t i;\n\n" : "\n");
    emit_text(e, "if (v == NULL)\n    return NULL;\n");
    clear_rest(e, z);
    c_get_elements(f, e, w->element, "count", "v", z->args);
    emit_text(e, z->first ? "return array;\n" : "return v;\n");
}

/* Into the caller's memory, which has room for `limit` elements. */
static void get_sized_to(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const struct sizes *z)
{
    const char *counts[] = {"d", z->size, "most",
                            c_number(f, w->element->min_element)};

    EMIT(e, "uint32_t $room$ = ivmc_get_count(d, limit, UINT32_MAX, 0);\n",
         {"room", z->size ? "most" : "room"});
    if (z->size && is_part(z))
        EMIT(e, "uint32_t room = ivmc_get_count(d, $size$, most, 0);\n",
             {"size", z->size});
    if (z->size && !is_part(z))
        emit_call(e, "uint32_t count = ivmc_get_count", counts, 4, ";");
    else
        get_counts(f, e, w, z);
    emit_text(e, c_needs_index(w->element) ? "uint32_t i;\n\n" : "\n");
    clear_rest(e, z);
    c_get_elements(f, e, w->element, "count", "v", z->args);
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
    else if (!is_part(&z) && !c_needs_index(w->element))
        get_borrowed(f, e, w, &z);
    else
        get_sized(f, e, w, &z);
    emit_out(e);
    emit_text(e, "}\n");
}
