/*
 * Operations and attributes (IDL 4.2, clauses 7.4.3.4.3, 7.4.4, 7.4.6).
 */
#include "sema/corba/corba_sema.h"

/* A value that crosses the boundary: complete, and free to leave. */
static void check_carried(struct sema *m, const struct ir_type *type,
                          struct source_range where, bool local)
{
    type_need_complete(m, type, where, true);
    if (!local && type_is_local(type))
        diag(m->s, E0239, where);
}

/* CORBA 2 has no anonymous types here, and other compilers refuse them. */
static void warn_anonymous(struct sema *m, const struct corba_type *t)
{
    if (t->kind == CORBA_TYPE_SEQUENCE || t->kind == CORBA_TYPE_MAP ||
        t->kind == CORBA_TYPE_FIXED)
        diag(m->s, E0240, t->where);
}

static const struct ir_type *carried_type(struct sema *m,
                                          const struct corba_type *t,
                                          bool local)
{
    const struct ir_type *type = type_of(m, t);

    warn_anonymous(m, t);
    check_carried(m, type, t->where, local);
    return type;
}

/* ---- raises ------------------------------------------------------------- */

static const struct ir_type *exception_named(struct sema *m,
                                             const struct corba_scoped_name *n,
                                             bool local)
{
    const struct symbol *sym = scope_resolve(m, n);

    if (!sym)
        return NULL;
    if (sym->kind == SYMBOL_EXCEPTION) {
        check_carried(m, sym->type, n->where, local);
        return sym->type;
    }
    diag(m->s, E0241, n->where, sym->name, symbol_word(sym->kind));
    diag_note(m->s, sym->where, "'%s' is declared here", sym->name);
    return NULL;
}

static bool is_listed(const struct ir_type *const *list, size_t count,
                      const struct ir_type *type)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (list[i] == type)
            return true;
    }
    return false;
}

static void set_raises(struct sema *m, struct ir_operation *op,
                       const struct corba_scoped_name *names, bool local)
{
    enum { MOST = 1000 };
    const struct corba_scoped_name *n;
    const struct ir_type **list;
    size_t count = 0;

    for (n = names; n; n = n->next)
        count++;
    if (count > MOST) {
        diag(m->s, E0242, names->where, (unsigned)MOST);
        return;
    }
    list = ARENA_ARRAY(m->s->arena, count, const struct ir_type *);
    op->raises = list;
    for (n = names; n; n = n->next) {
        const struct ir_type *type = exception_named(m, n, local);

        if (!type)
            continue;
        if (is_listed(list, op->raise_count, type))
            diag(m->s, E0243, n->where, n->last->text);
        else
            list[op->raise_count++] = type;
    }
}

/* ---- parameters --------------------------------------------------------- */

static enum ir_direction direction_of(enum corba_direction d)
{
    switch (d) {
    case CORBA_IN:
        return IR_IN;
    case CORBA_OUT:
        return IR_OUT;
    case CORBA_INOUT:
        break;
    }
    return IR_INOUT;
}

static size_t param_named(const struct ir_operation *op, const char *name)
{
    size_t i;

    for (i = 0; i < op->param_count; i++) {
        if (op->params[i].name == name)
            return i;
    }
    return SIZE_MAX;
}

/* @ivmc::max_of names an integer parameter that comes in. */
static void set_max_of(struct sema *m, const struct ir_operation *op,
                       struct ir_param *param, const struct corba_ident *name)
{
    size_t i = param_named(op, name->text);

    if (i == SIZE_MAX) {
        diag(m->s, E0323, name->where, name->text);
        return;
    }
    if (op->params[i].direction == IR_OUT ||
        !ir_is_integer(ir_strip(op->params[i].type)->kind)) {
        diag(m->s, E0324, name->where, name->text);
        return;
    }
    switch (ir_strip(param->type)->kind) {
    case IR_SEQUENCE:
    case IR_STRING:
    case IR_WSTRING:
        param->max_of = i;
        break;
    default:
        diag(m->s, E0325, name->where);
        break;
    }
}

