/*
 * Types that are declared by name: typedefs, structs, exceptions, natives and
 * forward declarations (IDL 4.2, clauses 7.4.1.4.4 and 7.4.13).
 */
#include "sema/corba/corba_sema.h"

static void add_type(struct sema *m, const struct ir_type *type)
{
    struct ir_decl decl = {.kind = IR_DECL_TYPE, .type = type};

    sema_add(m, decl, type->where);
}

/* A new named type in the current scope. */
static struct symbol *declare_type(struct sema *m,
                                   const struct corba_ident *ident,
                                   enum symbol_kind kind, enum ir_kind is,
                                   const char *doc)
{
    struct symbol *sym = scope_declare(m, ident, kind);

    sym->type = type_new(m, is, ident->where);
    sym->type->name = name_give(m, sym, ident->where, doc);
    return sym;
}

static void complete(struct sema *m, struct symbol *sym)
{
    type_settle(m, sym->type);
    sym->complete = true;
    table_put(m->incomplete, sym->type, NULL);
    add_type(m, sym->type);
}

/* ---- typedef, native ---------------------------------------------------- */

void construct_typedef(struct sema *m, const struct corba_decl *d)
{
    struct annotations a = annotation_read(m, d->annotations, ON_TYPE);
    const struct ir_type *type = type_of(m, d->type);
    const struct corba_declarator *name;

    type = annotation_apply(m, &a, type, d->where);
    for (name = d->declarators; name; name = name->next) {
        const struct ir_type *whole = type_declared(m, type, name);
        struct symbol *sym = declare_type(m, name->name, SYMBOL_TYPE, IR_ALIAS,
                                          name->doc ? name->doc : d->doc);

        sym->type->element = whole;
        sym->ir->verbatim = a.verbatim;
        complete(m, sym);
    }
}

void construct_native(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym =
        declare_type(m, d->name, SYMBOL_TYPE, IR_NATIVE, d->doc);

    sym->type->local = true;
    complete(m, sym);
}

/* ---- forward declarations ----------------------------------------------- */

static enum ir_kind kind_of(const struct corba_decl *d)
{
    return d->kind == CORBA_UNION || d->kind == CORBA_UNION_FORWARD ? IR_UNION
                                                                    : IR_STRUCT;
}

/* The struct or union that `d` declares again or completes, or NULL. */
static struct symbol *declared_before(struct sema *m,
                                      const struct corba_decl *d)
{
    struct symbol *sym = scope_own(m, d->name);

    if (!sym || sym->kind != SYMBOL_TYPE || sym->name != d->name->text ||
        sym->type->kind != kind_of(d))
        return NULL;
    return sym;
}

void construct_forward(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declared_before(m, d);

    if (sym)
        return;
    sym = declare_type(m, d->name, SYMBOL_TYPE, kind_of(d), d->doc);
    sym->used_forward = true;
    table_put(m->incomplete, sym->type, sym);
    sema_expect(m, sym);
}

struct symbol *construct_begin(struct sema *m, const struct corba_decl *d,
                               enum ir_kind kind)
{
    struct symbol *sym = declared_before(m, d);

    if (sym && sym->used_forward) {
        struct ir_name *name =
            name_give(m, sym, d->name->where, d->doc ? d->doc : sym->ir->doc);

        name->repository_id = sym->type->name->repository_id;
        sym->type->name = name;
        sym->type->where = sym->where = d->name->where;
        /* Being defined now: a second definition is one too many. */
        sym->used_forward = false;
    } else {
        sym = declare_type(m, d->name,
                           d->kind == CORBA_EXCEPTION ? SYMBOL_EXCEPTION
                                                      : SYMBOL_TYPE,
                           kind, d->doc);
        table_put(m->incomplete, sym->type, sym);
    }
    return sym;
}

/* ---- struct, exception -------------------------------------------------- */

static size_t count_members(const struct corba_decl *d)
{
    const struct corba_decl *line;
    const struct corba_declarator *name;
    size_t count = 0;

    for (line = d->body; line; line = line->next) {
        for (name = line->declarators; name; name = name->next)
            count++;
    }
    return count;
}

