/* Unions, with their tag inside (encapsulated) or beside them. */
#include "sema/dce/dce_sema.h"

/* What folding gave for the labels seen, so that none comes twice. */
struct labels {
    struct table *seen;
    bool has_default;
    bool missing; /* an arm has neither */
    struct source_range default_at;
};

/* C706, "switch_type_spec": integers, characters, booleans, enumerations. */
static bool is_switchable(const struct dce_info *t)
{
    int64_t min;
    uint64_t max;
    enum ir_kind kind = dce_strip(t)->ir.kind;

    return kind != IR_OCTET && kind != IR_WCHAR && dce_limits(kind, &min, &max);
}

/* The types that switch_type(...) and switch (...) name. */
static const struct dce_info *tag_type(struct dce_sema *c,
                                       const struct dce_type *t,
                                       struct source_range where)
{
    static const struct dce_attrs none;
    struct dce_type_use use = {&none, {NULL, where}, NULL, NULL};
    const struct dce_info *type = dce_type_resolve(c, t, &use);

    if (!t->pointed && is_switchable(type))
        return type;
    if (!(type->traits & DCE_IS_WRONG))
        diag(c->s, E0530, where);
    return dce_base(c, IR_INT32);
}

static const struct dce_info *switch_type(struct dce_sema *c,
                                          const struct dce_attr *a)
{
    const struct dce_arg *arg = dce_attr_arg(a, 0);
    struct dce_type *name;

    if (arg->kind == DCE_ARG_TYPE)
        return tag_type(c, arg->type, arg->where);
    if (!dce_attr_word(a, 0)) {
        diag(c->s, E0507, a->where, a->name, "a type");
        return dce_base(c, IR_INT32);
    }
    name = ARENA_NEW(c->arena, struct dce_type);
    name->kind = DCE_TYPE_NAME;
    name->where = arg->where;
    name->name = (struct dce_name){arg->expr->text, arg->where};
    return tag_type(c, name, arg->where);
}

static int64_t label_key(const struct ir_value *v)
{
    switch (v->kind) {
    case IR_VALUE_BOOLEAN:
        return v->boolean;
    case IR_VALUE_CHAR:
        return (int64_t)v->u;
    default:
        /* Labels above INT64_MAX keep their bits: still one key a value. */
        return v->negative || v->kind == IR_VALUE_ENUM ? v->i : (int64_t)v->u;
    }
}

/* An integer may stand for an enumerator of its value. MIDL. */
static bool as_enumerator(const struct ir_type *tag, struct dce_value *v)
{
    const struct ir_type *t = &dce_strip(dce_info(tag))->ir;

    if (t->kind != IR_ENUM || v->kind != DCE_VALUE_INT || v->huge)
        return false;
    for (size_t i = 0; i < t->enumerator_count; i++)
        if (t->enumerators[i].value == v->i) {
            v->kind = DCE_VALUE_ENUM;
            v->enumerator = &t->enumerators[i];
            return true;
        }
    return false;
}

static void add_label(struct dce_sema *c, const struct dce_info *u,
                      struct ir_arm *arm, struct labels *labels,
                      const struct dce_arg *label)
{
    struct ir_value *out = (struct ir_value *)&arm->labels[arm->label_count];
    struct dce_value v;
    const struct dce_arg *old;

    if (label->kind != DCE_ARG_EXPR) {
        diag(c->s, E0507, arm->where, "case", "constants");
        return;
    }
    v = dce_const(c, label->expr);
    as_enumerator(u->ir.discriminator, &v);
    if (!dce_convert(c, &v, u->ir.discriminator, label->where, out))
        return;
    old = table_put(labels->seen, dce_number_key(c, label_key(out)),
                    (void *)(uintptr_t)label);
    /* switch_is is computed as a signed number. */
    if (!u->ir.encapsulated && out->kind == IR_VALUE_INT && !out->negative &&
        out->u > INT64_MAX)
        dce_unmapped(c, label->where, "a label of 64 bits");
    arm->label_count++;
    if (!old)
        return;
    diag(c->s, E0531, label->where);
    diag_note(c->s, old->where, "this is the same label");
}

static void add_default(struct dce_sema *c, struct ir_arm *arm,
                        struct labels *labels, struct source_range where)
{
    arm->is_default = true;
    if (labels->has_default) {
        diag(c->s, E0532, where);
        diag_note(c->s, labels->default_at, "this is the other one");
    }
    labels->has_default = true;
    labels->default_at = where;
}

/* The labels that stand before the arm: case 1: case 2: default: */
static void encapsulated_labels(struct dce_sema *c, const struct dce_info *u,
                                struct ir_arm *arm, struct labels *labels,
                                const struct dce_field *f)
{
    arm->labels = ARENA_ARRAY(c->s->arena, f->labels.count, struct ir_value);
    for (const struct dce_arg *a = f->labels.first; a; a = a->next)
        if (a->kind == DCE_ARG_NONE)
            add_default(c, arm, labels, a->where);
        else
            add_label(c, u, arm, labels, a);
}

