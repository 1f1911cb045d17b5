/*
 * The tree of OMG IDL as written. Nothing here is checked but syntax and
 * literals; names are not resolved. Every list is linked through `next` in
 * the order of the source. Positions within one preprocessor run grow, so
 * `at` pointers order declarations, pragmas and files among each other.
 */
#ifndef IDLC_CORBA_AST_H
#define IDLC_CORBA_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/source.h"

struct corba_decl;
struct corba_annotation;

/* ---- names -------------------------------------------------------------- */

struct corba_ident {
    const char *text;    /* interned, without the escaping underscore */
    const char *folded;  /* the same in lower case, interned */
    /* Of identifiers without escape, looked at where they are declared: */
    bool later_keyword;  /* it is a keyword of a younger profile */
    const char *clashes; /* the keyword it differs from in case only */
    struct source_range where;
    struct corba_ident *next; /* the next part of a scoped name */
};

struct corba_scoped_name {
    bool absolute; /* starts with `::` */
    struct corba_ident *first, *last;
    struct source_range where;
    struct corba_scoped_name *next; /* in lists of bases, raises ... */
};

/* ---- constant expressions ----------------------------------------------- */

enum corba_expr_kind {
    CORBA_EXPR_INTEGER, /* integer */
    CORBA_EXPR_FLOAT,   /* text */
    CORBA_EXPR_FIXED,   /* text, without the d */
    CORBA_EXPR_CHAR,    /* integer: 0..255 */
    CORBA_EXPR_WCHAR,   /* integer: a code point */
    CORBA_EXPR_STRING,  /* text, len */
    CORBA_EXPR_WSTRING, /* wide, len */
    CORBA_EXPR_BOOLEAN, /* integer: 0 or 1 */
    CORBA_EXPR_NAME,    /* name */
    CORBA_EXPR_UNARY,   /* op: - + ~; left */
    /* op: | ^ & + - * / % and L R for shifts; left, right */
    CORBA_EXPR_BINARY
};

struct corba_expr {
    enum corba_expr_kind kind;
    unsigned short depth; /* of the tree below */
    char op;
    union {
        uint64_t integer;
        const char *text;
        const uint32_t *wide;
        const struct corba_scoped_name *name;
        const struct corba_expr *left;
    };
    union {
        size_t len;
        const struct corba_expr *right;
    };
    struct source_range where;
    struct corba_expr *next; /* the next dimension or label */
};

/* ---- types -------------------------------------------------------------- */

enum corba_type_kind {
    CORBA_TYPE_VOID,
    CORBA_TYPE_BOOLEAN, CORBA_TYPE_CHAR, CORBA_TYPE_WCHAR, CORBA_TYPE_OCTET,
    CORBA_TYPE_SHORT, CORBA_TYPE_UNSIGNED_SHORT,
    CORBA_TYPE_LONG, CORBA_TYPE_UNSIGNED_LONG,
    CORBA_TYPE_LONG_LONG, CORBA_TYPE_UNSIGNED_LONG_LONG,
    CORBA_TYPE_FLOAT, CORBA_TYPE_DOUBLE, CORBA_TYPE_LONG_DOUBLE,
    CORBA_TYPE_ANY, CORBA_TYPE_OBJECT, CORBA_TYPE_VALUE_BASE,
    CORBA_TYPE_STRING,   /* bound */
    CORBA_TYPE_WSTRING,  /* bound */
    CORBA_TYPE_SEQUENCE, /* element, bound */
    CORBA_TYPE_MAP,      /* key, element, bound */
    CORBA_TYPE_FIXED,    /* digits, scale; both NULL in a constant's type */
    CORBA_TYPE_NAME,     /* name; int8 to uint64 too, unless declared */
    CORBA_TYPE_INLINE    /* decl: a struct, union or enum defined in place */
};

struct corba_type {
    enum corba_type_kind kind;
    union {
        const struct corba_type *element;
        const struct corba_expr *digits;
        const struct corba_scoped_name *name;
        struct corba_decl *decl;
    };
    union {
        const struct corba_type *key;
        const struct corba_expr *scale;
    };
    const struct corba_expr *bound; /* or NULL */
    struct corba_annotation *annotations;
    struct source_range where;
};

/* ---- annotations -------------------------------------------------------- */

/* One argument of an application: `name = value`, or `value` alone. */
struct corba_annotation_arg {
    const struct corba_ident *name; /* NULL: positional */
    const struct corba_expr *value;
    struct corba_annotation_arg *next;
};

struct corba_annotation {
    struct corba_scoped_name *name;
    struct corba_annotation_arg *args;
    struct source_range where;
    struct corba_annotation *last; /* in the first one: of the list */
    struct corba_annotation *next;
};

