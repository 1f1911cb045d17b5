/*
 * The checks of DCE IDL, from the tree to the model. One context is handed to
 * all files of this room; nothing outlives sema_dce().
 */
#ifndef IDLC_DCE_SEMA_H
#define IDLC_DCE_SEMA_H

#include "ir/ir.h"
#include "sema/dce/dce_attrs.h"
#include "session.h"
#include "syntax/dce/dce_ast.h"

/* ---- types with what only this front end knows -------------------------- */

/* What a type holds by value, that is, not behind a pointer. */
#define DCE_HAS_POINTER    0x1u
#define DCE_HAS_REF        0x2u
#define DCE_HAS_CONFORMANT 0x4u /* an array whose size comes with the value */
#define DCE_HAS_VARYING    0x8u
#define DCE_HAS_PIPE       0x10u
#define DCE_HAS_CONTEXT    0x20u
#define DCE_HAS_BINDING    0x40u /* handle_t */
#define DCE_IS_VOID        0x80u
#define DCE_IS_OPEN        0x100u  /* an array without a size: long a[] */
#define DCE_IS_FUNCTION    0x200u  /* local only */
#define DCE_IS_TRANSMITTED 0x400u  /* [transmit_as] and its like */
#define DCE_IS_WRONG       0x800u  /* was reported; say no more */
#define DCE_HAS_UNION      0x1000u /* a bare union without its switch_is */
#define DCE_HAS_VOID       0x2000u /* an untyped pointer */

/* The traits that a structure, array or alias has from what it holds. */
#define DCE_INHERITED                                                          \
    (DCE_HAS_POINTER | DCE_HAS_REF | DCE_HAS_CONFORMANT | DCE_HAS_VARYING |    \
     DCE_HAS_PIPE | DCE_HAS_CONTEXT | DCE_HAS_BINDING | DCE_IS_FUNCTION |      \
     DCE_IS_TRANSMITTED | DCE_IS_WRONG | DCE_HAS_UNION | DCE_HAS_VOID)

/* Those that a pointer has from what it points to. */
#define DCE_SEEN_THROUGH                                                       \
    (DCE_HAS_PIPE | DCE_HAS_CONTEXT | DCE_HAS_BINDING | DCE_IS_FUNCTION |      \
     DCE_IS_TRANSMITTED | DCE_IS_WRONG | DCE_HAS_UNION | DCE_HAS_VOID)

struct dce_info {
    struct ir_type ir; /* first: a type of this front end is its info */
    unsigned traits;
    unsigned depth;       /* of types within types, at most DCE_TYPE_DEPTH */
    bool complete;        /* structs, unions, enums: the body was read */
    bool reading;         /* the body is being read */
    bool class_given;     /* an alias of a pointer: its class was written */
    bool has_switch_type; /* a bare union: switch_type was written */
};

/* Types hold types no deeper: passes after this one may recurse. */
#define DCE_TYPE_DEPTH 200u

static inline const struct dce_info *dce_info(const struct ir_type *t)
{
    return (const struct dce_info *)t;
}

/* ---- values ------------------------------------------------------------- */

enum dce_value_kind {
    DCE_VALUE_WRONG, /* reported */
    DCE_VALUE_INT,
    DCE_VALUE_FLOAT,
    DCE_VALUE_BOOLEAN,
    DCE_VALUE_CHAR,
    DCE_VALUE_STRING,
    DCE_VALUE_NULL,
    DCE_VALUE_ENUM
};

struct dce_value {
    enum dce_value_kind kind;
    bool huge; /* INT: u holds it, above INT64_MAX; no arithmetic with it */
    bool wide; /* CHAR, STRING */
    int64_t i; /* INT, CHAR, BOOLEAN, ENUM */
    uint64_t u;
    long double f;
    const char *text;
    size_t len;
    const struct ir_enumerator *enumerator;
};

/* ---- names -------------------------------------------------------------- */

enum dce_symbol_kind {
    DCE_SYMBOL_TYPE,
    DCE_SYMBOL_CONST,
    DCE_SYMBOL_ENUMERATOR,
    DCE_SYMBOL_INTERFACE
};

