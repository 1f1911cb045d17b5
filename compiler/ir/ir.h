/*
 * The checked model of one compilation unit, free of either language. The
 * front ends (sema/) build it, everything later only reads it. What a node
 * promises has been checked: names are unique where they must be, constants
 * are in range, every type is complete, nothing contains itself by value.
 */
#ifndef IDLC_IR_H
#define IDLC_IR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/source.h"

struct session;
struct ir_type;
struct ir_interface;

/* ---- names -------------------------------------------------------------- */

/* Text for generated code that @verbatim gives (IDL 4.2, clause 8.3.5.1). */
enum ir_placement {
    IR_BEGIN_FILE,
    IR_BEFORE_DECLARATION,
    IR_BEGIN_DECLARATION,
    IR_END_DECLARATION,
    IR_AFTER_DECLARATION,
    IR_END_FILE
};

struct ir_verbatim {
    const char *language;         /* "c", "*" for all */
    enum ir_placement placement;
    const char *text;
    const struct ir_verbatim *next; /* in the order of the source */
};

/* "BEGIN_FILE", as the annotation has it. */
const char *ir_placement_name(enum ir_placement placement);

/* The name of a declaration; simple and scoped are interned. */
struct ir_name {
    const char *simple;           /* "Builder", escapes removed */
    const char *scoped;           /* "domb::Builder" */
    const char *repository_id;    /* "IDL:domb/Builder:1.0", "DCE:uuid:1" */
    struct source_range where;
    const char *doc;              /* the comment before it, or NULL */
    const struct ir_verbatim *verbatim;
    bool in_main_file;            /* else a header of its own declares it */
    const char *file;             /* as in the source: "sub/other.idl" */
};

/* ---- values and expressions --------------------------------------------- */

enum ir_value_kind {
    IR_VALUE_INT,    /* any integer, octet; in i or u after `negative` */
    IR_VALUE_FLOAT,
    IR_VALUE_BOOLEAN,
    IR_VALUE_CHAR,   /* a character or wide character: u */
    IR_VALUE_STRING, /* text, len; wide: code points in wide, len */
    IR_VALUE_FIXED,  /* text: decimal digits with an optional point */
    IR_VALUE_ENUM    /* enumerator */
};

struct ir_value {
    enum ir_value_kind kind;
    bool negative;            /* the integer is -(int64_t) below zero: use i */
    int64_t i;
    uint64_t u;               /* valid when not negative */
    long double f;
    bool boolean;
    const char *text;
    const uint32_t *wide;
    size_t len;
    const struct ir_enumerator *enumerator;
};

/*
 * A run-time expression over the parameters of an operation or the members of
 * a structure: what DCE's size_is, length_is and switch_is hold. Arithmetic
 * is in int64_t and checked for overflow where it is evaluated.
 */
enum ir_expr_kind {
    IR_EXPR_CONST,
    IR_EXPR_FIELD, /* the parameter or member at `index` beside this one */
    IR_EXPR_DEREF, /* *operand[0] */
    IR_EXPR_NEG, IR_EXPR_NOT, IR_EXPR_LNOT,
    IR_EXPR_ADD, IR_EXPR_SUB, IR_EXPR_MUL, IR_EXPR_DIV, IR_EXPR_MOD,
    IR_EXPR_SHL, IR_EXPR_SHR, IR_EXPR_AND, IR_EXPR_OR, IR_EXPR_XOR,
    IR_EXPR_LAND, IR_EXPR_LOR,
    IR_EXPR_EQ, IR_EXPR_NE, IR_EXPR_LT, IR_EXPR_LE, IR_EXPR_GT, IR_EXPR_GE,
    IR_EXPR_COND /* operand[0] ? operand[1] : operand[2] */
};

struct ir_expr {
    enum ir_expr_kind kind;
    int64_t value;                     /* CONST */
    size_t index;                      /* FIELD */
    const char *field;                 /* FIELD: its name */
    const struct ir_expr *operand[3];
    struct source_range where;
};

/* ---- types -------------------------------------------------------------- */

