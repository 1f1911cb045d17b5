/*
 * Statements that move one value: a call of the runtime's, or of a function
 * for its type.
 */
#include <inttypes.h>

#include "backend/c/c_gen.h"

static const char *limit(struct session *s, uint64_t bound)
{
    return c_text(s, "%" PRIu64, bound > UINT32_MAX ? UINT32_MAX : bound);
}

/* Elements that one call of the runtime's moves on any machine. */
static const char *bulk(const struct wire_type *element)
{
    if (element->kind != WIRE_SCALAR || c_has_range(element))
        return NULL;
    if (ir_strip(element->type)->kind == IR_BOOLEAN)
        return "bools";
    if (element->shape != WIRE_PLAIN)
        return NULL;
    return element->width == 16 ? "plain" : "scalars";
}

/* ---- encoding ----------------------------------------------------------- */

static const char *refuse_put(struct c_file *f, const struct c_cursor *c)
{
    return c_text(f->s, "ivmc_enc_fail(%s, IVMC_BAD_ARGUMENT)", c->name);
}

static void put_scalar(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const char *value,
                       const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(w->type);
    const char *args[] = {c->name, value};
    const char *suffix = c_suffix(w);

    c_check_range(f, e, w, value, refuse_put(f, c));
    if (t->kind == IR_ENUM) {
        args[1] =
            c_text(f->s, "%s(%s, %s)", c_need(f, w, C_SENT), c->name, value);
        if (w->width < 4)
            args[1] = c_text(f->s, "(%sint%s_t)%s", *suffix == 'u' ? "u" : "",
                             suffix + 1, args[1]);
    } else if (t->kind == IR_CHAR) {
        args[1] = c_text(f->s, "(uint8_t)%s", value);
    }
    emit_call(e, c_text(f->s, "ivmc_put_%s", suffix), args, 2, ";");
}

static void put_string(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const char *value,
                       const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(w->type);
    const char *args[] = {c->name, value,
                          limit(f->s, t->size ? t->size : t->bound)};

    emit_call(e, t->size ? "ivmc_put_string_in_place" : "ivmc_put_string", args,
              3, ";");
}

/* A function of a type that takes values computed here. */
static void call_with(struct c_file *f, struct emit *e, const char *head,
                      const struct ir_type *t, const char *first,
                      const char *second, const struct c_cursor *c)
{
    struct string_list args = {NULL, 0};
    struct c_exprs x = c_exprs_of(f->s, t);
    size_t i;

    string_list_add(f->s->scratch, &args, c->name);
    if (first)
        string_list_add(f->s->scratch, &args, first);
    if (second)
        string_list_add(f->s->scratch, &args, second);
    for (i = 0; i < x.count; i++)
        string_list_add(f->s->scratch, &args, c_expr(f, x.items[i], &c->scope));
    f->expressions = true;
    emit_call(e, head, args.items, args.count, ";");
}

static void put_pointer(struct c_file *f, struct emit *e,
                        const struct wire_type *w, const char *value,
                        const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(w->type);
    enum c_class class = c_class_of(t->element);
    bool direct = class == C_STRING || class == C_SIZED;
    struct emit *block = emit_block(e);

    c_put(f, block, w->element, direct ? value : c_text(f->s, "*%s", value), c);
    if (t->pointer == IR_REF) {
        EMIT(e, "if ($v$ == NULL)\n    $refuse$;\n", {"v", value},
             {"refuse", refuse_put(f, c)});
        c_guarded(e, "else", block);
        return;
    }
    if (t->pointer == IR_FULL) {
        c_guarded(e,
                  c_text(f->s, "if (ivmc_put_full(%s, %s, %s))", c->name, value,
                         c_full_type(f, w->type)),
                  block);
        return;
    }
    EMIT(e, "ivmc_put_bool($c$, $v$ != NULL);\n", {"c", c->name}, {"v", value});
    c_guarded(e, c_text(f->s, "if (%s != NULL)", value), block);
}

/* ---- decoding ----------------------------------------------------------- */

