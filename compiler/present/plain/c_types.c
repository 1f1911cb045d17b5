#include "present/plain/c_types.h"

#include <string.h>

#include "session.h"

/* ---- how values are handled --------------------------------------------- */

bool c_is_region(const struct ir_type *t)
{
    while (!t->region && (t->kind == IR_ALIAS || t->kind == IR_RANGED))
        t = t->element;
    return t->region;
}

enum c_class c_class_of(const struct ir_type *t)
{
    if (c_is_region(t))
        return C_OBJECT;
    t = ir_strip(t);
    switch (t->kind) {
    case IR_STRING:
        return t->size > 0 ? C_ARRAY : C_STRING;
    case IR_SEQUENCE:
    case IR_STRUCT:
    case IR_UNION:
    case IR_SWITCHED:
    case IR_OBJECT:
    case IR_MAP:
    case IR_ANY:
    case IR_WSTRING:
    case IR_BITSET:
    case IR_CONTEXT:
        return C_OBJECT;
    case IR_ARRAY:
        return C_ARRAY;
    case IR_SIZED:
        return C_SIZED;
    case IR_POINTER:
        return C_POINTER;
    case IR_VOID:
    case IR_BOOLEAN:
    case IR_CHAR:
    case IR_WCHAR:
    case IR_OCTET:
    case IR_INT8:
    case IR_UINT8:
    case IR_INT16:
    case IR_UINT16:
    case IR_INT32:
    case IR_UINT32:
    case IR_INT64:
    case IR_UINT64:
    case IR_FLOAT:
    case IR_DOUBLE:
    case IR_LONG_DOUBLE:
    case IR_FIXED:
    case IR_ENUM:
    case IR_BITMASK:
    case IR_ALIAS:
    case IR_RANGED:
    case IR_NATIVE:
    case IR_VALUE_TYPE:
    case IR_HANDLE:
        break;
    }
    return C_VALUE;
}

bool c_returned(const struct ir_type *t)
{
    enum c_class class = c_class_of(t);

    return class == C_VALUE || class == C_STRING || class == C_POINTER;
}

bool c_is_struct_value(const struct ir_type *t)
{
    enum ir_kind kind = ir_strip(t)->kind;

    return kind == IR_LONG_DOUBLE || kind == IR_FIXED;
}

const struct ir_type *c_array_element(const struct ir_type *t, uint64_t *count)
{
    uint64_t most = UINT32_MAX;

    *count = 1;
    for (t = ir_strip(t); t->kind == IR_ARRAY; t = ir_strip(t->element)) {
        /* What cannot be sent does not have to be exact. */
        *count = t->size > most / *count ? most : *count * t->size;
        if (ir_strip(t->element)->kind != IR_ARRAY)
            return t->element;
    }
    return t;
}

const struct ir_type *c_pointed(const struct ir_type *t)
{
    t = ir_strip(t);
    if (t->kind == IR_POINTER && ir_strip(t->element)->kind == IR_SIZED)
        t = ir_strip(t->element);
    return t->element;
}

const struct ir_type *c_switched_union(const struct ir_type *t)
{
    t = ir_strip(t);
    return t->kind == IR_SWITCHED && t->element ? ir_strip(t->element) : t;
}

/* ---- declarations ------------------------------------------------------- */

static const char *scalar(enum ir_kind kind)
{
    switch (kind) {
    case IR_VOID:
        return "void";
    case IR_BOOLEAN:
        return "bool";
    case IR_CHAR:
        return "char";
    case IR_OCTET:
    case IR_UINT8:
        return "uint8_t";
    case IR_INT8:
        return "int8_t";
    case IR_INT16:
        return "int16_t";
    case IR_UINT16:
        return "uint16_t";
    case IR_INT32:
        return "int32_t";
    case IR_UINT32:
        return "uint32_t";
    case IR_INT64:
        return "int64_t";
    case IR_UINT64:
        return "uint64_t";
    case IR_FLOAT:
        return "float";
    case IR_DOUBLE:
        return "double";
    case IR_LONG_DOUBLE:
        return "struct ivmc_float128";
    case IR_OBJECT:
        return "struct ivmc_objref";
    case IR_WCHAR:
        return "uint16_t";
    case IR_WSTRING:
        return "struct ivmc_wstring";
    case IR_FIXED:
        return "struct ivmc_decimal";
    case IR_ANY:
        return "struct ivmc_any";
    case IR_CONTEXT:
        return "struct ivmc_context";
    default:
        return "void *";
    }
}

/* Whether C keeps the typedef's name where the type is used. */
static bool keeps_alias(const struct ir_type *t)
{
    const struct ir_type *to = ir_strip(t);

    return t->kind == IR_ALIAS && t->name && !c_is_region(t) &&
           (ir_is_integer(to->kind) || to->kind == IR_FLOAT ||
            to->kind == IR_DOUBLE || to->kind == IR_CHAR ||
            to->kind == IR_BOOLEAN || to->kind == IR_OCTET ||
            to->kind == IR_WCHAR || to->kind == IR_BITMASK);
}

static const char *tagged(struct session *s, struct c_names *n,
                          const struct ir_type *t)
{
    const struct ir_type *u = c_switched_union(t);
    const char *word = u->kind == IR_ENUM                        ? "enum"
                       : u->kind == IR_UNION && !u->encapsulated ? "union"
                       : t->kind == IR_SWITCHED                  ? "union"
                                                                 : "struct";

    return arena_printf(s->scratch, "%s %s", word, c_type_name(n, u));
}

