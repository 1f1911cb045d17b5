/*
 * Types, numbers and checks in words, for dumps, reports and diagnostics.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wire/node.h"

const char *wire_check_name(enum wire_check check)
{
    static const char *const names[] = {
        [WIRE_CHECK_LENGTH] = "length",     [WIRE_CHECK_BOUND] = "bound",
        [WIRE_CHECK_NUL] = "NUL",           [WIRE_CHECK_BOOL] = "bool",
        [WIRE_CHECK_ENUM] = "enum",         [WIRE_CHECK_TAG] = "tag",
        [WIRE_CHECK_PRESENCE] = "presence", [WIRE_CHECK_RANGE] = "range",
        [WIRE_CHECK_SIZE] = "size",         [WIRE_CHECK_DEPTH] = "depth",
        [WIRE_CHECK_ITEM] = "item",         [WIRE_CHECK_CONTEXT] = "context",   [WIRE_CHECK_ALIAS] = "alias",
                [WIRE_CHECK_PADDING] = "padding",
        [WIRE_CHECK_TEXT] = "wide text",    [WIRE_CHECK_DIGITS] = "digits",
        [WIRE_CHECK_BITS] = "bits",         [WIRE_CHECK_ORDER] = "order",
    };

    return names[check];
}

const char *wire_number(struct session *s, uint64_t n)
{
    char digits[24];
    char *out, *to;
    size_t len, i;

    if (n == WIRE_UNBOUNDED)
        return "limit";
    snprintf(digits, sizeof digits, "%" PRIu64, n);
    len = strlen(digits);
    out = arena_alloc(s->arena, len + len / 3 + 1);
    to = out;
    for (i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    return out;
}

static const char *limited(struct session *s, const char *word,
                           const char *element, uint64_t limit)
{
    const char *between = element && limit ? ", " : "";
    const char *number = limit ? wire_number(s, limit) : "";

    if (!element && !limit)
        return word;
    return arena_printf(s->arena, "%s<%s%s%s>", word, element ? element : "",
                        between, number);
}

static const char *repeat_words(struct session *s, const struct wire_type *t)
{
    const char *element = wire_type_words(s, t->element);

    if (t->type->kind == IR_MAP)
        return limited(
            s, "map",
            arena_printf(s->arena, "%s, %s",
                         wire_type_words(s, wire_type_of(s, t->type->key)),
                         wire_type_words(s, wire_type_of(s, t->type->element))),
            t->bound);
    if (t->count == WIRE_COUNT_SENT)
        return limited(s, "sequence", element, t->bound);
    if (t->count == WIRE_COUNT_ELSEWHERE)
        return limited(s, "sized array", element, t->bound);
    return arena_printf(s->arena, "%s[%s]", element,
                        wire_number(s, t->elements));
}

static const char *pointer_words(struct session *s, const struct wire_type *t)
{
    return arena_printf(s->arena, "%s %s",
                        t->type->pointer == IR_REF    ? "reference to"
                        : t->type->pointer == IR_FULL ? "full pointer to"
                                                      : "optional",
                        wire_type_words(s, t->element));
}

/* One end of a range. */
static const char *limit_words(struct session *s, const struct ir_value *v)
{
    if (!v)
        return "";
    if (v->kind == IR_VALUE_FLOAT)
        return arena_printf(s->arena, "%Lg", v->f);
    if (v->kind == IR_VALUE_ENUM)
        return v->enumerator->name;
    if (v->negative)
        return arena_printf(s->arena, "%" PRId64, v->i);
    return arena_printf(s->arena, "%" PRIu64, v->u);
}

const char *wire_type_words(struct session *s, const struct wire_type *t)
{
    if (t->type->name)
        return t->type->name->scoped;
    if (t->type->kind == IR_ALIAS || t->type->kind == IR_RANGED) {
        const struct wire_type *inner = wire_type_of(s, t->type->element);
        const char *words = wire_type_words(s, inner);

        if (t->type->kind == IR_ALIAS || (!t->type->min && !t->type->max))
            return words;
        return arena_printf(s->arena, "%s in %s..%s", words,
                            limit_words(s, t->type->min),
                            limit_words(s, t->type->max));
    }
    switch (t->kind) {
    case WIRE_STRING:
        return limited(s, "string", NULL, t->bound);
    case WIRE_REPEAT:
        return repeat_words(s, t);
    case WIRE_POINTER:
        return pointer_words(s, t);
    case WIRE_REGION:
        return "region";
    case WIRE_CONTEXT:
        return "context handle";
    case WIRE_WSTRING:
        return limited(s, "wstring", NULL, t->bound);
    case WIRE_FIXED:
        return arena_printf(s->arena, "fixed<%u, %u>", t->type->digits,
                            t->type->scale);
    case WIRE_SCALAR:
    case WIRE_RECORD:
    case WIRE_CHOICE:
    case WIRE_OBJECT:
    case WIRE_ANY:
    case WIRE_BITS:
    case WIRE_NOTHING:
        break;
    }
    return ir_kind_name(t->type->kind);
}
