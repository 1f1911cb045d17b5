/*
 * Value types (IDL 4.2, clauses 7.4.5 and 7.4.7). One with state alone is an
 * optional structure: present or null. Of abstract and custom ones only the
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
    if (sym->type->kind == IR_POINTER)
        decl.type = sym->type->element;
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

/*
 * A box is a value or null (7.4.7.4.2): a typedef of an optional one. That two
 * parameters may share one box is not kept.
 */
void value_box(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declare(m, d);
    const struct ir_type *held = type_of(m, d->type);
    enum ir_kind kind = ir_strip(held)->kind;
    struct ir_type *optional = type_new(m, IR_POINTER, d->type->where);

    /* A value is a pointer by now, unless it has no mapping. */
    if (kind == IR_VALUE_TYPE || kind == IR_POINTER)
        diag(m->s, E0249, d->type->where);
    type_need_complete(m, held, d->type->where, false);
    optional->element = held;
    optional->pointer = IR_UNIQUE;
    type_settle(m, optional);
    sym->type->kind = IR_ALIAS;
    sym->type->is_value = true;
    sym->type->element = optional;
    type_settle(m, sym->type);
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

/* ---- state -------------------------------------------------------------- */

static size_t count_state(const struct corba_decl *d)
{
    const struct corba_decl *e;
    const struct corba_declarator *name;
    size_t count = 0;

    for (e = d->body; e; e = e->next) {
        if (e->kind != CORBA_MEMBER)
            continue;
        for (name = e->declarators; name; name = name->next)
            count++;
    }
    return count;
}

/* The structure that a value's type stands for, or NULL. */
static const struct ir_type *state_of(const struct symbol *sym)
{
    return sym->type->kind == IR_POINTER ? sym->type->element : NULL;
}

/* Of the bases: one has state at most, the others are abstract (7.4.5.4.1.3). */
static const struct ir_type *inherited_state(const struct scope *scope,
                                             bool *known)
{
    const struct ir_type *state = NULL;
    size_t i;

    *known = true;
    for (i = 0; i < scope->base_count; i++) {
        const struct symbol *base = scope->bases[i];

        if (base->kind != SYMBOL_VALUE || base->abstract)
            continue;
        state = state_of(base);
        *known = state != NULL;
    }
    return state;
}

/*
 * Makes the type an optional structure. NULL where it stays without a mapping:
 * nobody knows what a custom one, or one that derives from it, sends.
 */
static struct ir_type *begin_state(struct sema *m, struct symbol *sym,
                                   const struct corba_decl *d,
                                   const struct scope *scope)
{
    bool known;
    const struct ir_type *from = inherited_state(scope, &known);
    size_t inherited = from ? from->member_count : 0, i;
    struct ir_type *state;

    if (d->abstract || d->custom || !known)
        return NULL;
    state = type_new(m, IR_STRUCT, sym->type->where);
    state->name = sym->type->name;
    state->is_value = true;
    state->members =
        ARENA_ARRAY(m->s->arena, inherited + count_state(d), struct ir_member);
    for (i = 0; i < inherited; i++)
        state->members[state->member_count++] = from->members[i];
    sym->type->kind = IR_POINTER;
    sym->type->pointer = IR_UNIQUE;
    sym->type->element = state;
    sym->type->name = NULL;
    if (!d->where.start.context->included_from)
        diag(m->s, E0256, d->name->where, sym->name);
    return state;
}

static void define_state(struct sema *m, const struct symbol *sym,
                         const struct corba_decl *e, struct ir_type *state)
{
    const struct ir_type *type = type_of(m, e->type);
    struct annotations a = annotation_read(m, e->annotations, ON_TYPE);
    const struct corba_declarator *name;

    if (sym->abstract)
        diag(m->s, E0251, e->where, sym->name);
    for (name = e->declarators; name; name = name->next) {
        const struct ir_type *whole = type_declared(m, type, name);
        struct ir_member *member;

        type_need_complete(m, type, e->type->where, false);
        scope_declare(m, name->name, SYMBOL_MEMBER);
        whole = annotation_apply(m, &a, whole, e->type->where);
        if (!state)
            continue;
        member = &state->members[state->member_count++];
        member->name = name->name->text;
        member->type = whole;
        member->doc = name->doc ? name->doc : e->doc;
        member->where = name->name->where;
        member->key = a.key;
    }
}

/* ---- the body ----------------------------------------------------------- */

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
                           const struct corba_decl *e, struct ir_type *state)
{
    name_catch_up(m, e->where.start.at);
    if (sema_type_or_constant(m, e))
        return;
    switch (e->kind) {
    case CORBA_MEMBER:
        define_state(m, sym, e, state);
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
    struct ir_type *state;

    if (!sym || sym->scope)
        sym = declare(m, d);
    annotation_read(m, d->annotations, ON_OTHER);
    scope = scope_open(m, sym, false);
    m->scope = outer;
    find_bases(m, sym, d, scope);
    m->scope = scope;
    state = begin_state(m, sym, d, scope);
    for (e = d->body; e; e = e->next)
        define_element(m, sym, e, state);
    name_catch_up(m, d->end);
    m->scope = outer;
    if (state)
        type_settle(m, state);
    type_settle(m, sym->type);
    finish(m, sym);
}
