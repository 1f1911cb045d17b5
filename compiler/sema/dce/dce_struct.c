/* Structures and enumerations. */
#include "sema/dce/dce_sema.h"

/* MIDL: a union without a name, whose arms C sees as members; here it is u. */
void dce_scope_add_field(struct dce_sema *c, struct dce_scope *scope,
                         const struct dce_field *f, enum dce_slot_kind kind,
                         const char *owner)
{
    const struct dce_attrs *attrs = dce_attrs_read(
        c, f->attrs, kind == DCE_SLOT_ARM ? DCE_ON_ARM : DCE_ON_MEMBER);
    struct dce_type_use use = {attrs, {NULL, f->where}, owner, f->doc};
    const struct dce_info *type;

    if (f->declarators.first)
        use.name = dce_declarator_name(f->declarators.first);
    type = dce_type_resolve(c, f->type, &use);
    if (!f->declarators.first && dce_has(attrs, DCE_SWITCH_IS)) {
        struct dce_declarator name = {.kind = DCE_DECLARATOR_NAME,
                                      .name = intern(c->s->names, "u"),
                                      .where = f->where};
        struct dce_slot slot = dce_slot_make(c, kind, type, &name, attrs);

        slot.doc = f->doc;
        dce_scope_add(c, scope, &slot);
    } else if (!f->declarators.first && dce_is_lax(c))
        scope->is_opaque = true;
    else if (!f->declarators.first)
        diag(c->s, E0524, f->where);
    for (const struct dce_declarator *d = f->declarators.first; d;
         d = d->next) {
        struct dce_slot slot = dce_slot_make(c, kind, type, d, attrs);

        slot.doc = f->doc;
        if (d->bits && dce_is_lax(c))
            scope->is_opaque = true;
        else if (d->bits)
            diag(c->s, E0525, d->where);
        else if (slot.name.text)
            dce_scope_add(c, scope, &slot);
    }
}

/* C706, "Structures": what grows is last, so that the rest has a place. */
static void check_conformant(struct dce_sema *c, const struct dce_info *type,
                             const struct dce_slot *slot, bool last)
{
    if ((type->traits & DCE_HAS_CONFORMANT) && !last)
        diag(c->s, E0526, slot->name.where, slot->name.text);
}

void dce_struct_complete(struct dce_sema *c, struct dce_info *info,
                         const struct dce_type *t)
{
    const char *owner = info->ir.name ? info->ir.name->simple : NULL;
    struct dce_scope *scope = dce_scope_make(c);
    struct ir_member *members;

    for (const struct dce_field *f = t->body->fields.first; f; f = f->next)
        dce_scope_add_field(c, scope, f, DCE_SLOT_MEMBER, owner);
    if (!t->body->fields.first && !dce_is_lax(c))
        diag(c->s, E0527, t->where, "structure");
    members = ARENA_ARRAY(c->s->arena, scope->count, struct ir_member);
    for (size_t i = 0; i < scope->count; i++) {
        const struct dce_slot *slot = &scope->slots[i];
        const struct dce_info *type = dce_shape(c, slot, scope);

        check_conformant(c, type, slot, i + 1 == scope->count);
        dce_info_hold(c, info, type, slot->name.where);
        members[i].name = slot->name.text;
        members[i].type = &type->ir;
        members[i].doc = slot->doc;
        members[i].where = slot->name.where;
    }
    info->ir.members = members;
    info->ir.member_count = scope->count;
    if (scope->is_opaque) {
        info->ir.kind = IR_NATIVE;
        info->traits = DCE_IS_TRANSMITTED;
    }
    dce_scope_done(c, scope);
}

/* ---- enumerations ------------------------------------------------------- */

/* The next value, or what the enumerator says. MIDL has values. */
static bool enumerator_value(struct dce_sema *c, const struct dce_enumerator *e,
                             int64_t *value)
{
    if (e->value)
        return dce_const_int(c, e->value, value);
    ++*value;
    return true;
}

static void declare_enumerator(struct dce_sema *c, struct ir_enumerator *out,
                               const struct dce_enumerator *e, int64_t value)
{
    struct dce_symbol *symbol = dce_declare(c, DCE_SYMBOL_ENUMERATOR, e->name);

    out->name = out->scoped = e->name.text;
    out->value = value;
    out->doc = e->doc;
    out->where = e->name.where;
    if (!symbol)
        return;
    symbol->enumerator = out;
}

void dce_enum_complete(struct dce_sema *c, struct dce_info *info,
                       const struct dce_type *t)
{
    int64_t value = -1;
    size_t n = 0;

    for (const struct dce_enumerator *e = t->body->enumerators.first; e;
         e = e->next)
        n++;
    info->ir.enumerators = ARENA_ARRAY(c->s->arena, n, struct ir_enumerator);
    info->ir.wire_bits = 32;
    for (const struct dce_enumerator *e = t->body->enumerators.first; e;
         e = e->next) {
        struct ir_enumerator *out =
            &info->ir.enumerators[info->ir.enumerator_count];

        if (!enumerator_value(c, e, &value))
            value = 0;
        dce_attrs_read(c, e->attrs, DCE_ON_OTHER);
        /* MIDL: 0xffffffff is -1 of 32 bits. */
        if (e->value && value > INT32_MAX && value <= UINT32_MAX)
            value -= (int64_t)UINT32_MAX + 1;
        if (value < INT32_MIN || value > INT32_MAX) {
            diag(c->s, E0528, e->name.where, e->name.text);
            value = 0;
        }
        declare_enumerator(c, out, e, value);
        info->ir.enumerator_count++;
    }
    if (n == 0)
        diag(c->s, E0527, t->where, "enumeration");
}