static void define_member(struct sema *m, const struct corba_decl *line,
                          struct ir_type *owner)
{
    struct annotations a = annotation_read(m, line->annotations, ON_TYPE);
    const struct ir_type *type = type_of(m, line->type);
    const struct corba_declarator *name;

    for (name = line->declarators; name; name = name->next) {
        struct ir_member *member = &owner->members[owner->member_count++];
        const struct ir_type *whole = type_declared(m, type, name);

        if (!name->dimensions)
            type_need_complete(m, whole, line->type->where, false);
        scope_declare(m, name->name, SYMBOL_MEMBER);
        member->name = name->name->text;
        member->type = annotation_apply(m, &a, whole, line->type->where);
        member->doc = name->doc ? name->doc : line->doc;
        member->where = name->name->where;
        member->key = a.key;
        member->has_id = a.has_id;
        member->id = (uint32_t)a.id;
        member->default_value = annotation_default(m, &a, member->type);
    }
}

static void check_ids(struct sema *m, const struct ir_type *type)
{
    struct member_id *ids =
        ARENA_ARRAY(m->arena, type->member_count, struct member_id);
    size_t i;

    for (i = 0; i < type->member_count; i++) {
        const struct ir_member *f = &type->members[i];

        ids[i] = (struct member_id){f->has_id, f->id, f->name, f->where};
    }
    annotation_check_ids(m, ids, type->member_count);
}

/* The struct that this one extends, or NULL (7.4.13.4.2). */
static const struct symbol *base_of(struct sema *m, const struct corba_decl *d)
{
    const struct symbol *sym;

    if (!d->bases)
        return NULL;
    if (d->bases->next)
        diag(m->s, E0227, d->bases->next->where);
    sym = scope_resolve(m, d->bases);
    if (!sym)
        return NULL;
    if (sym->kind != SYMBOL_TYPE || !sym->type ||
        sym->type->kind != IR_STRUCT) {
        diag(m->s, E0228, d->bases->where, sym->name, "struct");
        return NULL;
    }
    if (!sym->complete) {
        diag(m->s, E0220, d->bases->where, sym->name);
        return NULL;
    }
    return sym;
}

/* Inherited members stand first, and their names are taken. */
static void inherit_members(struct sema *m, const struct symbol *base,
                            struct ir_type *type)
{
    const struct ir_type *from = base->type;
    size_t i;

    for (i = 0; i < from->member_count; i++) {
        const char *name = from->members[i].name;
        struct corba_ident ident = {.text = name, .where = type->where};

        ident.folded = intern_folded(m->s->names, name);
        scope_declare(m, &ident, SYMBOL_MEMBER)->where = from->members[i].where;
        type->members[type->member_count++] = from->members[i];
    }
    type->depth = from->depth;
}

static struct symbol *define_struct(struct sema *m, const struct corba_decl *d)
{
    struct scope *outer = m->scope;
    struct symbol *sym = construct_begin(m, d, IR_STRUCT);
    const struct symbol *base = base_of(m, d);
    struct ir_type *type = sym->type;
    const struct corba_decl *line;
    size_t count = count_members(d);
    struct annotations a;

    if (base)
        count += base->type->member_count;
    type->members = ARENA_ARRAY(m->s->arena, count, struct ir_member);
    type->is_exception = d->kind == CORBA_EXCEPTION;
    a = annotation_read(m, d->annotations, ON_OTHER);
    type->extensibility = a.extensibility;
    sym->ir->verbatim = a.verbatim;
    scope_open(m, sym, false);
    if (base)
        inherit_members(m, base, type);
    for (line = d->body; line; line = line->next)
        define_member(m, line, type);
    check_ids(m, type);
    name_catch_up(m, d->end);
    m->scope = outer;
    complete(m, sym);
    return sym;
}

const struct ir_type *construct_struct(struct sema *m,
                                       const struct corba_decl *d)
{
    return define_struct(m, d)->type;
}

void construct_exception(struct sema *m, const struct corba_decl *d)
{
    define_struct(m, d);
}
