#include "ir/ir.h"

const struct ir_type *ir_unranged(const struct ir_type *t)
{
    while (t->kind == IR_RANGED)
        t = t->element;
    return t;
}

const struct ir_type *ir_strip(const struct ir_type *t)
{
    while (t->kind == IR_RANGED || t->kind == IR_ALIAS)
        t = t->element;
    return t;
}

const struct ir_type *ir_part(const struct ir_type *t)
{
    return t->kind == IR_MAP ? t->pair : t->element;
}

static uint64_t low_bits(unsigned count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

uint64_t ir_defined_bits(const struct ir_type *t)
{
    uint64_t bits = 0;
    unsigned at = 0;
    size_t i;

    for (i = 0; t->kind == IR_BITMASK && i < t->enumerator_count; i++)
        bits |= UINT64_C(1) << (t->enumerators[i].value & 63);
    for (i = 0; t->kind == IR_BITSET && i < t->member_count; i++) {
        if (t->members[i].name && at < 64)
            bits |= low_bits(t->members[i].bits) << at;
        at += t->members[i].bits;
    }
    return bits;
}

const char *ir_placement_name(enum ir_placement placement)
{
    static const char *const names[] = {
        [IR_BEGIN_FILE] = "BEGIN_FILE",
        [IR_BEFORE_DECLARATION] = "BEFORE_DECLARATION",
        [IR_BEGIN_DECLARATION] = "BEGIN_DECLARATION",
        [IR_END_DECLARATION] = "END_DECLARATION",
        [IR_AFTER_DECLARATION] = "AFTER_DECLARATION",
        [IR_END_FILE] = "END_FILE",
    };

    return names[placement];
}

const char *ir_kind_name(enum ir_kind kind)
{
    static const char *const names[] = {
        [IR_VOID] = "void",
        [IR_BOOLEAN] = "boolean",
        [IR_CHAR] = "char",
        [IR_WCHAR] = "wchar",
        [IR_OCTET] = "octet",
        [IR_INT8] = "int8",
        [IR_UINT8] = "uint8",
        [IR_INT16] = "int16",
        [IR_UINT16] = "uint16",
        [IR_INT32] = "int32",
        [IR_UINT32] = "uint32",
        [IR_INT64] = "int64",
        [IR_UINT64] = "uint64",
        [IR_FLOAT] = "float",
        [IR_DOUBLE] = "double",
        [IR_LONG_DOUBLE] = "long double",
        [IR_FIXED] = "fixed",
        [IR_ENUM] = "enum",
        [IR_BITMASK] = "bitmask",
        [IR_BITSET] = "bitset",
        [IR_STRING] = "string",
        [IR_WSTRING] = "wstring",
        [IR_SEQUENCE] = "sequence",
        [IR_MAP] = "map",
        [IR_ARRAY] = "array",
        [IR_SIZED] = "sized array",
        [IR_STRUCT] = "struct",
        [IR_UNION] = "union",
        [IR_SWITCHED] = "switched union",
        [IR_ALIAS] = "typedef",
        [IR_RANGED] = "ranged",
        [IR_POINTER] = "pointer",
        [IR_OBJECT] = "object",
        [IR_ANY] = "any",
        [IR_NATIVE] = "native",
        [IR_VALUE_TYPE] = "valuetype",
        [IR_HANDLE] = "handle",
        [IR_CONTEXT] = "context handle",
    };

    return names[kind];
}

bool ir_is_integer(enum ir_kind kind)
{
    switch (kind) {
    case IR_INT8:
    case IR_UINT8:
    case IR_INT16:
    case IR_UINT16:
    case IR_INT32:
    case IR_UINT32:
    case IR_INT64:
    case IR_UINT64:
        return true;
    default:
        return false;
    }
}
