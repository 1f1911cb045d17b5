/*
 * From a slot to its type: the base with what attributes say of it, then one
 * type for each layer, innermost first.
 */
#include "sema/dce/dce_sema.h"

struct shape {
    struct dce_sema *c;
    const struct dce_slot *slot;
    const struct dce_scope *scope;
    bool is_string; /* [string], not yet used up */
};

static struct dce_info *wrong(struct shape *s)
{
    struct dce_info *info = dce_info_make(s->c, IR_INT32, s->slot->name.where);

    info->complete = true;
    info->traits = DCE_IS_WRONG;
    return info;
}

/* ---- the base ----------------------------------------------------------- */

/* A bound of a range; false: reported. */
static bool range_bound(struct shape *s, const struct dce_attr *a, size_t n,
                        const struct dce_info *type, struct ir_value *out)
{
    const struct dce_arg *arg = dce_attr_arg(a, n);
    struct dce_value v;

    if (arg->kind != DCE_ARG_EXPR) {
        diag(s->c->s, E0507, a->where, a->name, "two constants");
        return false;
    }
    v = dce_const(s->c, arg->expr);
    if (v.kind == DCE_VALUE_ENUM && type->ir.kind == IR_ENUM)
        v.kind = DCE_VALUE_INT;
    if (type->ir.kind == IR_ENUM)
        type = dce_base(s->c, IR_INT32);
    return dce_convert(s->c, &v, &type->ir, arg->where, out);
}

static bool inverted(const struct ir_value *low, const struct ir_value *high)
{
    if (low->kind == IR_VALUE_CHAR)
        return low->u > high->u;
    if (low->negative != high->negative)
        return high->negative;
    return low->negative ? low->i > high->i : low->u > high->u;
}

/* MIDL, [range(low, high)]: on integers, characters and enumerations. */
static const struct dce_info *ranged(struct shape *s,
                                     const struct dce_info *base)
{
    const struct dce_attr *a = dce_get(s->slot->attrs, DCE_RANGE);
    const struct dce_info *type = dce_strip(base);
    struct dce_info *info;
    struct ir_value *bounds;
    int64_t min;
    uint64_t max;

    if (!a || s->is_string || (base->traits & DCE_IS_WRONG))
        return base;
    if (!dce_limits(type->ir.kind, &min, &max) || type->ir.kind == IR_BOOLEAN) {
        diag(s->c->s, E0555, a->where, s->slot->name.text);
        return base;
    }
    bounds = ARENA_ARRAY(s->c->s->arena, 2, struct ir_value);
    if (!range_bound(s, a, 0, type, &bounds[0]) ||
        !range_bound(s, a, 1, type, &bounds[1]))
        return base;
    if (inverted(&bounds[0], &bounds[1])) {
        diag(s->c->s, E0611, a->where);
        return base;
    }
    info = dce_info_over(s->c, IR_RANGED, base, a->where);
    info->ir.min = &bounds[0];
    info->ir.max = &bounds[1];
    return info;
}

/* The kind of the variable that switch_is names, where it is one alone. */
static const struct dce_info *tag_variable(struct shape *s,
                                           const struct ir_expr *e)
{
    while (e->kind == IR_EXPR_DEREF)
        e = e->operand[0];
    return e->kind == IR_EXPR_FIELD ? dce_strip(s->scope->slots[e->index].base)
                                    : NULL;
}

static const struct dce_info *switched(struct shape *s,
                                       const struct dce_info *base)
{
    const struct dce_attr *a = dce_get(s->slot->attrs, DCE_SWITCH_IS);
    const struct dce_info *u = dce_strip(base), *variable, *tag;
    const struct dce_arg *arg;
    struct dce_info *info;
    const struct ir_expr *e;

    if (!a)
        return base;
    if (u->ir.kind != IR_UNION || u->ir.encapsulated || !u->complete) {
        if (!(base->traits & DCE_IS_WRONG))
            diag(s->c->s, E0556, a->where, s->slot->name.text);
        return base;
    }
    arg = dce_attr_arg(a, 0);
    if (arg->kind != DCE_ARG_EXPR) {
        diag(s->c->s, E0507, a->where, a->name, "an expression");
        return wrong(s);
    }
    e = dce_expr(s->c, arg->expr, s->scope, s->slot->in);
    if (!e)
        return wrong(s);
    tag = dce_strip(dce_info(u->ir.discriminator));
    variable = tag_variable(s, e);
    if (u->has_switch_type && variable && variable->ir.kind != tag->ir.kind) {
        diag(s->c->s, E0557, arg->where, dce_kind_word(variable->ir.kind),
             dce_kind_word(tag->ir.kind));
        return wrong(s);
    }
    info = dce_info_over(s->c, IR_SWITCHED, base, a->where);
    info->traits &= ~DCE_HAS_UNION;
    info->ir.discriminator = &tag->ir;
    if (!u->has_switch_type && variable)
        info->ir.discriminator = &variable->ir;
    info->ir.switch_is = e;
    return info;
}