enum ir_kind {
    IR_VOID,
    IR_BOOLEAN, IR_CHAR, IR_WCHAR, IR_OCTET,
    IR_INT8, IR_UINT8, IR_INT16, IR_UINT16,
    IR_INT32, IR_UINT32, IR_INT64, IR_UINT64,
    IR_FLOAT, IR_DOUBLE, IR_LONG_DOUBLE,
    IR_FIXED,      /* digits, scale */
    IR_ENUM,       /* u32 on the wire, position; DCE: u16 or u32 and values */
    IR_BITMASK, IR_BITSET,
    IR_STRING,     /* bound; capacity > 0: an array of char in place */
    IR_WSTRING,
    IR_SEQUENCE,   /* element, bound */
    IR_MAP,        /* key, element, bound; pair: as it travels */
    IR_ARRAY,      /* element, size: one dimension; nested for several */
    IR_SIZED,      /* DCE: element, size_is, length_is: see struct ir_sized */
    IR_STRUCT,     /* members; also the bodies of exceptions */
    IR_UNION,      /* discriminated: tag and arm */
    IR_SWITCHED,   /* DCE: a bare union with its switch_is at the use */
    IR_ALIAS,      /* typedef: name, element */
    IR_RANGED,     /* element with min and max; wraps the type at its use */
    IR_POINTER,    /* element; ref, unique, full; @optional is unique */
    IR_OBJECT,     /* reference to `interface`, NULL for Object */
    IR_ANY,
    IR_NATIVE,     /* opaque here; refused by number where it would travel */
    IR_VALUE_TYPE, /* abstract and custom value types: likewise */
    IR_HANDLE,     /* DCE handle_t as parameter: the binding, not marshalled */
    IR_CONTEXT     /* DCE context handle */
};

enum ir_pointer_class { IR_REF, IR_UNIQUE, IR_FULL };

struct ir_member {
    const char *name;
    const struct ir_type *type;
    const char *doc;
    struct source_range where;
    bool key;                 /* @key */
    bool has_id;              /* @id */
    uint32_t id;
    const struct ir_value *default_value; /* @default, or NULL */
    unsigned bits;            /* BITSET: its width; name NULL: padding */
};

struct ir_enumerator {
    const char *name;
    const char *scoped;       /* an OMG enumerator lives beside its enum */
    int64_t value;
    const char *doc;
    struct source_range where;
};

struct ir_arm {
    bool has_id;                   /* @id */
    uint32_t id;
    const struct ir_value *labels; /* folded; empty and !is_default: never */
    size_t label_count;
    bool is_default;
    const char *name;              /* NULL with type void: an empty DCE arm */
    const struct ir_type *type;
    const char *doc;
    struct source_range where;
};

/* DCE arrays whose extent is not in the type. Lower bounds are 0. */
struct ir_sized {
    const struct ir_expr *size;   /* elements in memory; NULL: `capacity` */
    const struct ir_expr *length; /* elements on the wire; NULL: all */
    const struct ir_expr *first;  /* first element sent; NULL: 0 */
    uint64_t capacity;            /* fixed size or constant max_is + 1, 0: none */
};

enum ir_extensibility { IR_FINAL, IR_APPENDABLE };

struct ir_type {
    enum ir_kind kind;
    const struct ir_name *name;      /* NULL where the type is anonymous */
    const struct ir_type *element;   /* what it is made of, see ir_kind */
    const struct ir_type *key;       /* MAP */
    const struct ir_type *pair;      /* MAP: a nameless struct of both */
    uint64_t bound;                  /* STRING, SEQUENCE, MAP: 0 = none */
    uint64_t size;                   /* ARRAY; STRING: capacity in place */
    struct ir_member *members;       /* STRUCT, in order, inherited first */
    size_t member_count;
    const struct ir_type *discriminator; /* UNION; SWITCHED: type of its tag */
    struct ir_arm *arms;             /* UNION */
    size_t arm_count;
    bool encapsulated;               /* UNION: the tag is part of it */
    const char *tag_name;            /* UNION, DCE: name of the tag member */
    const char *union_name;          /* UNION, DCE: name of the union member */
    struct ir_enumerator *enumerators; /* ENUM, BITMASK */
    size_t enumerator_count;
    unsigned wire_bits;              /* ENUM, BITMASK: 8, 16, 32 or 64 */
    unsigned digits, scale;          /* FIXED */
    const struct ir_value *min, *max; /* RANGED: each may be NULL */
    struct ir_sized sized;           /* SIZED */
    const struct ir_expr *switch_is; /* SWITCHED */
    enum ir_pointer_class pointer;   /* POINTER */
    const struct ir_interface *interface; /* OBJECT */
    enum ir_extensibility extensibility;  /* STRUCT, UNION, ENUM */
    bool is_exception;               /* STRUCT: the body of an exception */
    bool local;                      /* OBJECT, NATIVE: never leaves the process */
    bool is_value;                   /* STRUCT, ALIAS: was a value type, a box */
    bool given;                      /* CONTEXT at the use: never the null handle */
    bool shared, region;             /* @ivmc::shared, @ivmc::region at the use */
    unsigned depth;           /* levels of types below it, at most 256 */
    struct source_range where;
};

