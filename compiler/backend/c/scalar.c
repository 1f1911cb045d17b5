/*
 * Values that are one number: integers, floats, booleans, enumerators; and
 * their ranges.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

bool c_has_negative(const struct ir_type *t)
{
    size_t i;

    for (i = 0; i < t->enumerator_count; i++)
        if (t->enumerators[i].value < 0)
            return true;
    return false;
}

static const char *enum_suffix(const struct wire_type *w)
{
    bool negative = c_has_negative(ir_strip(w->type));

    switch (w->width) {
    case 1:
        return negative ? "i8" : "u8";
    case 2:
        return negative ? "i16" : "u16";
    default:
        return negative ? "i32" : "u32";
    }
}

const char *c_suffix(const struct wire_type *w)
{
    switch (ir_strip(w->type)->kind) {
    case IR_BOOLEAN:
        return "bool";
    case IR_CHAR:
    case IR_OCTET:
    case IR_UINT8:
        return "u8";
    case IR_INT8:
        return "i8";
    case IR_INT16:
        return "i16";
    case IR_UINT16:
        return "u16";
    case IR_INT32:
        return "i32";
    case IR_UINT32:
        return "u32";
    case IR_INT64:
        return "i64";
    case IR_UINT64:
        return "u64";
    case IR_FLOAT:
        return "f32";
    case IR_DOUBLE:
        return "f64";
    case IR_LONG_DOUBLE:
        return "f128";
    case IR_WCHAR:
        return "wchar";
    case IR_BITMASK:
        return w->width == 1   ? "u8"
               : w->width == 2 ? "u16"
               : w->width == 4 ? "u32"
                               : "u64";
    default:
        return enum_suffix(w);
    }
}

/* ---- ranges ------------------------------------------------------------- */

struct range {
    const struct ir_value *min, *max;
};

/* The innermost range that is written: the front ends narrow inward. */
static struct range range_of(const struct wire_type *w)
{
    const struct ir_type *t;
    struct range r = {NULL, NULL};

    for (t = w->type; t->kind == IR_ALIAS || t->kind == IR_RANGED;
         t = t->element) {
        if (t->kind != IR_RANGED)
            continue;
        r.min = r.min ? r.min : t->min;
        r.max = r.max ? r.max : t->max;
    }
    return r;
}

/* The values that a kind can have anyway. */
static bool limits(enum ir_kind kind, int64_t *min, uint64_t *max)
{
    switch (kind) {
    case IR_OCTET:
    case IR_UINT8:
        *min = 0;
        *max = UINT8_MAX;
        return true;
    case IR_INT8:
        *min = INT8_MIN;
        *max = INT8_MAX;
        return true;
    case IR_INT16:
        *min = INT16_MIN;
        *max = INT16_MAX;
        return true;
    case IR_UINT16:
        *min = 0;
        *max = UINT16_MAX;
        return true;
    case IR_INT32:
        *min = INT32_MIN;
        *max = INT32_MAX;
        return true;
    case IR_UINT32:
        *min = 0;
        *max = UINT32_MAX;
        return true;
    case IR_INT64:
        *min = INT64_MIN;
        *max = INT64_MAX;
        return true;
    case IR_UINT64:
        *min = 0;
        *max = UINT64_MAX;
        return true;
    default:
        return false;
    }
}

static bool limits_below(const struct ir_value *v, int64_t min)
{
    return v && v->kind == IR_VALUE_INT &&
           (v->negative ? v->i <= min : min == 0 && v->u == 0);
}

static bool limits_above(const struct ir_value *v, uint64_t max)
{
    return v && v->kind == IR_VALUE_INT && !v->negative && v->u >= max;
}

/* Without the bounds that say nothing: compilers warn of such comparisons. */
static struct range real_range(const struct wire_type *w)
{
    struct range r = range_of(w);
    int64_t min;
    uint64_t max;

    if (!limits(ir_strip(w->type)->kind, &min, &max))
        return r;
    if (limits_below(r.min, min))
        r.min = NULL;
    if (limits_above(r.max, max))
        r.max = NULL;
    return r;
}

bool c_has_range(const struct wire_type *w)
{
    struct range r = real_range(w);

    return r.min || r.max || c_undefined_bits(ir_strip(w->type)) != 0;
}

uint64_t c_undefined_bits(const struct ir_type *t)
{
    uint64_t all =
        t->wire_bits >= 64 ? UINT64_MAX : (UINT64_C(1) << t->wire_bits) - 1;

    if (t->kind != IR_BITMASK && t->kind != IR_BITSET)
        return 0;
    return all & ~ir_defined_bits(t);
}

