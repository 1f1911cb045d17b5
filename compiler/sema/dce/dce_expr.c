/*
 * The expressions of size_is, length_is, switch_is and their like: over the
 * members or parameters beside the attribute's owner. C706, "attr_var" is a
 * name or `*` name; MIDL has expressions.
 */
#include "sema/dce/dce_sema.h"

static const enum ir_expr_kind kinds[] = {
    [DCE_OP_PLUS] = IR_EXPR_CONST, /* never made */
    [DCE_OP_NEG] = IR_EXPR_NEG,
    [DCE_OP_NOT] = IR_EXPR_NOT,
    [DCE_OP_LNOT] = IR_EXPR_LNOT,
    [DCE_OP_DEREF] = IR_EXPR_DEREF,
    [DCE_OP_ADD] = IR_EXPR_ADD,
    [DCE_OP_SUB] = IR_EXPR_SUB,
    [DCE_OP_MUL] = IR_EXPR_MUL,
    [DCE_OP_DIV] = IR_EXPR_DIV,
    [DCE_OP_MOD] = IR_EXPR_MOD,
    [DCE_OP_SHL] = IR_EXPR_SHL,
    [DCE_OP_SHR] = IR_EXPR_SHR,
    [DCE_OP_AND] = IR_EXPR_AND,
    [DCE_OP_OR] = IR_EXPR_OR,
    [DCE_OP_XOR] = IR_EXPR_XOR,
    [DCE_OP_LAND] = IR_EXPR_LAND,
    [DCE_OP_LOR] = IR_EXPR_LOR,
    [DCE_OP_EQ] = IR_EXPR_EQ,
    [DCE_OP_NE] = IR_EXPR_NE,
    [DCE_OP_LT] = IR_EXPR_LT,
    [DCE_OP_LE] = IR_EXPR_LE,
    [DCE_OP_GT] = IR_EXPR_GT,
    [DCE_OP_GE] = IR_EXPR_GE,
    [DCE_OP_COND] = IR_EXPR_COND,
    [DCE_OP_CAST] = IR_EXPR_CONST,   /* likewise */
    [DCE_OP_SIZEOF] = IR_EXPR_CONST, /* likewise */
};

const struct ir_expr *dce_expr_const(struct dce_sema *c, int64_t value,
                                     struct source_range where)
{
    struct ir_expr *e = ARENA_NEW(c->s->arena, struct ir_expr);

    e->kind = IR_EXPR_CONST;
    e->value = value;
    e->where = where;
    return e;
}

const struct ir_expr *dce_expr_binary(struct dce_sema *c,
                                      enum ir_expr_kind kind,
                                      const struct ir_expr *a,
                                      const struct ir_expr *b)
{
    struct ir_expr *e = ARENA_NEW(c->s->arena, struct ir_expr);

    e->kind = kind;
    e->operand[0] = a;
    e->operand[1] = b;
    e->where = a->where;
    return e;
}

static void unknown_field(struct dce_sema *c, const struct dce_expr *e,
                          const struct dce_scope *scope)
{
    const char *near = NULL;
    unsigned distance = 3;

    for (size_t i = 0; i < scope->count && i < 1000; i++)
        if (scope->slots[i].name.text)
            near = diag_nearer(e->text, scope->slots[i].name.text, near,
                               &distance);
    diag(c->s, E0540, e->where, e->text,
         near ? arena_printf(c->arena, "; did you mean '%s'?", near) : "");
}

/* A constant that an expression names beside the fields. */
static const struct ir_expr *named_constant(struct dce_sema *c,
                                            const struct dce_expr *e,
                                            const struct dce_scope *scope)
{
    int64_t value;

    if (!table_get(c->ordinary, e->text)) {
        unknown_field(c, e, scope);
        return NULL;
    }
    return dce_const_int(c, e, &value) ? dce_expr_const(c, value, e->where)
                                       : NULL;
}

/* Whether values of the slot's base type count: integers and their like. */
static bool counts(const struct dce_slot *slot)
{
    int64_t min;
    uint64_t max;

    return dce_limits(dce_strip(slot->base)->ir.kind, &min, &max);
}

/*
 * The slot under `stars` dereferences. A ref pointer that the model passes
 * over takes one star with it.
 */
