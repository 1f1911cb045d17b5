/*
 * The operations and ancestors that an interface has in all.
 */
#include "ir/ir.h"
#include "session.h"

/* One more than `count`, then `count` as it was: no base is met twice. */
struct gathered {
    struct session *s;
    struct table *seen;
    const void **items;
    size_t count, cap;
};

static void gather(struct gathered *g, const void *item)
{
    if (g->count == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 16;

        g->items =
            arena_grow(g->s->arena, g->items, g->count, cap, sizeof(*g->items));
        g->cap = cap;
    }
    g->items[g->count++] = item;
}

static void gather_once(struct gathered *g, const void *item)
{
    if (!table_put(g->seen, item, (void *)(uintptr_t)item))
        gather(g, item);
}

/* The bases, then theirs, and so on: nearest first. */
static void gather_ancestors(struct gathered *g, const struct ir_interface *i)
{
    size_t next, n;

    for (n = 0; n < i->base_count; n++)
        gather_once(g, i->bases[n]);
    for (next = 0; next < g->count; next++) {
        const struct ir_interface *base = g->items[next];

        for (n = 0; n < base->base_count; n++)
            gather_once(g, base->bases[n]);
    }
}

static void gather_operations(struct gathered *g, const struct ir_interface *i)
{
    bool once = i->base_count > 1;
    size_t base, n;

    for (base = 0; base < i->base_count; base++) {
        const struct ir_interface *from = i->bases[base];

        for (n = 0; n < from->flat_count; n++) {
            if (once)
                gather_once(g, from->flat[n]);
            else
                gather(g, from->flat[n]);
        }
    }
    for (n = 0; n < i->operation_count; n++)
        gather(g, &i->operations[n]);
}

void ir_flatten(struct session *s, struct ir_interface *i)
{
    struct gathered bases = {.s = s}, operations = {.s = s};

    bases.seen = table_create(s->arena);
    operations.seen = table_create(s->arena);
    gather_ancestors(&bases, i);
    gather_operations(&operations, i);
    i->ancestors = (const struct ir_interface *const *)bases.items;
    i->ancestor_count = bases.count;
    i->flat = (const struct ir_operation *const *)operations.items;
    i->flat_count = operations.count;
}
