/*
 * Type specifications as written become types of the model.
 */
#include "sema/corba/corba_sema.h"

#include <string.h>

/* CDR counts elements and octets in 32 bits; so do arrays here. */
#define MOST_ELEMENTS UINT32_MAX

struct ir_type *type_new(struct sema *m, enum ir_kind kind,
                         struct source_range where)
{
    struct ir_type *t = ARENA_NEW(m->s->arena, struct ir_type);

    t->kind = kind;
    t->where = where;
    return t;
}

const struct ir_type *type_basic(struct sema *m, enum ir_kind kind)
{
    if (!m->basic[kind]) {
        m->basic[kind] = ARENA_NEW(m->s->arena, struct ir_type);
        m->basic[kind]->kind = kind;
    }
    return m->basic[kind];
}

/* ---- what holds for whole types ----------------------------------------- */

static unsigned depth_of(const struct ir_type *t)
{
    return t ? t->depth : 0;
}

static bool contains_local(const struct ir_type *t)
{
    return t && type_is_local(t);
}

void type_settle(struct sema *m, struct ir_type *t)
{
    unsigned deepest = depth_of(t->element);
    bool local = contains_local(t->element) || contains_local(t->key);
    size_t i;

    if (depth_of(t->key) > deepest)
        deepest = depth_of(t->key);
    for (i = 0; i < t->member_count; i++) {
        if (depth_of(t->members[i].type) > deepest)
            deepest = t->members[i].type->depth;
        local |= contains_local(t->members[i].type);
    }
    for (i = 0; i < t->arm_count; i++) {
        if (depth_of(t->arms[i].type) > deepest)
            deepest = t->arms[i].type->depth;
        local |= contains_local(t->arms[i].type);
    }
    t->local |= local;
    t->depth = deepest + 1;
    if (t->depth > SEMA_DEPTH_LIMIT) {
        diag(m->s, E0218, t->where, SEMA_DEPTH_LIMIT);
        t->depth = 0; /* once is enough */
    }
}

bool type_is_local(const struct ir_type *t)
{
    return t->local && ir_strip(t)->kind != IR_NATIVE;
}

/* The named struct or union in `type` that is not complete, or NULL. */
static const struct symbol *find_incomplete(struct sema *m,
                                            const struct ir_type *t,
                                            bool through_sequences)
{
    for (; t; t = t->element) {
        if (t->kind == IR_STRUCT || t->kind == IR_UNION)
            return table_get(m->incomplete, t);
        if (t->kind == IR_SEQUENCE || t->kind == IR_MAP) {
            if (!through_sequences)
                return NULL;
        }
    }
    return NULL;
}

void type_need_complete(struct sema *m, const struct ir_type *type,
                        struct source_range where, bool through_sequences)
{
    const struct symbol *sym = find_incomplete(m, type, through_sequences);

    if (!sym)
        return;
    if (m->scope->owner == sym)
        diag(m->s, E0219, where, sym->name);
    else
        diag(m->s, E0220, where, sym->name);
    diag_note(m->s, sym->where, "'%s' is declared here", sym->name);
}

/* ---- names -------------------------------------------------------------- */

/* 7.4.13.4.2: int8 ... are identifiers until nothing else has the name. */
static const struct ir_type *sized_integer(struct sema *m,
                                           const struct corba_scoped_name *n)
{
    static const struct {
        const char *name;
        enum ir_kind kind;
    } sized[] = {
        {"int8", IR_INT8},     {"uint8", IR_UINT8},   {"int16", IR_INT16},
        {"uint16", IR_UINT16}, {"int32", IR_INT32},   {"uint32", IR_UINT32},
        {"int64", IR_INT64},   {"uint64", IR_UINT64},
    };
    const char *text = n->first->text;
    size_t i;

    if (n->absolute || n->first->next || !strstr(text, "int"))
        return NULL;
    for (i = 0; i < sizeof(sized) / sizeof(sized[0]); i++) {
        if (strcmp(text, sized[i].name) == 0)
            return type_basic(m, sized[i].kind);
    }
    return NULL;
}

static bool is_inside(const struct scope *scope, const char *module)
{
    const struct symbol *outermost = NULL;

    for (; scope; scope = scope->outer)
        outermost = scope->owner ? scope->owner : outermost;
    return outermost && strcmp(outermost->name, module) == 0;
}

/*
 * A type code is opaque: the identity of a type, as an `any` has it, in up to
 * 255 octets.
 */
static const struct ir_type *type_code_type(struct sema *m)
{
    enum { MOST = 255 };
    struct ir_type *text;
    struct ir_name *name;

    if (m->type_code)
        return m->type_code;
    text = type_new(m, IR_STRING, (struct source_range){.len = 0});
    text->bound = MOST;
    name = ARENA_NEW(m->s->arena, struct ir_name);
    name->simple = intern(m->s->names, "TypeCode");
    name->scoped = intern(m->s->names, "CORBA::TypeCode");
    name->repository_id = intern(m->s->names, "IDL:omg.org/CORBA/TypeCode:1.0");
    m->type_code = type_new(m, IR_ALIAS, text->where);
    m->type_code->name = name;
    m->type_code->element = text;
    type_settle(m, m->type_code);
    return m->type_code;
}

