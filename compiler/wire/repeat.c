/*
 * Arrays, sequences, arrays sized by other values, pointers: one element or
 * many of them.
 */
#include "wire/node.h"

static void set_element(struct wire_node *n, const struct wire_node *c)
{
    n->type.element = &c->type;
    if (c->type.max_align > n->type.max_align)
        n->type.max_align = c->type.max_align;
}

/* Whether padding can stand between elements, or before the first one. */
static void check_padding(struct wire_node *n, const struct wire_node *c,
                          unsigned starts)
{
    unsigned aligned = phases_aligned(c->type.align);

    if (!c->extent)
        return;
    if ((starts | extent_ends(c->extent, aligned)) & ~aligned)
        layout_check(n, WIRE_CHECK_PADDING, 1);
}

/* `least` to `most` elements, one extent for those of fixed size. */
static const struct wire_extent *elements(struct wire_state *w,
                                          const struct wire_node *c,
                                          bool counted, uint64_t most)
{
    static const struct wire_run no_elements = {1, 1, 0, 0, true};
    struct wire_run run = {1, 1, 0, most, counted};
    struct wire_extent e, some;

    if (c->type.shape != WIRE_VARIABLE && c->base->closed) {
        run.align = c->type.align;
        run.size = c->type.size;
        return layout_run(w, &run);
    }
    if (!c->base->closed) {
        run.most = WIRE_UNBOUNDED;
        return layout_run(w, &run);
    }
    e = counted ? *layout_run(w, &no_elements) : *w->nothing;
    extent_of_some(&some, c->extent, most);
    extent_append(&e, &some);
    return layout_keep(w, &e);
}

/* Arena octets of up to `most` elements, and of what they take themselves. */
static uint64_t need(const struct wire_node *n, const struct wire_node *c,
                     uint64_t most)
{
    uint64_t each;

    if (!c->base->closed)
        return WIRE_UNBOUNDED;
    if (!memory_takes(&n->type))
        return sat_mul(most, c->need);
    each = sat_add(c->need, c->type.mem_size);
    return sat_add(sat_mul(most, each), c->type.mem_align - 1);
}

/* ---- arrays ------------------------------------------------------------- */

/*
 * Of elements whose layout is fixed. Where padding stands between them, each
 * one is for itself: it is written and checked with the one that follows.
 */
static void fixed_array(struct wire_state *w, struct wire_node *n,
                        const struct wire_node *c)
{
    uint64_t stride = sat_align(c->type.size, c->type.align);
    struct wire_run run = {c->type.align, 0, 1, 1, false};

    n->type.size = sat_add(sat_mul(n->type.elements - 1, stride), c->type.size);
    n->type.shape = c->type.shape;
    run.size = n->type.size;
    n->extent = layout_run(w, &run);
    if (n->type.elements > 1 && stride != c->type.size) {
        n->type.shape = WIRE_VARIABLE;
        n->type.not_plain = "padding stands between its elements";
        n->type.size = 0;
    }
}

void layout_array(struct wire_state *w, struct wire_node *n,
                  const struct ir_type *t)
{
    const struct wire_node *c = layout_known(layout_child(w, t->element));
    struct wire_extent e;

    n->type.kind = WIRE_REPEAT;
    n->type.count = WIRE_COUNT_FIXED;
    n->type.elements = t->size ? t->size : 1;
    n->type.align = c->type.align;
    set_element(n, c);
    n->type.not_plain = c->type.not_plain;
    if (c->type.shape == WIRE_VARIABLE) {
        extent_of_array(&e, c->extent, n->type.elements);
        n->extent = layout_keep(w, &e);
    } else {
        fixed_array(w, n, c);
    }
    if (n->type.elements > 1)
        check_padding(n, c, 0);
    n->floor = sat_mul(n->type.elements, c->floor);
    n->need =
        sat_mul(n->type.elements, c->base->closed ? c->need : WIRE_UNBOUNDED);
    layout_memory(n, sat_mul(n->type.elements, c->type.mem_size),
                  c->type.mem_align);
}

void layout_sequence(struct wire_state *w, struct wire_node *n,
                     const struct ir_type *t)
{
    static const struct wire_run anything = {1, 1, 0, WIRE_UNBOUNDED, true};
    uint64_t most = t->bound ? t->bound : WIRE_UNBOUNDED;
    const struct wire_node *c;

    n->type.kind = WIRE_REPEAT;
    n->type.count = WIRE_COUNT_SENT;
    n->type.bound = t->bound;
    n->type.not_plain = "the length of a sequence varies";
    n->type.align = 4;
    n->type.max_align = 4;
    n->type.has_pointers = true;
    n->type.checks = t->kind == IR_MAP ? 2 : 1;
    n->extent = layout_run(w, &anything);
    n->floor = 4;
    layout_check(n, WIRE_CHECK_LENGTH, 1);
    layout_check(n, WIRE_CHECK_BOUND, t->bound ? 1 : 0);
    layout_check(n, WIRE_CHECK_ORDER, t->kind == IR_MAP ? 1 : 0);
    layout_memory(n, 16, 8);
    c = layout_known(layout_child(w, ir_part(t)));
    set_element(n, c);
    n->extent = elements(w, c, true, most);
    check_padding(n, c, phases_aligned(4));
    n->need = need(n, c, most);
}

