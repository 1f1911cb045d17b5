/*
 * The tree of a DCE IDL file, as written. Attribute lists are kept generic: a
 * name and arguments; what each may stand on is the business of sema/dce.
 * Productions in quotes are those of C706, chapter 4.
 */
#ifndef IDLC_DCE_AST_H
#define IDLC_DCE_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/source.h"

struct arena;
struct dce_type;

/* A name at its place; `text` is interned, or NULL where there is none. */
struct dce_name {
    const char *text;
    struct source_range where;
};

/* ---- expressions, "const_exp" and its parts ----------------------------- */

enum dce_expr_kind {
    DCE_EXPR_INT,    /* text: as written, with its suffix */
    DCE_EXPR_FLOAT,  /* text: as written; version(1.0) needs the spelling */
    DCE_EXPR_CHAR,   /* code */
    DCE_EXPR_STRING, /* text and len, escapes resolved */
    DCE_EXPR_TRUE,
    DCE_EXPR_FALSE,
    DCE_EXPR_NULL,
    DCE_EXPR_NAME, /* text, interned */
    DCE_EXPR_OP    /* op on one, two or three operands */
};

enum dce_op {
    DCE_OP_PLUS,
    DCE_OP_NEG,
    DCE_OP_NOT,
    DCE_OP_LNOT,
    DCE_OP_DEREF,
    DCE_OP_ADD,
    DCE_OP_SUB,
    DCE_OP_MUL,
    DCE_OP_DIV,
    DCE_OP_MOD,
    DCE_OP_SHL,
    DCE_OP_SHR,
    DCE_OP_AND,
    DCE_OP_OR,
    DCE_OP_XOR,
    DCE_OP_LAND,
    DCE_OP_LOR,
    DCE_OP_EQ,
    DCE_OP_NE,
    DCE_OP_LT,
    DCE_OP_LE,
    DCE_OP_GT,
    DCE_OP_GE,
    DCE_OP_COND,
    DCE_OP_CAST,  /* of operand 0 to `type` */
    DCE_OP_SIZEOF /* of `type` */
};

struct dce_expr {
    enum dce_expr_kind kind;
    enum dce_op op;
    bool wide;      /* CHAR, STRING: L prefix */
    unsigned depth; /* of the tree below; at most DCE_EXPR_DEPTH */
    uint32_t code;
    const char *text;
    size_t len;
    const struct dce_expr *operand[3];
    const struct dce_type *type; /* NULL but in CAST and SIZEOF */
    struct source_range where;
};

/* Longer chains of operators are refused, so that passes may recurse. */
#define DCE_EXPR_DEPTH 1000u

/* ---- attributes --------------------------------------------------------- */

enum dce_arg_kind {
    DCE_ARG_NONE, /* left out: size_is(,n) */
    DCE_ARG_EXPR,
    DCE_ARG_TYPE, /* switch_type(unsigned long); with a name: handle_t h */
    DCE_ARG_TEXT  /* uuid(...): the octets between the parentheses */
};

struct dce_arg {
    enum dce_arg_kind kind;
    const struct dce_expr *expr;
    const struct dce_type *type;
    const char *text;
    size_t len;
    struct source_range where;
    struct dce_arg *next;
};

struct dce_arg_list {
    struct dce_arg *first, *last;
    size_t count;
};

struct dce_attr {
    const char *space; /* "ivmc" in [ivmc::shared], else NULL; interned */
    const char *name;  /* interned */
    bool has_args;
    bool configured; /* from an attribute configuration */
    struct dce_arg_list args;
    struct source_range where;
    struct dce_attr *next;
};

struct dce_attr_list {
    struct dce_attr *first, *last;
};

/* ---- declarators, "declarator" and "array_declarator" ------------------- */

enum dce_declarator_kind {
    DCE_DECLARATOR_NAME, /* the last */
    DCE_DECLARATOR_POINTER,
    DCE_DECLARATOR_ARRAY,
    DCE_DECLARATOR_FUNCTION
};

enum dce_bound_kind {
    DCE_BOUND_OPEN, /* [] */
    DCE_BOUND_STAR, /* [*] */
    DCE_BOUND_SIZE, /* [n] */
    DCE_BOUND_RANGE /* [l..u], either may be a star: NULL */
};

/*
 * What the name is, then what that is made of: `*a[3]`, an array of pointers,
 * is ARRAY, POINTER, NAME.
 */
struct dce_declarator {
    enum dce_declarator_kind kind;
    enum dce_bound_kind bound; /* ARRAY */
    unsigned depth;
    const struct dce_declarator *inner; /* what it is made of; NULL in NAME */
    union {
        const char *name;               /* NAME; NULL: an abstract declarator */
        const struct dce_expr *lower;   /* ARRAY */
        const struct dce_field *params; /* FUNCTION */
    };
    const struct dce_expr *upper; /* ARRAY; SIZE: the size */
    const struct dce_expr *bits;  /* the width of a C bit-field */
    struct source_range where;
    struct dce_declarator *next;
};

#define DCE_DECLARATOR_DEPTH 64u

struct dce_declarator_list {
    struct dce_declarator *first, *last;
};

/* ---- members, arms and parameters --------------------------------------- */