static const char *refuse_get(struct c_file *f, const struct c_cursor *c)
{
    return c_text(f->s, "ivmc_dec_fail(%s, IVMC_BAD_MESSAGE)", c->name);
}

/* A scalar, whatever its range. */
static const char *scalar_expr(struct c_file *f, const struct wire_type *w,
                               const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(w->type);
    const char *suffix = c_suffix(w);

    if (t->kind == IR_ENUM)
        return c_text(f->s, "%s(%s, ivmc_get_%s(%s))", c_need(f, w, C_VALID),
                      c->name, suffix, c->name);
    return c_text(f->s, "%sivmc_get_%s(%s)", t->kind == IR_CHAR ? "(char)" : "",
                  suffix, c->name);
}

const char *c_get_expr(struct c_file *f, const struct wire_type *w,
                       const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(w->type);

    if (w->kind == WIRE_STRING && t->size == 0)
        return c_text(f->s, "ivmc_get_string(%s, %s)", c->name,
                      limit(f->s, t->bound));
    if (w->kind == WIRE_FIXED)
        return c_text(f->s, "ivmc_get_decimal(%s, %u)", c->name, t->digits);
    return w->kind == WIRE_SCALAR && !c_has_range(w) ? scalar_expr(f, w, c)
                                                     : NULL;
}

static void get_scalar(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const char *value,
                       const struct c_cursor *c)
{
    const char *simple = c_get_expr(f, w, c);

    if (simple == NULL)
        simple = scalar_expr(f, c_bare(f, w), c);
    emit_assign(e, value, simple);
    if (w->kind == WIRE_SCALAR)
        c_check_range(f, e, w, value, refuse_get(f, c));
}

static void get_string(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const char *value,
                       const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(w->type);
    const char *args[] = {c->name, value, limit(f->s, t->size)};

    if (t->size)
        emit_call(e, "ivmc_get_string_in_place", args, 3, ";");
    else
        get_scalar(f, e, w, value, c);
}

static void get_sized(struct c_file *f, struct emit *e,
                      const struct wire_type *w, const char *value,
                      const struct c_cursor *c)
{
    call_with(f, e, c_text(f->s, "%s = %s", value, c_need(f, w, C_GET)),
              w->type, NULL, NULL, c);
}

/* Whether the array is a member of its own, not behind a pointer. */
static bool stands_in_record(const struct wire_type *w,
                             const struct c_cursor *c)
{
    const struct ir_sized *sized = &ir_strip(w->type)->sized;

    return c->scope.record && !sized->size && sized->capacity;
}

/* What the pointer leads to, in memory of the arena's. */
static void get_referent(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const char *value,
                         const struct c_cursor *c)
{
    const struct ir_type *element = ir_strip(w->type)->element;
    enum c_class class = c_class_of(element);
    const char *args[] = {
        c->name, "1", c_text(f->s, "sizeof *%s", value),
        c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, element))};
    struct emit *block = emit_block(e);

    if (class == C_STRING) {
        c_get(f, e, w->element, value, c);
        return;
    }
    if (class == C_SIZED) {
        get_sized(f, e, w->element, value, c);
        return;
    }
    emit_call(e, c_text(f->s, "%s = ivmc_get_array", value), args, 4, ";");
    c_get(f, block, w->element, c_text(f->s, "*%s", value), c);
    c_guarded(e, c_text(f->s, "if (%s != NULL)", value), block);
}

/* A pointer behind a pointer has a name of its own: it stands within. */
static const char *met_name(struct c_file *f, const char *value)
{
    size_t stars = 0;

    for (; *value; value++)
        stars += *value == '*';
    return stars ? c_text(f->s, "met%zu", stars) : "met";
}