/* Whether the slot holds its base in itself. */
static bool by_value(const struct dce_slot *slot)
{
    for (size_t i = 0; i < slot->layer_count; i++)
        if (slot->layers[i].kind != DCE_LAYER_ARRAY)
            return false;
    return slot->kind != DCE_SLOT_TYPEDEF || slot->layer_count > 0;
}

/* C706, "void": pointers to it are for those who say what they point to. */
static bool may_be_void(const struct shape *s)
{
    const struct dce_attrs *a = s->slot->attrs;

    return dce_is_lax(s->c) || s->slot->kind == DCE_SLOT_TYPEDEF ||
           dce_has(a, DCE_IGNORE) || dce_has(a, DCE_IID_IS) ||
           dce_has(a, DCE_BYTE_COUNT);
}

/* What has no place in the model. */
static struct dce_info *native(struct shape *s)
{
    struct dce_info *info = dce_info_make(s->c, IR_NATIVE, s->slot->name.where);

    info->complete = true;
    info->traits = DCE_IS_TRANSMITTED;
    return info;
}

static const struct dce_info *untyped(struct shape *s)
{
    struct dce_info *info = native(s);

    info->traits |= DCE_HAS_VOID;
    return info;
}

static const struct dce_info *base_type(struct shape *s)
{
    const struct dce_info *base = s->slot->base, *type = dce_strip(base);

    if (!type->complete && by_value(s->slot)) {
        if (type->reading)
            diag(s->c->s, E0519, s->slot->name.where, s->slot->name.text);
        else
            diag(s->c->s, E0529, s->slot->name.where, s->slot->name.text);
        return wrong(s);
    }
    if (type->traits & DCE_IS_VOID)
        return s->slot->layer_count ? untyped(s) : base;
    return switched(s, ranged(s, base));
}

/* ---- strings ------------------------------------------------------------ */

/* MIDL, [string, range(0, most)]: the elements that there may be. */
static void range_string(struct shape *s, struct dce_info *string)
{
    const struct dce_attr *a = dce_get(s->slot->attrs, DCE_RANGE);
    const struct dce_info *number = dce_base(s->c, IR_UINT32);
    struct ir_value low, high;

    if (!a || !range_bound(s, a, 0, number, &low) ||
        !range_bound(s, a, 1, number, &high))
        return;
    if (high.u == 0 || low.u > high.u) {
        diag(s->c->s, E0611, a->where);
        return;
    }
    if (low.u > 1)
        dce_unmapped(s->c, a->where, "a string of a least length");
    /* The NUL counts, as it does for size_is. */
    if (high.u > 1 && (string->ir.bound == 0 || high.u - 1 < string->ir.bound))
        string->ir.bound = high.u - 1;
    if (high.u == 1)
        dce_unmapped(s->c, a->where, "a string that is always empty");
}

