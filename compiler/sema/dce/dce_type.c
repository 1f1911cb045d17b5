/* Type specifiers: names, tags, and types defined where they are used. */
#include "sema/dce/dce_sema.h"

static const struct dce_info *named(struct dce_sema *c,
                                    const struct dce_type *t)
{
    const struct dce_symbol *symbol = dce_find(c, t->name, true);
    struct dce_info *info;

    if (symbol && symbol->kind == DCE_SYMBOL_INTERFACE)
        return dce_info(symbol->interface->object);
    if (symbol)
        return symbol->type;
    info = dce_info_make(c, IR_INT32, t->where);
    info->complete = true;
    info->traits = DCE_IS_WRONG;
    return info;
}

static enum ir_kind tag_kind(const struct dce_type *t)
{
    return t->kind == DCE_TYPE_STRUCT  ? IR_STRUCT
           : t->kind == DCE_TYPE_UNION ? IR_UNION
                                       : IR_ENUM;
}

static struct dce_name type_name(struct dce_sema *c, const struct dce_type *t,
                                 const struct dce_type_use *use)
{
    struct dce_name name = use->name;

    if (t->name.text)
        return t->name;
    if (name.text && use->outer)
        name.text = intern(c->s->names, arena_printf(c->arena, "%s_%s",
                                                     use->outer, name.text));
    return name;
}

/* The type whose body stands here, to be filled in. */
static struct dce_info *defined(struct dce_sema *c, const struct dce_type *t,
                                const struct dce_type_use *use)
{
    struct dce_name name = type_name(c, t, use);
    struct dce_info *info;

    if (t->name.text) {
        info = dce_tag_find(c, t->name, tag_kind(t));
        if (!info->complete && !info->reading)
            return info;
        if (!(info->traits & DCE_IS_WRONG) && dce_in_main_file(t->where)) {
            diag(c->s, E0518, t->name.where, t->name.text);
            diag_note(c->s, info->ir.where, "'%s' first defined here",
                      t->name.text);
        }
    }
    info = dce_info_make(c, tag_kind(t), t->where);
    if (name.text)
        info->ir.name = dce_ir_name(c, name, use->doc);
    return info;
}

static void define(struct dce_sema *c, struct dce_info *info,
                   const struct dce_type *t, const struct dce_type_use *use)
{
    struct ir_name *name;

    info->reading = true;
    info->ir.where = t->where;
    if (t->name.text) {
        name = dce_ir_name(c, t->name, use->doc);
        info->ir.name = name;
    }
    if (dce_has(use->attrs, DCE_SWITCH_TYPE) &&
        (info->ir.kind != IR_UNION || t->body->switch_type))
        diag(c->s, E0520, dce_get(use->attrs, DCE_SWITCH_TYPE)->where);
    if (dce_has(use->attrs, DCE_V1_ENUM) && info->ir.kind != IR_ENUM)
        diag(c->s, E0521, dce_get(use->attrs, DCE_V1_ENUM)->where);
    if (info->ir.kind == IR_STRUCT)
        dce_struct_complete(c, info, t);
    else if (info->ir.kind == IR_UNION)
        dce_union_complete(c, info, t, use->attrs);
    else
        dce_enum_complete(c, info, t);
    info->reading = false;
    info->complete = true;
    dce_decl_add(c, (struct ir_decl){.kind = IR_DECL_TYPE, .type = &info->ir},
                 t->where);
}

/* C706, "Pipes": what streams through cannot hold pointers or grow. */
static const struct dce_info *pipe(struct dce_sema *c, const struct dce_type *t,
                                   const struct dce_type_use *use)
{
    const struct dce_info *element = dce_type_resolve(c, t->element, use);
    const unsigned no = DCE_HAS_POINTER | DCE_HAS_CONFORMANT | DCE_HAS_PIPE |
                        DCE_HAS_CONTEXT | DCE_HAS_BINDING | DCE_IS_VOID |
                        DCE_IS_OPEN;
    struct dce_info *info = dce_info_make(c, IR_NATIVE, t->where);

    if ((element->traits & no) && !(element->traits & DCE_IS_WRONG))
        diag(c->s, E0522, t->element->where);
    info->complete = true;
    info->traits = DCE_HAS_PIPE;
    if (use->name.text && !use->outer)
        info->ir.name = dce_ir_name(c, use->name, use->doc);
    return info;
}

/* SAFEARRAY(...): what only COM knows. */
static const struct dce_info *of_com(struct dce_sema *c,
                                     const struct dce_type *t)
{
    struct dce_info *info = dce_info_make(c, IR_NATIVE, t->where);

    if (!c->is_com)
        dce_unmapped(c, t->where,
                     arena_printf(c->arena, "%s of COM", t->name.text));
    info->complete = true;
    info->traits = DCE_IS_TRANSMITTED;
    return info;
}

const struct dce_info *dce_type_resolve(struct dce_sema *c,
                                        const struct dce_type *t,
                                        const struct dce_type_use *use)
{
    struct dce_info *info;

    switch (t->kind) {
    case DCE_TYPE_WORDS:
        return dce_words(c, t);
    case DCE_TYPE_NAME:
        return named(c, t);
    case DCE_TYPE_PIPE:
        return pipe(c, t, use);
    case DCE_TYPE_COM:
        return of_com(c, t);
    case DCE_TYPE_STRUCT:
    case DCE_TYPE_UNION:
    case DCE_TYPE_ENUM:
        if (!t->body)
            return dce_tag_find(c, t->name, tag_kind(t));
        info = defined(c, t, use);
        define(c, info, t, use);
        return info;
    }
    return NULL;
}
