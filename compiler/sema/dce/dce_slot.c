/*
 * One declarator: the pointers and dimensions between the name and its base
 * type, and the class of each pointer.
 */
#include "sema/dce/dce_sema.h"

/* ---- arrays ------------------------------------------------------------- */

static void bad_bounds(struct dce_sema *c, struct dce_layer *layer)
{
    diag(c->s, E0610, layer->where);
    layer->size = 1;
}

/* C706, "array_bounds_declarator": what is known of one dimension here. */
static void read_bounds(struct dce_sema *c, const struct dce_declarator *d,
                        struct dce_layer *layer)
{
    int64_t upper = 0, size;

    layer->open =
        d->bound == DCE_BOUND_OPEN || d->bound == DCE_BOUND_STAR || !d->upper;
    layer->has_upper = d->upper != NULL;
    layer->min_open = d->bound == DCE_BOUND_RANGE && !d->lower;
    if (d->lower && !dce_const_int(c, d->lower, &layer->lower))
        layer->lower = 0;
    if (layer->open)
        return;
    layer->size = 1;
    if (!dce_const_int(c, d->upper, &upper))
        return;
    layer->upper = upper;
    if (layer->min_open) {
        layer->open = true;
        return;
    }
    if (d->bound == DCE_BOUND_SIZE)
        size = upper;
    else if (__builtin_sub_overflow(upper, layer->lower, &size) ||
             __builtin_add_overflow(size, 1, &size))
        size = 0;
    if (size <= 0 || size > INT32_MAX)
        bad_bounds(c, layer);
    else
        layer->size = (uint64_t)size;
}

/* ---- layers ------------------------------------------------------------- */

static struct dce_layer *new_layer(struct dce_slot *slot,
                                   struct source_range where)
{
    struct dce_layer *layer = &slot->layers[slot->layer_count++];

    *layer = (struct dce_layer){.where = where};
    return layer;
}

static void add_declarator(struct dce_sema *c, struct dce_slot *slot,
                           const struct dce_declarator *d)
{
    struct dce_layer *layer = new_layer(slot, d->where);

    switch (d->kind) {
    case DCE_DECLARATOR_POINTER:
        layer->kind = DCE_LAYER_POINTER;
        break;
    case DCE_DECLARATOR_ARRAY:
        layer->kind = DCE_LAYER_ARRAY;
        read_bounds(c, d, layer);
        break;
    case DCE_DECLARATOR_FUNCTION:
    case DCE_DECLARATOR_NAME:
        layer->kind = DCE_LAYER_FUNCTION;
        if (!dce_is_lax(c))
            diag(c->s, E0547, d->where);
        break;
    }
}

/* The outermost pointer or array that is inside a type name, if any. */
static const struct dce_info *inside_name(const struct dce_info *base)
{
    const struct dce_info *t = dce_strip(base);

    switch (t->ir.kind) {
    case IR_POINTER:
    case IR_ARRAY:
        return t;
    case IR_SIZED:
        return t->traits & DCE_IS_OPEN ? t : NULL;
    default:
        return NULL;
    }
}

/* Makes a layer of the outermost pointer or array inside the base's name. */
static bool unfold(struct dce_slot *slot)
{
    const struct dce_info *t = inside_name(slot->base);
    struct dce_layer *layer;

    if (!t || slot->layer_count == DCE_LAYERS)
        return false;
    layer = new_layer(slot, slot->name.where);
    if (t->ir.kind == IR_POINTER) {
        layer->kind = DCE_LAYER_POINTER;
        layer->pointer = t->ir.pointer;
    } else {
        layer->kind = DCE_LAYER_ARRAY;
        layer->open = t->ir.kind == IR_SIZED;
        layer->size = t->ir.size;
    }
    slot->base = dce_info(t->ir.element);
    return true;
}

static size_t most_args(const struct dce_attrs *attrs)
{
    static const enum dce_attr_id sizes[] = {DCE_SIZE_IS,   DCE_MAX_IS,
                                             DCE_LENGTH_IS, DCE_LAST_IS,
                                             DCE_FIRST_IS,  DCE_MIN_IS};
    size_t most = 0;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const struct dce_attr *a = dce_get(attrs, sizes[i]);

        if (a && a->args.count > most)
            most = a->args.count;
    }
    return most;
}

