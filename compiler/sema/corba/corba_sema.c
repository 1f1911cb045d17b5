/*
 * OMG IDL, from the tree as written to the checked model. One pass in the
 * order of the source: a name means what has been declared before its use.
 */
#include "sema/corba/corba_sema.h"

#include <string.h>

#include "sema/sema.h"
#include "syntax/syntax.h"

/* ---- the list of declarations ------------------------------------------- */

void sema_add(struct sema *m, struct ir_decl decl, struct source_range where)
{
    if (m->decl_count == m->decl_cap) {
        size_t cap = m->decl_cap ? m->decl_cap * 2 : 64;

        m->decls = arena_regrow(m->s->arena, m->decls, m->decl_cap, cap,
                                sizeof(*m->decls));
        m->decl_cap = cap;
    }
    decl.in_main_file =
        decl.kind == IR_DECL_INCLUDE || !where.start.context->included_from;
    m->decls[m->decl_count++] = decl;
}

void sema_expect(struct sema *m, struct symbol *symbol)
{
    if (m->forward_count == m->forward_cap) {
        m->forward_cap = m->forward_cap ? m->forward_cap * 2 : 16;
        m->forwards = arena_grow(m->arena, m->forwards, m->forward_count,
                                 m->forward_cap, sizeof(struct symbol *));
    }
    m->forwards[m->forward_count++] = symbol;
}

/* References to an undefined interface can be passed on; types cannot. */
static void check_forwards(struct sema *m)
{
    size_t i;

    for (i = 0; i < m->forward_count; i++) {
        const struct symbol *sym = m->forwards[i];

        if (sym->complete)
            continue;
        diag(m->s, sym->kind == SYMBOL_TYPE ? E0217 : E0216, sym->where,
             sym->name);
    }
}

/* ---- constants ---------------------------------------------------------- */

static bool may_be_constant(enum ir_kind kind)
{
    switch (kind) {
    case IR_BOOLEAN:
    case IR_CHAR:
    case IR_WCHAR:
    case IR_OCTET:
    case IR_FLOAT:
    case IR_DOUBLE:
    case IR_LONG_DOUBLE:
    case IR_STRING:
    case IR_WSTRING:
    case IR_FIXED:
    case IR_ENUM:
        return true;
    default:
        return ir_is_integer(kind);
    }
}

/* The digits and scale that the value of a `fixed` has. */
static const struct ir_type *type_of_value(struct sema *m,
                                           const struct ir_value *v,
                                           struct source_range where)
{
    struct ir_type *type = type_new(m, IR_FIXED, where);
    const char *digits = v->text + (v->text[0] == '-');
    const char *point = strchr(digits, '.');

    type->digits = (unsigned)strlen(digits);
    if (point) {
        type->scale = (unsigned)strlen(point + 1);
        type->digits--;
        /* The zero before the point of 0.5 is none of its digits. */
        if (digits[0] == '0')
            type->digits--;
    }
    return type;
}

static void define_constant(struct sema *m, const struct corba_decl *d)
{
    struct ir_const *c = ARENA_NEW(m->s->arena, struct ir_const);
    struct ir_decl decl = {.kind = IR_DECL_CONST, .constant = c};
    struct symbol *sym;
    bool ok = false;

    annotation_read(m, d->annotations, ON_OTHER);
    c->type = type_of(m, d->type);
    if (may_be_constant(ir_strip(c->type)->kind))
        ok = constant_evaluate(m, d->value, c->type, &c->value);
    else
        diag(m->s, E0311, d->type->where,
             ir_kind_name(ir_strip(c->type)->kind));
    sym = scope_declare(m, d->name, SYMBOL_CONST);
    c->name = name_give(m, sym, d->name->where, d->doc);
    if (!ok)
        return;
    if (c->value.kind == IR_VALUE_FIXED && ir_strip(c->type)->digits == 0)
        c->type = type_of_value(m, &c->value, d->type->where);
    sym->constant = c;
    sema_add(m, decl, d->name->where);
}

/* ---- the tree goes as the model comes ----------------------------------- */

/* Arenas look through their chunks: not behind every definition. */
enum { DEFINITIONS_AT_A_TIME = 256 };

void sema_done(struct sema *m, const struct corba_decl *d)
{
    if (++m->done_count % DEFINITIONS_AT_A_TIME == 0 && m->tree && m->done)
        arena_free_before(m->tree, m->done);
    m->done = d;
}

