/*
 * Value types (IDL 4.2, clauses 7.4.5 and 7.4.7): checked, but only their
 * names go into the model, which back ends refuse by number.
 */
#include "sema/corba/corba_sema.h"

static struct symbol *declare(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = scope_declare(m, d->name, SYMBOL_VALUE);

    sym->type = type_new(m, IR_VALUE_TYPE, d->name->where);
    sym->type->name = name_give(m, sym, d->name->where, d->doc);
    sym->abstract = d->abstract;
    return sym;
}

static struct symbol *declared_before(struct sema *m,
                                      const struct corba_decl *d)
{
    struct symbol *sym = scope_own(m, d->name);

    if (!sym || sym->kind != SYMBOL_VALUE || sym->name != d->name->text)
        return NULL;
    if (sym->abstract != d->abstract) {
        diag(m->s, E0248, d->name->where, sym->name);
        diag_note(m->s, sym->where, "'%s' is declared here", sym->name);
    }
    return sym;
}

static void finish(struct sema *m, struct symbol *sym)
{
    struct ir_decl decl = {.kind = IR_DECL_TYPE, .type = sym->type};

    sym->complete = true;
    sema_add(m, decl, sym->type->where);
}

void value_forward(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declared_before(m, d);

    if (sym)
        return;
    sym = declare(m, d);
    sym->used_forward = true;
    sema_expect(m, sym);
}

void value_box(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declare(m, d);

    sym->type->element = type_of(m, d->type);
    if (ir_strip(sym->type->element)->kind == IR_VALUE_TYPE)
        diag(m->s, E0249, d->type->where);
    finish(m, sym);
}

/* ---- bases -------------------------------------------------------------- */

static size_t count_names(const struct corba_scoped_name *n)
{
    size_t count = 0;

    for (; n; n = n->next)
        count++;
    return count;
}

static void add_base(struct sema *m, struct symbol *sym,
                     const struct corba_scoped_name *n, struct scope *scope,
                     enum symbol_kind kind)
{
    struct symbol *base = scope_resolve(m, n);

    if (!base)
        return;
    if (base->kind != kind) {
        diag(m->s, E0228, n->where, base->name,
             kind == SYMBOL_VALUE ? "value type" : "interface");
        return;
    }
    if (!base->complete || !base->scope) {
        diag(m->s, E0233, n->where, base->name);
        return;
    }
    if (kind == SYMBOL_VALUE && sym->abstract && !base->abstract)
        diag(m->s, E0250, n->where, base->name);
    scope->bases[scope->base_count++] = base;
    if (base->depth >= sym->depth)
        sym->depth = base->depth + 1;
}

static void find_bases(struct sema *m, struct symbol *sym,
                       const struct corba_decl *d, struct scope *scope)
{
    const struct corba_scoped_name *n;

    if (count_names(d->bases) + count_names(d->supports) > SEMA_BASE_LIMIT) {
        diag(m->s, E0253, d->name->where, SEMA_BASE_LIMIT);
        return;
    }
    scope->bases =
        ARENA_ARRAY(m->arena, count_names(d->bases) + count_names(d->supports),
                    struct symbol *);
    for (n = d->bases; n; n = n->next)
        add_base(m, sym, n, scope, SYMBOL_VALUE);
    for (n = d->supports; n; n = n->next)
        add_base(m, sym, n, scope, SYMBOL_INTERFACE);
    if (sym->depth > SEMA_DEPTH_LIMIT) {
        diag(m->s, E0237, d->name->where, SEMA_DEPTH_LIMIT);
        scope->base_count = 0;
        sym->depth = 0; /* once is enough */
    }
}

/* ---- the body ----------------------------------------------------------- */

static void define_state(struct sema *m, const struct symbol *sym,
                         const struct corba_decl *e)
{
    const struct ir_type *type = type_of(m, e->type);
    const struct corba_declarator *name;

    annotation_read(m, e->annotations, ON_OTHER);
    if (sym->abstract)
        diag(m->s, E0251, e->where, sym->name);
    for (name = e->declarators; name; name = name->next) {
        type_declared(m, type, name);
        type_need_complete(m, type, e->type->where, false);
        scope_declare(m, name->name, SYMBOL_MEMBER);
    }
}

/* Nothing of a value's operations is kept: it is local to the process. */
static void define_operation(struct sema *m, const struct corba_decl *e)
{
    struct ir_operation op = {.result = type_basic(m, IR_VOID)};
    struct corba_decl as_operation = *e;
    struct corba_type nothing = {.kind = CORBA_TYPE_VOID, .where = e->where};

    if (!e->type)
        as_operation.type = &nothing;
    operation_define(m, &as_operation, &op, true);
}

static void define_attributes(struct sema *m, const struct corba_decl *e)
{
    struct ir_operation ops[2] = {{.name = NULL}};
    const struct corba_declarator *name;

    for (name = e->declarators; name; name = name->next) {
        scope_declare(m, name->name, SYMBOL_ATTRIBUTE);
        attribute_define(m, e, name, ops, true);
        ops[0] = ops[1] = (struct ir_operation){.name = NULL};
    }
}

static void define_element(struct sema *m, const struct symbol *sym,
                           const struct corba_decl *e)
{
    name_catch_up(m, e->where.start.at);
    if (sema_type_or_constant(m, e))
        return;
    switch (e->kind) {
    case CORBA_MEMBER:
        define_state(m, sym, e);
        break;
    case CORBA_ATTRIBUTE:
        define_attributes(m, e);
        break;
    default:
        define_operation(m, e);
        break;
    }
}

void value_define(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declared_before(m, d);
    struct scope *outer = m->scope, *scope;
    const struct corba_decl *e;

    if (!sym || sym->scope)
        sym = declare(m, d);
    annotation_read(m, d->annotations, ON_OTHER);
    scope = scope_open(m, sym, false);
    m->scope = outer;
    find_bases(m, sym, d, scope);
    m->scope = scope;
    for (e = d->body; e; e = e->next)
        define_element(m, sym, e);
    name_catch_up(m, d->end);
    m->scope = outer;
    finish(m, sym);
}