/*
 * CORBA::TypeCode is there without an #include in files older than CORBA 2.3.
 */
static const struct ir_type *type_code(struct sema *m,
                                       const struct corba_scoped_name *n)
{
    bool in_corba = strcmp(n->first->text, "CORBA") == 0;

    if (strcmp(n->last->text, "TypeCode") != 0)
        return NULL;
    if (!n->first->next)
        in_corba = is_inside(m->scope, "CORBA");
    else if (n->first->next != n->last)
        in_corba = false;
    return in_corba ? type_code_type(m) : NULL;
}

static const struct ir_type *type_of_symbol(struct sema *m,
                                            const struct symbol *sym,
                                            struct source_range where)
{
    switch (sym->kind) {
    case SYMBOL_TYPE:
    case SYMBOL_INTERFACE:
    case SYMBOL_VALUE:
        /* NULL: the definition failed and has been reported. */
        return sym->type ? sym->type : type_basic(m, IR_INT32);
    case SYMBOL_EXCEPTION:
        diag(m->s, E0221, where, sym->name);
        break;
    default:
        diag(m->s, E0222, where, sym->name, symbol_word(sym->kind));
        break;
    }
    diag_note(m->s, sym->where, "'%s' is declared here", sym->name);
    return type_basic(m, IR_INT32);
}

static const struct ir_type *type_named(struct sema *m,
                                        const struct corba_scoped_name *n)
{
    const struct ir_type *built_in = sized_integer(m, n);
    const struct symbol *sym;

    if (!built_in)
        built_in = type_code(m, n);
    sym = built_in ? scope_find(m, n) : scope_resolve(m, n);
    if (sym)
        return type_of_symbol(m, sym, n->where);
    return built_in ? built_in : type_basic(m, IR_INT32);
}

/* ---- templates ---------------------------------------------------------- */

static uint64_t bound_of(struct sema *m, const struct corba_expr *bound)
{
    return bound ? constant_positive(m, bound) : 0;
}

/* Strings of one bound are one type: nothing else tells them apart. */
static const struct ir_type *string_of(struct sema *m,
                                       const struct corba_type *t,
                                       enum ir_kind kind)
{
    uint64_t bound = bound_of(m, t->bound);
    const void *key =
        (const void *)(uintptr_t)(bound * 2 + (kind == IR_WSTRING));
    struct ir_type *type;

    if (!bound)
        return type_basic(m, kind);
    type = table_get(m->strings, key);
    if (type)
        return type;
    type = type_new(m, kind, t->where);
    type->bound = bound;
    table_put(m->strings, key, type);
    return type;
}

static const struct ir_type *sequence_of(struct sema *m,
                                         const struct corba_type *t)
{
    struct ir_type *type = type_new(m, IR_SEQUENCE, t->where);

    type->element = type_of(m, t->element);
    type->bound = bound_of(m, t->bound);
    type_settle(m, type);
    return type;
}

/* Keys are integers, characters, strings, booleans or enums (7.4.13.4.1). */
static bool may_be_key(enum ir_kind kind)
{
    switch (kind) {
    case IR_BOOLEAN:
    case IR_CHAR:
    case IR_WCHAR:
    case IR_OCTET:
    case IR_ENUM:
    case IR_STRING:
    case IR_WSTRING:
        return true;
    default:
        return ir_is_integer(kind);
    }
}

/* What moves: C, too, knows a map as its pairs. */
static const struct ir_type *pair_of(struct sema *m, const struct ir_type *map)
{
    static const char *const names[] = {"key", "value"};
    struct ir_type *pair = type_new(m, IR_STRUCT, map->where);
    size_t i;

    pair->members = ARENA_ARRAY(m->s->arena, 2, struct ir_member);
    pair->member_count = 2;
    for (i = 0; i < 2; i++) {
        pair->members[i].name = intern(m->s->names, names[i]);
        pair->members[i].type = i == 0 ? map->key : map->element;
        pair->members[i].where = map->where;
    }
    return pair;
}

static const struct ir_type *map_of(struct sema *m, const struct corba_type *t)
{
    struct ir_type *type = type_new(m, IR_MAP, t->where);

    type->key = type_of(m, t->key);
    type->element = type_of(m, t->element);
    type->bound = bound_of(m, t->bound);
    if (!may_be_key(ir_strip(type->key)->kind))
        diag(m->s, E0223, t->key->where);
    type->pair = pair_of(m, type);
    type_settle(m, type);
    return type;
}