/* C706, "Field Attributes in String Declarations". */
static const struct dce_info *string(struct shape *s,
                                     const struct dce_layer *layer,
                                     const struct dce_info *element,
                                     const struct dce_extent *extent)
{
    enum ir_kind kind = dce_strip(element)->ir.kind;
    struct dce_info made = {
        .ir = {.where = layer->where}, .depth = 1, .complete = true};

    if (kind == IR_STRING || kind == IR_WSTRING)
        return element; /* the type's name has said it already */
    if (kind == IR_NATIVE)
        return element;
    if (kind != IR_CHAR && kind != IR_WCHAR && kind != IR_OCTET) {
        if (!(element->traits & DCE_IS_WRONG))
            diag(s->c->s, E0559, dce_get(s->slot->attrs, DCE_STRING)->where,
                 s->slot->name.text);
        return wrong(s);
    }
    if (kind == IR_OCTET)
        dce_unmapped(s->c, layer->where, "a string of bytes");
    made.ir.kind = kind == IR_WCHAR ? IR_WSTRING : IR_STRING;
    if (layer->kind == DCE_LAYER_ARRAY && !layer->open)
        made.ir.size = layer->size;
    if (extent->extent.capacity)
        made.ir.bound = extent->extent.capacity - 1; /* the NUL counts */
    range_string(s, &made);
    if (extent->extent.size && s->slot->kind != DCE_SLOT_PARAM)
        dce_unmapped(s->c, layer->where,
                     "a string whose size comes with the call");
    if (layer->kind == DCE_LAYER_ARRAY && layer->open &&
        s->slot->kind == DCE_SLOT_MEMBER) {
        made.traits |= DCE_HAS_CONFORMANT;
        dce_unmapped(s->c, layer->where, "a string that ends a structure");
    }
    return dce_info_alike(s->c, &made);
}

/* ---- arrays ------------------------------------------------------------- */

static const char *unfit(unsigned traits)
{
    if (traits & DCE_HAS_PIPE)
        return "a pipe";
    if (traits & DCE_HAS_CONTEXT)
        return "a context handle";
    return "a binding handle";
}

static bool fits(struct shape *s, const struct dce_info *element,
                 const char *where)
{
    const unsigned no = DCE_HAS_PIPE | DCE_HAS_CONTEXT | DCE_HAS_BINDING;

    if (!(element->traits & no) || dce_is_lax(s->c))
        return true;
    if (!(element->traits & DCE_IS_WRONG))
        diag(s->c->s, E0560, s->slot->name.where, s->slot->name.text,
             unfit(element->traits), where);
    return false;
}

/* Dimensions that are not in the type, one after the other in memory. */
static const struct dce_info *flatten(struct shape *s, struct dce_info *outer,
                                      const struct dce_info *inner)
{
    const struct ir_sized *o = &outer->ir.sized, *i = &inner->ir.sized;
    struct source_range where = outer->ir.where;

    if (o->length || o->first || i->length || i->first)
        dce_unmapped(s->c, where, "a part of an array of several dimensions");
    outer->ir.element = inner->ir.element;
    outer->ir.sized.size = dce_expr_binary(
        s->c, IR_EXPR_MUL,
        o->size ? o->size : dce_expr_const(s->c, (int64_t)o->capacity, where),
        i->size ? i->size : dce_expr_const(s->c, (int64_t)i->capacity, where));
    outer->ir.sized.capacity = 0;
    return outer;
}

static const struct dce_info *sized(struct shape *s,
                                    const struct dce_layer *layer,
                                    const struct dce_info *element,
                                    const struct dce_extent *e)
{
    struct dce_info *info =
        dce_info_over(s->c, IR_SIZED, element, layer->where);

    info->ir.sized = e->extent;
    if (e->extent.size)
        info->traits |= DCE_HAS_CONFORMANT;
    if (e->varying)
        info->traits |= DCE_HAS_VARYING;
    if (layer->kind == DCE_LAYER_ARRAY && element->ir.kind == IR_SIZED)
        return flatten(s, info, element);
    return info;
}

/* Where an array of them stands makes no difference to anybody. */
static bool is_alike(enum ir_kind kind)
{
    return kind >= IR_BOOLEAN && kind <= IR_DOUBLE && kind != IR_WCHAR;
}

static const struct dce_info *fixed(struct shape *s,
                                    const struct dce_layer *layer,
                                    const struct dce_info *element,
                                    uint64_t size)
{
    struct dce_info *info;
    const struct dce_info made = {.ir = {.kind = IR_ARRAY,
                                         .element = &element->ir,
                                         .size = size,
                                         .where = layer->where},
                                  .depth = 2,
                                  .complete = true};

    if (element == s->c->base[element->ir.kind] && is_alike(element->ir.kind))
        return dce_info_alike(s->c, &made);
    info = dce_info_over(s->c, IR_ARRAY, element, layer->where);
    info->ir.size = size;
    return info;
}

