/*
 * Interfaces and what they inherit (IDL 4.2, clauses 7.4.3, 7.4.4, 7.4.6).
 */
#include "sema/corba/corba_sema.h"

/* ---- declaring ---------------------------------------------------------- */

static struct symbol *declare(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = scope_declare(m, d->name, SYMBOL_INTERFACE);
    struct ir_interface *i = ARENA_NEW(m->s->arena, struct ir_interface);

    sym->interface = i;
    sym->type = type_new(m, IR_OBJECT, d->name->where);
    sym->type->interface = i;
    sym->type->name = i->name = name_give(m, sym, d->name->where, d->doc);
    sym->type->local = i->local = d->local;
    sym->abstract = i->abstract = d->abstract;
    i->object = sym->type;
    i->major = 1;
    return sym;
}

/* What was declared forward by this name, as an interface of this sort. */
static struct symbol *declared_before(struct sema *m,
                                      const struct corba_decl *d)
{
    struct symbol *sym = scope_own(m, d->name);

    if (!sym || sym->kind != SYMBOL_INTERFACE || sym->name != d->name->text)
        return NULL;
    if (sym->interface->local != d->local || sym->abstract != d->abstract) {
        diag(m->s, E0232, d->name->where, sym->name);
        diag_note(m->s, sym->where, "'%s' is declared here", sym->name);
    }
    return sym;
}

void interface_forward(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declared_before(m, d);

    if (sym)
        return;
    sym = declare(m, d);
    sym->used_forward = true;
    sema_expect(m, sym);
}

/* ---- bases -------------------------------------------------------------- */

struct bases {
    struct symbol **items;
    size_t count;
    unsigned depth; /* of the interface that inherits */
};

static bool may_inherit(struct sema *m, const struct corba_decl *d,
                        const struct symbol *base, struct source_range where)
{
    if (base->kind != SYMBOL_INTERFACE) {
        diag(m->s, E0228, where, base->name, "interface");
        return false;
    }
    if (!base->complete) {
        diag(m->s, E0233, where, base->name);
        return false;
    }
    if (d->abstract && !base->abstract)
        diag(m->s, E0234, where, base->name);
    else if (base->interface->local && !d->local)
        diag(m->s, E0235, where, base->name);
    return true;
}

static bool is_repeated(const struct bases *bases, const struct symbol *base)
{
    size_t i;

    for (i = 0; i < bases->count; i++) {
        if (bases->items[i] == base)
            return true;
    }
    return false;
}

static size_t count_names(const struct corba_scoped_name *n)
{
    size_t count = 0;

    for (; n; n = n->next)
        count++;
    return count;
}

static bool too_many_bases(struct sema *m, const struct corba_decl *d)
{
    if (count_names(d->bases) <= SEMA_BASE_LIMIT)
        return false;
    diag(m->s, E0253, d->name->where, SEMA_BASE_LIMIT);
    return true;
}

/* Looked up before the interface is declared, which may have a base's name. */
static struct bases find_bases(struct sema *m, const struct corba_decl *d)
{
    struct bases bases = {NULL, 0, 0};
    const struct corba_scoped_name *n;

    if (too_many_bases(m, d))
        return bases;
    bases.items = ARENA_ARRAY(m->arena, count_names(d->bases), struct symbol *);
    for (n = d->bases; n; n = n->next) {
        struct symbol *base = scope_resolve(m, n);

        if (!base || !may_inherit(m, d, base, n->where))
            continue;
        if (is_repeated(&bases, base)) {
            diag(m->s, E0236, n->where, base->name);
            continue;
        }
        bases.items[bases.count++] = base;
        if (base->depth >= bases.depth)
            bases.depth = base->depth + 1;
    }
    if (bases.depth > SEMA_DEPTH_LIMIT) {
        diag(m->s, E0237, d->name->where, SEMA_DEPTH_LIMIT);
        bases.count = 0;
        bases.depth = 0; /* once is enough */
    }
    return bases;
}

static void list_bases(struct sema *m, struct ir_interface *i,
                       const struct scope *scope)
{
    const struct ir_interface **bases = ARENA_ARRAY(
        m->s->arena, scope->base_count, const struct ir_interface *);
    size_t n;

    for (n = 0; n < scope->base_count; n++)
        bases[n] = scope->bases[n]->interface;
    i->bases = bases;
    i->base_count = scope->base_count;
}

/* ---- operations of several bases ---------------------------------------- */

static void meet(struct sema *m, struct table *met, const struct symbol *sym,
                 const struct corba_decl *d)
{
    const struct symbol *other;

    if (sym->kind != SYMBOL_OPERATION && sym->kind != SYMBOL_ATTRIBUTE)
        return;
    other = table_put(met, sym->folded, (void *)(uintptr_t)sym);
    if (!other || other == sym)
        return;
    diag(m->s, E0238, d->name->where, d->name->text, sym->name);
    diag_note(m->s, other->where, "one is here");
    diag_note(m->s, sym->where, "another one is here");
}

