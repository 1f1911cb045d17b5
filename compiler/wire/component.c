/*
 * Types that reach each other, once all of them are laid out: what holds for
 * one of them (checks, depth, growth) holds for all.
 */
#include "wire/node.h"

/* Types that all reach each other: texts of them grow as its square. */
#define MAX_COMPONENT 2000

const struct wire_type *layout_part(const struct wire_type *t, size_t i)
{
    switch (t->kind) {
    case WIRE_RECORD:
        return i < t->member_count ? t->members[i].type : NULL;
    case WIRE_CHOICE:
        if (t->tag)
            return i == 0              ? t->tag
                   : i <= t->arm_count ? t->arms[i - 1].type
                                       : NULL;
        return i < t->arm_count ? t->arms[i].type : NULL;
    case WIRE_REPEAT:
    case WIRE_POINTER:
        return i == 0 ? t->element : NULL;
    case WIRE_SCALAR:
    case WIRE_STRING:
    case WIRE_WSTRING:
    case WIRE_OBJECT:
    case WIRE_REGION:
    case WIRE_CONTEXT:
    case WIRE_ANY:
    case WIRE_FIXED:
    case WIRE_BITS:
    case WIRE_NOTHING:
        break;
    }
    return NULL;
}

static void merge_counts(struct wire_type *to, const struct wire_type *from)
{
    int i;

    layout_count(&to->checks, from->checks);
    layout_count(&to->names, from->names);
    for (i = 0; i < WIRE_CHECK_COUNT; i++)
        layout_count(&to->checks_by_kind.of[i], from->checks_by_kind.of[i]);
}

static void merge_marks(struct wire_type *to, const struct wire_type *from)
{
    to->has_pointers |= from->has_pointers;
    to->has_items |= from->has_items;
    if (!to->unmapped && from->unmapped) {
        to->unmapped = from->unmapped;
        to->unmapped_where = from->unmapped_where;
    }
}

/* The place of an unmapped part that has none of its own. */
static struct source_range part_where(const struct wire_type *t, size_t i)
{
    if (t->kind == WIRE_RECORD)
        return t->members[i].member->where;
    if (t->kind == WIRE_CHOICE && (i || !t->tag))
        return t->arms[t->tag ? i - 1 : i].arm->where;
    return t->type->where;
}

/* Adds what the closed parts of `n` bring; the rest is of its component. */
static void gather(struct wire_node *n)
{
    const struct wire_type *part;
    size_t i;

    for (i = 0; (part = layout_part(&n->type, i)) != NULL; i++) {
        const struct wire_node *c = node_of(part)->base;

        if (!c->closed) {
            n->type.recursive = true;
            continue;
        }
        /* Aliases and ranges are nodes of their own only when closed. */
        merge_counts(&n->type, part);
        merge_marks(&n->type, part);
        memory_merge(&n->growth, &node_of(part)->growth);
        if (n->type.unmapped == part->unmapped &&
            !n->type.unmapped_where.start.context)
            n->type.unmapped_where = part_where(&n->type, i);
        if (part->kind != WIRE_SCALAR && part->levels >= n->type.levels)
            n->type.levels = part->levels + 1;
    }
    memory_own(n);
}

static bool is_owner(const struct wire_node *n)
{
    return n->type.kind == WIRE_RECORD || n->type.kind == WIRE_CHOICE;
}

/*
 * What a record of an open component has of its own: with the pointers and
 * arrays in its members, each as often as it stands there, but without the
 * records that they lead to.
 */
static void count_own(struct wire_type *all, const struct wire_node *n)
{
    const struct wire_type *part;
    size_t i;

    merge_counts(all, &n->type);
    for (i = 0; (part = layout_part(&n->type, i)) != NULL; i++) {
        const struct wire_node *c = node_of(part)->base;

        if (!c->closed && !is_owner(c))
            count_own(all, c);
    }
}

/* All of a recursive component hold what any of them holds. */
static void share(struct wire_node *first, const struct wire_node *end)
{
    struct wire_type all = {.unmapped = NULL};
    struct wire_growth growth = first->growth;
    struct wire_node *n;
    uint32_t levels = 0, nodes = 0;

    for (n = first; n != end; n = n->open_next) {
        if (is_owner(n))
            count_own(&all, n);
        merge_marks(&all, &n->type);
        if (n != first)
            memory_merge(&growth, &n->growth);
        if (n->type.levels > levels)
            levels = n->type.levels;
        nodes++;
    }
    for (n = first; n != end; n = n->open_next) {
        const struct wire_type own = n->type;

        n->type.recursive = true;
        n->type.checks = all.checks;
        n->type.names = all.names;
        n->type.checks_by_kind = all.checks_by_kind;
        /* Who comes by a pointer looks at it, and again at those inside. */
        if (n->type.kind == WIRE_POINTER)
            merge_counts(&n->type, &own);
        n->type.checks_by_kind.of[WIRE_CHECK_DEPTH] = 1;
        n->type.has_pointers = all.has_pointers;
        n->type.has_items = all.has_items;
        n->type.levels = levels + nodes;
        if (!n->type.unmapped) {
            n->type.unmapped = all.unmapped;
            n->type.unmapped_where = all.unmapped_where;
        }
        n->growth = growth;
        n->need = growth.min_align ? WIRE_UNBOUNDED : 0;
    }
}

static void measure(struct wire_state *w, struct wire_node *n)
{
    if (!n->extent)
        n->extent = w->nothing;
    n->type.min = extent_min(n->extent, 0xff);
    n->type.max = extent_max(n->extent, 0xff);
    n->type.min_element = n->type.min ? n->type.min : 1;
}

void component_fill(struct wire_node *alias, const struct wire_node *base)
{
    const struct ir_type *type = alias->type.type;

    alias->type = base->type;
    alias->type.type = type;
    alias->extent = base->extent;
    alias->floor = base->floor;
    alias->need = base->need;
    alias->growth = base->growth;
    if (alias->type.unmapped && !alias->type.unmapped_where.start.context)
        alias->type.unmapped_where = type->where;
}

void component_close(struct wire_state *w, struct wire_node *root)
{
    struct wire_node *first = w->open;
    struct wire_node *end = root->open_next;
    struct wire_node *n, *follower;
    bool recursive = false;
    unsigned nodes = 0;

    w->component++;
    for (n = first; n != end; n = n->open_next) {
        nodes++;
        measure(w, n);
        gather(n);
        recursive |= n->type.recursive;
        n->component = w->component;
    }
    if (recursive)
        share(first, end);
    w->open = end;
    for (n = first; n != end; n = n->open_next) {
        n->closed = true;
        for (follower = n->followers; follower;
             follower = follower->follower_next)
            component_fill(follower, n);
    }
    if (nodes > MAX_COMPONENT) {
        diag(w->s, E0704, root->type.type->where, (unsigned)MAX_COMPONENT);
        return;
    }
    for (n = first; n != end; n = n->open_next)
        signature_hash(w, n);
}
