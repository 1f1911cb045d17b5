/*
 * How big an array is and how much of it travels. C706, "Field Attributes in
 * Array Declarations"; MIDL lets one list speak of several pointers.
 */
#include "sema/dce/dce_sema.h"

/* One attribute's word on one dimension: an expression, or nothing. */
static const struct dce_expr *word(const struct dce_slot *slot,
                                   enum dce_attr_id id, size_t n)
{
    const struct dce_attr *a = dce_get(slot->attrs, id);
    const struct dce_arg *arg = a ? dce_attr_arg(a, n) : NULL;

    return arg && arg->kind == DCE_ARG_EXPR ? arg->expr : NULL;
}

struct reading {
    struct dce_sema *c;
    const struct dce_slot *slot;
    const struct dce_scope *scope;
    size_t n;
    const struct ir_expr *lower; /* index of the first element; NULL: 0 */
    bool wrong;
};

/*
 * Sizes of what comes in have to come in too. What only goes out may have its
 * length decided by the callee, and its size if that is behind a pointer.
 */
static bool must_arrive(const struct reading *r, bool is_size)
{
    return r->slot->kind == DCE_SLOT_PARAM &&
           (r->slot->in || (is_size && r->n == 0));
}

static const struct ir_expr *read(struct reading *r, enum dce_attr_id id,
                                  bool is_size)
{
    const struct dce_expr *e = word(r->slot, id, r->n);
    const struct ir_expr *out;

    if (!e)
        return NULL;
    out = dce_expr(r->c, e, r->scope, must_arrive(r, is_size));
    if (!out)
        r->wrong = true;
    return out;
}

static const struct ir_expr *plus_one(struct dce_sema *c,
                                      const struct ir_expr *e)
{
    int64_t sum;

    if (e->kind == IR_EXPR_CONST && !__builtin_add_overflow(e->value, 1, &sum))
        return dce_expr_const(c, sum, e->where);
    return dce_expr_binary(c, IR_EXPR_ADD, e, dce_expr_const(c, 1, e->where));
}

static const struct ir_expr *minus(struct dce_sema *c, const struct ir_expr *a,
                                   const struct ir_expr *b)
{
    int64_t difference;

    if (a->kind == IR_EXPR_CONST && b->kind == IR_EXPR_CONST &&
        !__builtin_sub_overflow(a->value, b->value, &difference))
        return dce_expr_const(c, difference, a->where);
    return dce_expr_binary(c, IR_EXPR_SUB, a, b);
}

/* From an index to how many elements lie before it. */
static const struct ir_expr *from_lower(struct reading *r,
                                        const struct ir_expr *index)
{
    return index && r->lower ? minus(r->c, index, r->lower) : index;
}

/* C706, "min_is": a lower bound that comes with the value. */
static void read_lower(struct reading *r)
{
    const struct dce_layer *layer = &r->slot->layers[r->n];
    const struct ir_expr *min = read(r, DCE_MIN_IS, true);

    if (min && !layer->min_open) {
        diag(r->c->s, E0564, word(r->slot, DCE_MIN_IS, r->n)->where,
             r->slot->name.text);
        r->wrong = true;
    } else if (layer->min_open && !min) {
        if (!r->wrong)
            diag(r->c->s, E0565, r->slot->name.where, r->slot->name.text);
        r->wrong = true;
    } else if (min) {
        r->lower = min;
    } else if (layer->lower != 0) {
        r->lower = dce_expr_const(r->c, layer->lower, layer->where);
    }
}

static void both(struct reading *r, enum dce_attr_id a, enum dce_attr_id b)
{
    const struct dce_expr *x = word(r->slot, a, r->n);
    const struct dce_expr *y = word(r->slot, b, r->n);

    if (!x || !y)
        return;
    diag(r->c->s, E0550, y->where, dce_get(r->slot->attrs, a)->name,
         dce_get(r->slot->attrs, b)->name);
    r->wrong = true;
}

static void read_size(struct reading *r, struct dce_extent *out)
{
    const struct ir_expr *size = read(r, DCE_SIZE_IS, true);
    const struct ir_expr *max = read(r, DCE_MAX_IS, true);

    const struct dce_layer *layer = &r->slot->layers[r->n];

    both(r, DCE_SIZE_IS, DCE_MAX_IS);
    if (r->wrong)
        return;
    if (!size && !max && layer->min_open && layer->has_upper)
        max = dce_expr_const(r->c, layer->upper, layer->where);
    if (!size && max)
        size = plus_one(r->c, from_lower(r, max));
    if (!size || r->wrong)
        return;
    out->sized = true;
    if (size->kind != IR_EXPR_CONST) {
        out->extent.size = size;
    } else if (size->value <= 0 || size->value > INT32_MAX) {
        diag(r->c->s, E0610, size->where);
        r->wrong = true;
    } else {
        out->extent.capacity = (uint64_t)size->value;
    }
}

static void read_part(struct reading *r, struct dce_extent *out)
{
    const struct ir_expr *first = read(r, DCE_FIRST_IS, false);
    const struct ir_expr *last = read(r, DCE_LAST_IS, false);
    const struct ir_expr *length = read(r, DCE_LENGTH_IS, false);

    both(r, DCE_LENGTH_IS, DCE_LAST_IS);
    if (r->wrong)
        return;
    out->varying = first || last || length;
    out->extent.first = from_lower(r, first);
    if (last && first)
        length = plus_one(r->c, minus(r->c, last, first));
    else if (last)
        length = plus_one(r->c, from_lower(r, last));
    out->extent.length = length;
}

/* What constants alone show to be wrong. */
static void check_part(struct reading *r, const struct dce_extent *e,
                       uint64_t capacity)
{
    const struct ir_expr *first = e->extent.first, *length = e->extent.length;
    int64_t from = 0, count = 0, end;

    if (first && first->kind == IR_EXPR_CONST)
        from = first->value;
    if (length && length->kind == IR_EXPR_CONST)
        count = length->value;
    if (from >= 0 && count >= 0 && !__builtin_add_overflow(from, count, &end) &&
        (capacity == 0 || (uint64_t)end <= capacity))
        return;
    diag(r->c->s, E0551, (length ? length : first)->where,
         capacity ? arena_printf(r->c->s->arena, "an array of %llu elements",
                                 (unsigned long long)capacity)
                  : "any array");
    r->wrong = true;
}

struct dce_extent dce_extent(struct dce_sema *c, const struct dce_slot *slot,
                             const struct dce_scope *scope, size_t n)
{
    const struct dce_layer *layer = &slot->layers[n];
    bool fixed = layer->kind == DCE_LAYER_ARRAY && !layer->open;
    struct reading r = {c, slot, scope, n, NULL, false};
    struct dce_extent out = {0};

    if (layer->kind == DCE_LAYER_ARRAY)
        read_lower(&r);
    read_size(&r, &out);
    read_part(&r, &out);
    if (out.sized && fixed) {
        diag(c->s, E0552, slot->name.where, slot->name.text);
        r.wrong = true;
    }
    if (fixed)
        out.extent.capacity = layer->size;
    if (out.varying && !r.wrong)
        check_part(&r, &out, out.extent.capacity);
    out.wrong = r.wrong;
    return out;
}
