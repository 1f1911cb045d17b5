/*
 * Records: members in the order they travel, the offsets of those whose
 * layout is fixed, and whether memory looks the same.
 */
#include "wire/node.h"

/* ---- the order ---------------------------------------------------------- */

/* NULL where members travel as declared; also after an error. */
static const size_t *member_order(struct wire_state *w, const struct ir_type *t)
{
    const struct ir_type **types;
    struct wire_order o = {NULL, NULL, t->member_count};
    const size_t *order = NULL;
    size_t culprit;
    bool sized = false;
    size_t i;

    for (i = 0; i < t->member_count; i++)
        sized |= order_has_uses(t->members[i].type);
    if (!sized)
        return NULL;
    types = ARENA_ARRAY(w->s->arena, t->member_count, const struct ir_type *);
    for (i = 0; i < t->member_count; i++)
        types[i] = t->members[i].type;
    o.types = types;
    if (!order_find(w, &o, &order, &culprit))
        diag(w->s, E0705, t->members[culprit].where, t->members[culprit].name);
    return order;
}

/* ---- the shape ---------------------------------------------------------- */

/* Where the walk over the members stands. */
struct walk {
    uint64_t wire; /* offset so far */
    bool fixed, plain;
};

static void not_plain(struct walk *k, struct wire_node *n, const char *reason)
{
    if (k->plain)
        n->type.not_plain = reason;
    k->plain = false;
}

/* The first reason is told, with the member that gives it. */
static void member_not_plain(struct wire_state *w, struct walk *k,
                             struct wire_node *n, const struct ir_member *m,
                             const char *reason)
{
    if (k->plain)
        not_plain(k, n, arena_printf(w->s->arena, "%s: %s", m->name, reason));
}

static void member_not_fixed(struct wire_state *w, struct walk *k,
                             struct wire_node *n, const struct ir_member *m,
                             const char *reason)
{
    member_not_plain(w, k, n, m, reason);
    k->fixed = false;
}

/* One member's place on the wire and whether a move would do for it. */
static void step(struct wire_state *w, struct wire_node *n, struct walk *k,
                 struct wire_member *m)
{
    const struct wire_type *t = &layout_known(node_of(m->type))->type;
    const struct ir_member *is = m->member;
    uint64_t at;

    if (t->shape == WIRE_VARIABLE) {
        member_not_fixed(w, k, n, is, t->not_plain);
        return;
    }
    if (t->kind == WIRE_NOTHING || t->size == 0)
        member_not_plain(w, k, n, is, "it has no octets");
    if (t->max_align > n->type.align)
        member_not_fixed(w, k, n, is,
                         "it is aligned more than the first member");
    if (t->shape != WIRE_PLAIN)
        member_not_plain(w, k, n, is, t->not_plain);
    at = sat_align(k->wire, t->align);
    if (at != k->wire)
        member_not_plain(w, k, n, is, "padding stands before it");
    if (at > UINT32_MAX)
        member_not_fixed(w, k, n, is, "it lies beyond 4 GiB");
    m->offset = k->fixed ? (uint32_t)at : 0;
    k->wire = sat_add(at, t->size);
}

static void settle(struct wire_node *n, struct walk *k)
{
    if (k->plain && k->wire % n->type.align != 0)
        not_plain(k, n, "padding stands after its last member");
    if (n->type.member_count == 0)
        not_plain(k, n, "it has no members");
    n->type.shape = k->plain   ? WIRE_PLAIN
                    : k->fixed ? WIRE_FIXED_LAYOUT
                               : WIRE_VARIABLE;
    n->type.size = k->fixed ? k->wire : 0;
    if (k->plain)
        n->type.not_plain = NULL;
}

/* ---- size and memory ---------------------------------------------------- */

/* `first`: what stands before it is for the record's own user to check. */
static void extend(struct wire_node *n, struct wire_extent *e, bool first,
                   const struct wire_node *c)
{
    unsigned ends = extent_ends(e, phases_aligned(n->type.align));

    if (!first && ends & ~phases_aligned(c->type.align))
        layout_check(n, WIRE_CHECK_PADDING, 1);
    extent_append(e, c->extent);
}

static void in_memory(struct wire_node *n)
{
    uint64_t size = 0;
    uint32_t align = 1;
    size_t i;

    for (i = 0; i < n->type.member_count; i++) {
        const struct wire_type *m =
            &layout_known(node_of(n->type.members[i].type))->type;

        if (m->mem_size == 0)
            continue;
        size = sat_add(sat_align(size, m->mem_align), m->mem_size);
        if (m->mem_align > align)
            align = m->mem_align;
    }
    layout_memory(n, size ? sat_align(size, align) : 1, align);
}

/* ---- records ------------------------------------------------------------ */

/* The members' own types first: they speak of each other in sizes. */
static void lay_members(struct wire_state *w, struct wire_node *n,
                        const struct ir_type *t)
{
    struct wire_member *members =
        ARENA_ARRAY(w->s->arena, t->member_count, struct wire_member);
    const struct wire_scope scope = {t->members, NULL, t->member_count};
    const struct wire_scope *outer = w->scope;
    size_t i;

    w->scope = &scope;
    for (i = 0; i < t->member_count; i++) {
        members[i].member = &t->members[i];
        members[i].type = &layout_child(w, t->members[i].type)->type;
    }
    w->scope = outer;
    n->type.kind = WIRE_RECORD;
    n->type.members = members;
    n->type.member_count = t->member_count;
}

static const struct wire_node *first_member(const struct wire_node *n)
{
    size_t i = n->type.order ? n->type.order[0] : 0;

    return layout_known(node_of(n->type.members[i].type));
}

void layout_record(struct wire_state *w, struct wire_node *n,
                   const struct ir_type *t)
{
    struct walk k = {0, true, true};
    struct wire_extent e = *w->nothing;
    size_t i;

    lay_members(w, n, t);
    n->type.order = member_order(w, t);
    n->type.align = t->member_count ? first_member(n)->type.align : 1;
    for (i = 0; i < t->member_count; i++) {
        struct wire_member *m =
            (struct wire_member *)&n->type
                .members[n->type.order ? n->type.order[i] : i];
        const struct wire_node *c = layout_known(node_of(m->type));

        step(w, n, &k, m);
        if (c->type.max_align > n->type.max_align)
            n->type.max_align = c->type.max_align;
        if (c->extent)
            extend(n, &e, i == 0, c);
        n->floor = sat_add(n->floor, c->floor);
        n->need = sat_add(n->need, c->base->closed ? c->need : WIRE_UNBOUNDED);
    }
    settle(n, &k);
    n->extent = layout_keep(w, &e);
    in_memory(n);
}
