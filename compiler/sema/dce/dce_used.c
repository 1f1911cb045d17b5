/*
 * Which imported files a file needs in C. All that it imports, as a rule: their
 * constants are wanted, too. But what holds COM has no header; of such a chain
 * of imports only those files count whose types are used.
 */
#include "sema/dce/dce_sema.h"

struct search {
    struct dce_sema *c;
    struct table *seen;
    struct table *files; /* that declare what is used */
};

static void use_type(struct search *s, const struct ir_type *t);

/* False: it is declared elsewhere, and that file's header has what it needs. */
static bool is_ours(struct search *s, const struct ir_name *name)
{
    if (!name || name->in_main_file || !name->file)
        return true;
    table_put(s->files, name->file, s->c);
    return false;
}

static void use_parts(struct search *s, const struct ir_type *t)
{
    if (t->element)
        use_type(s, t->element);
    if (t->discriminator)
        use_type(s, t->discriminator);
    for (size_t i = 0; i < t->member_count; i++)
        use_type(s, t->members[i].type);
    for (size_t i = 0; i < t->arm_count; i++)
        use_type(s, t->arms[i].type);
}

static void use_type(struct search *s, const struct ir_type *t)
{
    if (!table_put(s->seen, t, s) && is_ours(s, t->name))
        use_parts(s, t);
}

static void use_operation(struct search *s, const struct ir_operation *op)
{
    use_type(s, op->result);
    for (size_t i = 0; i < op->param_count; i++)
        use_type(s, op->params[i].type);
}

static void use_decl(struct search *s, const struct ir_decl *d)
{
    if (d->kind == IR_DECL_TYPE)
        use_type(s, d->type);
    else if (d->kind == IR_DECL_CONST)
        use_type(s, d->constant->type);
    else if (d->kind == IR_DECL_INTERFACE)
        for (size_t i = 0; i < d->interface->flat_count; i++)
            use_operation(s, d->interface->flat[i]);
}

static const struct ir_name *name_of(const struct ir_decl *d)
{
    return d->kind == IR_DECL_TYPE        ? d->type->name
           : d->kind == IR_DECL_CONST     ? d->constant->name
           : d->kind == IR_DECL_INTERFACE ? d->interface->name
                                          : NULL;
}

void dce_includes_settle(struct dce_sema *c)
{
    struct search s = {c, table_create(c->arena), table_create(c->arena)};
    size_t kept = 0, count = c->decl_count;
    struct ir_decl *decls = c->decls;

    if (!c->has_headless)
        return;
    for (size_t i = 0; i < count; i++)
        if (decls[i].in_main_file)
            use_decl(&s, &decls[i]);
    c->decls = NULL;
    c->decl_count = c->decl_cap = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ir_name *name = name_of(&decls[i]);

        if (name && name->file && !name->in_main_file &&
            table_get(s.files, name->file))
            dce_include_file(c, name->file);
    }
    for (; kept < count; kept++)
        if (decls[kept].kind != IR_DECL_INCLUDE || decls[kept].is_header)
            dce_decl_keep(c, decls[kept]);
}
