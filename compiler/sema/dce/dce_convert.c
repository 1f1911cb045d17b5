/* Constants against the types they are declared with. */
#include "sema/dce/dce_sema.h"

const char *dce_kind_word(enum ir_kind kind)
{
    switch (kind) {
    case IR_OCTET:
        return "byte";
    case IR_WCHAR:
        return "wchar_t";
    case IR_INT8:
        return "small";
    case IR_UINT8:
        return "unsigned small";
    case IR_INT16:
        return "short";
    case IR_UINT16:
        return "unsigned short";
    case IR_INT32:
        return "long";
    case IR_UINT32:
        return "unsigned long";
    case IR_INT64:
        return "hyper";
    case IR_UINT64:
        return "unsigned hyper";
    default:
        return ir_kind_name(kind);
    }
}

bool dce_limits(enum ir_kind kind, int64_t *min, uint64_t *max)
{
    *min = 0;
    switch (kind) {
    case IR_BOOLEAN:
        *max = 1;
        return true;
    case IR_OCTET:
    case IR_CHAR:
    case IR_UINT8:
        *max = UINT8_MAX;
        return true;
    case IR_WCHAR:
    case IR_UINT16:
        *max = UINT16_MAX;
        return true;
    case IR_UINT32:
        *max = UINT32_MAX;
        return true;
    case IR_UINT64:
        *max = UINT64_MAX;
        return true;
    case IR_INT8:
        *min = INT8_MIN;
        *max = INT8_MAX;
        return true;
    case IR_INT16:
        *min = INT16_MIN;
        *max = INT16_MAX;
        return true;
    case IR_INT32:
    case IR_ENUM:
        *min = INT32_MIN;
        *max = INT32_MAX;
        return true;
    case IR_INT64:
        *min = INT64_MIN;
        *max = INT64_MAX;
        return true;
    default:
        return false;
    }
}

static bool to_integer(struct dce_sema *c, const struct dce_value *v,
                       const struct ir_type *t, struct source_range where,
                       struct ir_value *out)
{
    int64_t min;
    uint64_t max;

    dce_limits(t->kind, &min, &max);
    out->kind = IR_VALUE_INT;
    out->negative = !v->huge && v->i < 0;
    out->i = v->huge ? 0 : v->i;
    out->u = out->negative ? 0 : v->huge ? v->u : (uint64_t)v->i;
    if (out->negative ? out->i >= min : out->u <= max)
        return true;
    /* MIDL: ~0 of a type without sign is its largest value. */
    if (dce_is_lax(c) && out->negative && min == 0 &&
        out->i >= -(int64_t)(max / 2) - 1) {
        out->u = (uint64_t)out->i & max;
        out->negative = false;
        return true;
    }
    if (out->negative)
        diag(c->s, E0607, where,
             arena_printf(c->arena, "%lld", (long long)out->i),
             dce_kind_word(t->kind));
    else
        diag(c->s, E0607, where,
             arena_printf(c->arena, "%llu", (unsigned long long)out->u),
             dce_kind_word(t->kind));
    return false;
}

static const char *value_word(const struct dce_value *v)
{
    switch (v->kind) {
    case DCE_VALUE_WRONG:
        break;
    case DCE_VALUE_INT:
        return "an integer";
    case DCE_VALUE_FLOAT:
        return "a floating point value";
    case DCE_VALUE_BOOLEAN:
        return "a boolean";
    case DCE_VALUE_CHAR:
        return v->wide ? "a wide character" : "a character";
    case DCE_VALUE_STRING:
        return v->wide ? "a wide string" : "a string";
    case DCE_VALUE_NULL:
        return "NULL";
    case DCE_VALUE_ENUM:
        return "an enumerator";
    }
    return "";
}

static bool is_number(const struct dce_value *v)
{
    return v->kind == DCE_VALUE_INT || v->kind == DCE_VALUE_CHAR ||
           v->kind == DCE_VALUE_ENUM;
}

static bool to_string(struct dce_sema *c, const struct dce_value *v,
                      struct ir_value *out)
{
    uint32_t *wide;

    out->kind = IR_VALUE_STRING;
    out->text = v->text;
    out->len = v->len;
    if (!v->wide)
        return true;
    wide = ARENA_ARRAY(c->s->arena, v->len + 1, uint32_t);
    for (size_t i = 0; i < v->len; i++)
        wide[i] = (unsigned char)v->text[i];
    out->wide = wide;
    return true;
}

static bool belongs(const struct ir_type *t, const struct ir_enumerator *e)
{
    return e >= t->enumerators && e < t->enumerators + t->enumerator_count;
}

/* What fits without a look at limits; false: nothing was done. */
static bool same_sort(struct dce_sema *c, const struct dce_value *v,
                      const struct ir_type *t, struct ir_value *out)
{
    switch (t->kind) {
    case IR_BOOLEAN:
        out->kind = IR_VALUE_BOOLEAN;
        out->boolean = v->i != 0;
        return v->kind == DCE_VALUE_BOOLEAN ||
               (v->kind == DCE_VALUE_INT && !v->huge && v->i >= 0 && v->i <= 1);
    case IR_CHAR:
    case IR_WCHAR:
        out->kind = IR_VALUE_CHAR;
        out->u = v->u;
        return v->kind == DCE_VALUE_CHAR && (!v->wide || t->kind == IR_WCHAR);
    case IR_FLOAT:
    case IR_DOUBLE:
        out->kind = IR_VALUE_FLOAT;
        out->f = v->kind == DCE_VALUE_FLOAT ? v->f
                 : v->huge                  ? (long double)v->u
                                            : (long double)v->i;
        return v->kind == DCE_VALUE_FLOAT || v->kind == DCE_VALUE_INT;
    case IR_ENUM:
        out->kind = IR_VALUE_ENUM;
        out->enumerator = v->enumerator;
        out->i = v->i;
        return v->kind == DCE_VALUE_ENUM && belongs(t, v->enumerator);
    case IR_STRING:
    case IR_WSTRING:
        return v->kind == DCE_VALUE_STRING &&
               v->wide == (t->kind == IR_WSTRING) && to_string(c, v, out);
    default:
        return false;
    }
}

bool dce_convert(struct dce_sema *c, const struct dce_value *v,
                 const struct ir_type *type, struct source_range where,
                 struct ir_value *out)
{
    const struct ir_type *t = &dce_strip(dce_info(type))->ir;
    bool integers = ir_is_integer(t->kind) || t->kind == IR_OCTET;

    *out = (struct ir_value){0};
    if (v->kind == DCE_VALUE_WRONG || (dce_info(type)->traits & DCE_IS_WRONG))
        return false;
    if (integers && is_number(v))
        return to_integer(c, v, t, where, out);
    if (same_sort(c, v, t, out))
        return true;
    diag(c->s, E0608, where, dce_kind_word(t->kind), value_word(v));
    return false;
}
