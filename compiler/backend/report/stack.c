#include "backend/report/stack.h"

#include "wire/wire.h"

static uint64_t levels_of(struct session *s, const struct wire_plan *p)
{
    uint64_t levels = p->levels;
    size_t i;

    for (i = 0; i < p->item_count; i++) {
        const struct wire_type *t = p->items[i].type;
        uint64_t all = (uint64_t)(t->levels + 1) * STACK_DEPTH;

        if (all > levels && wire_nests(s, t))
            levels = all;
    }
    return levels;
}

static uint64_t deepest(struct session *s, const struct wire_operation *o)
{
    uint64_t levels = levels_of(s, &o->request);
    size_t i;

    if (levels_of(s, &o->reply) > levels)
        levels = levels_of(s, &o->reply);
    for (i = 0; i < o->op->raise_count; i++)
        if (levels_of(s, &o->exceptions[i]) > levels)
            levels = levels_of(s, &o->exceptions[i]);
    return levels;
}

uint64_t stack_of_stub(struct session *s, const struct wire_operation *o)
{
    return STACK_CALL + STACK_CORE + 8 * (uint64_t)(o->op->param_count + 4) +
           STACK_FRAME * (deepest(s, o) + 1);
}

/* A count, perhaps, and where they lie. */
#define SHARED_OCTETS 16

/* What is not kept in the arena. */
static uint64_t local(const struct wire_item *item)
{
    const struct wire_type *t = item->type;
    uint64_t size = t->mem_size > WIRE_STACK_VALUE ? 8 : t->mem_size;

    if (item->shared)
        return SHARED_OCTETS;

    return (size + 7) / 8 * 8;
}

uint64_t stack_of_skeleton(struct session *s, const struct wire_operation *o)
{
    uint64_t values = 0;
    size_t i;

    for (i = 0; i < o->request.item_count; i++)
        values += local(&o->request.items[i]);
    for (i = 0; i < o->reply.item_count; i++)
        values += local(&o->reply.items[i]);
    return values + 8 * (uint64_t)(o->op->param_count + 4) +
           STACK_FRAME * (deepest(s, o) + 1);
}
