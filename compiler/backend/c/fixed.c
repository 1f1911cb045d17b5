/*
 * Values at their places in a fixed layout: `p` points to its start, and one
 * check has covered it.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

/* ---- one value ---------------------------------------------------------- */

static const char *pointer(struct c_file *f, const char *index)
{
    return strcmp(index, "0") == 0 ? "p" : c_text(f->s, "p + %s", index);
}

static void store_octet(struct c_file *f, struct emit *e,
                        const struct ir_type *t, const char *value,
                        const char *index)
{
    if (t->kind == IR_BOOLEAN)
        value = c_text(f->s, "%s ? 1 : 0", value);
    else if (t->kind == IR_ENUM)
        value = c_text(f->s, "(unsigned char)%s", value);
    else if (t->kind != IR_OCTET && t->kind != IR_UINT8)
        value = c_text(f->s, "(unsigned char)%s", value);
    EMIT(e, "p[$index$] = $value$;\n", {"index", index}, {"value", value});
}

static void store_scalar(struct c_file *f, struct emit *e,
                         const struct wire_type *w, const char *value,
                         const char *index)
{
    const struct ir_type *t = ir_strip(w->type);
    const char *args[2] = {pointer(f, index), value};
    bool is_float = t->kind == IR_FLOAT || t->kind == IR_DOUBLE;

    c_check_range(f, e, w, value, "ivmc_enc_fail(e, IVMC_BAD_ARGUMENT)");
    if (t->kind == IR_ENUM)
        args[1] = c_text(f->s, "%s(e, %s)", c_need(f, w, C_SENT), value);
    if (w->width == 1) {
        store_octet(f, e, t, args[1], index);
        return;
    }
    if (w->width == 16) {
        EMIT(e, "memcpy($p$, $v$.octets, 16);\n", {"p", args[0]}, {"v", value});
        return;
    }
    if (t->kind == IR_INT16 || t->kind == IR_INT32 || t->kind == IR_INT64 ||
        (t->kind == IR_ENUM && (w->width < 4 || c_has_negative(t))))
        args[1] = c_text(f->s, "(uint%" PRIu32 "_t)%s", w->width * 8, args[1]);
    emit_call(e,
              c_text(f->s, "ivmc_store_%c%" PRIu32, is_float ? 'f' : 'u',
                     w->width * 8),
              args, 2, ";");
}

static const char *loaded(struct c_file *f, const struct wire_type *w,
                          const char *index)
{
    const struct ir_type *t = ir_strip(w->type);
    bool is_float = t->kind == IR_FLOAT || t->kind == IR_DOUBLE;
    const char *text;

    text = w->width == 1
               ? c_text(f->s, "p[%s]", index)
               : c_text(f->s, "ivmc_load_%c%" PRIu32 "(%s)",
                        is_float ? 'f' : 'u', w->width * 8, pointer(f, index));
    switch (t->kind) {
    case IR_BOOLEAN:
        return c_text(f->s, "ivmc_load_bool(d, %s)", pointer(f, index));
    case IR_CHAR:
        return c_text(f->s, "(char)%s", text);
    case IR_INT8:
    case IR_INT16:
    case IR_INT32:
    case IR_INT64:
        return c_text(f->s, "(int%" PRIu32 "_t)%s", w->width * 8, text);
    default:
        return text;
    }
}

static void load_scalar(struct c_file *f, struct emit *e,
                        const struct wire_type *w, const char *value,
                        const char *index)
{
    const struct ir_type *t = ir_strip(w->type);
    const char *from = loaded(f, w, index);

    if (w->width == 16) {
        EMIT(e, "memcpy($v$.octets, $p$, 16);\n", {"v", value},
             {"p", pointer(f, index)});
        return;
    }
    if (t->kind == IR_ENUM) {
        const char *args[] = {
            "d", c_has_negative(t) ? c_text(f->s, "(int32_t)%s", from) : from};

        emit_call(e, c_text(f->s, "%s = %s", value, c_need(f, w, C_VALID)),
                  args, 2, ";");
    } else {
        EMIT(e, "$v$ = $from$;\n", {"v", value}, {"from", from});
    }
    c_check_range(f, e, w, value, "ivmc_dec_fail(d, IVMC_BAD_MESSAGE)");
}

/* ---- fixed layouts of several values ------------------------------------ */

bool c_in_runs(const struct wire_type *element)
{
    return element->shape != WIRE_VARIABLE && element->kind != WIRE_NOTHING &&
           element->size > 0 && element->size % element->align == 0;
}

static const char *plus(struct c_file *f, const char *index, const char *more)
{
    if (strcmp(index, "0") == 0)
        return more;
    if (strcmp(more, "0") == 0)
        return index;
    return c_text(f->s, "%s + %s", index, more);
}