/* C706, "Arrays": elements have one size. */
static bool check_element(struct shape *s, const struct dce_info *element)
{
    const struct dce_info *t = dce_strip(element);

    if (!fits(s, element, "an array"))
        return false;
    if (t->ir.kind != IR_STRUCT || !(t->traits & DCE_HAS_CONFORMANT))
        return true;
    diag(s->c->s, E0561, s->slot->name.where, s->slot->name.text);
    return false;
}

static const struct dce_info *array(struct shape *s, size_t n,
                                    const struct dce_info *element,
                                    const struct dce_extent *e)
{
    const struct dce_layer *layer = &s->slot->layers[n];
    struct dce_info *info;

    if (!check_element(s, element))
        return wrong(s);
    if (layer->open && !e->sized) {
        if (s->slot->kind == DCE_SLOT_MEMBER && dce_is_lax(s->c))
            return native(s);
        if (s->slot->kind != DCE_SLOT_TYPEDEF && !s->c->is_local) {
            diag(s->c->s, E0562, s->slot->name.where, s->slot->name.text);
            return wrong(s);
        }
        info = dce_info_over(s->c, IR_SIZED, element, layer->where);
        info->traits |= DCE_IS_OPEN | DCE_HAS_CONFORMANT;
        return info;
    }
    if (!e->varying && !e->extent.size && element->ir.kind != IR_SIZED)
        return fixed(s, layer, element,
                     layer->open ? e->extent.capacity : layer->size);
    return sized(s, layer, element, e);
}

/* ---- pointers ----------------------------------------------------------- */

static const struct dce_info *pointer(struct shape *s,
                                      const struct dce_info *to,
                                      enum ir_pointer_class class,
                                      struct source_range where)
{
    struct dce_info *info;

    if (s->slot->kind != DCE_SLOT_TYPEDEF && !fits(s, to, "a pointer's target"))
        return wrong(s);
    info = dce_info_make(s->c, IR_POINTER, where);
    info->complete = true;
    info->ir.element = &to->ir;
    info->ir.pointer = class;
    /* What is pointed to may contain this; only names nest for ever. */
    if (to->complete)
        dce_info_hold(s->c, info, to, where);
    info->traits = DCE_HAS_POINTER | (class == IR_REF ? DCE_HAS_REF : 0) |
                   (to->traits & DCE_SEEN_THROUGH);
    return info;
}

static const struct dce_info *point(struct shape *s, size_t n,
                                    const struct dce_info *to,
                                    const struct dce_extent *e)
{
    const struct dce_layer *layer = &s->slot->layers[n];
    bool dropped = n == 0 && s->slot->dropped;

    if (e->sized || e->varying) {
        if (!e->sized) {
            diag(s->c->s, E0562, s->slot->name.where, s->slot->name.text);
            return wrong(s);
        }
        if (!check_element(s, to))
            return wrong(s);
        to = dropped && !e->varying && !e->extent.size
                 ? fixed(s, layer, to, e->extent.capacity)
                 : sized(s, layer, to, e);
    }
    return dropped ? to : pointer(s, to, layer->pointer, layer->where);
}

/* ---- all layers --------------------------------------------------------- */

static const struct dce_info *wrap(struct shape *s, size_t n,
                                   const struct dce_info *inner)
{
    const struct dce_layer *layer = &s->slot->layers[n];
    struct dce_extent e;

    if (layer->kind == DCE_LAYER_FUNCTION) {
        struct dce_info *info = native(s);

        info->traits |= DCE_IS_FUNCTION;
        return info;
    }
    e = dce_extent(s->c, s->slot, s->scope, n);
    if (e.wrong)
        return dce_is_lax(s->c) ? native(s) : wrong(s);
    if (n > 0 && e.varying && layer->kind == DCE_LAYER_ARRAY)
        dce_unmapped(s->c, layer->where, "a part of an inner dimension");
    if (s->is_string) {
        s->is_string = false;
        inner = string(s, layer, inner, &e);
        if (layer->kind == DCE_LAYER_ARRAY || (n == 0 && s->slot->dropped))
            return inner;
        return pointer(s, inner, layer->pointer, layer->where);
    }
    return layer->kind == DCE_LAYER_POINTER ? point(s, n, inner, &e)
                                            : array(s, n, inner, &e);
}