/* Attributes reach through type names as far as they need. */
static void unfold_for_attributes(struct dce_slot *slot)
{
    const struct dce_attrs *a = slot->attrs;
    size_t wanted = most_args(a);

    if (wanted == 0 && (dce_has(a, DCE_REF) || dce_has(a, DCE_UNIQUE) ||
                        dce_has(a, DCE_PTR) || dce_has(a, DCE_IGNORE)))
        wanted = 1;
    while (slot->layer_count < wanted && unfold(slot))
        ;
    while ((dce_has(a, DCE_STRING) || dce_has(a, DCE_SWITCH_IS) ||
            dce_has(a, DCE_RANGE)) &&
           unfold(slot))
        ;
    while (dce_strip(slot->base)->traits & DCE_IS_OPEN && unfold(slot))
        ;
}

/* ---- pointer classes ---------------------------------------------------- */

/*
 * The class of pointers that say nothing. C706, "pointer_default", wants it
 * written; MIDL takes unique.
 */
static enum ir_pointer_class default_class(struct dce_sema *c,
                                           struct source_range where)
{
    if (c->has_default)
        return c->pointer_default;
    if (!c->told_default && !c->is_local && !c->is_com)
        diag(c->s, E0548, where);
    c->told_default = true;
    return IR_UNIQUE;
}

static bool written_class(const struct dce_attrs *a,
                          enum ir_pointer_class *class)
{
    if (dce_has(a, DCE_REF))
        *class = IR_REF;
    else if (dce_has(a, DCE_UNIQUE))
        *class = IR_UNIQUE;
    else if (dce_has(a, DCE_PTR))
        *class = IR_FULL;
    else
        return false;
    return true;
}

/*
 * The first pointer's class. C706, "Pointer Attributes in Parameters", makes a
 * parameter's own pointer a reference; "... in Function Results" makes that of
 * a result a full pointer, to new memory: unless other full pointers may lead
 * back to it, it is as good as a unique one.
 */
static enum ir_pointer_class first_class(struct dce_sema *c,
                                         const struct dce_slot *slot)
{
    enum ir_pointer_class class;

    if (written_class(slot->attrs, &class))
        return class;
    if (slot->kind == DCE_SLOT_PARAM)
        return IR_REF;
    if (slot->kind == DCE_SLOT_RESULT)
        return c->has_default && c->pointer_default == IR_FULL ? IR_FULL
                                                               : IR_UNIQUE;
    if (c->is_local || dce_has(slot->attrs, DCE_IGNORE) ||
        dce_has(slot->attrs, DCE_CONTEXT_HANDLE))
        return IR_UNIQUE;
    return default_class(c, slot->layers[0].where);
}

static void set_classes(struct dce_sema *c, struct dce_slot *slot,
                        size_t written)
{
    enum ir_pointer_class class;
    struct dce_layer *first = slot->layers;

    for (size_t i = 1; i < written; i++)
        if (slot->layers[i].kind == DCE_LAYER_POINTER)
            slot->layers[i].pointer = default_class(c, slot->layers[i].where);
    if (slot->layer_count == 0 || first->kind != DCE_LAYER_POINTER)
        return;
    if (written > 0)
        first->pointer = first_class(c, slot);
    else if (written_class(slot->attrs, &class))
        first->pointer = class;
}

/* Whether a typedef on the way to the pointer in it says its class. */
static bool class_in_name(const struct dce_info *base)
{
    while (base->ir.kind == IR_ALIAS) {
        if (base->class_given)
            return true;
        base = dce_info(base->ir.element);
    }
    return false;
}

/*
 * A pointer inside the name of a parameter's type. C706 takes pointer_default
 * for it; but what is [out] only can be nothing but a reference, so it is one
 * where nobody says otherwise.
 */