/* ---- with a limit of the use -------------------------------------------- */

const struct wire_extent *repeat_extent(struct wire_state *w,
                                        const struct wire_type *t,
                                        uint64_t most)
{
    return elements(w, node_of(t->element), t->count == WIRE_COUNT_SENT, most);
}

uint64_t repeat_need(const struct wire_type *t, uint64_t most)
{
    return need(node_of(t)->base, node_of(t->element), most);
}

/* ---- sized by others ---------------------------------------------------- */

/* The most elements that can be sent, as far as the description tells. */
static uint64_t most_sent(const struct wire_state *w,
                          const struct ir_sized *sized)
{
    uint64_t most = sized->capacity ? sized->capacity : WIRE_UNBOUNDED;
    uint64_t by_size = range_most(w->scope, sized->size);
    uint64_t by_length = range_most(w->scope, sized->length);

    if (by_size < most)
        most = by_size;
    return by_length < most ? by_length : most;
}

void layout_sized(struct wire_state *w, struct wire_node *n,
                  const struct ir_type *t)
{
    static const struct wire_run anything = {1, 1, 0, WIRE_UNBOUNDED, false};
    uint64_t most = most_sent(w, &t->sized);
    const struct wire_node *c;

    n->type.kind = WIRE_REPEAT;
    n->type.count = WIRE_COUNT_ELSEWHERE;
    n->type.bound = most == WIRE_UNBOUNDED ? 0 : most;
    n->type.not_plain = "other values give the length";
    n->type.has_pointers = true;
    n->type.checks = 1;
    n->extent = layout_run(w, &anything);
    layout_check(n, WIRE_CHECK_LENGTH, 1);
    layout_check(n, WIRE_CHECK_SIZE, 1);
    layout_check(n, WIRE_CHECK_BOUND, n->type.bound ? 1 : 0);
    layout_memory(n, 8, 8);
    c = layout_known(layout_child(w, t->element));
    n->type.align = c->type.align;
    set_element(n, c);
    n->extent = elements(w, c, false, most);
    check_padding(n, c, 0);
    n->need = need(n, c, most);
    if (t->sized.capacity && c->base->closed)
        layout_memory(n, sat_mul(t->sized.capacity, c->type.mem_size),
                      c->type.mem_align);
}

/* ---- pointers ----------------------------------------------------------- */

static void pointer_extent(struct wire_state *w, struct wire_node *n,
                           const struct wire_node *c,
                           enum ir_pointer_class class)
{
    static const struct wire_run presence = {1, 1, 1, 1, false};
    static const struct wire_run number = {4, 4, 1, 1, false};
    struct wire_extent e = *w->nothing;

    if (!c->base->closed)
        return;
    extent_or(&e, c->extent);
    if (class != IR_REF) {
        struct wire_extent whole =
            *layout_run(w, class == IR_FULL ? &number : &presence);

        extent_append(&whole, &e);
        n->extent = layout_keep(w, &whole);
    } else {
        n->extent = c->extent;
    }
}

void layout_pointer(struct wire_state *w, struct wire_node *n,
                    const struct ir_type *t)
{
    bool unique = t->pointer == IR_UNIQUE, full = t->pointer == IR_FULL;
    struct wire_run anything = {1, 1, unique, WIRE_UNBOUNDED, false};
    const struct wire_node *c;

    if (full)
        anything = (struct wire_run){4, 4, 1, WIRE_UNBOUNDED, false};

    n->type.kind = WIRE_POINTER;
    n->type.not_plain = "a pointer has another form in memory";
    n->type.has_pointers = true;
    n->extent = layout_run(w, &anything);
    n->floor = full ? 4 : unique;
    layout_memory(n, 8, 8);
    if (unique) {
        n->type.checks = 1;
        layout_check(n, WIRE_CHECK_PRESENCE, 1);
    }
    if (full) {
        n->type.align = 4;
        n->type.max_align = 4;
        n->type.checks = 1;
        layout_check(n, WIRE_CHECK_ALIAS, 1);
    }
    c = layout_known(layout_child(w, t->element));
    set_element(n, c);
    if (!unique && !full) {
        n->type.align = c->type.align;
        n->floor = c->floor;
    } else if (c->type.align > (full ? 4 : 1)) {
        layout_check(n, WIRE_CHECK_PADDING, 1);
    }
    pointer_extent(w, n, c, t->pointer);
    n->need = need(n, c, 1);
}
