/*
 * Unions: a tag, unless the tag is a value of its own elsewhere, and the arm
 * that it selects.
 */
#include "wire/node.h"

/* ---- which tags are valid ----------------------------------------------- */

/* How many values a tag can have; 0 where no union lists them all. */
static uint64_t tag_values(const struct ir_type *tag)
{
    const struct ir_type *t = ir_strip(tag);

    switch (t->kind) {
    case IR_BOOLEAN:
        return 2;
    case IR_ENUM:
        return t->enumerator_count;
    case IR_CHAR:
    case IR_OCTET:
    case IR_INT8:
    case IR_UINT8:
        return 256;
    default:
        return 0;
    }
}

static bool covers_all(const struct ir_type *t)
{
    uint64_t labels = 0;
    size_t i;

    for (i = 0; i < t->arm_count; i++) {
        if (t->arms[i].is_default)
            return true;
        labels += t->arms[i].label_count;
    }
    return labels != 0 && labels == tag_values(t->discriminator);
}

/*
 * OMG IDL 7.4.13.4.2.3: without a default, other tags are valid and select
 * nothing. C706 6.1.11: they are not, unless an empty default arm says so.
 */
static bool has_empty_default(const struct wire_node *n,
                              const struct ir_type *t)
{
    return !n->type.covers_all && t->encapsulated && !t->tag_name;
}

/* ---- parts -------------------------------------------------------------- */

static void lay_arms(struct wire_state *w, struct wire_node *n,
                     const struct ir_type *t)
{
    struct wire_arm *arms =
        ARENA_ARRAY(w->s->arena, t->arm_count, struct wire_arm);
    const struct wire_scope *outer = w->scope;
    size_t i;

    w->scope = NULL;
    for (i = 0; i < t->arm_count; i++) {
        arms[i].arm = &t->arms[i];
        arms[i].type = &layout_child(w, t->arms[i].type)->type;
    }
    w->scope = outer;
    n->type.kind = WIRE_CHOICE;
    n->type.not_plain = "a union is checked";
    n->type.arms = arms;
    n->type.arm_count = t->arm_count;
}

static void lay_tag(struct wire_state *w, struct wire_node *n,
                    const struct ir_type *t)
{
    const struct wire_node *tag = layout_child(w, t->discriminator);

    n->type.tag = &tag->type;
    n->type.align = tag->type.align;
    n->floor = tag->floor;
    n->extent = tag->extent;
}

/* A tag that other values make may be none at all: that selects nothing. */
static void check_tag(struct wire_node *n)
{
    if (n->type.tag && (n->type.covers_all || n->type.empty_default))
        return;
    layout_check(n, WIRE_CHECK_TAG, 1);
    if (!n->type.tag || n->type.tag->checks == 0)
        n->type.checks = 1;
}

/* ---- arms together ------------------------------------------------------ */

/* What is common to all arms while they are gone through. */
struct arms {
    struct wire_extent extent;
    uint64_t floor, need, size;
    uint32_t align;
};

static void add_arm(struct wire_node *n, struct arms *all,
                    const struct wire_node *c)
{
    unsigned starts = phases_aligned(n->type.align);

    if (n->type.tag &&
        extent_ends(n->extent, starts) & ~phases_aligned(c->type.align))
        layout_check(n, WIRE_CHECK_PADDING, 1);
    extent_or(&all->extent, c->extent);
    if (c->floor < all->floor)
        all->floor = c->floor;
    if (c->need > all->need || !c->base->closed)
        all->need = c->base->closed ? c->need : WIRE_UNBOUNDED;
    if (c->type.mem_size > all->size)
        all->size = c->type.mem_size;
    if (c->type.mem_align > all->align)
        all->align = c->type.mem_align;
    if (c->type.max_align > n->type.max_align)
        n->type.max_align = c->type.max_align;
}

static void in_memory(struct wire_node *n, const struct arms *all)
{
    uint64_t size = sat_align(all->size, all->align);
    uint32_t align = all->align;

    if (n->type.tag) {
        uint32_t tag_align = n->type.tag->mem_align;

        size = sat_add(sat_align(n->type.tag->mem_size, all->align), size);
        if (tag_align > align)
            align = tag_align;
        size = sat_align(size, align);
    }
    layout_memory(n, size ? size : 1, align);
}

void layout_choice(struct wire_state *w, struct wire_node *n,
                   const struct ir_type *t)
{
    const struct ir_type *arms =
        t->kind == IR_SWITCHED ? ir_strip(t->element) : t;
    struct wire_extent e = *w->nothing;
    struct arms all = {{{{0}}, {{0}}, {0}}, WIRE_UNBOUNDED, 0, 0, 1};
    size_t i;

    if (t->kind == IR_UNION && t->encapsulated)
        lay_tag(w, n, t);
    lay_arms(w, n, arms);
    n->type.covers_all = covers_all(arms);
    n->type.empty_default = has_empty_default(n, arms);
    check_tag(n);
    for (i = 0; i < arms->arm_count; i++) {
        add_arm(n, &all, layout_known(node_of(n->type.arms[i].type)));
        if (order_has_uses(arms->arms[i].type))
            layout_unmapped(n, arms->arms[i].type, arms->arms[i].where);
    }
    if (n->type.empty_default || arms->arm_count == 0) {
        extent_or(&all.extent, w->nothing);
        all.floor = 0;
    }
    in_memory(n, &all);
    if (n->type.tag)
        e = *n->extent;
    extent_append(&e, &all.extent);
    n->extent = layout_keep(w, &e);
    n->floor = sat_add(n->floor, all.floor);
    n->need = all.need;
}
