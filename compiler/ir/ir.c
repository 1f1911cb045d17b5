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
