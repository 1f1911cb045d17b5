/* Operations. C706, "op_dcl" and the rules for its attributes. */
#include "sema/dce/dce_sema.h"

bool dce_is_operation(const struct dce_declarator *d)
{
    return d && d->kind == DCE_DECLARATOR_FUNCTION;
}

/* ---- parameters --------------------------------------------------------- */

/* f(void) has none. */
static bool is_none(const struct dce_field *f)
{
    return f && !f->next && !f->attrs.first &&
           f->type->kind == DCE_TYPE_WORDS && f->type->words == DCE_WORD_VOID &&
           f->declarators.first->kind == DCE_DECLARATOR_NAME &&
           !f->declarators.first->name;
}

static bool is_reference(const struct dce_slot *slot)
{
    enum ir_kind kind = dce_strip(slot->base)->ir.kind;

    return slot->layer_count > 0 || kind == IR_POINTER || kind == IR_ARRAY ||
           kind == IR_SIZED;
}

/* Whether the parameter's own pointer may be NULL. */
static bool may_be_null(const struct dce_slot *slot)
{
    return (slot->layer_count == 0 &&
            dce_strip(slot->base)->ir.kind == IR_POINTER) ||
           (slot->layer_count > 0 &&
            slot->layers[0].kind == DCE_LAYER_POINTER && !slot->dropped) ||
           dce_has(slot->attrs, DCE_UNIQUE) || dce_has(slot->attrs, DCE_PTR);
}

/* C706, "Parameter Attributes": in and out. MIDL takes none for in. */
static void check_direction(struct dce_sema *c, const struct dce_slot *slot)
{
    bool is_handle = dce_strip(slot->base)->ir.kind == IR_HANDLE;

    if (c->is_local)
        return;
    if (!dce_has(slot->attrs, DCE_IN) && !dce_has(slot->attrs, DCE_OUT) &&
        !is_handle)
        diag(c->s, E0570, slot->name.where, slot->name.text);
    if (!slot->out)
        return;
    if (is_handle)
        diag(c->s, E0571, slot->name.where, slot->name.text);
    else if (!is_reference(slot)) {
        if (!(slot->base->traits & DCE_IS_WRONG))
            diag(c->s, E0572, slot->name.where, slot->name.text);
    } else if (!slot->in && may_be_null(slot))
        diag(c->s, E0573, slot->name.where, slot->name.text);
}

static void add_param(struct dce_sema *c, struct dce_scope *scope,
                      const struct dce_field *f, const char *operation)
{
    const struct dce_attrs *attrs = dce_attrs_read(c, f->attrs, DCE_ON_PARAM);
    const struct dce_declarator *d = f->declarators.first;
    struct dce_type_use use = {attrs, dce_declarator_name(d), operation,
                               f->doc};
    const struct dce_info *type;
    struct dce_slot slot;

    type = dce_type_resolve(c, f->type, &use);
    slot = dce_slot_make(c, DCE_SLOT_PARAM, type, d, attrs);
    slot.doc = f->doc;
    if (!slot.name.text) {
        if (!dce_is_lax(c))
            diag(c->s, E0574, f->where);
        slot.name.text = intern(
            c->s->names, arena_printf(c->arena, "arg%zu", scope->count + 1));
        slot.name.where = f->where;
    }
    check_direction(c, &slot);
    dce_scope_add(c, scope, &slot);
}

/* A type with our marks on its use; the type itself has no name to lose. */
static const struct dce_info *marked(struct dce_sema *c,
                                     const struct dce_info *t,
                                     const struct dce_slot *slot)
{
    struct dce_info *info;
    bool shared = dce_has(slot->attrs, DCE_IVMC_SHARED);
    bool region = dce_has(slot->attrs, DCE_IVMC_REGION);
    /* C706, "context_handle": what only comes in is a handle that is there. */
    bool given = dce_strip(t)->ir.kind == IR_CONTEXT && !slot->out;

    if (!shared && !region && !given)
        return t;
    if (t->ir.name || t->ir.kind <= IR_LONG_DOUBLE || given) {
        info = dce_info_over(c, IR_RANGED, t, slot->name.where);
    } else {
        info = ARENA_NEW(c->s->arena, struct dce_info);
        *info = *t;
    }
    info->ir.given = given;
    info->ir.shared = shared;
    info->ir.region = region;
    return info;
}

