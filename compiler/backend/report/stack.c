#include "backend/report/stack.h"

#include "wire/wire.h"

static uint64_t levels_of(const struct wire_plan *p)
{
    uint64_t levels = p->levels;
    size_t i;

    for (i = 0; i < p->item_count; i++)
        if (p->items[i].type->recursive &&
            (uint64_t)(p->items[i].type->levels + 1) * STACK_DEPTH > levels)
            levels = (uint64_t)(p->items[i].type->levels + 1) * STACK_DEPTH;
    return levels;
}

static uint64_t deepest(const struct wire_operation *o)
{
    uint64_t levels = levels_of(&o->request);
    size_t i;

    if (levels_of(&o->reply) > levels)
        levels = levels_of(&o->reply);
    for (i = 0; i < o->op->raise_count; i++)
        if (levels_of(&o->exceptions[i]) > levels)
            levels = levels_of(&o->exceptions[i]);
    return levels;
}

uint64_t stack_of_stub(const struct wire_operation *o)
{
    return STACK_CALL + STACK_CORE + 8 * (uint64_t)(o->op->param_count + 4) +
           STACK_FRAME * (deepest(o) + 1);
}

/* What is not kept in the arena. */
static uint64_t local(const struct wire_type *t)
{
    uint64_t size = t->mem_size > WIRE_STACK_VALUE ? 8 : t->mem_size;

    return (size + 7) / 8 * 8;
}

uint64_t stack_of_skeleton(const struct wire_operation *o)
{
    uint64_t values = 0;
    size_t i;

    for (i = 0; i < o->request.item_count; i++)
        values += local(o->request.items[i].type);
    for (i = 0; i < o->reply.item_count; i++)
        values += local(o->reply.items[i].type);
    return values + 8 * (uint64_t)(o->op->param_count + 4) +
           STACK_FRAME * (deepest(o) + 1);
}