void c_check_bits(struct c_file *f, struct emit *e, const struct ir_type *t,
                  const char *value, const char *refuse)
{
    uint64_t bits = c_undefined_bits(t);

    if (bits != 0)
        EMIT(e, "if (($value$ & $bits$) != 0)\n    $refuse$;\n",
             {"value", value},
             {"bits", c_text(f->s,
                             t->wire_bits == 64 ? "UINT64_C(0x%" PRIx64 ")"
                                                : "0x%" PRIx64 "u",
                             bits)},
             {"refuse", refuse});
}

void c_check_range(struct c_file *f, struct emit *e, const struct wire_type *w,
                   const char *value, const char *refuse)
{
    const struct ir_type *t = ir_strip(w->type);
    struct range r = real_range(w);
    /* Written so that a NaN is refused as well. */
    bool inverse = t->kind == IR_FLOAT || t->kind == IR_DOUBLE;
    const char *low = NULL, *high = NULL;

    c_check_bits(f, e, t, value, refuse);
    if (t->kind == IR_LONG_DOUBLE)
        return;
    if (r.min)
        low = c_text(f->s, inverse ? "%s >= %s" : "%s < %s", value,
                     c_value(f->gen, t, r.min));
    if (r.max)
        high = c_text(f->s, inverse ? "%s <= %s" : "%s > %s", value,
                      c_value(f->gen, t, r.max));
    if (!low && !high)
        return;
    emit_text(e, inverse ? "if (!(" : "if (");
    emit_text(e, low ? low : "");
    if (low && high)
        emit_text(e, inverse ? " && " : " || ");
    emit_text(e, high ? high : "");
    emit_text(e, inverse ? "))\n" : ")\n");
    emit_text(e, c_text(f->s, "    %s;\n", refuse));
}

/* ---- enumerators -------------------------------------------------------- */

struct enum_values {
    int64_t min, max;
    bool gaps;
};

static struct enum_values values_of(const struct ir_type *t)
{
    struct enum_values v = {INT64_MAX, INT64_MIN, false};
    size_t i;

    for (i = 0; i < t->enumerator_count; i++) {
        int64_t value = t->enumerators[i].value;

        v.min = value < v.min ? value : v.min;
        v.max = value > v.max ? value : v.max;
        if (i > 0 && value != t->enumerators[i - 1].value + 1)
            v.gaps = true;
    }
    return v;
}

static bool seen_before(const struct ir_type *t, size_t i)
{
    size_t j;

    for (j = 0; j < i; j++)
        if (t->enumerators[j].value == t->enumerators[i].value)
            return true;
    return false;
}

/* The test of a value that is refused, or the start of a switch. */
static void refuse_if(struct c_file *f, struct emit *e, const struct ir_type *t,
                      const char *value)
{
    struct enum_values v = values_of(t);
    size_t i;

    if (v.gaps) {
        emit_text(e, "switch (value) {\n");
        for (i = 0; i < t->enumerator_count; i++)
            if (!seen_before(t, i))
                emit_text(e,
                          c_text(f->s, "case %s:\n",
                                 c_enumerator(f->names, &t->enumerators[i])));
        emit_text(e, "    break;\ndefault:\n");
        return;
    }
    if (v.min == 0)
        emit_text(e,
                  c_text(f->s, "if (%s > %s) {\n", value, c_int(f->s, v.max)));
    else
        emit_text(e, c_text(f->s, "if (%s < %s || %s > %s) {\n", value,
                            c_int(f->s, v.min), value, c_int(f->s, v.max)));
}

void c_write_enum(struct c_file *f, struct emit *e, const struct wire_type *w,
                  enum c_function function, const char *name)
{
    const struct ir_type *t = w->type;
    struct enum_values v = values_of(t);
    const char *number = v.min < 0 ? "int32_t" : "uint32_t";
    const char *type = c_type(f->s, f->names, t);
    bool sent = function == C_SENT;
    const char *params[] = {sent ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            c_text(f->s, "%s value", sent ? type : number)};
    struct c_prototype p = {c_text(f->s, "static %s", sent ? number : type),
                            name, params, 2};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, t->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    refuse_if(f, e, t, sent ? c_text(f->s, "(%s)value", number) : "value");
    emit_in(e);
    emit_text(e, sent ? "ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);\n"
                      : "ivmc_dec_fail(d, IVMC_BAD_MESSAGE);\n");
    EMIT(e, "value = $first$;\n",
         {"first", sent || !v.gaps ? c_enumerator(f->names, &t->enumerators[0])
                                   : c_int(f->s, t->enumerators[0].value)});
    emit_text(e, v.gaps ? "break;\n" : "");
    emit_out(e);
    emit_text(e, "}\n");
    EMIT(e, "return ($type$)value;\n", {"type", sent ? number : type});
    emit_out(e);
    emit_text(e, "}\n");
}