/* ---- declarations ------------------------------------------------------- */

/* `name[2][3]`, an enumerator, or a flag of a bitmask. */
struct corba_declarator {
    const struct corba_ident *name;
    struct corba_expr *dimensions;
    struct corba_annotation *annotations;
    const char *doc;
    struct corba_declarator *next;
};

enum corba_direction { CORBA_IN, CORBA_OUT, CORBA_INOUT };

struct corba_param {
    enum corba_direction direction;
    const struct corba_type *type;
    const struct corba_ident *name;
    struct corba_annotation *annotations;
    const char *doc;
    struct corba_param *next;
};

enum corba_decl_kind {
    CORBA_MODULE,            /* body */
    CORBA_INTERFACE,         /* bases, body; local, abstract */
    CORBA_INTERFACE_FORWARD, /* local, abstract */
    CORBA_TYPEDEF,           /* type, declarators */
    CORBA_STRUCT,            /* bases (one), body of members */
    CORBA_STRUCT_FORWARD,
    CORBA_UNION,             /* type of the switch, body of cases */
    CORBA_UNION_FORWARD,
    CORBA_EXCEPTION,         /* body of members */
    CORBA_ENUM,              /* declarators */
    CORBA_BITMASK,           /* declarators */
    CORBA_BITSET,            /* bases (one), body of bit fields */
    CORBA_NATIVE,
    CORBA_CONST,             /* type, value */
    CORBA_MEMBER,            /* type, declarators; also of value types */
    CORBA_CASE,              /* labels, has_default, type, declarators (one) */
    CORBA_BITFIELD,          /* value: the width; type or NULL; declarators */
    CORBA_ATTRIBUTE,         /* readonly, type, declarators, raises ... */
    CORBA_OPERATION,         /* oneway, type, params, raises, contexts */
    CORBA_VALUE,             /* custom, abstract, bases, supports, body */
    CORBA_VALUE_FORWARD,     /* abstract */
    CORBA_VALUE_BOX,         /* type */
    CORBA_FACTORY,           /* params, raises */
    CORBA_TYPEID,            /* target, text */
    CORBA_TYPEPREFIX,        /* target, text */
    CORBA_IMPORT,            /* target, or text */
    CORBA_ANNOTATION,        /* body of members, types and constants */
    CORBA_ANNOTATION_MEMBER, /* type, value: the default or NULL */
    CORBA_UNSUPPORTED        /* text: "component", "template module" ... */
};

/* The members of one union never belong to the same kind. */
struct corba_decl {
    enum corba_decl_kind kind;
    bool local, abstract, custom; /* of interfaces, values */
    bool readonly, oneway, has_default;
    const struct corba_ident *name; /* or NULL */
    struct source_range where;      /* from the first token */
    const char *end;                /* where its body's `}` stands, or NULL */
    const char *doc;
    struct corba_annotation *annotations;
    const struct corba_type *type;
    union {
        struct corba_decl *body;
        struct corba_param *params;
        const struct corba_expr *value;
        struct corba_expr *labels;
        const char *text;
    };
    union {
        struct corba_declarator *declarators;
        struct corba_expr *contexts; /* string literals */
        const struct corba_scoped_name *target;
    };
    union {
        struct corba_scoped_name *bases;
        struct corba_scoped_name *raises; /* getraises too */
    };
    union {
        struct corba_scoped_name *supports;
        struct corba_scoped_name *set_raises;
    };
    struct corba_decl *next;
};

/* ---- pragmas and files -------------------------------------------------- */

enum corba_event_kind {
    CORBA_EVENT_ENTER,   /* a file is entered */
    CORBA_EVENT_LEAVE,   /* back in the file that included it */
    CORBA_EVENT_PREFIX,  /* #pragma prefix text */
    CORBA_EVENT_ID,      /* #pragma ID target text */
    CORBA_EVENT_VERSION  /* #pragma version target major.minor */
};

/* What happens between declarations, ordered by where.start.at. */
struct corba_event {
    enum corba_event_kind kind;
    struct source_range where;
    const struct source_context *context; /* ENTER, LEAVE: the one now in */
    const struct corba_scoped_name *target;
    const char *text;
    unsigned major, minor;
    struct corba_event *next;
};

struct corba_unit {
    /*
     * Holds the tree. What stands earlier in the source is older: the nodes of
     * a definition are younger than the node of the one before the last.
     */
    struct arena *arena;
    const char *file;           /* the main file as given */
    struct corba_decl *body;
    struct corba_event *events;
};

#endif /* IDLC_CORBA_AST_H */