static bool is_reference_by_name(const struct dce_slot *slot)
{
    const struct dce_info *named = inside_name(slot->base);

    if (slot->layer_count > 0 || !named || named->ir.kind != IR_POINTER)
        return false;
    return named->ir.pointer == IR_REF ||
           (slot->out && !slot->in && !class_in_name(slot->base));
}

/*
 * Ref pointers of parameters are C's way to pass by reference: the model has
 * what they point to.
 */
static void drop_reference(struct dce_slot *slot, bool named)
{
    enum ir_pointer_class class;
    struct dce_layer *first = slot->layers;

    if (slot->kind != DCE_SLOT_PARAM)
        return;
    if (is_reference_by_name(slot)) {
        unfold(slot);
        first->pointer = IR_REF;
    }
    /* Array attributes have unfolded the name already. */
    if (named && slot->layer_count > 0 && slot->out && !slot->in &&
        first->kind == DCE_LAYER_POINTER && !class_in_name(slot->declared) &&
        !written_class(slot->attrs, &class))
        first->pointer = IR_REF;
    slot->dropped = slot->layer_count > 0 && first->kind == DCE_LAYER_POINTER &&
                    first->pointer == IR_REF;
}

/* C706, "context_handle": what the pointer points to stays where it is. */
static void take_context(struct dce_sema *c, struct dce_slot *slot)
{
    if (!dce_has(slot->attrs, DCE_CONTEXT_HANDLE))
        return;
    if (dce_strip(slot->base)->ir.kind == IR_CONTEXT)
        return; /* said of the type, and again of its use */
    if (slot->layer_count == 0 && !unfold(slot)) {
        diag(c->s, E0553, slot->name.where, slot->name.text);
        slot->base = dce_base(c, IR_CONTEXT);
        return;
    }
    if (slot->layers[slot->layer_count - 1].kind != DCE_LAYER_POINTER)
        diag(c->s, E0553, slot->name.where, slot->name.text);
    slot->layer_count--;
    slot->base = dce_base(c, IR_CONTEXT);
}

/* ---- slots -------------------------------------------------------------- */

static void check_pointer_attribute(struct dce_sema *c,
                                    const struct dce_slot *slot)
{
    static const enum dce_attr_id classes[] = {DCE_REF, DCE_UNIQUE, DCE_PTR,
                                               DCE_IGNORE};
    bool pointer = slot->layer_count > 0 &&
                   (slot->layers[0].kind == DCE_LAYER_POINTER ||
                    (slot->kind == DCE_SLOT_PARAM && slot->layers[0].open));

    if (pointer || (slot->base->traits & DCE_IS_WRONG) ||
        slot->base->ir.kind == IR_CONTEXT || slot->base->ir.kind == IR_NATIVE)
        return;
    for (int i = 0; i < 4; i++)
        if (dce_has(slot->attrs, classes[i])) {
            const struct dce_attr *a = dce_get(slot->attrs, classes[i]);

            diag(c->s, E0549, a->where, a->name);
        }
}

struct dce_slot dce_slot_make(struct dce_sema *c, enum dce_slot_kind kind,
                              const struct dce_info *declared,
                              const struct dce_declarator *d,
                              const struct dce_attrs *attrs)
{
    struct dce_layer layers[DCE_LAYERS];
    struct dce_slot slot = {.kind = kind,
                            .attrs = attrs,
                            .declared = declared,
                            .base = declared,
                            .layers = layers,
                            .in = dce_has(attrs, DCE_IN),
                            .out = dce_has(attrs, DCE_OUT)};
    size_t written;

    for (; d->kind != DCE_DECLARATOR_NAME; d = d->inner)
        add_declarator(c, &slot, d);
    slot.name = dce_declarator_name(d);
    take_context(c, &slot);
    written = slot.layer_count;
    if (kind == DCE_SLOT_PARAM && !slot.out)
        slot.in = true;
    unfold_for_attributes(&slot);
    set_classes(c, &slot, written);
    drop_reference(&slot, written == 0);
    check_pointer_attribute(c, &slot);
    slot.layers = ARENA_ARRAY(c->arena, slot.layer_count, struct dce_layer);
    for (size_t i = 0; i < slot.layer_count; i++)
        slot.layers[i] = layers[i];
    return slot;
}