static const struct ir_type *fixed_of(struct sema *m,
                                      const struct corba_type *t)
{
    struct ir_type *type = type_new(m, IR_FIXED, t->where);

    /* The type of a constant: define_constant() completes it. */
    if (!t->digits)
        return type;
    type->digits = (unsigned)constant_unsigned(m, t->digits, UINT32_MAX);
    type->scale = (unsigned)constant_unsigned(m, t->scale, UINT32_MAX);
    if (type->digits == 0 || type->digits > 31) {
        diag(m->s, E0224, t->digits->where);
        type->digits = 31;
    }
    if (type->scale > type->digits) {
        diag(m->s, E0225, t->scale->where);
        type->scale = type->digits;
    }
    return type;
}

static const struct ir_type *inline_of(struct sema *m,
                                       const struct corba_decl *d)
{
    name_catch_up(m, d->where.start.at);
    switch (d->kind) {
    case CORBA_STRUCT:
        return construct_struct(m, d);
    case CORBA_UNION:
        return construct_union(m, d);
    default:
        return construct_enum(m, d);
    }
}

static const struct ir_type *type_unannotated(struct sema *m,
                                              const struct corba_type *t)
{
    switch (t->kind) {
    case CORBA_TYPE_VOID:
        return type_basic(m, IR_VOID);
    case CORBA_TYPE_BOOLEAN:
        return type_basic(m, IR_BOOLEAN);
    case CORBA_TYPE_CHAR:
        return type_basic(m, IR_CHAR);
    case CORBA_TYPE_WCHAR:
        return type_basic(m, IR_WCHAR);
    case CORBA_TYPE_OCTET:
        return type_basic(m, IR_OCTET);
    case CORBA_TYPE_SHORT:
        return type_basic(m, IR_INT16);
    case CORBA_TYPE_UNSIGNED_SHORT:
        return type_basic(m, IR_UINT16);
    case CORBA_TYPE_LONG:
        return type_basic(m, IR_INT32);
    case CORBA_TYPE_UNSIGNED_LONG:
        return type_basic(m, IR_UINT32);
    case CORBA_TYPE_LONG_LONG:
        return type_basic(m, IR_INT64);
    case CORBA_TYPE_UNSIGNED_LONG_LONG:
        return type_basic(m, IR_UINT64);
    case CORBA_TYPE_FLOAT:
        return type_basic(m, IR_FLOAT);
    case CORBA_TYPE_DOUBLE:
        return type_basic(m, IR_DOUBLE);
    case CORBA_TYPE_LONG_DOUBLE:
        return type_basic(m, IR_LONG_DOUBLE);
    case CORBA_TYPE_ANY:
        return type_basic(m, IR_ANY);
    case CORBA_TYPE_OBJECT:
        return type_basic(m, IR_OBJECT);
    case CORBA_TYPE_VALUE_BASE:
        return type_basic(m, IR_VALUE_TYPE);
    case CORBA_TYPE_STRING:
        return string_of(m, t, IR_STRING);
    case CORBA_TYPE_WSTRING:
        return string_of(m, t, IR_WSTRING);
    case CORBA_TYPE_SEQUENCE:
        return sequence_of(m, t);
    case CORBA_TYPE_MAP:
        return map_of(m, t);
    case CORBA_TYPE_FIXED:
        return fixed_of(m, t);
    case CORBA_TYPE_NAME:
        return type_named(m, t->name);
    case CORBA_TYPE_INLINE:
        return inline_of(m, t->decl);
    }
    return type_basic(m, IR_VOID);
}

const struct ir_type *type_of(struct sema *m, const struct corba_type *t)
{
    const struct ir_type *type = type_unannotated(m, t);
    struct annotations a;

    if (!t->annotations)
        return type;
    a = annotation_read(m, t->annotations, ON_TYPE);
    return annotation_apply(m, &a, type, t->where);
}

/* ---- declarators -------------------------------------------------------- */

/* Dimensions recurse: the last one is the innermost array. */
static const struct ir_type *array_of(struct sema *m,
                                      const struct ir_type *element,
                                      const struct corba_expr *dimension,
                                      uint64_t *elements)
{
    struct ir_type *type;
    uint64_t size;

    if (!dimension)
        return element;
    size = constant_positive(m, dimension);
    if (*elements != 0 && *elements * size > MOST_ELEMENTS) {
        diag(m->s, E0226, dimension->where);
        *elements = 0;
    }
    *elements *= size;
    type = type_new(m, IR_ARRAY, dimension->where);
    type->size = size;
    type->element = array_of(m, element, dimension->next, elements);
    type_settle(m, type);
    return type;
}

static bool too_many_dimensions(struct sema *m,
                                const struct corba_declarator *d)
{
    const struct corba_expr *e = d->dimensions;
    int count;

    for (count = 0; e; e = e->next) {
        if (++count > SEMA_DEPTH_LIMIT) {
            diag(m->s, E0218, e->where, SEMA_DEPTH_LIMIT);
            return true;
        }
    }
    return false;
}

const struct ir_type *type_declared(struct sema *m, const struct ir_type *type,
                                    const struct corba_declarator *d)
{
    uint64_t elements = 1;

    if (!d->dimensions || too_many_dimensions(m, d))
        return type;
    type_need_complete(m, type, d->name->where, false);
    return array_of(m, type, d->dimensions, &elements);
}