struct dce_field {
    struct dce_attr_list attrs;
    const struct dce_type *type; /* NULL: an empty arm */
    struct dce_declarator_list declarators;
    struct dce_arg_list labels; /* encapsulated union: case 1: case 2: */
    bool is_default;            /* likewise: default: */
    const char *doc;
    struct source_range where;
    struct dce_field *next;
};

struct dce_field_list {
    struct dce_field *first, *last;
};

struct dce_enumerator {
    struct dce_attr_list attrs; /* MIDL */
    struct dce_name name;
    const struct dce_expr *value; /* NULL: one more than the last */
    const char *doc;
    struct dce_enumerator *next;
};

struct dce_enumerator_list {
    struct dce_enumerator *first, *last;
};

/* ---- type specifiers, "type_spec" --------------------------------------- */

/* The words of a base type, in any order, as a set. */
#define DCE_WORD_SIGNED            0x1u
#define DCE_WORD_UNSIGNED          0x2u
#define DCE_WORD_SMALL             0x4u
#define DCE_WORD_SHORT             0x8u
#define DCE_WORD_LONG              0x10u
#define DCE_WORD_HYPER             0x20u
#define DCE_WORD_INT               0x40u
#define DCE_WORD_CHAR              0x80u
#define DCE_WORD_WCHAR             0x100u
#define DCE_WORD_BOOLEAN           0x200u
#define DCE_WORD_BYTE              0x400u
#define DCE_WORD_VOID              0x800u
#define DCE_WORD_FLOAT             0x1000u
#define DCE_WORD_DOUBLE            0x2000u
#define DCE_WORD_HANDLE            0x4000u
#define DCE_WORD_ERROR_STATUS      0x8000u
#define DCE_WORD_ISO_LATIN_1       0x10000u
#define DCE_WORD_ISO_MULTI_LINGUAL 0x20000u
#define DCE_WORD_ISO_UCS           0x40000u
#define DCE_WORD_INT8              0x80000u
#define DCE_WORD_INT16             0x100000u
#define DCE_WORD_INT32             0x200000u
#define DCE_WORD_INT64             0x400000u
#define DCE_WORD_LONG_LONG         0x800000u /* `long` for the second time */

enum dce_type_kind {
    DCE_TYPE_WORDS,
    DCE_TYPE_NAME,
    DCE_TYPE_STRUCT,
    DCE_TYPE_UNION,
    DCE_TYPE_ENUM,
    DCE_TYPE_PIPE,
    DCE_TYPE_COM /* MIDL: SAFEARRAY(...) */
};

/* What stands in the braces of a type that is defined where it is used. */
struct dce_body {
    struct dce_field_list fields;
    struct dce_enumerator_list enumerators;
    /* "union_switch": an encapsulated union */
    const struct dce_type *switch_type; /* NULL: not encapsulated */
    struct dce_name switch_name;
    struct dce_name union_name; /* no text: the default, tagged_union */
};

struct dce_type {
    enum dce_type_kind kind;
    unsigned words;
    bool is_const;
    bool repeated;        /* a word stands there twice */
    bool pointed;         /* transmit_as(long *): refused later */
    struct dce_name name; /* NAME: the type; STRUCT, UNION, ENUM: the tag */
    const struct dce_type *element; /* PIPE */
    const struct dce_body *body;    /* NULL: the tag refers to one elsewhere */
    struct source_range where;
};

/* ---- the file ----------------------------------------------------------- */

enum dce_item_kind {
    DCE_ITEM_IMPORT,
    DCE_ITEM_CONST,
    DCE_ITEM_TYPEDEF,
    DCE_ITEM_DECL, /* operations, and types declared by their tag alone */
    DCE_ITEM_INTERFACE,
    DCE_ITEM_FORWARD, /* MIDL: interface IFoo; */
    DCE_ITEM_INCLUDE, /* of an attribute configuration: a C header */
    DCE_ITEM_QUOTE,   /* MIDL: cpp_quote("...") */
    DCE_ITEM_COM      /* MIDL: library, coclass, namespace and the like */
};

struct dce_item {
    enum dce_item_kind kind;
    struct dce_attr_list attrs;
    const struct dce_type *type;
    struct dce_declarator_list declarators;
    const struct dce_expr *value; /* CONST; QUOTE and IMPORT: a string */
    struct dce_name name;         /* INTERFACE, FORWARD, COM: the word */
    /* INTERFACE: what it inherits; COM: what it declares; or no text */
    struct dce_name base;
    const struct dce_item *body; /* INTERFACE, COM: a library's */
    const char *doc;
    struct source_range where;
    struct dce_item *next;
};

struct dce_item_list {
    struct dce_item *first, *last;
};

struct dce_unit {
    const char *file;
    const struct dce_item *items;
    /*
     * Owns the tree. What stands earlier in the source is older: the nodes of
     * an item are younger than the node of the one before the last.
     */
    struct arena *nodes;
};

/* Frees the tree; texts and comments of it live on in the session. */
void dce_unit_free(const struct dce_unit *unit);

/* The last declarator, which has the name; NULL for NULL. */
const struct dce_declarator *dce_declarator_end(const struct dce_declarator *d);

/* Its name, which may be without text, and where it stands. */
struct dce_name dce_declarator_name(const struct dce_declarator *d);

#endif /* IDLC_DCE_AST_H */
