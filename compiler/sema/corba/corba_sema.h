/*
 * What the checks of OMG IDL share: scopes, symbols, and one state per unit.
 * Internal to this room. Clause numbers are those of IDL 4.2, chapter 7.
 */
#ifndef IDLC_CORBA_SEMA_H
#define IDLC_CORBA_SEMA_H

#include "ir/ir.h"
#include "session.h"
#include "syntax/corba/corba_ast.h"

/* Types within types, interfaces below interfaces: what recurses stops here. */
enum { SEMA_DEPTH_LIMIT = 256 };

/* Bases of one interface. */
enum { SEMA_BASE_LIMIT = 256 };

/*
 * Names and operations met in bases, all interfaces of a unit together. They
 * grow with the square of the text; honest text stays far below.
 */
enum { SEMA_STEP_LIMIT = 1 << 24 };

/* Octets of a scoped name or repository identifier. */
enum { SEMA_NAME_LIMIT = 1000 };

/* ---- scopes (scope.c) --------------------------------------------------- */

enum symbol_kind {
    SYMBOL_MODULE,
    SYMBOL_INTERFACE,  /* type: the references to it */
    SYMBOL_VALUE,
    SYMBOL_TYPE,
    SYMBOL_EXCEPTION,
    SYMBOL_CONST,
    SYMBOL_ENUMERATOR,
    SYMBOL_OPERATION,
    SYMBOL_ATTRIBUTE,
    SYMBOL_MEMBER,
    SYMBOL_PARAM,
    SYMBOL_ANNOTATION
};

struct scope;

/* How a scope comes to know a name. */
enum entry_how {
    ENTRY_DECLARED,
    ENTRY_INTRODUCED, /* used here, declared further out (7.5.3) */
    ENTRY_OWN,        /* the scope's own name */
    ENTRY_INHERITED,  /* what a search of the bases found; NULL: nothing */
    ENTRY_AMBIGUOUS   /* the bases give symbol and other */
};

struct entry {
    enum entry_how how;
    struct symbol *symbol;
    struct symbol *other;
    struct entry *inherited; /* what the bases give, once searched */
};

/* The entry of an introduced name. */
struct use {
    struct entry entry;
    struct source_range where;
    struct use *next; /* of the same scope */
};

/* The members of one union never belong to the same kind of symbol. */
struct symbol {
    enum symbol_kind kind;
    bool complete;      /* defined, not only declared forward */
    bool used_forward;  /* declared forward */
    bool id_given;      /* by #pragma ID or typeid */
    bool version_given;
    bool abstract;      /* INTERFACE, VALUE */
    unsigned depth;     /* INTERFACE, VALUE: of its bases */
    const char *name, *folded;
    struct source_range where;
    struct scope *inside; /* where it is declared */
    struct scope *scope;  /* its own, or NULL */
    struct ir_name *ir;   /* what the model calls it, or NULL */
    union {
        struct ir_type *type;                   /* INTERFACE, VALUE, TYPE ... */
        struct ir_const *constant;              /* CONST */
        const struct ir_enumerator *enumerator; /* ENUMERATOR */
        const struct corba_decl *annotation;    /* MEMBER of an annotation */
    };
    union {
        struct ir_interface *interface;  /* INTERFACE */
        const struct ir_type *enum_type; /* ENUMERATOR, MEMBER: its type */
    };
    const char *type_prefix; /* typeprefix, or NULL */
    struct entry entry;      /* in the scope's table */
    struct symbol *next;     /* of the same scope */
};

struct scope {
    struct scope *outer;
    struct symbol *owner;         /* NULL: the global scope */
    bool is_module;               /* or global */
    struct table *names;          /* folded name to struct entry */
    struct symbol *first, *last;  /* declared here, in order */
    struct use *uses;             /* names introduced here */
    struct symbol **bases;        /* whose names are inherited */
    size_t base_count;
    const char *scoped;           /* "M::I::", "" in the global scope */
    const char *path;             /* of repository identifiers: "omg.org/M/" */
};

/* The path in force where a file was included. */
struct file_frame {
    uint32_t depth; /* of the included file */
    const char *path;
    struct scope *scope;
    struct file_frame *outer;
};