static size_t max_of(struct dce_sema *c, const struct dce_slot *slot,
                     const struct dce_scope *scope)
{
    const struct dce_attr *a = dce_get(slot->attrs, DCE_IVMC_MAX_OF);
    const char *name = a ? dce_attr_word(a, 0) : NULL;
    size_t index = name ? dce_scope_find(scope, name) : 0;

    if (!a)
        return SIZE_MAX;
    if (index > 0)
        return index - 1;
    diag(c->s, E0507, a->where, "ivmc::max_of", "a parameter");
    return SIZE_MAX;
}

/* [string, size_is(n)]: the NUL counts among the elements. */
static const struct ir_expr *room(struct dce_sema *c,
                                  const struct dce_slot *slot,
                                  const struct dce_scope *scope)
{
    struct dce_extent e;

    if (!dce_has(slot->attrs, DCE_STRING) || slot->layer_count == 0 ||
        (!dce_has(slot->attrs, DCE_SIZE_IS) &&
         !dce_has(slot->attrs, DCE_MAX_IS)))
        return NULL;
    e = dce_extent(c, slot, scope, slot->layer_count - 1);
    if (e.wrong || !e.extent.size)
        return NULL;
    return dce_expr_binary(c, IR_EXPR_SUB, e.extent.size,
                           dce_expr_const(c, 1, slot->name.where));
}

static enum ir_direction direction(const struct dce_slot *slot)
{
    return slot->in && slot->out ? IR_INOUT : slot->out ? IR_OUT : IR_IN;
}

static void check_param(struct dce_sema *c, const struct dce_info *t,
                        const struct dce_slot *slot,
                        const struct dce_attrs *operation)
{
    const struct dce_info *s = dce_strip(t);

    if (t->traits & DCE_HAS_PIPE) {
        dce_unmapped(c, slot->name.where, "a pipe");
        if (dce_has(operation, DCE_IDEMPOTENT) ||
            dce_has(operation, DCE_BROADCAST) || dce_has(operation, DCE_MAYBE))
            diag(c->s, E0575, slot->name.where, slot->name.text);
    } else if ((t->traits & (DCE_IS_TRANSMITTED | DCE_IS_FUNCTION)) &&
               !(t->traits & DCE_IS_WRONG)) {
        dce_unmapped(c, slot->name.where, "this type");
    }
    if (s->ir.kind == IR_STRUCT && (s->traits & DCE_HAS_CONFORMANT) &&
        slot->out && !slot->in)
        dce_unmapped(c, slot->name.where, "an [out] structure that grows");
}

static void shape_params(struct dce_sema *c, const struct dce_scope *scope,
                         const struct dce_attrs *operation,
                         struct ir_operation *op)
{
    struct ir_param *params =
        ARENA_ARRAY(c->s->arena, scope->count, struct ir_param);

    for (size_t i = 0; i < scope->count; i++) {
        const struct dce_slot *slot = &scope->slots[i];
        const struct dce_info *t = dce_shape(c, slot, scope);

        check_param(c, t, slot, operation);
        params[i].name = slot->name.text;
        params[i].type = &marked(c, t, slot)->ir;
        params[i].direction = direction(slot);
        params[i].doc = slot->doc;
        params[i].where = slot->name.where;
        params[i].max_of = max_of(c, slot, scope);
        params[i].room = room(c, slot, scope);
    }
    op->params = params;
    op->param_count = scope->count;
}

/* ---- results ------------------------------------------------------------ */

static void check_result(struct dce_sema *c, const struct dce_info *t,
                         const struct dce_slot *slot)
{
    enum ir_kind kind = dce_strip(t)->ir.kind;

    if (c->is_local || (t->traits & DCE_IS_WRONG))
        return;
    if (dce_has(slot->attrs, DCE_REF))
        diag(c->s, E0576, dce_get(slot->attrs, DCE_REF)->where);
    if (kind == IR_ARRAY || kind == IR_SIZED ||
        (t->traits & (DCE_HAS_CONFORMANT | DCE_HAS_PIPE | DCE_HAS_BINDING)))
        diag(c->s, E0577, slot->name.where, slot->name.text);
    else if (t->traits & (DCE_IS_TRANSMITTED | DCE_IS_FUNCTION))
        dce_unmapped(c, slot->name.where, "this type of result");
}