/* ---- definitions -------------------------------------------------------- */

bool sema_type_or_constant(struct sema *m, const struct corba_decl *d)
{
    switch (d->kind) {
    case CORBA_TYPEDEF:
        construct_typedef(m, d);
        return true;
    case CORBA_STRUCT:
        construct_struct(m, d);
        return true;
    case CORBA_UNION:
        construct_union(m, d);
        return true;
    case CORBA_STRUCT_FORWARD:
    case CORBA_UNION_FORWARD:
        construct_forward(m, d);
        return true;
    case CORBA_EXCEPTION:
        construct_exception(m, d);
        return true;
    case CORBA_ENUM:
        construct_enum(m, d);
        return true;
    case CORBA_BITMASK:
        construct_bitmask(m, d);
        return true;
    case CORBA_BITSET:
        construct_bitset(m, d);
        return true;
    case CORBA_NATIVE:
        construct_native(m, d);
        return true;
    case CORBA_CONST:
        define_constant(m, d);
        return true;
    case CORBA_TYPEID:
        name_typeid(m, d);
        return true;
    case CORBA_TYPEPREFIX:
        name_typeprefix(m, d);
        return true;
    case CORBA_IMPORT:
        name_import(m, d);
        return true;
    default:
        return false;
    }
}

/* A module may be opened again (7.4.1.4.2), under the same spelling. */
static void define_module(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = scope_own(m, d->name);
    struct scope *outer = m->scope;

    annotation_read(m, d->annotations, ON_OTHER);
    if (!sym || sym->kind != SYMBOL_MODULE || sym->name != d->name->text) {
        sym = scope_declare(m, d->name, SYMBOL_MODULE);
        name_give(m, sym, d->name->where, d->doc);
        scope_open(m, sym, true);
    } else {
        m->scope = sym->scope;
        sym->scope->path = sym->type_prefix
                               ? sym->type_prefix
                               : name_extend(m, outer->path, sym->name, "/");
    }
    sema_definitions(m, d->body, d->end);
    m->scope = outer;
}

static void define(struct sema *m, const struct corba_decl *d)
{
    if (sema_type_or_constant(m, d))
        return;
    switch (d->kind) {
    case CORBA_MODULE:
        define_module(m, d);
        break;
    case CORBA_INTERFACE:
        interface_define(m, d);
        break;
    case CORBA_INTERFACE_FORWARD:
        interface_forward(m, d);
        break;
    case CORBA_VALUE:
        value_define(m, d);
        break;
    case CORBA_VALUE_FORWARD:
        value_forward(m, d);
        break;
    case CORBA_VALUE_BOX:
        value_box(m, d);
        break;
    case CORBA_ANNOTATION:
        annotation_declare(m, d);
        break;
    default:
        diag(m->s, E0126, d->where, d->text);
        break;
    }
}

void sema_definitions(struct sema *m, const struct corba_decl *list,
                      const char *end)
{
    const struct corba_decl *d, *next;

    for (d = list; d; d = next) {
        /* An interface's node is older than its body, and goes before it. */
        bool stays = d->kind != CORBA_INTERFACE;

        next = d->next;
        name_catch_up(m, d->where.start.at);
        define(m, d);
        if (stays)
            sema_done(m, d);
    }
    name_catch_up(m, end);
}

const struct ir_unit *sema_corba(struct session *s,
                                 const struct corba_unit *ast)
{
    struct sema m = {.s = s, .tree = ast->arena, .event = ast->events};
    struct ir_unit *unit = ARENA_NEW(s->arena, struct ir_unit);
    unsigned errors = diag_error_count(s);

    m.arena = arena_create();
    m.strings = table_create(m.arena);
    m.incomplete = table_create(m.arena);
    m.written = table_create(m.arena);
    m.annotations = table_create(m.arena);
    m.included = table_create(m.arena);
    m.global = scope_open(&m, NULL, true);
    if (s->options.profile)
        profile_check(&m, ast->body);
    sema_definitions(&m, ast->body, NULL);
    check_forwards(&m);
    unit->file = ast->file;
    unit->decls = m.decls;
    unit->decl_count = m.decl_count;
    arena_destroy(m.arena);
    corba_free(ast);
    return diag_error_count(s) == errors ? unit : NULL;
}