/* What a value that is met now is noted as: its number, before its parts. */
static void get_full(struct c_file *f, struct emit *e,
                     const struct wire_type *w, const char *value,
                     const struct c_cursor *c)
{
    const struct ir_type *element = ir_strip(w->type)->element;
    enum c_class class = c_class_of(element);
    const char *met = met_name(f, value);
    struct emit *block, *inner;

    emit_text(e, "{\n");
    emit_in(e);
    block = emit_block(e);
    EMIT(e,
         "uint32_t $met$;\n"
         "\n"
         "$v$ = ivmc_get_full($c$, $type$, &$met$);\n",
         {"v", value}, {"c", c->name}, {"type", c_full_type(f, w->type)},
         {"met", met});
    if (class == C_STRING || class == C_SIZED) {
        get_referent(f, block, w, value, c);
        EMIT(block, "ivmc_full_note($c$, $met$, $v$);\n", {"c", c->name},
             {"v", value}, {"met", met});
    } else {
        const char *args[] = {
            c->name, "1", c_text(f->s, "sizeof *%s", value),
            c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, element))};

        emit_call(block, c_text(f->s, "%s = ivmc_get_array", value), args, 4,
                  ";");
        EMIT(block, "ivmc_full_note($c$, $met$, $v$);\n", {"c", c->name},
             {"v", value}, {"met", met});
        inner = emit_block(block);
        c_get(f, inner, w->element, c_text(f->s, "*%s", value), c);
        c_guarded(block, c_text(f->s, "if (%s != NULL)", value), inner);
    }
    c_guarded(e, c_text(f->s, "if (%s)", met), block);
    emit_out(e);
    emit_text(e, "}\n");
}

static void get_pointer(struct c_file *f, struct emit *e,
                        const struct wire_type *w, const char *value,
                        const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(w->type);
    struct emit *block;

    if (t->pointer == IR_REF) {
        get_referent(f, e, w, value, c);
        return;
    }
    if (t->pointer == IR_FULL) {
        get_full(f, e, w, value, c);
        return;
    }
    EMIT(e, "$v$ = NULL;\n", {"v", value});
    block = emit_block(e);
    get_referent(f, block, w, value, c);
    c_guarded(e, c_text(f->s, "if (ivmc_get_bool(%s))", c->name), block);
}

void c_get_sized_to(struct c_file *f, struct emit *e, const struct wire_type *w,
                    const char *value, const char *room,
                    const struct c_cursor *c)
{
    call_with(f, e, c_need(f, w, C_TO), w->type, value, room, c);
}

/* An array that other values size: where it lies decides who has the room. */
static void get_elsewhere(struct c_file *f, struct emit *e,
                          const struct wire_type *w, const char *value,
                          const struct c_cursor *c)
{
    if (stands_in_record(w, c))
        c_get_sized_to(f, e, w, value,
                       limit(f->s, ir_strip(w->type)->sized.capacity), c);
    else
        get_sized(f, e, w, value, c);
}

/* ---- both ways ---------------------------------------------------------- */

static void move_decimal(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const char *value,
                         const struct c_cursor *c, bool put)
{
    const char *args[] = {c->name, value,
                          c_text(f->s, "%u", ir_strip(w->type)->digits)};

    if (put)
        emit_call(e, "ivmc_put_decimal", args, 3, ";");
    else
        get_scalar(f, e, w, value, c);
}

static void move_wide(struct c_file *f, struct emit *e,
                      const struct wire_type *w, const char *value,
                      const struct c_cursor *c, bool put)
{
    const char *args[] = {c->name, c_address(f->s, value),
                          limit(f->s, ir_strip(w->type)->bound)};

    emit_call(e, put ? "ivmc_put_wstring" : "ivmc_get_wstring", args, 3, ";");
}

/* The first boolean of an array of any number of dimensions. */
static const char *first_bool(struct c_file *f, const struct ir_type *t,
                              const char *value)
{
    for (t = ir_strip(t)->element; ir_strip(t)->kind == IR_ARRAY;
         t = ir_strip(t)->element)
        value = c_text(f->s, "%s[0]", value);
    return value;
}

