/*
 * Unions (IDL 4.2, clause 7.4.1.4.4.4.2).
 */
#include "sema/corba/corba_sema.h"

#include <stdlib.h>

static bool may_be_tag(enum ir_kind kind)
{
    switch (kind) {
    case IR_BOOLEAN:
    case IR_CHAR:
    case IR_WCHAR:
    case IR_OCTET:
    case IR_ENUM:
        return true;
    default:
        return ir_is_integer(kind);
    }
}

/* How many values the tag has; 0 for more than anybody lists. */
static uint64_t values_of(const struct ir_type *tag)
{
    switch (tag->kind) {
    case IR_BOOLEAN:
        return 2;
    case IR_ENUM:
        return tag->enumerator_count;
    case IR_CHAR:
    case IR_OCTET:
    case IR_INT8:
    case IR_UINT8:
        return 256;
    case IR_INT16:
    case IR_UINT16:
        return 65536;
    default:
        return 0;
    }
}

/* ---- labels ------------------------------------------------------------- */

struct label {
    const struct ir_value *value;
    const struct corba_expr *written;
};

struct labels {
    struct label *items;
    size_t count;
};

static int by_value(const void *a, const void *b)
{
    const struct label *x = a, *y = b;
    int order = value_compare(x->value, y->value);

    if (order != 0)
        return order;
    return x->written->where.start.at < y->written->where.start.at ? -1 : 1;
}

static void check_duplicates(struct sema *m, struct labels *all)
{
    size_t i;

    qsort(all->items, all->count, sizeof(*all->items), by_value);
    for (i = 1; i < all->count; i++) {
        if (value_compare(all->items[i - 1].value, all->items[i].value) != 0)
            continue;
        diag(m->s, E0229, all->items[i].written->where);
        diag_note(m->s, all->items[i - 1].written->where,
                  "the same value is here");
    }
}

static size_t count_labels(const struct corba_decl *line)
{
    const struct corba_expr *e;
    size_t count = 0;

    for (e = line->labels; e; e = e->next)
        count++;
    return count;
}

static void define_labels(struct sema *m, const struct corba_decl *line,
                          const struct ir_type *tag, struct ir_arm *arm,
                          struct labels *all)
{
    struct ir_value *values =
        ARENA_ARRAY(m->s->arena, count_labels(line), struct ir_value);
    const struct corba_expr *e;

    arm->labels = values;
    for (e = line->labels; e; e = e->next) {
        struct ir_value *v = &values[arm->label_count];

        if (!constant_evaluate(m, e, tag, v))
            continue;
        arm->label_count++;
        all->items[all->count].value = v;
        all->items[all->count++].written = e;
    }
}

/* ---- arms --------------------------------------------------------------- */

static void define_arm(struct sema *m, const struct corba_decl *line,
                       struct ir_type *type, struct labels *all)
{
    struct annotations a = annotation_read(m, line->annotations, ON_TYPE);
    struct ir_arm *arm = &type->arms[type->arm_count++];
    const struct corba_declarator *name = line->declarators;
    const struct ir_type *whole;

    define_labels(m, line, ir_strip(type->discriminator), arm, all);
    whole = type_declared(m, type_of(m, line->type), name);
    if (!name->dimensions)
        type_need_complete(m, whole, line->type->where, false);
    scope_declare(m, name->name, SYMBOL_MEMBER);
    arm->is_default = line->has_default;
    arm->name = name->name->text;
    arm->type = annotation_apply(m, &a, whole, line->type->where);
    arm->doc = line->doc;
    arm->where = name->name->where;
    arm->has_id = a.has_id;
    arm->id = (uint32_t)a.id;
}

static void check_ids(struct sema *m, const struct ir_type *type)
{
    struct member_id *ids =
        ARENA_ARRAY(m->arena, type->arm_count, struct member_id);
    size_t i;

    for (i = 0; i < type->arm_count; i++) {
        const struct ir_arm *a = &type->arms[i];

        ids[i] = (struct member_id){a->has_id, a->id, a->name, a->where};
    }
    annotation_check_ids(m, ids, type->arm_count);
}

static void check_default(struct sema *m, const struct ir_type *type,
                          const struct labels *all)
{
    const struct ir_arm *first = NULL;
    size_t i;

    for (i = 0; i < type->arm_count; i++) {
        if (!type->arms[i].is_default)
            continue;
        if (first) {
            diag(m->s, E0130, type->arms[i].where);
            diag_note(m->s, first->where, "the first one is here");
        }
        first = &type->arms[i];
    }
    if (first && all->count > 0 &&
        all->count == values_of(ir_strip(type->discriminator)))
        diag(m->s, E0230, first->where);
}

static const struct ir_type *tag_of(struct sema *m, const struct corba_decl *d)
{
    const struct ir_type *tag = type_of(m, d->type);

    if (may_be_tag(ir_strip(tag)->kind))
        return tag;
    diag(m->s, E0231, d->type->where);
    return type_basic(m, IR_INT32);
}

const struct ir_type *construct_union(struct sema *m,
                                      const struct corba_decl *d)
{
    struct scope *outer = m->scope;
    struct symbol *sym = construct_begin(m, d, IR_UNION);
    struct ir_type *type = sym->type;
    struct ir_decl decl = {.kind = IR_DECL_TYPE, .type = type};
    const struct corba_decl *line;
    struct labels all = {NULL, 0};
    struct annotations a;
    size_t arms = 0, labels = 0;

    for (line = d->body; line; line = line->next) {
        arms++;
        labels += count_labels(line);
    }
    type->arms = ARENA_ARRAY(m->s->arena, arms, struct ir_arm);
    all.items = ARENA_ARRAY(m->arena, labels, struct label);
    a = annotation_read(m, d->annotations, ON_OTHER);
    type->extensibility = a.extensibility;
    sym->ir->verbatim = a.verbatim;
    type->encapsulated = true;
    scope_open(m, sym, false);
    type->discriminator = tag_of(m, d);
    for (line = d->body; line; line = line->next)
        define_arm(m, line, type, &all);
    check_ids(m, type);
    check_duplicates(m, &all);
    check_default(m, type, &all);
    name_catch_up(m, d->end);
    m->scope = outer;
    type_settle(m, type);
    sym->complete = true;
    table_put(m->incomplete, type, NULL);
    sema_add(m, decl, type->where);
    return type;
}
