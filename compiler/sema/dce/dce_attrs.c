/* Attribute lists: names, places, numbers of arguments, and exclusions. */
#include "sema/dce/dce_attrs.h"

#include "sema/dce/dce_sema.h"

enum fate { USED, TOLD, UNMAPPED, COM, ACF };

struct attribute {
    const char *name;
    unsigned places;
    unsigned min, max; /* arguments */
    enum fate fate;
};

static const struct attribute attributes[] = {
#define DCE_ATTR(id, name, places, min, max, fate)                             \
    {name, places, min, max, fate},
#include "sema/dce/dce_attrs.def"
#undef DCE_ATTR
};

/*
 * Attributes that may not stand in one list. C706, "Type Attributes", "Field
 * Attributes" and "IDL and ACS Type Attributes"; size_is beside max_is depends
 * on the dimension and is looked at in dce_sized.c.
 */
static const struct {
    enum dce_attr_id a, b;
} exclusions[] = {
    {DCE_REF, DCE_UNIQUE},
    {DCE_REF, DCE_PTR},
    {DCE_UNIQUE, DCE_PTR},
    {DCE_STRING, DCE_FIRST_IS},
    {DCE_STRING, DCE_LAST_IS},
    {DCE_STRING, DCE_LENGTH_IS},
    {DCE_STRING, DCE_CONTEXT_HANDLE},
    {DCE_STRING, DCE_SWITCH_IS},
    {DCE_STRING, DCE_IGNORE},
    {DCE_HANDLE, DCE_CONTEXT_HANDLE},
    {DCE_TRANSMIT_AS, DCE_CONTEXT_HANDLE},
    {DCE_TRANSMIT_AS, DCE_WIRE_MARSHAL},
    {DCE_IGNORE, DCE_SIZE_IS},
    {DCE_IGNORE, DCE_MAX_IS},
    {DCE_IGNORE, DCE_LENGTH_IS},
    {DCE_IGNORE, DCE_LAST_IS},
    {DCE_IGNORE, DCE_FIRST_IS},
    {DCE_CASE, DCE_DEFAULT},
    {DCE_CONTEXT_HANDLE, DCE_PTR},
    {DCE_CONTEXT_HANDLE, DCE_UNIQUE},
    {DCE_CONTEXT_HANDLE, DCE_SIZE_IS},
    {DCE_CONTEXT_HANDLE, DCE_MAX_IS},
    {DCE_CONTEXT_HANDLE_SERIALIZE, DCE_CONTEXT_HANDLE_NOSERIALIZE},
    {DCE_AUTO_HANDLE, DCE_IMPLICIT_HANDLE},
    {DCE_AUTO_HANDLE, DCE_EXPLICIT_HANDLE},
    {DCE_IMPLICIT_HANDLE, DCE_EXPLICIT_HANDLE},
    {DCE_CODE, DCE_NOCODE},
    {DCE_LOCAL, DCE_ENDPOINT},
    {DCE_CALLBACK, DCE_MAYBE},
    {DCE_CALLBACK, DCE_BROADCAST},
    {DCE_IVMC_SHARED, DCE_IVMC_REGION},
};

static struct table *names(struct dce_sema *c)
{
    if (c->attributes)
        return c->attributes;
    c->attributes = table_create(c->arena);
    for (uintptr_t i = 0; i < DCE_ATTR_COUNT; i++)
        table_put(c->attributes, intern(c->s->names, attributes[i].name),
                  (void *)(i + 1));
    return c->attributes;
}

static const char *full_name(struct dce_sema *c, const struct dce_attr *a)
{
    return a->space ? arena_printf(c->arena, "%s::%s", a->space, a->name)
                    : a->name;
}

static bool lookup(struct dce_sema *c, const struct dce_attr *a,
                   enum dce_attr_id *id)
{
    const char *name = full_name(c, a), *near = NULL;
    unsigned distance = 3;
    uintptr_t found = (uintptr_t)table_get(names(c), intern(c->s->names, name));

    if (found) {
        *id = (enum dce_attr_id)(found - 1);
        return true;
    }
    for (size_t i = 0; i < DCE_ATTR_COUNT; i++)
        near = diag_nearer(name, attributes[i].name, near, &distance);
    if (near)
        diag(c->s, E0501, a->where, name,
             arena_printf(c->arena, "; did you mean '%s'?", near));
    else
        diag(c->s, E0501, a->where, name, "");
    return false;
}