static const struct ir_expr *field(struct dce_sema *c,
                                   const struct dce_expr *name, size_t stars,
                                   const struct dce_expr *whole,
                                   const struct dce_scope *scope,
                                   bool must_arrive)
{
    size_t index = dce_scope_find(scope, name->text);
    const struct dce_slot *slot;
    struct ir_expr *e;

    if (index == 0)
        return stars ? (unknown_field(c, name, scope), NULL)
                     : named_constant(c, name, scope);
    slot = &scope->slots[index - 1];
    if (slot->layer_count != stars || !counts(slot)) {
        if (!(slot->base->traits & DCE_IS_WRONG) && !dce_is_lax(c))
            diag(c->s, E0541, whole->where, name->text);
        return NULL;
    }
    for (size_t i = 0; i < slot->layer_count; i++)
        if (slot->layers[i].kind != DCE_LAYER_POINTER) {
            diag(c->s, E0541, whole->where, name->text);
            return NULL;
        }
    if (must_arrive && slot->kind == DCE_SLOT_PARAM && !slot->in) {
        if (dce_is_lax(c))
            return NULL;
        diag(c->s, E0542, whole->where, name->text);
        diag_note(c->s, slot->name.where, "'%s' declared here", name->text);
        return NULL;
    }
    e = ARENA_NEW(c->s->arena, struct ir_expr);
    e->kind = IR_EXPR_FIELD;
    e->index = index - 1;
    e->field = name->text;
    e->where = whole->where;
    for (size_t i = slot->dropped ? 1 : 0; i < stars; i++) {
        struct ir_expr *star = ARENA_NEW(c->s->arena, struct ir_expr);

        star->kind = IR_EXPR_DEREF;
        star->operand[0] = e;
        star->where = whole->where;
        e = star;
    }
    return e;
}

static const struct ir_expr *dereference(struct dce_sema *c,
                                         const struct dce_expr *e,
                                         const struct dce_scope *scope,
                                         bool must_arrive)
{
    const struct dce_expr *name = e;
    size_t stars = 0;

    for (; name->kind == DCE_EXPR_OP && name->op == DCE_OP_DEREF; stars++)
        name = name->operand[0];
    if (name->kind == DCE_EXPR_NAME)
        return field(c, name, stars, e, scope, must_arrive);
    diag(c->s, E0543, e->where);
    return NULL;
}

/* (T)*n and (T)-n read as operations of T with n, where T might be a field. */
static const struct dce_expr *behind_cast(struct dce_sema *c,
                                          const struct dce_expr *e,
                                          const struct dce_scope *scope)
{
    const struct dce_symbol *symbol;
    struct dce_expr *out;

    if ((e->op != DCE_OP_MUL && e->op != DCE_OP_SUB) ||
        e->operand[0]->kind != DCE_EXPR_NAME ||
        dce_scope_find(scope, e->operand[0]->text))
        return NULL;
    symbol = table_get(c->ordinary, e->operand[0]->text);
    if (!symbol || symbol->kind != DCE_SYMBOL_TYPE)
        return NULL;
    out = ARENA_NEW(c->arena, struct dce_expr);
    *out = *e;
    out->op = e->op == DCE_OP_MUL ? DCE_OP_DEREF : DCE_OP_NEG;
    out->operand[0] = e->operand[1];
    out->operand[1] = NULL;
    return out;
}

static const struct ir_expr *operation(struct dce_sema *c,
                                       const struct dce_expr *e,
                                       const struct dce_scope *scope,
                                       bool must_arrive)
{
    struct ir_expr *out = ARENA_NEW(c->s->arena, struct ir_expr);
    int64_t v[3] = {0, 0, 0}, folded;
    bool constant = true;

    out->kind = kinds[e->op];
    out->where = e->where;
    for (int i = 0; i < 3 && e->operand[i]; i++) {
        out->operand[i] = dce_expr(c, e->operand[i], scope, must_arrive);
        if (!out->operand[i])
            return NULL;
        constant &= out->operand[i]->kind == IR_EXPR_CONST;
        v[i] = out->operand[i]->value;
    }
    if (constant)
        return dce_const_apply(c, e, v, &folded)
                   ? dce_expr_const(c, folded, e->where)
                   : NULL;
    /* A cast changes nothing: sizes are computed in 64 bits and checked. */
    return e->op == DCE_OP_PLUS || e->op == DCE_OP_CAST ? out->operand[0] : out;
}

const struct ir_expr *dce_expr(struct dce_sema *c, const struct dce_expr *e,
                               const struct dce_scope *scope, bool must_arrive)
{
    const struct dce_expr *cast =
        e->kind == DCE_EXPR_OP ? behind_cast(c, e, scope) : NULL;
    int64_t value;

    if (cast)
        e = cast;
    if (e->kind == DCE_EXPR_NAME)
        return field(c, e, 0, e, scope, must_arrive);
    if (e->kind == DCE_EXPR_OP && e->op == DCE_OP_DEREF)
        return dereference(c, e, scope, must_arrive);
    if (e->kind == DCE_EXPR_OP)
        return operation(c, e, scope, must_arrive);
    return dce_const_int(c, e, &value) ? dce_expr_const(c, value, e->where)
                                       : NULL;
}