/* An ordinary identifier, in C's sense of name spaces. */
struct dce_symbol {
    enum dce_symbol_kind kind;
    const char *name;
    struct source_range where;
    union {
        const struct dce_info *type;            /* TYPE */
        const struct dce_value *value;          /* CONST */
        const struct ir_enumerator *enumerator; /* ENUMERATOR */
        const struct ir_interface *interface;   /* INTERFACE */
    };
    const struct dce_symbol *next; /* all of them, for suggestions */
};

/* A name in the name space of tags. */
struct dce_tag {
    struct dce_info *info;
    enum ir_kind kind;         /* IR_STRUCT, IR_UNION, IR_ENUM */
    struct source_range where; /* of its first use */
    bool is_lax;               /* nobody has to define it */
    struct dce_tag *next;
};

/* ---- the context -------------------------------------------------------- */

struct dce_sema {
    struct session *s;
    struct arena *arena; /* of what the model does not need: symbols ... */
    struct arena *tree;  /* of the file being read */
    const struct dce_item *done; /* the last item of it, its node still there */
    unsigned done_count;
    struct table *attributes; /* interned name to its id plus one */
    struct table *ordinary;
    struct table *tags;
    struct table *operations; /* of the interface, to where they stand */
    struct table *imported;   /* interned path to the name as written */
    struct table *includes;   /* interned names of listed includes */
    struct table *headers;    /* likewise, when they are settled */
    const struct dce_symbol *symbols;
    struct dce_tag *tag_list;
    struct dce_info *base[IR_CONTEXT + 1];
    struct table *alike; /* see dce_info_alike */
    const struct dce_info *iso_multi_lingual, *iso_ucs;
    struct ir_decl *decls;
    size_t decl_count, decl_cap;
    struct dce_scope *free_scopes;
    unsigned import_depth;
    bool has_headless; /* something imported has no mapping, and no header */
    bool is_midl; /* the file shows that MIDL is meant, or is imported */
    /* The interface around: */
    bool is_lax;   /* nothing here travels: see dce_is_lax */
    bool is_local; /* or the operation is */
    bool is_com;
    bool is_nocode;
    bool has_default; /* pointer_default was written */
    bool told_default;
    enum ir_pointer_class pointer_default;
};

/*
 * Whether types may be what only C has: untyped pointers, bare unions, arrays
 * of no known size. That matters only to those who use the type in [local] and
 * COM interfaces and in what is imported; and for MIDL in interfaces of types
 * alone, and outside of interfaces.
 */
static inline bool dce_is_lax(const struct dce_sema *c)
{
    return c->is_local || c->is_com || c->is_lax;
}

/* ---- constants: dce_const.c, dce_convert.c ------------------------------ */

/* Folds; reports what is no constant. */
struct dce_value dce_const(struct dce_sema *c, const struct dce_expr *e);

/* An integer constant (or boolean, character, enumerator); false: reported. */
bool dce_const_int(struct dce_sema *c, const struct dce_expr *e,
                   int64_t *value);

/* The literal of an integer; false: it needs more than 64 bits. */
bool dce_const_literal(const struct dce_expr *e, struct dce_value *v);

/* Checked arithmetic of one operator on 64-bit integers; false: reported. */
bool dce_const_apply(struct dce_sema *c, const struct dce_expr *e,
                     const int64_t v[3], int64_t *out);

/* Converts to `type`; false: it is not of the type, which was reported. */
bool dce_convert(struct dce_sema *c, const struct dce_value *v,
                 const struct ir_type *type, struct source_range where,
                 struct ir_value *out);

/* What DCE IDL calls a kind: "unsigned short". */
const char *dce_kind_word(enum ir_kind kind);

/* The limits of a kind that counts as integer; false: it is none. */
bool dce_limits(enum ir_kind kind, int64_t *min, uint64_t *max);

/* ---- names: dce_names.c ------------------------------------------------- */

struct ir_name *dce_ir_name(struct dce_sema *c, struct dce_name name,
                            const char *doc);

/* A key for tables: equal numbers are equal pointers. */
const char *dce_number_key(struct dce_sema *c, int64_t number);

/* Declares an ordinary identifier; NULL: it is taken, which was reported. */
struct dce_symbol *dce_declare(struct dce_sema *c, enum dce_symbol_kind kind,
                               struct dce_name name);

