/*
 * Annotations that the user declares (IDL 4.2, clause 7.4.15.4): their uses
 * are checked against their members, and mean nothing to us.
 */
#include "sema/corba/corba_sema.h"

/*
 * Types and constants inside are for its members: they are checked like any
 * other, but no header declares them.
 */
static void declare_inside(struct sema *m, const struct corba_decl *d)
{
    size_t before = m->decl_count;
    struct ir_value ignored;
    const struct ir_type *type;
    struct symbol *sym;

    if (sema_type_or_constant(m, d)) {
        m->decl_count = before;
        return;
    }
    type = type_of(m, d->type);
    sym = scope_declare(m, d->name, SYMBOL_MEMBER);
    sym->annotation = d;
    sym->enum_type = type;
    if (d->value && ir_strip(type)->kind != IR_ANY)
        constant_evaluate(m, d->value, type, &ignored);
}

/* Their names are apart from all others: a member may be called `key`. */
static struct symbol *declare(struct sema *m, const struct corba_decl *d)
{
    struct corba_ident ident = *d->name;
    struct symbol *sym;

    ident.text =
        intern(m->s->names, arena_printf(m->arena, "@%s", d->name->text));
    ident.folded = intern_folded(m->s->names, ident.text);
    sym = scope_declare(m, &ident, SYMBOL_ANNOTATION);
    table_put(m->annotations, d->name->text, sym);
    return sym;
}

void annotation_declare(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = declare(m, d);
    struct scope *outer = m->scope;
    const struct corba_decl *member;

    m->tree = NULL; /* its uses look at it again */
    scope_open(m, sym, false);
    for (member = d->body; member; member = member->next)
        declare_inside(m, member);
    name_catch_up(m, d->end);
    m->scope = outer;
    sym->complete = true;
}

static const struct symbol *first_member(const struct scope *scope)
{
    const struct symbol *sym = scope->first;

    while (sym && sym->kind != SYMBOL_MEMBER)
        sym = sym->next;
    return sym;
}

static const struct symbol *member_named(const struct scope *scope,
                                         const char *folded)
{
    const struct entry *e = table_get(scope->names, folded);

    return e && e->how == ENTRY_DECLARED && e->symbol->kind == SYMBOL_MEMBER
               ? e->symbol
               : NULL;
}

/* Enumerators of an annotation's own enum are visible in its arguments. */
static void check_value(struct sema *m, const struct symbol *annotation,
                        const struct symbol *member,
                        const struct corba_expr *value)
{
    struct scope *here = m->scope;
    struct ir_value ignored;

    if (ir_strip(member->enum_type)->kind == IR_ANY)
        return;
    if (ir_strip(member->enum_type)->kind == IR_ENUM)
        m->scope = annotation->scope;
    constant_evaluate(m, value, member->enum_type, &ignored);
    m->scope = here;
}

static bool is_given(const struct corba_annotation *a, const struct scope *in,
                     const struct symbol *member)
{
    const struct corba_annotation_arg *arg;

    for (arg = a->args; arg; arg = arg->next) {
        if (arg->name ? arg->name->folded == member->folded
                      : member == first_member(in))
            return true;
    }
    return false;
}

void annotation_check(struct sema *m, const struct symbol *symbol,
                      const struct corba_annotation *a)
{
    const struct corba_annotation_arg *arg;
    const struct symbol *member;

    for (arg = a->args; arg; arg = arg->next) {
        member = arg->name ? member_named(symbol->scope, arg->name->folded)
                           : first_member(symbol->scope);
        if (member)
            check_value(m, symbol, member, arg->value);
        else
            diag(m->s, E0328, arg->name ? arg->name->where : arg->value->where,
                 symbol->name + 1, arg->name ? arg->name->text : "a value");
    }
    for (member = symbol->scope->first; member; member = member->next) {
        if (member->kind == SYMBOL_MEMBER && member->annotation &&
            !member->annotation->value && !is_given(a, symbol->scope, member))
            diag(m->s, E0330, a->where, symbol->name + 1, member->name);
    }
}