/* What the function of declarator `d` gives: the declarator within. */
static const struct dce_info *result(struct dce_sema *c,
                                     const struct dce_item *item,
                                     const struct dce_attrs *attrs,
                                     const struct dce_declarator *d)
{
    struct dce_type_use use = {
        attrs, {"result", item->where}, dce_declarator_name(d).text, item->doc};
    const struct dce_info *t;
    struct dce_slot slot;

    t = dce_type_resolve(c, item->type, &use);
    slot = dce_slot_make(c, DCE_SLOT_RESULT, t, d->inner, attrs);
    t = dce_shape(c, &slot, &dce_no_scope);
    check_result(c, t, &slot);
    return t;
}

/* ---- operations --------------------------------------------------------- */

/* C706, "maybe": nobody waits for an answer. */
static void check_maybe(struct dce_sema *c, const struct dce_attrs *attrs,
                        const struct ir_operation *op)
{
    if (!dce_has(attrs, DCE_MAYBE))
        return;
    if (dce_strip(dce_info(op->result))->ir.kind != IR_VOID)
        diag(c->s, E0578, op->where, op->name, "a result");
    for (size_t i = 0; i < op->param_count; i++)
        if (op->params[i].direction != IR_IN) {
            diag(c->s, E0578, op->params[i].where, op->name,
                 "[out] parameters");
            break;
        }
}

uint32_t dce_deadline(struct dce_sema *c, const struct dce_attrs *attrs)
{
    const struct dce_attr *a = dce_get(attrs, DCE_IVMC_DEADLINE);
    const struct dce_arg *arg = a ? dce_attr_arg(a, 0) : NULL;
    int64_t ms;

    if (!a)
        return 0;
    if (arg->kind != DCE_ARG_EXPR || !dce_const_int(c, arg->expr, &ms) ||
        ms < 1 || ms > UINT32_MAX) {
        diag(c->s, E0507, a->where, "ivmc::deadline",
             "a number of milliseconds from 1 to 4294967295");
        return 0;
    }
    return (uint32_t)ms;
}

/* MIDL: a property has several operations, which C tells apart. */
static const char *operation_name(struct dce_sema *c, const char *name,
                                  const struct dce_attrs *attrs)
{
    const char *before = dce_has(attrs, DCE_PROPGET)      ? "get_"
                         : dce_has(attrs, DCE_PROPPUT)    ? "put_"
                         : dce_has(attrs, DCE_PROPPUTREF) ? "putref_"
                                                          : NULL;

    return before ? intern(c->s->names,
                           arena_printf(c->arena, "%s%s", before, name))
                  : name;
}

struct ir_operation dce_operation(struct dce_sema *c,
                                  const struct dce_item *item,
                                  const struct dce_declarator *d)
{
    const struct dce_attrs *attrs =
        dce_attrs_read(c, item->attrs, DCE_ON_OPERATION);
    struct dce_scope *scope = dce_scope_make(c);
    const struct dce_name name = dce_declarator_name(d);
    bool was_local = c->is_local;
    struct ir_operation op = {.name = operation_name(c, name.text, attrs),
                              .where = name.where,
                              .doc = item->doc,
                              .oneway = dce_has(attrs, DCE_MAYBE),
                              .idempotent = dce_has(attrs, DCE_IDEMPOTENT) ||
                                            dce_has(attrs, DCE_BROADCAST),
                              .nocode =
                                  dce_has(attrs, DCE_NOCODE) ||
                                  (c->is_nocode && !dce_has(attrs, DCE_CODE))};

    c->is_local |= dce_has(attrs, DCE_LOCAL);
    if (dce_has(attrs, DCE_LOCAL))
        dce_unmapped(c, name.where, "a [local] operation");
    op.deadline_ms = dce_deadline(c, attrs);
    op.result = &result(c, item, attrs, d)->ir;
    if (!is_none(d->params))
        for (const struct dce_field *f = d->params; f; f = f->next)
            add_param(c, scope, f, name.text);
    shape_params(c, scope, attrs, &op);
    check_maybe(c, attrs, &op);
    dce_scope_done(c, scope);
    c->is_local = was_local;
    return op;
}