/* ---- interfaces --------------------------------------------------------- */

enum ir_direction { IR_IN, IR_OUT, IR_INOUT };

struct ir_param {
    const char *name;
    const struct ir_type *type;
    enum ir_direction direction;
    const char *doc;
    struct source_range where;
    /* @ivmc::max_of(other): at most `other` elements; index or SIZE_MAX. */
    size_t max_of;
    /* DCE strings with size_is: characters there is room for, or NULL. */
    const struct ir_expr *room;
};

struct ir_operation {
    const char *name;             /* "create"; attributes: "_get_x", "_set_x" */
    const struct ir_interface *interface; /* that declares it */
    uint32_t number;              /* position in the declaring interface */
    bool oneway;
    const struct ir_type *result; /* kind IR_VOID for none */
    const struct ir_param *params;
    size_t param_count;
    const struct ir_type *const *raises; /* IR_STRUCT with is_exception */
    size_t raise_count;
    uint32_t deadline_ms;         /* @ivmc::deadline, 0 = none given */
    bool idempotent;              /* DCE */
    bool nocode;                  /* DCE: clients have no stub */
    const char *doc;
    struct source_range where;
};

struct ir_interface {
    const struct ir_name *name;
    uint16_t major, minor;        /* CORBA: of the repository id */
    const struct ir_interface *const *bases; /* direct, in order */
    size_t base_count;
    const struct ir_operation *operations;   /* its own, in order */
    size_t operation_count;
    /*
     * All of them, as on the wire: the flattened list of each base in turn
     * without what an earlier one gave, then its own.
     */
    const struct ir_operation *const *flat;
    size_t flat_count;
    const struct ir_interface *const *ancestors; /* every base once, nearest first */
    size_t ancestor_count;
    const char *label;            /* @ivmc::label, or NULL */
    const char *service;          /* @service: its platform, or NULL */
    uint32_t deadline_ms;         /* @ivmc::deadline */
    bool local, abstract;
    const struct ir_type *object; /* the IR_OBJECT type of references to it */
    bool defined;                 /* false while only declared forward */
};

/* ---- the unit ----------------------------------------------------------- */

struct ir_const {
    const struct ir_name *name;
    const struct ir_type *type;
    struct ir_value value;
};

enum ir_decl_kind { IR_DECL_TYPE, IR_DECL_CONST, IR_DECL_INTERFACE, IR_DECL_INCLUDE };

/*
 * One declaration in the order of the source: what a header has to declare,
 * nested ones before what holds them. A struct or union declared forward is
 * listed once, where it is completed; exceptions are types.
 */
struct ir_decl {
    enum ir_decl_kind kind;
    const struct ir_type *type;
    const struct ir_const *constant;
    const struct ir_interface *interface;
    const char *include;          /* DECL_INCLUDE: "sub/other.idl" as written */
    bool is_header;               /* DECL_INCLUDE: it is a header of C */
    bool in_main_file;
};

struct ir_unit {
    const char *file;             /* the main file as given */
    const struct ir_decl *decls;
    size_t decl_count;
};

/* ---- helpers ------------------------------------------------------------ */

/* Through aliases and ranges to the type that says how it moves. */
const struct ir_type *ir_strip(const struct ir_type *t);

/* Through ranges only: what names the type in C. */
const struct ir_type *ir_unranged(const struct ir_type *t);

/* What a sequence, map, array or pointer is made of: of a map, pairs. */
const struct ir_type *ir_part(const struct ir_type *t);

/* The bits that a bit mask defines, or the fields of a bit set. */
uint64_t ir_defined_bits(const struct ir_type *t);

/* The word of the kind for messages: "struct", "sequence", "uint32". */
const char *ir_kind_name(enum ir_kind kind);

/* Whether values of the kind are integers, and their limits. */
bool ir_is_integer(enum ir_kind kind);

/* Fills flat, ancestors of an interface whose bases are complete. */
void ir_flatten(struct session *s, struct ir_interface *i);

/* --dump=ir and --dump=json, on standard output. */
void ir_dump(const struct ir_unit *unit);
void ir_dump_json(const struct ir_unit *unit);

#endif /* IDLC_IR_H */