/* The symbol, or NULL after a message with a suggestion. */
const struct dce_symbol *dce_find(struct dce_sema *c, struct dce_name name,
                                  bool want_type);

/* The struct, union or enum of a tag, made incomplete when it is new. */
struct dce_info *dce_tag_find(struct dce_sema *c, struct dce_name name,
                              enum ir_kind kind);

/* Reports the tags that were used but never defined. */
void dce_tags_check(struct dce_sema *c);

void dce_decl_add(struct dce_sema *c, struct ir_decl decl,
                  struct source_range where);

/* In the place of includes that have no header: those of what is used. */
void dce_includes_settle(struct dce_sema *c);

/* The header made of this file, by its path; the declaration as it is. */
void dce_include_file(struct dce_sema *c, const char *path);
void dce_decl_keep(struct dce_sema *c, struct ir_decl decl);

/* The generated header includes this one, or the one made of this IDL. */
void dce_include_header(struct dce_sema *c, const char *name);

/*
 * What is valid but has no mapping to C: an error only when code is wanted,
 * and for the file that it is wanted for.
 */
void dce_unmapped(struct dce_sema *c, struct source_range where,
                  const char *what);

bool dce_in_main_file(struct source_range where);

/* ---- types: dce_type.c, dce_base.c, dce_struct.c, dce_union.c ----------- */

struct dce_info *dce_info_make(struct dce_sema *c, enum ir_kind kind,
                               struct source_range where);

/* A type made of `element`, with its depth and traits. */
struct dce_info *dce_info_over(struct dce_sema *c, enum ir_kind kind,
                               const struct dce_info *element,
                               struct source_range where);

/* Notes that `outer` holds `inner` by value. */
void dce_info_hold(struct dce_sema *c, struct dce_info *outer,
                   const struct dce_info *inner, struct source_range where);

/*
 * The one type of a string or an array that says the same as `made`: nothing
 * else tells them apart. Elements have to be base types.
 */
const struct dce_info *dce_info_alike(struct dce_sema *c,
                                      const struct dce_info *made);

const struct dce_info *dce_base(struct dce_sema *c, enum ir_kind kind);

/* The base type that the words make; reports which do not go together. */
const struct dce_info *dce_words(struct dce_sema *c, const struct dce_type *t);

/* Through aliases and ranges. */
const struct dce_info *dce_strip(const struct dce_info *t);

/*
 * What is known where a type specifier stands: the attributes before it, which
 * apply to a type defined there, and what is declared with it. A type without
 * a tag is called like the typedef, or "outer_name" after what it stands in.
 */
struct dce_type_use {
    const struct dce_attrs *attrs;
    struct dce_name name;
    const char *outer; /* NULL: a typedef */
    const char *doc;
};

const struct dce_info *dce_type_resolve(struct dce_sema *c,
                                        const struct dce_type *t,
                                        const struct dce_type_use *use);

/* Read the bodies; the types are complete afterwards, also after errors. */
void dce_struct_complete(struct dce_sema *c, struct dce_info *info,
                         const struct dce_type *t);
void dce_union_complete(struct dce_sema *c, struct dce_info *info,
                        const struct dce_type *t,
                        const struct dce_attrs *attrs);
void dce_enum_complete(struct dce_sema *c, struct dce_info *info,
                       const struct dce_type *t);

/* ---- declared things: dce_slot.c, dce_shape.c, dce_sized.c -------------- */

enum dce_layer_kind { DCE_LAYER_POINTER, DCE_LAYER_ARRAY, DCE_LAYER_FUNCTION };

/* One pointer or dimension between a declared name and its base type. */
struct dce_layer {
    enum dce_layer_kind kind;
    enum ir_pointer_class pointer; /* POINTER */
    bool open;                     /* ARRAY: no upper bound */
    bool min_open;                 /* ARRAY: [*..n] or [*..*] */
    bool has_upper;                /* ARRAY: [*..n] */
    int64_t lower;                 /* ARRAY, not min_open */
    int64_t upper;                 /* ARRAY, min_open and has_upper */
    uint64_t size;                 /* ARRAY, not open */
    struct source_range where;
};

#define DCE_LAYERS (2 * DCE_DECLARATOR_DEPTH)