/* The innermost part of a declaration: "int32_t". */
static const char *base_text(struct session *s, struct c_names *n,
                             const struct ir_type *t)
{
    const struct ir_type *to = ir_strip(t);

    if (c_is_region(t))
        return "struct ivmc_region";
    /* CORBA unions are structures with a tag, however they are marked. */
    switch (to->kind) {
    case IR_STRUCT:
    case IR_UNION:
    case IR_SWITCHED:
    case IR_ENUM:
    case IR_SEQUENCE:
    case IR_MAP:
    case IR_BITSET:
        return tagged(s, n, to);
    default:
        break;
    }
    t = ir_unranged(t);
    if (keeps_alias(t))
        return c_name(n, t->name);
    return to->kind == IR_BITMASK ? c_type_name(n, to) : scalar(to->kind);
}

/* Before what a pointer's star or a constant needs in front of it. */
static const char *join(struct session *s, const char *base,
                        const char *declarator, bool is_const)
{
    return arena_printf(s->scratch, "%s%s%s%s", is_const ? "const " : "", base,
                        *declarator && *declarator != '[' ? " " : "",
                        declarator);
}

static const char *pointer_to(struct session *s, const char *declarator,
                              bool is_const)
{
    return arena_printf(s->scratch, "*%s%s", is_const ? "const " : "",
                        declarator);
}

static const char *array_of(struct session *s, const char *declarator,
                            uint64_t size)
{
    return arena_printf(s->scratch,
                        *declarator == '*' ? "(%s)[%llu]" : "%s[%llu]",
                        declarator, (unsigned long long)size);
}

/* Whether a constant of it would be an array of constant arrays. */
static bool many_dimensions(const struct ir_type *t)
{
    return t->kind == IR_ARRAY && c_class_of(t->element) == C_ARRAY;
}

const char *c_declare(struct session *s, struct c_names *n,
                      const struct ir_type *t, const char *declarator,
                      bool is_const)
{
    const struct ir_type *to = ir_strip(t);

    if (c_is_region(t))
        return join(s, base_text(s, n, t), declarator, is_const);
    switch (to->kind) {
    case IR_STRING:
        if (to->size > 0)
            return join(s, "char", array_of(s, declarator, to->size), is_const);
        return join(s, "char", pointer_to(s, declarator, is_const), true);
    case IR_ARRAY:
        return c_declare(s, n, to->element, array_of(s, declarator, to->size),
                         is_const && !many_dimensions(to) &&
                             *declarator != '*');
    case IR_SIZED:
        return c_declare(s, n, to->element, pointer_to(s, declarator, is_const),
                         false);
    case IR_POINTER:
        if (c_class_of(to->element) == C_STRING ||
            c_class_of(to->element) == C_SIZED)
            return c_declare(s, n, to->element, declarator, is_const);
        return c_declare(s, n, to->element, pointer_to(s, declarator, is_const),
                         false);
    default:
        return join(s, base_text(s, n, t), declarator, is_const);
    }
}

const char *c_type(struct session *s, struct c_names *n,
                   const struct ir_type *t)
{
    return c_declare(s, n, t, "", false);
}

static bool is_in_place(const struct ir_type *t)
{
    return t->kind == IR_SIZED && !t->sized.size && t->sized.capacity;
}

static bool is_wide(const struct ir_type *t)
{
    uint64_t count;

    if (is_in_place(ir_strip(t)))
        t = ir_strip(t)->element;
    t = ir_strip(c_array_element(t, &count));
    switch (t->kind) {
    case IR_INT64:
    case IR_UINT64:
    case IR_DOUBLE:
        return true;
    case IR_BITMASK:
        return t->wire_bits == 64;
    default:
        return false;
    }
}

const char *c_declare_member(struct session *s, struct c_names *n,
                             const struct ir_type *t, const char *name,
                             bool as_on_wire)
{
    const struct ir_type *to = ir_strip(t);
    const char *text;

    if (is_in_place(to))
        text = c_declare(s, n, to->element,
                         array_of(s, name, to->sized.capacity), false);
    else
        text = c_declare(s, n, t, name, false);
    return as_on_wire && is_wide(t)
               ? arena_printf(s->scratch, "IVMC_ALIGN8 %s", text)
               : text;
}

/* ---- parameters --------------------------------------------------------- */

static const char *in_param(struct session *s, struct c_names *n,
                            const struct ir_type *t, const char *name)
{
    const struct ir_type *to = ir_strip(t);

    switch (c_class_of(t)) {
    case C_VALUE:
    case C_STRING:
        return c_declare(s, n, t, name, false);
    case C_OBJECT:
        return c_declare(s, n, t, pointer_to(s, name, false), true);
    case C_ARRAY:
        /* Any string will do that is not longer. */
        if (to->kind == IR_STRING)
            return arena_printf(s->scratch, "const char *%s", name);
        return c_declare(s, n, t, name, true);
    case C_SIZED:
        return c_declare(s, n, to->element, pointer_to(s, name, false),
                         c_class_of(to->element) != C_ARRAY);
    case C_POINTER:
        if (c_class_of(to->element) == C_STRING)
            return arena_printf(s->scratch, "const char *%s", name);
        if (c_class_of(to->element) == C_SIZED)
            return in_param(s, n, to->element, name);
        return c_declare(s, n, to->element, pointer_to(s, name, false),
                         c_class_of(to->element) != C_ARRAY);
    }
    return name;
}

const char *c_param(struct session *s, struct c_names *n,
                    const struct ir_type *t, enum ir_direction direction,
                    const char *name)
{
    if (direction == IR_IN)
        return in_param(s, n, t, name);
    switch (c_class_of(t)) {
    case C_ARRAY:
    case C_SIZED:
        return c_declare(s, n, t, name, false);
    case C_VALUE:
    case C_STRING:
    case C_OBJECT:
    case C_POINTER:
        break;
    }
    return c_declare(s, n, t, pointer_to(s, name, false), false);
}