static const char *place_name(unsigned place)
{
    switch (place) {
    case DCE_ON_INTERFACE:
        return "an interface";
    case DCE_ON_TYPE:
        return "a type declaration";
    case DCE_ON_MEMBER:
        return "a member";
    case DCE_ON_ARM:
        return "an arm of a union";
    case DCE_ON_OPERATION:
        return "an operation";
    case DCE_ON_PARAM:
        return "a parameter";
    default:
        return "this declaration";
    }
}

static bool count_right(struct dce_sema *c, const struct dce_attr *a,
                        const struct attribute *known)
{
    size_t count = a->has_args ? a->args.count : 0;
    unsigned many;

    /* f() has one argument, and that is empty. */
    if (count == 1 && a->args.first->kind == DCE_ARG_NONE)
        count = 0;
    if (count >= known->min && count <= known->max)
        return true;
    many = count > known->max ? known->max : known->min;
    diag(c->s, E0504, a->where, known->name,
         known->min == known->max ? ""
         : count > known->max     ? "at most "
                                  : "at least ",
         many, many == 1 ? "" : "s");
    return false;
}

static void refuse(struct dce_sema *c, const struct dce_attr *a,
                   const struct attribute *known, unsigned place)
{
    /* A type that is only declared is left out of C, and that is said. */
    if (known->fate == UNMAPPED && !(place == DCE_ON_TYPE && dce_is_lax(c)))
        dce_unmapped(c, a->where, arena_printf(c->arena, "[%s]", known->name));
    else if (known->fate == COM && !c->is_com)
        dce_unmapped(c, a->where,
                     arena_printf(c->arena, "[%s] of COM", known->name));
}

static void read_one(struct dce_sema *c, const struct dce_attr *a,
                     unsigned place, struct dce_attrs *out)
{
    const struct attribute *known;
    enum dce_attr_id id;

    if (!lookup(c, a, &id))
        return;
    known = &attributes[id];
    if (known->fate == ACF && !a->configured) {
        diag(c->s, E0506, a->where, known->name);
        return;
    }
    if (!(known->places & place)) {
        diag(c->s, E0502, a->where, known->name, place_name(place));
        return;
    }
    if (dce_has(out, id)) {
        diag(c->s, E0503, a->where, known->name);
        return;
    }
    /* One that takes none still means what it says. */
    if (!count_right(c, a, known) && known->max > 0)
        return;
    if (a->configured && !dce_acs_judge(c, a, id, known->fate == ACF))
        return;
    out->set[id / 64] |= (uint64_t)1 << (id % 64);
    out->use[out->count].id = id;
    out->use[out->count++].attr = a;
    if (!a->configured)
        refuse(c, a, known, place);
}

static void exclude(struct dce_sema *c, struct dce_attrs *list)
{
    for (size_t i = 0; i < sizeof(exclusions) / sizeof(exclusions[0]); i++) {
        enum dce_attr_id a = exclusions[i].a, b = exclusions[i].b;

        if (!dce_has(list, a) || !dce_has(list, b))
            continue;
        diag(c->s, E0505, dce_get(list, b)->where, attributes[a].name,
             attributes[b].name);
        list->set[b / 64] &= ~((uint64_t)1 << (b % 64));
    }
}

const struct dce_attrs *dce_attrs_read(struct dce_sema *c,
                                       struct dce_attr_list list,
                                       unsigned place)
{
    static const struct dce_attrs none;
    struct dce_attrs *out;
    size_t count = 0;

    if (!list.first)
        return &none;
    for (const struct dce_attr *a = list.first; a; a = a->next)
        count++;
    out = arena_alloc(c->arena, sizeof(*out) + count * sizeof(out->use[0]));
    for (const struct dce_attr *a = list.first; a; a = a->next)
        read_one(c, a, place, out);
    if (out->count > 1)
        exclude(c, out);
    return out;
}

const struct dce_arg *dce_attr_arg(const struct dce_attr *a, size_t n)
{
    const struct dce_arg *arg = a->args.first;

    while (arg && n-- > 0)
        arg = arg->next;
    return arg;
}

const char *dce_attr_word(const struct dce_attr *a, size_t n)
{
    const struct dce_arg *arg = dce_attr_arg(a, n);

    if (!arg || arg->kind != DCE_ARG_EXPR || arg->expr->kind != DCE_EXPR_NAME)
        return NULL;
    return arg->expr->text;
}

const char *dce_attr_string(struct dce_sema *c, const struct dce_attr *a)
{
    const struct dce_arg *arg = dce_attr_arg(a, 0);

    if (arg && arg->kind == DCE_ARG_EXPR &&
        arg->expr->kind == DCE_EXPR_STRING && !arg->expr->wide)
        return intern_range(c->s->names, arg->expr->text, arg->expr->len);
    diag(c->s, E0507, a->where, full_name(c, a), "a string");
    return NULL;
}