struct sema {
    struct session *s;
    struct arena *arena;  /* of what the model does not need: scopes ... */
    struct arena *tree;   /* NULL: all of it is needed to the end */
    const struct corba_decl *done; /* the last, its node still there */
    unsigned done_count;
    struct scope *global, *scope;
    struct scope *spare;              /* of an operation that is done */
    struct symbol *spare_symbols;
    struct use *spare_uses;
    const struct corba_event *event;  /* the next */
    struct file_frame *frames;
    struct ir_decl *decls;
    size_t decl_count, decl_cap;
    struct ir_type *basic[IR_CONTEXT + 1];
    struct ir_type *type_code;
    struct table *strings;            /* bound and kind to the type */
    struct table *incomplete;         /* type to the symbol that lacks it */
    struct table *written;            /* source_file to its name as written */
    struct table *annotations;        /* a user's, by the last of its name */
    struct table *included;           /* files with an IR_DECL_INCLUDE */
    struct symbol **forwards;         /* declared forward, to be completed */
    size_t forward_count, forward_cap;
    unsigned suggestions;             /* made so far: each costs a search */
    size_t steps;                     /* see SEMA_STEP_LIMIT */
};

struct scope *scope_open(struct sema *m, struct symbol *owner, bool is_module);

/*
 * The scope of an operation's parameters. Nobody looks into it later: closing
 * it frees its symbols for the next one.
 */
void scope_open_operation(struct sema *m);
void scope_close_operation(struct sema *m);

/*
 * Declares the name in the current scope. When that is an error it is
 * reported, and the symbol is one that no search finds.
 */
struct symbol *scope_declare(struct sema *m, const struct corba_ident *ident,
                             enum symbol_kind kind);

/* What the current scope itself declares by that name, or NULL. */
struct symbol *scope_own(struct sema *m, const struct corba_ident *ident);

/* What the name means here. Reports and gives NULL where it means nothing. */
struct symbol *scope_resolve(struct sema *m,
                             const struct corba_scoped_name *name);

/* The same, silent where the name is not declared at all. */
struct symbol *scope_find(struct sema *m,
                          const struct corba_scoped_name *name);

/* The inherited symbol of that name, or NULL. `scope` has its bases. */
const struct entry *scope_inherited(struct sema *m, struct scope *scope,
                                    const char *folded);

/* Counts work done for an interface; false, and reported, beyond the limit. */
bool scope_take_steps(struct sema *m, const struct symbol *sym, size_t count);

const char *symbol_word(enum symbol_kind kind);

/* ---- names of the model (name.c) ---------------------------------------- */

/* Gives the symbol its name: scope, repository identifier, file. */
struct ir_name *name_give(struct sema *m, struct symbol *symbol,
                          struct source_range where, const char *doc);

/* `outer`, `name` and `separator`; `outer` alone where that is too long. */
const char *name_extend(struct sema *m, const char *outer, const char *name,
                        const char *separator);

/* The file as its #include names it. */
const char *name_file(struct sema *m, const struct source_file *file);

/* Applies pragmas and file changes that stand before `at`; NULL: all. */
void name_catch_up(struct sema *m, const char *at);

void name_typeid(struct sema *m, const struct corba_decl *d);
void name_typeprefix(struct sema *m, const struct corba_decl *d);
void name_import(struct sema *m, const struct corba_decl *d);

/* ---- constants (constant.c, number.c) ----------------------------------- */

/* Evaluates to a value of the type. False after a report. */
bool constant_evaluate(struct sema *m, const struct corba_expr *e,
                       const struct ir_type *type, struct ir_value *value);

/* A bound or a dimension: 1 to 4294967295; 1 after a report. */
uint64_t constant_positive(struct sema *m, const struct corba_expr *e);

/* An unsigned number up to `most`, such as a position; 0 after a report. */
uint64_t constant_unsigned(struct sema *m, const struct corba_expr *e,
                           uint64_t most);

/* -1, 0 or 1, for two values of one ordered type. */
int value_compare(const struct ir_value *a, const struct ir_value *b);

/* ---- types (type.c, construct.c) ---------------------------------------- */

const struct ir_type *type_basic(struct sema *m, enum ir_kind kind);
struct ir_type *type_new(struct sema *m, enum ir_kind kind,
                         struct source_range where);

/* The type as written, its own annotations applied. Never NULL. */
const struct ir_type *type_of(struct sema *m, const struct corba_type *t);

/* A declarator's arrays around the type, the last dimension innermost. */
const struct ir_type *type_declared(struct sema *m, const struct ir_type *type,
                                    const struct corba_declarator *d);

/* Reports a type that is not complete where a whole one is needed. */
void type_need_complete(struct sema *m, const struct ir_type *type,
                        struct source_range where, bool through_sequences);

/* Levels of types below this one; reports when they are too many. */
void type_settle(struct sema *m, struct ir_type *type);

/* Whether values of the type may not leave the process. */
bool type_is_local(const struct ir_type *type);

