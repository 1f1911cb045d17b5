/*
 * The words of signature texts: octets, numbers and what has no parts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wire/signature_text.h"

#define FNV_PRIME UINT64_C(0x100000001b3)

/* ---- octets ------------------------------------------------------------- */

static void keep(struct text *x, const char *s, size_t len)
{
    if (len == 0)
        return;
    if (len > x->cap - x->len) {
        size_t cap = (x->cap + len) * 2 + 64;

        x->kept = arena_grow(x->w->s->arena, x->kept, x->len, cap, 1);
        x->cap = cap;
    }
    memcpy(x->kept + x->len, s, len);
    x->len += len;
}

void text_put(struct text *x, const char *s)
{
    const unsigned char *p;

    for (p = (const unsigned char *)s; *p; p++)
        x->hash = (x->hash ^ *p) * FNV_PRIME;
    if (x->keep)
        keep(x, s, strlen(s));
}

void text_put_u64(struct text *x, uint64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, value);
    text_put(x, digits);
}

void text_put_i64(struct text *x, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, value);
    text_put(x, digits);
}

void text_put_hash(struct text *x, uint64_t hash)
{
    char digits[24];

    snprintf(digits, sizeof digits, "#%016" PRIx64, hash);
    text_put(x, digits);
}

/* "name<" first; the caller adds what stands before '>'. */
void text_put_limit(struct text *x, uint64_t limit)
{
    if (!limit)
        return;
    text_put(x, ",");
    text_put_u64(x, limit);
}

/* ---- scalars ------------------------------------------------------------ */

const char *text_scalar_word(enum ir_kind kind)
{
    switch (kind) {
    case IR_BOOLEAN:
        return "bool";
    case IR_CHAR:
        return "char";
    case IR_WCHAR:
        return "wchar";
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
    default:
        return "?";
    }
}

void text_put_value(struct text *x, const struct ir_value *v)
{
    char digits[48];

    switch (v->kind) {
    case IR_VALUE_FLOAT:
        snprintf(digits, sizeof digits, "%.21Lg", v->f);
        text_put(x, digits);
        break;
    case IR_VALUE_BOOLEAN:
        text_put(x, v->boolean ? "1" : "0");
        break;
    case IR_VALUE_ENUM:
        text_put_i64(x, v->enumerator->value);
        break;
    case IR_VALUE_INT:
    case IR_VALUE_CHAR:
    case IR_VALUE_STRING:
    case IR_VALUE_FIXED:
        if (v->negative)
            text_put_i64(x, v->i);
        else
            text_put_u64(x, v->u);
        break;
    }
}

/* The ranges around a scalar, the outermost first. */
void text_put_ranges(struct text *x, const struct ir_type *t)
{
    for (; t->kind == IR_ALIAS || t->kind == IR_RANGED; t = t->element) {
        if (t->kind != IR_RANGED || (!t->min && !t->max))
            continue;
        text_put(x, "[");
        if (t->min)
            text_put_value(x, t->min);
        text_put(x, "..");
        if (t->max)
            text_put_value(x, t->max);
        text_put(x, "]");
    }
}

/* The values of an enumeration, or the positions of a mask's bits. */
void text_put_enum(struct text *x, const struct ir_type *t)
{
    size_t i;

    text_put(x, t->kind == IR_BITMASK ? "mask" : "enum");
    text_put_u64(x, t->wire_bits ? t->wire_bits : 32);
    text_put(x, "{");
    for (i = 0; i < t->enumerator_count; i++) {
        text_put(x, i ? "," : "");
        text_put_i64(x, t->enumerators[i].value);
    }
    text_put(x, "}");
}

void text_put_string(struct text *x, const struct wire_type *t)
{
    text_put(x, t->kind == WIRE_WSTRING ? "wstring" : "string");
    if (!t->bound && !t->capacity)
        return;
    text_put(x, "<");
    text_put_u64(x, t->bound);
    text_put(x, ">");
}

void text_put_object(struct text *x, const struct ir_interface *i)
{
    text_put(x, "object");
    if (!i)
        return;
    text_put(x, "<");
    text_put(x, i->name->repository_id);
    text_put(x, ">");
}

void text_put_bits(struct text *x, const struct ir_type *t)
{
    size_t i;

    text_put(x, "bits{");
    for (i = 0; i < t->member_count; i++) {
        const struct ir_member *m = &t->members[i];
        enum ir_kind kind = ir_strip(m->type)->kind;

        text_put(x, i ? "," : "");
        text_put(x, m->name ? text_scalar_word(kind) : "");
        text_put(x, ":");
        text_put_u64(x, m->bits);
    }
    text_put(x, "}");
}