static void define_params(struct sema *m, const struct corba_decl *d,
                          struct ir_operation *op, bool local)
{
    const struct corba_param *p;
    const struct corba_ident **max_of;
    struct ir_param *params;
    size_t count = 0, i;

    for (p = d->params; p; p = p->next)
        count++;
    params = ARENA_ARRAY(m->s->arena, count, struct ir_param);
    max_of = ARENA_ARRAY(m->arena, count, const struct corba_ident *);
    op->params = params;
    for (p = d->params; p; p = p->next) {
        struct annotations a = annotation_read(m, p->annotations, ON_PARAM);
        struct ir_param *param = &params[op->param_count];

        param->type = annotation_apply(m, &a, carried_type(m, p->type, local),
                                       p->type->where);
        scope_declare(m, p->name, SYMBOL_PARAM);
        param->name = p->name->text;
        param->direction = direction_of(p->direction);
        param->doc = p->doc;
        param->where = p->name->where;
        param->max_of = SIZE_MAX;
        max_of[op->param_count++] = a.max_of;
        if (op->oneway && p->direction != CORBA_IN)
            diag(m->s, E0244, p->name->where, p->name->text);
    }
    for (i = 0; i < op->param_count; i++) {
        if (max_of[i])
            set_max_of(m, op, &params[i], max_of[i]);
    }
}

/* ---- operations --------------------------------------------------------- */

static void check_oneway(struct sema *m, const struct corba_decl *d,
                         const struct ir_operation *op)
{
    if (!op->oneway)
        return;
    if (op->result->kind != IR_VOID)
        diag(m->s, E0245, d->type->where);
    if (d->raises)
        diag(m->s, E0246, d->raises->where);
}

void operation_define(struct sema *m, const struct corba_decl *d,
                      struct ir_operation *op, bool local)
{
    struct annotations a = annotation_read(m, d->annotations, ON_OPERATION);

    op->name = d->name->text;
    op->oneway = d->oneway || a.oneway;
    op->deadline_ms = a.deadline_ms;
    op->doc = d->doc;
    op->where = d->name->where;
    op->result = annotation_apply(m, &a, carried_type(m, d->type, local),
                                  d->type->where);
    scope_declare(m, d->name, SYMBOL_OPERATION);
    scope_open_operation(m);
    define_params(m, d, op, local);
    set_raises(m, op, d->raises, local);
    scope_close_operation(m);
    check_oneway(m, d, op);
    if (d->contexts)
        diag(m->s, E0247, d->contexts->where);
}

/* ---- attributes --------------------------------------------------------- */

static const char *accessor(struct sema *m, const char *prefix,
                            const char *name)
{
    return intern(m->s->names, arena_printf(m->arena, "%s%s", prefix, name));
}

static void set_common(struct sema *m, const struct corba_decl *d,
                       const struct corba_declarator *name,
                       struct ir_operation *op, const char *prefix)
{
    op->name = accessor(m, prefix, name->name->text);
    op->doc = name->doc ? name->doc : d->doc;
    op->where = name->name->where;
}

size_t attribute_define(struct sema *m, const struct corba_decl *d,
                        const struct corba_declarator *name,
                        struct ir_operation *ops, bool local)
{
    struct annotations a = annotation_read(m, d->annotations, ON_ATTRIBUTE);
    const struct ir_type *type = annotation_apply(
        m, &a, carried_type(m, d->type, local), d->type->where);
    struct ir_param *param;

    set_common(m, d, name, &ops[0], "_get_");
    ops[0].result = type;
    ops[0].deadline_ms = a.deadline_ms;
    set_raises(m, &ops[0], d->raises, local);
    if (d->readonly)
        return 1;
    set_common(m, d, name, &ops[1], "_set_");
    ops[1].result = type_basic(m, IR_VOID);
    ops[1].deadline_ms = a.deadline_ms;
    set_raises(m, &ops[1], d->set_raises, local);
    param = ARENA_NEW(m->s->arena, struct ir_param);
    param->name = intern(m->s->names, "value");
    param->type = type;
    param->direction = IR_IN;
    param->max_of = SIZE_MAX;
    param->where = name->name->where;
    ops[1].params = param;
    ops[1].param_count = 1;
    return 2;
}