/* Those in its attributes: [case(1, 2)], [default]. */
static void bare_labels(struct dce_sema *c, const struct dce_info *u,
                        struct ir_arm *arm, struct labels *labels,
                        const struct dce_field *f,
                        const struct dce_attrs *attrs)
{
    const struct dce_attr *cases = dce_get(attrs, DCE_CASE);

    if (f->labels.first) {
        diag(c->s, E0592, f->labels.first->where);
        encapsulated_labels(c, u, arm, labels, f);
        return;
    }
    if (dce_has(attrs, DCE_DEFAULT))
        add_default(c, arm, labels, dce_get(attrs, DCE_DEFAULT)->where);
    if (cases) {
        arm->labels =
            ARENA_ARRAY(c->s->arena, cases->args.count, struct ir_value);
        for (const struct dce_arg *a = cases->args.first; a; a = a->next)
            add_label(c, u, arm, labels, a);
    } else if (!arm->is_default) {
        labels->missing = true;
        if (!dce_is_lax(c))
            diag(c->s, E0533, arm->where);
    }
}

/* C706, "Unions": an arm has one size, and nothing that must never be NULL. */
static void check_arm(struct dce_sema *c, const struct dce_info *type,
                      const struct dce_slot *slot)
{
    if ((type->traits & (DCE_HAS_CONFORMANT | DCE_HAS_VARYING)) &&
        !dce_is_lax(c))
        diag(c->s, E0534, slot->name.where, slot->name.text);
    else if ((type->traits & DCE_HAS_REF) && !dce_is_lax(c))
        diag(c->s, E0535, slot->name.where, slot->name.text);
}

struct arms {
    struct ir_arm *arms;
    size_t count;
    struct dce_scope *scope;
    struct labels labels;
};

static void add_arm(struct dce_sema *c, struct dce_info *u, struct arms *arms,
                    const struct dce_type *t, const struct dce_field *f)
{
    const char *owner = u->ir.name ? u->ir.name->simple : NULL;
    struct ir_arm *arm = &arms->arms[arms->count++];
    size_t before = arms->scope->count;
    const struct dce_attrs *attrs;
    const struct dce_slot *slot;
    const struct dce_info *type;

    arm->where = f->where;
    arm->type = &dce_base(c, IR_VOID)->ir;
    arm->doc = f->doc;
    if (t->body->switch_type) {
        encapsulated_labels(c, u, arm, &arms->labels, f);
    } else {
        attrs = dce_attrs_read(c, f->attrs, DCE_ON_ARM);
        bare_labels(c, u, arm, &arms->labels, f, attrs);
    }
    if (!f->type)
        return;
    dce_scope_add_field(c, arms->scope, f, DCE_SLOT_ARM, owner);
    if (arms->scope->count == before)
        return;
    if (f->declarators.first != f->declarators.last)
        diag(c->s, E0536, f->declarators.last->where);
    slot = &arms->scope->slots[before];
    /* Arms have no neighbours: only one of them is there at a time. */
    type = dce_shape(c, slot, &dce_no_scope);
    check_arm(c, type, slot);
    dce_info_hold(c, u, type, slot->name.where);
    arm->name = slot->name.text;
    arm->type = &type->ir;
    arm->where = slot->name.where;
}

static void set_discriminator(struct dce_sema *c, struct dce_info *u,
                              const struct dce_type *t,
                              const struct dce_attrs *attrs)
{
    const struct dce_attr *given = dce_get(attrs, DCE_SWITCH_TYPE);

    u->ir.encapsulated = t->body->switch_type != NULL;
    u->has_switch_type = given != NULL;
    u->ir.discriminator = &dce_base(c, IR_INT32)->ir;
    if (t->body->switch_type) {
        u->ir.discriminator =
            &tag_type(c, t->body->switch_type, t->body->switch_type->where)->ir;
        u->ir.tag_name = t->body->switch_name.text;
        /* C706, "Unions": the name when none is written. */
        u->ir.union_name = t->body->union_name.text
                               ? t->body->union_name.text
                               : intern(c->s->names, "tagged_union");
    } else if (given) {
        u->ir.discriminator = &switch_type(c, given)->ir;
    }
}

/* A union of C, outside of interfaces or in [local] ones: it never travels. */
static void make_opaque(struct dce_info *info)
{
    info->ir.kind = IR_NATIVE;
    info->ir.arms = NULL;
    info->ir.arm_count = 0;
    info->ir.discriminator = NULL;
    info->traits = DCE_IS_TRANSMITTED;
}

void dce_union_complete(struct dce_sema *c, struct dce_info *info,
                        const struct dce_type *t, const struct dce_attrs *attrs)
{
    struct arms arms = {.scope = dce_scope_make(c)};
    size_t count = 0;

    set_discriminator(c, info, t, attrs);
    arms.labels.seen = table_create(c->arena);
    for (const struct dce_field *f = t->body->fields.first; f; f = f->next)
        count++;
    arms.arms = ARENA_ARRAY(c->s->arena, count, struct ir_arm);
    for (const struct dce_field *f = t->body->fields.first; f; f = f->next)
        add_arm(c, info, &arms, t, f);
    if (count == 0)
        diag(c->s, E0527, t->where, "union");
    if (!info->ir.encapsulated)
        info->traits |= DCE_HAS_UNION;
    info->ir.arms = arms.arms;
    info->ir.arm_count = arms.count;
    dce_scope_done(c, arms.scope);
    if (arms.labels.missing)
        make_opaque(info);
}