static void meet_all(struct sema *m, struct table *met, struct table *seen,
                     const struct symbol *base, const struct corba_decl *d)
{
    const struct symbol *sym;
    size_t i;

    if (table_put(seen, base, (void *)(uintptr_t)base))
        return;
    for (i = 0; i < base->scope->base_count; i++)
        meet_all(m, met, seen, base->scope->bases[i], d);
    for (sym = base->scope->first; sym; sym = sym->next)
        meet(m, met, sym, d);
}

/* Two bases may not give different operations of one name (7.4.4.4). */
static void check_clashes(struct sema *m, const struct scope *scope,
                          const struct corba_decl *d)
{
    struct table *met, *seen;
    size_t i;

    if (scope->base_count < 2)
        return;
    met = table_create(m->arena);
    seen = table_create(m->arena);
    for (i = 0; i < scope->base_count; i++)
        meet_all(m, met, seen, scope->bases[i], d);
}

/* ---- the body ----------------------------------------------------------- */

static size_t count_operations(const struct corba_decl *d)
{
    const struct corba_decl *e;
    const struct corba_declarator *name;
    size_t count = 0;

    for (e = d->body; e; e = e->next) {
        if (e->kind == CORBA_OPERATION)
            count++;
        if (e->kind != CORBA_ATTRIBUTE)
            continue;
        for (name = e->declarators; name; name = name->next)
            count += e->readonly ? 1 : 2;
    }
    return count;
}

static void define_attributes(struct sema *m, const struct corba_decl *e,
                              struct ir_interface *i, struct ir_operation *ops)
{
    const struct corba_declarator *name;
    size_t made, n;

    for (name = e->declarators; name; name = name->next) {
        scope_declare(m, name->name, SYMBOL_ATTRIBUTE);
        made = attribute_define(m, e, name, ops + i->operation_count, i->local);
        for (n = 0; n < made; n++) {
            ops[i->operation_count].interface = i;
            ops[i->operation_count].number = (uint32_t)i->operation_count;
            i->operation_count++;
        }
    }
}

static void define_export(struct sema *m, const struct corba_decl *e,
                          struct ir_interface *i, struct ir_operation *ops)
{
    struct ir_operation *op = ops + i->operation_count;

    name_catch_up(m, e->where.start.at);
    if (sema_type_or_constant(m, e))
        return;
    if (e->kind == CORBA_ATTRIBUTE) {
        define_attributes(m, e, i, ops);
        return;
    }
    op->interface = i;
    op->number = (uint32_t)i->operation_count++;
    operation_define(m, e, op, i->local);
}

static void define_body(struct sema *m, const struct corba_decl *d,
                        struct ir_interface *i)
{
    struct ir_operation *ops =
        ARENA_ARRAY(m->s->arena, count_operations(d), struct ir_operation);
    const struct corba_decl *e;
    const char *end = d->end;

    i->operations = ops;
    for (e = d->body; e; e = e->next) {
        define_export(m, e, i, ops);
        sema_done(m, e);
    }
    name_catch_up(m, end);
}

/* Declares what is defined here, or completes what was declared forward. */
static struct symbol *begin(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declared_before(m, d);
    const struct ir_name *before;
    struct ir_name *now;

    if (!sym || sym->scope)
        return declare(m, d); /* reports a second definition */
    /* The name, place and comment are those of the definition. */
    before = sym->ir;
    now = name_give(m, sym, d->name->where, d->doc);
    if (!now->doc)
        now->doc = before->doc;
    now->repository_id = before->repository_id;
    sym->type->name = sym->interface->name = now;
    sym->where = d->name->where;
    return sym;
}

void interface_define(struct sema *m, const struct corba_decl *d)
{
    struct annotations a = annotation_read(m, d->annotations, ON_INTERFACE);
    struct ir_decl decl = {.kind = IR_DECL_INTERFACE};
    struct bases bases = find_bases(m, d);
    struct symbol *sym = begin(m, d);
    struct ir_interface *i = sym->interface;
    struct scope *outer = m->scope, *scope;

    i->label = a.label;
    i->service = a.service;
    sym->ir->verbatim = a.verbatim;
    i->deadline_ms = a.deadline_ms;
    sym->depth = bases.depth;
    scope = scope_open(m, sym, false);
    scope->bases = bases.items;
    scope->base_count = bases.count;
    list_bases(m, i, scope);
    check_clashes(m, scope, d);
    define_body(m, d, i);
    m->scope = outer;
    i->defined = sym->complete = true;
    ir_flatten(m->s, i);
    scope_take_steps(m, sym, i->flat_count - i->operation_count);
    decl.interface = i;
    sema_add(m, decl, sym->where);
}