enum dce_slot_kind {
    DCE_SLOT_TYPEDEF,
    DCE_SLOT_MEMBER,
    DCE_SLOT_ARM,
    DCE_SLOT_PARAM,
    DCE_SLOT_RESULT
};

/* A member, arm, parameter, result or typedef. */
struct dce_slot {
    enum dce_slot_kind kind;
    struct dce_name name;
    const char *doc;
    const struct dce_attrs *attrs;
    const struct dce_info *declared; /* as the type specifier says */
    const struct dce_info *base;     /* below the layers */
    struct dce_layer *layers;        /* outermost first */
    size_t layer_count;
    bool in, out; /* PARAM */
    bool dropped; /* PARAM: layers[0] is a ref pointer that is passed over */
};

/* The members or parameters that the attributes of one of them may name. */
struct dce_scope {
    struct dce_slot *slots;
    size_t count, cap;
    struct table *index; /* interned name to the slot's index plus one */
    bool is_opaque;      /* there is more than the model can say */
    struct dce_scope *next_free;
};

/* A scope without anything. */
extern const struct dce_scope dce_no_scope;

struct dce_scope *dce_scope_make(struct dce_sema *c);
void dce_scope_done(struct dce_sema *c, struct dce_scope *scope);

/* The index of a slot, plus one; 0: there is none of this name. */
size_t dce_scope_find(const struct dce_scope *scope, const char *name);

/* False: the name is taken in this scope, which was reported. */
bool dce_scope_add(struct dce_sema *c, struct dce_scope *scope,
                   const struct dce_slot *slot);

/* Adds the members that one declaration declares. */
void dce_scope_add_field(struct dce_sema *c, struct dce_scope *scope,
                         const struct dce_field *f, enum dce_slot_kind kind,
                         const char *owner);

/* Reads a declarator and its attributes as far as no other slot is needed. */
struct dce_slot dce_slot_make(struct dce_sema *c, enum dce_slot_kind kind,
                              const struct dce_info *declared,
                              const struct dce_declarator *d,
                              const struct dce_attrs *attrs);

/* The type of a slot; its size_is and the like may name those of `scope`. */
const struct dce_info *dce_shape(struct dce_sema *c,
                                 const struct dce_slot *slot,
                                 const struct dce_scope *scope);

/* How the array at layer `n` is sized by attributes. */
struct dce_extent {
    bool sized;   /* size_is or max_is speaks of it */
    bool varying; /* first_is, last_is or length_is does */
    bool wrong;   /* reported */
    struct ir_sized extent;
};

struct dce_extent dce_extent(struct dce_sema *c, const struct dce_slot *slot,
                             const struct dce_scope *scope, size_t n);

/*
 * The expression of an attribute over the slots beside its owner; NULL:
 * reported. `must_arrive`: the values have to be [in].
 */
const struct ir_expr *dce_expr(struct dce_sema *c, const struct dce_expr *e,
                               const struct dce_scope *scope, bool must_arrive);
const struct ir_expr *dce_expr_const(struct dce_sema *c, int64_t value,
                                     struct source_range where);
/* One of two operands; folds constants. */
const struct ir_expr *dce_expr_binary(struct dce_sema *c,
                                      enum ir_expr_kind kind,
                                      const struct ir_expr *a,
                                      const struct ir_expr *b);

/* ---- interfaces: dce_interface.c, dce_operation.c, dce_unit.c ----------- */

void dce_interface(struct dce_sema *c, const struct dce_item *item);

/* One operation; what it returns is complete even after errors. */
struct ir_operation dce_operation(struct dce_sema *c,
                                  const struct dce_item *item,
                                  const struct dce_declarator *d);

/* [ivmc::deadline(ms)], or 0. */
uint32_t dce_deadline(struct dce_sema *c, const struct dce_attrs *attrs);

/* Whether the declarator is that of an operation. */
bool dce_is_operation(const struct dce_declarator *d);

/* An item of a file or of an interface's body, operations excepted. */
void dce_item(struct dce_sema *c, const struct dce_item *item);

/*
 * Nobody looks at the item again: nodes older than that of the item before it
 * may go.
 */
void dce_done(struct dce_sema *c, const struct dce_item *item);
void dce_import(struct dce_sema *c, const struct dce_item *item);

#endif /* IDLC_DCE_SEMA_H */