/* Attributes of arrays that speak of more than there is. */
static bool check_count(struct shape *s)
{
    static const enum dce_attr_id sizes[] = {DCE_SIZE_IS,  DCE_MAX_IS,
                                             DCE_MIN_IS,   DCE_LENGTH_IS,
                                             DCE_FIRST_IS, DCE_LAST_IS};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const struct dce_attr *a = dce_get(s->slot->attrs, sizes[i]);

        if (!a || a->args.count <= s->slot->layer_count)
            continue;
        if (!(s->slot->base->traits & DCE_IS_WRONG))
            diag(s->c->s, E0563, a->where, a->name, s->slot->name.text);
        return false;
    }
    return true;
}

/* What a member, arm, parameter or result may not be. */
static const struct dce_info *check(struct shape *s, const struct dce_info *t)
{
    if (s->slot->kind == DCE_SLOT_TYPEDEF || (t->traits & DCE_IS_WRONG))
        return t;
    if ((t->traits & DCE_HAS_UNION) && s->slot->kind != DCE_SLOT_PARAM &&
        dce_is_lax(s->c))
        return native(s);
    if ((t->traits & DCE_HAS_UNION) && !s->c->is_local) {
        diag(s->c->s, E0554, s->slot->name.where, s->slot->name.text);
        return wrong(s);
    }
    if ((t->traits & (DCE_HAS_VOID | DCE_IS_VOID)) && !may_be_void(s) &&
        !(s->slot->kind == DCE_SLOT_RESULT && s->slot->layer_count == 0)) {
        diag(s->c->s, E0558, s->slot->name.where, s->slot->name.text);
        return wrong(s);
    }
    if (dce_has(s->slot->attrs, DCE_IGNORE))
        return native(s);
    if ((t->traits & (DCE_HAS_PIPE | DCE_HAS_CONTEXT | DCE_HAS_BINDING)) &&
        dce_is_lax(s->c) &&
        (s->slot->kind == DCE_SLOT_MEMBER || s->slot->kind == DCE_SLOT_ARM))
        return native(s);
    if ((s->slot->kind == DCE_SLOT_MEMBER && !fits(s, t, "a structure")) ||
        (s->slot->kind == DCE_SLOT_ARM && !fits(s, t, "a union")))
        return wrong(s);
    return t;
}

/* [unique] on an array parameter: a pointer to the array. */
static const struct dce_info *pointed_array(struct shape *s,
                                            const struct dce_info *t)
{
    const struct dce_slot *slot = s->slot;
    bool unique = dce_has(slot->attrs, DCE_UNIQUE);

    if (slot->kind != DCE_SLOT_PARAM || slot->layer_count == 0 ||
        slot->layers[0].kind != DCE_LAYER_ARRAY || !slot->layers[0].open ||
        !(unique || dce_has(slot->attrs, DCE_PTR)))
        return t;
    return pointer(s, t, unique ? IR_UNIQUE : IR_FULL, slot->layers[0].where);
}

const struct dce_info *dce_shape(struct dce_sema *c,
                                 const struct dce_slot *slot,
                                 const struct dce_scope *scope)
{
    struct shape s = {.c = c,
                      .slot = slot,
                      .scope = scope,
                      .is_string = dce_has(slot->attrs, DCE_STRING)};
    const struct dce_info *t;

    if (!check_count(&s))
        return wrong(&s);
    t = base_type(&s);
    if (t->traits & DCE_IS_WRONG)
        return t;
    if (s.is_string && slot->layer_count == 0) {
        if (t->ir.kind != IR_STRING && t->ir.kind != IR_WSTRING &&
            t->ir.kind != IR_NATIVE) {
            diag(c->s, E0559, dce_get(slot->attrs, DCE_STRING)->where,
                 slot->name.text);
            return wrong(&s);
        }
        return t;
    }
    for (size_t n = slot->layer_count; n-- > 0;)
        t = wrap(&s, n, t);
    return check(&s, pointed_array(&s, t));
}
