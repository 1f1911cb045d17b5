/*
 * How much lent memory decoding may take. Every octet of a message pays for
 * at most one thing in the arena, so the largest quotient of any place that
 * takes memory bounds them all: an element's size in C on LP64 to the octets
 * that only this element has, padding not counted.
 */
#include "wire/node.h"

/* Such elements are used where they arrived. */
static bool borrowed(const struct wire_type *element)
{
    return element->shape == WIRE_PLAIN ||
           (element->kind == WIRE_SCALAR && element->width == 1 &&
            element->mem_size == 1);
}

bool memory_takes(const struct wire_type *t)
{
    if (t->kind == WIRE_POINTER)
        return true;
    if (t->kind != WIRE_REPEAT || t->count == WIRE_COUNT_FIXED)
        return false;
    if (t->count == WIRE_COUNT_ELSEWHERE && t->type->sized.capacity)
        return false; /* in place */
    return !borrowed(t->element);
}

static uint64_t quotient(uint64_t memory, uint64_t octets)
{
    if (octets == 0)
        octets = 1;
    return memory / octets + (memory % octets != 0);
}

void memory_own(struct wire_node *n)
{
    const struct wire_node *c;
    struct wire_growth own;

    if (!memory_takes(&n->type))
        return;
    c = node_of(n->type.element)->base;
    own.factor = quotient(c->type.mem_size, c->floor);
    own.padded_factor =
        quotient(sat_add(c->type.mem_size, c->type.mem_align - 1), c->floor);
    own.min_align = c->type.mem_align;
    own.max_align = c->type.mem_align;
    memory_merge(&n->growth, &own);
}

void memory_merge(struct wire_growth *g, const struct wire_growth *other)
{
    if (!other->min_align)
        return;
    if (other->factor > g->factor)
        g->factor = other->factor;
    if (other->padded_factor > g->padded_factor)
        g->padded_factor = other->padded_factor;
    if (!g->min_align || other->min_align < g->min_align)
        g->min_align = other->min_align;
    if (other->max_align > g->max_align)
        g->max_align = other->max_align;
}

uint64_t memory_expansion(const struct wire_growth *g)
{
    uint64_t factor =
        g->min_align == g->max_align ? g->factor : g->padded_factor;

    return factor ? factor : 1;
}