static bool is_octets(const struct wire_type *w)
{
    return w->kind == WIRE_SCALAR && w->width == 1 && w->shape == WIRE_PLAIN;
}

/* An array in a fixed layout, element by element. */
static void move_array(struct c_file *f, struct emit *e,
                       const struct wire_type *w, const char *value,
                       const char *index, unsigned depth, bool store)
{
    const char *i = c_text(f->s, "%c", "ijklmnoq"[depth % 8]);
    uint64_t stride = w->element->size;
    struct emit *block;
    const char *at;

    if (is_octets(w->element)) {
        const char *args[] = {store ? pointer(f, index) : value,
                              store ? value : pointer(f, index),
                              c_text(f->s, "sizeof %s", value)};

        emit_call(e, "memcpy", args, 3, ";");
        return;
    }
    at = stride == 1 ? i : c_text(f->s, "%" PRIu64 " * %s", stride, i);
    block = emit_block(e);
    (store ? c_store : c_load)(f, block, w->element,
                               c_text(f->s, "%s[%s]", value, i),
                               plus(f, index, at), depth + 1);
    c_guarded(e,
              c_text(f->s, "for (uint32_t %s = 0; %s < %" PRIu64 "; %s++)", i,
                     i, w->elements, i),
              block);
}

void c_store(struct c_file *f, struct emit *e, const struct wire_type *w,
             const char *value, const char *index, unsigned depth)
{
    if (w->kind == WIRE_SCALAR) {
        store_scalar(f, e, w, value, index);
    } else if (w->kind == WIRE_REPEAT) {
        move_array(f, e, w, value, index, depth, true);
    } else if (w->kind == WIRE_RECORD) {
        const char *args[] = {"e", pointer(f, index), c_address(f->s, value)};

        emit_call(e, c_need(f, w, C_STORE), args, 3, ";");
    }
}

void c_load(struct c_file *f, struct emit *e, const struct wire_type *w,
            const char *value, const char *index, unsigned depth)
{
    if (w->kind == WIRE_SCALAR) {
        load_scalar(f, e, w, value, index);
    } else if (w->kind == WIRE_REPEAT) {
        move_array(f, e, w, value, index, depth, false);
    } else if (w->kind == WIRE_RECORD) {
        const char *args[] = {"d", pointer(f, index), c_address(f->s, value)};

        emit_call(e, c_need(f, w, C_LOAD), args, 3, ";");
    }
}

/* Padding from `from` to `to`: written as zero, checked to be zero. */
static void pad(struct c_file *f, struct emit *e, uint64_t from, uint64_t to,
                bool store)
{
    const char *p = pointer(f, c_text(f->s, "%" PRIu64, from));
    const char *count = c_text(f->s, "%" PRIu64, to - from);

    if (to == from)
        return;
    if (store)
        EMIT(e, "memset($p$, 0, $n$);\n", {"p", p}, {"n", count});
    else
        EMIT(e, "ivmc_check_padding(d, $p$, $n$);\n", {"p", p}, {"n", count});
}

void c_fixed_members(struct c_file *f, struct emit *e,
                     const struct wire_type *w, const struct c_run *run,
                     bool store)
{
    uint64_t at = 0;
    size_t i;

    for (i = run->first; i < run->first + run->count; i++) {
        const struct wire_member *m = c_member_at(w, i);
        uint64_t start = c_aligned(at, m->type->align);

        if (m->type->kind == WIRE_NOTHING)
            continue;
        pad(f, e, at, start, store);
        (store ? c_store : c_load)(f, e, m->type, c_member_value(f, m),
                                   c_text(f->s, "%" PRIu64, start), 0);
        at = start + m->type->size;
    }
}

void c_write_fixed(struct c_file *f, struct emit *e, const struct wire_type *w,
                   enum c_function function, const char *name)
{
    bool store = function == C_STORE;
    const char *type = c_type(f->s, f->names, w->type);
    const char *params[] = {
        store ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
        store ? "unsigned char *p" : "const unsigned char *p",
        c_text(f->s, store ? "const %s *v" : "%s *v", type)};
    struct c_prototype p = {"static void", name, params, 3};
    const struct c_run all = {0, w->member_count, w->align, w->size};
    struct emit *block = emit_block(e);
    const char *text;
    size_t len;

    c_fixed_members(f, block, w, &all, store);
    text = emit_result(block, &len);
    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    if (!strstr(text, store ? "(e, " : "(d, "))
        emit_text(e, store ? "    (void)e; /* nothing to refuse */\n"
                           : "    (void)d; /* nothing to refuse */\n");
    emit_append(e, block);
    emit_text(e, "}\n");
}