void construct_typedef(struct sema *m, const struct corba_decl *d);
void construct_native(struct sema *m, const struct corba_decl *d);
const struct ir_type *construct_struct(struct sema *m,
                                       const struct corba_decl *d);
const struct ir_type *construct_union(struct sema *m,
                                      const struct corba_decl *d);
const struct ir_type *construct_enum(struct sema *m,
                                     const struct corba_decl *d);
void construct_exception(struct sema *m, const struct corba_decl *d);
void construct_forward(struct sema *m, const struct corba_decl *d);
void construct_bitmask(struct sema *m, const struct corba_decl *d);
void construct_bitset(struct sema *m, const struct corba_decl *d);

/* The symbol of a struct or union whose definition starts now. */
struct symbol *construct_begin(struct sema *m, const struct corba_decl *d,
                               enum ir_kind kind);

/* ---- interfaces and values (interface.c, operation.c, value_type.c) ----- */

void interface_define(struct sema *m, const struct corba_decl *d);
void interface_forward(struct sema *m, const struct corba_decl *d);

/* Fills `op`, which has its name, number and interface. */
void operation_define(struct sema *m, const struct corba_decl *d,
                      struct ir_operation *op, bool local);

/* Fills one or two operations; gives how many. */
size_t attribute_define(struct sema *m, const struct corba_decl *d,
                        const struct corba_declarator *name,
                        struct ir_operation *ops, bool local);

void value_define(struct sema *m, const struct corba_decl *d);
void value_forward(struct sema *m, const struct corba_decl *d);
void value_box(struct sema *m, const struct corba_decl *d);

/* ---- annotations (annotation.c, annotation_decl.c) ---------------------- */

/* What annotations stand before: some of ours have one place only. */
enum annotated {
    ON_TYPE = 1, /* a member, an element, a typedef */
    ON_PARAM = 2,
    ON_OPERATION = 4,
    ON_ATTRIBUTE = 8,
    ON_INTERFACE = 16,
    ON_OTHER = 32
};

/* Everything an annotation may say about what it stands before. */
struct annotations {
    bool key, optional, oneway, shared, region;
    bool has_position, has_value, has_bit_bound, has_id;
    uint64_t position, bit_bound, id;
    const char *service; /* "*" where no platform is named */
    struct ir_verbatim *verbatim, *last_verbatim;
    const struct corba_expr *value;       /* @value, evaluated by the enum */
    const struct corba_expr *min, *max;   /* evaluated by the type */
    const struct corba_expr *default_value;
    struct source_range range_where;
    enum ir_extensibility extensibility;
    const char *label;
    uint32_t deadline_ms;
    const struct corba_ident *max_of;
};

/* Checks each and collects what they mean; does so once for each list. */
struct annotations annotation_read(struct sema *m,
                                   const struct corba_annotation *list,
                                   enum annotated on);

/* The type as limited by range, shared, region, optional. */
const struct ir_type *annotation_apply(struct sema *m,
                                       const struct annotations *a,
                                       const struct ir_type *type,
                                       struct source_range where);

/* @default, of the type as it is without @optional; NULL for none. */
const struct ir_value *annotation_default(struct sema *m,
                                          const struct annotations *a,
                                          const struct ir_type *type);

/* @id of one member. */
struct member_id {
    bool given;
    uint64_t id;
    const char *name;
    struct source_range where;
};
void annotation_check_ids(struct sema *m, const struct member_id *ids,
                          size_t count);

void annotation_declare(struct sema *m, const struct corba_decl *d);

/* Checks the application of a user's own annotation. */
void annotation_check(struct sema *m, const struct symbol *symbol,
                      const struct corba_annotation *a);

/* ---- profiles (profile.c) ----------------------------------------------- */

/* Reports what the building blocks of options.profile do not have. */
void profile_check(struct sema *m, const struct corba_decl *body);

/* ---- the unit (corba_sema.c) -------------------------------------------- */

void sema_add(struct sema *m, struct ir_decl decl, struct source_range where);
void sema_definitions(struct sema *m, const struct corba_decl *list,
                      const char *end);

/*
 * Nobody looks at `d` again: nodes older than that of the definition before it
 * may go. What stands around it has to have been read as far as it is needed.
 */
void sema_done(struct sema *m, const struct corba_decl *d);

/* One declaration of a type, exception or constant, wherever it may stand. */
bool sema_type_or_constant(struct sema *m, const struct corba_decl *d);

/* Remembers that the symbol has to be completed before the unit ends. */
void sema_expect(struct sema *m, struct symbol *symbol);

#endif /* IDLC_CORBA_SEMA_H */