static void move_array(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const char *value,
                       const struct c_cursor *c, bool put)
{
    uint64_t count;
    const struct wire_type *element =
        wire_type_of(f->s, c_array_element(w->type, &count));
    const char *how = bulk(element);
    const char *total = limit(f->s, count);
    const char *scalars[] = {c->name, limit(f->s, element->width), value,
                             total};
    const char *bools[] = {c->name, value, total};
    const char *plain[] = {c->name, limit(f->s, element->align), value, total,
                           limit(f->s, element->size)};

    if (how == NULL)
        emit_call(e, c_need(f, w, put ? C_PUT : C_GET), bools, 2, ";");
    else if (*how == 's')
        emit_call(e, put ? "ivmc_put_scalars" : "ivmc_get_scalars_to", scalars,
                  4, ";");
    else if (*how == 'b') {
        bools[1] = first_bool(f, w->type, value);
        emit_call(e, put ? "ivmc_put_bools" : "ivmc_get_bools_to", bools, 3,
                  ";");
    } else
        emit_call(e, put ? "ivmc_put_plain" : "ivmc_get_plain_to", plain, 5,
                  ";");
}

/* Whether its functions are those of <ivmc/values.h>. */
static bool is_value(const struct wire_type *w)
{
    return w->kind == WIRE_WSTRING || w->kind == WIRE_ANY ||
           w->kind == WIRE_FIXED || ir_strip(w->type)->kind == IR_WCHAR;
}

static void move(struct c_file *f, struct emit *e, const struct wire_type *w,
                 const char *value, const struct c_cursor *c, bool put)
{
    const char *address[] = {c->name, c_address(f->s, value)};
    enum c_function function = put ? C_PUT : C_GET;

    f->values |= is_value(w);
    switch (w->kind) {
    case WIRE_SCALAR:
        (put ? put_scalar : get_scalar)(f, e, w, value, c);
        break;
    case WIRE_STRING:
        (put ? put_string : get_string)(f, e, w, value, c);
        break;
    case WIRE_RECORD:
        if (w->member_count > 0)
            emit_call(e, c_need(f, w, function), address, 2, ";");
        break;
    case WIRE_CHOICE:
        if (w->tag)
            emit_call(e, c_need(f, w, function), address, 2, ";");
        else
            call_with(f, e, c_need(f, w, function), w->type, address[1], NULL,
                      c);
        break;
    case WIRE_REPEAT:
        if (w->count == WIRE_COUNT_FIXED)
            move_array(f, e, w, value, c, put);
        else if (w->count == WIRE_COUNT_SENT)
            emit_call(e, c_need(f, w, function), address, 2, ";");
        else if (put)
            call_with(f, e, c_need(f, w, function), w->type, value, NULL, c);
        else
            get_elsewhere(f, e, w, value, c);
        break;
    case WIRE_POINTER:
        (put ? put_pointer : get_pointer)(f, e, w, value, c);
        break;
    case WIRE_OBJECT:
        emit_call(e, put ? "ivmc_put_objref" : "ivmc_get_objref", address, 2,
                  ";");
        break;
    case WIRE_REGION:
        emit_call(e, put ? "ivmc_put_region" : "ivmc_get_region", address, 2,
                  ";");
        break;
    case WIRE_CONTEXT:
        c_move_context(f, e, w, value, c, put);
        break;
    case WIRE_WSTRING:
        move_wide(f, e, w, value, c, put);
        break;
    case WIRE_ANY:
        emit_call(e, put ? "ivmc_put_any" : "ivmc_get_any", address, 2, ";");
        break;
    case WIRE_FIXED:
        move_decimal(f, e, w, value, c, put);
        break;
    case WIRE_BITS:
        emit_call(e, c_need(f, w, function), address, 2, ";");
        break;
    case WIRE_NOTHING:
        break;
    }
}

void c_put(struct c_file *f, struct emit *e, const struct wire_type *w,
           const char *value, const struct c_cursor *c)
{
    move(f, e, w, value, c, true);
}

void c_get(struct c_file *f, struct emit *e, const struct wire_type *w,
           const char *value, const struct c_cursor *c)
{
    move(f, e, w, value, c, false);
}
