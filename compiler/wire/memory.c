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

/* ---- types that are not laid out yet ------------------------------------ */

/* Members one after the other, or on top of each other. */
struct heap {
    uint64_t size;
    uint32_t align;
};

static void put_down(struct wire_state *w, struct heap *h,
                     const struct ir_type *t, bool beside)
{
    uint64_t size;
    uint32_t align;

    memory_by_value(w, t, &size, &align);
    if (size == 0)
        return;
    if (beside)
        h->size = sat_add(sat_align(h->size, align), size);
    else if (size > h->size)
        h->size = size;
    if (align > h->align)
        h->align = align;
}

static struct heap heap_of(struct wire_state *w, const struct ir_type *t)
{
    struct heap h = {0, 1}, arms = {0, 1};
    size_t i;

    for (i = 0; t->kind == IR_STRUCT && i < t->member_count; i++)
        put_down(w, &h, t->members[i].type, true);
    if (t->kind == IR_STRUCT)
        return h;
    for (i = 0; i < t->arm_count; i++)
        put_down(w, &arms, t->arms[i].type, false);
    if (t->discriminator && t->encapsulated)
        put_down(w, &h, t->discriminator, true);
    h.size = sat_add(sat_align(h.size, arms.align),
                     sat_align(arms.size, arms.align));
    if (arms.align > h.align)
        h.align = arms.align;
    return h;
}

/*
 * The memory of a type, without a look behind its pointers: what is behind
 * them may hold the type, which is not laid out yet.
 */
void memory_by_value(struct wire_state *w, const struct ir_type *t,
                     uint64_t *size, uint32_t *align)
{
    const struct wire_node *n = table_get(w->nodes, t);
    struct heap h = {8, 8};

    if (n && n->type.mem_size) {
        h = (struct heap){n->type.mem_size, n->type.mem_align};
    } else {
        switch (t->kind) {
        case IR_ALIAS:
        case IR_RANGED:
            memory_by_value(w, t->element, size, align);
            return;
        case IR_STRUCT:
        case IR_UNION:
            h = heap_of(w, t);
            h.size = h.size ? sat_align(h.size, h.align) : 1;
            break;
        case IR_SWITCHED:
            memory_by_value(w, t->element, size, align);
            return;
        case IR_ARRAY:
            memory_by_value(w, t->element, &h.size, &h.align);
            h.size = sat_mul(h.size, t->size);
            break;
        case IR_SIZED:
            if (!t->sized.capacity)
                break;
            memory_by_value(w, t->element, &h.size, &h.align);
            h.size = sat_mul(h.size, t->sized.capacity);
            break;
        case IR_SEQUENCE:
        case IR_MAP:
            h.size = 16;
            break;
        case IR_POINTER:
            break;
        default:
            n = layout_child(w, t);
            h = (struct heap){n->type.mem_size, n->type.mem_align};
        }
    }
    *size = h.size;
    *align = h.align ? h.align : 1;
}

/*
 * A full pointer: the octets of its number; and what a value that it leads to
 * takes in tables, which double: <ivmc/full.h>.
 */
enum { NUMBER = 4, FULL_VALUE = 2 * 16 + 4 * 4 };

/* ---- growth ------------------------------------------------------------- */

static uint64_t quotient(uint64_t memory, uint64_t octets)
{
    if (octets == 0)
        octets = 1;
    return memory / octets + (memory % octets != 0);
}

void memory_own(struct wire_node *n)
{
    uint64_t octets, beside = 0;
    const struct wire_node *c;
    struct wire_growth own;

    if (!memory_takes(&n->type))
        return;
    c = node_of(n->type.element)->base;
    octets = c->floor;
    if (n->type.kind == WIRE_POINTER && n->type.type->pointer == IR_FULL) {
        octets = sat_add(octets, NUMBER);
        beside = FULL_VALUE;
    }
    own.factor = quotient(sat_add(c->type.mem_size, beside), octets);
    own.padded_factor = quotient(
        sat_add(sat_add(c->type.mem_size, beside), c->type.mem_align - 1),
        octets);
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
