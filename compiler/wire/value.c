/*
 * Kinds without parts that C has no type for: wide text, fixed-point numbers,
 * bit masks, bit sets, `any`.
 */
#include "wire/node.h"

/* IVMC_MAX_TYPE of the runtime. */
#define MAX_TYPE 255

/* The octet 2 and a unit of UTF-16: of no alignment, unlike in memory. */
static void wide_char(struct wire_node *n, struct wire_state *w)
{
    static const struct wire_run run = {1, 3, 1, 1, false};

    n->type.kind = WIRE_SCALAR;
    n->type.not_plain = "a wide character is checked";
    n->type.width = 3;
    n->type.checks = 1;
    layout_check(n, WIRE_CHECK_TEXT, 1);
    n->extent = layout_run(w, &run);
    n->floor = 3;
    layout_memory(n, 2, 2);
}

static void wide_string(struct wire_node *n, struct wire_state *w,
                        const struct ir_type *t)
{
    struct wire_run run = {2, 2, 0, WIRE_UNBOUNDED, true};

    if (t->bound)
        run.most = t->bound;
    n->type.kind = WIRE_WSTRING;
    n->type.not_plain = "the length of a string varies";
    n->type.align = 4;
    n->type.max_align = 4;
    n->type.bound = t->bound;
    n->type.checks = 1;
    n->type.names = 1;
    n->type.has_pointers = true;
    layout_check(n, WIRE_CHECK_LENGTH, 1);
    layout_check(n, WIRE_CHECK_TEXT, 1);
    layout_check(n, WIRE_CHECK_BOUND, t->bound ? 1 : 0);
    n->extent = layout_run(w, &run);
    n->floor = 4;
    layout_memory(n, 16, 8);
}

static void decimal(struct wire_node *n, struct wire_state *w,
                    const struct ir_type *t)
{
    const struct wire_run run = {1, t->digits / 2 + 1, 1, 1, false};

    n->type.kind = WIRE_FIXED;
    n->type.not_plain = "a fixed-point number is checked";
    n->type.checks = 1;
    layout_check(n, WIRE_CHECK_DIGITS, 1);
    n->extent = layout_run(w, &run);
    n->floor = run.size;
    layout_memory(n, 16, 1);
}

static bool has_undefined_bits(const struct ir_type *t)
{
    uint64_t all =
        t->wire_bits >= 64 ? UINT64_MAX : (UINT64_C(1) << t->wire_bits) - 1;

    return ir_defined_bits(t) != all;
}

static void bit_mask(struct wire_node *n, struct wire_state *w,
                     const struct ir_type *t)
{
    layout_scalar(n, w, t->wire_bits / 8);
    if (!has_undefined_bits(t))
        return;
    n->type.shape = WIRE_FIXED_LAYOUT;
    n->type.not_plain = "undefined bits are checked";
    n->type.checks = 1;
    layout_check(n, WIRE_CHECK_BITS, 1);
}

/* One integer on the wire; its fields are members in memory. */
static void bit_set(struct wire_node *n, struct wire_state *w,
                    const struct ir_type *t)
{
    uint64_t size = 0;
    uint32_t align = 1;
    size_t i;

    layout_scalar(n, w, t->wire_bits / 8);
    n->type.kind = WIRE_BITS;
    n->type.shape = WIRE_VARIABLE;
    n->type.size = 0;
    n->type.not_plain = "the fields of a bit set lie elsewhere in memory";
    if (has_undefined_bits(t)) {
        n->type.checks = 1;
        layout_check(n, WIRE_CHECK_BITS, 1);
    }
    for (i = 0; i < t->member_count; i++) {
        const struct wire_type *f = wire_type_of(w->s, t->members[i].type);

        if (!t->members[i].name)
            continue;
        size = sat_add(sat_align(size, f->mem_align), f->mem_size);
        if (f->mem_align > align)
            align = f->mem_align;
    }
    layout_memory(n, size ? sat_align(size, align) : 1, align);
}

/* The identity of its type and an encapsulation. */
static void any(struct wire_node *n, struct wire_state *w)
{
    static const struct wire_run type = {1, 1, 1, MAX_TYPE + 1, true};
    static const struct wire_run value = {1, 1, 0, WIRE_UNBOUNDED, true};
    struct wire_extent e = *layout_run(w, &type);

    extent_append(&e, layout_run(w, &value));
    n->extent = layout_keep(w, &e);
    n->type.kind = WIRE_ANY;
    n->type.not_plain = "the length of an any varies";
    n->type.align = 4;
    n->type.max_align = 4;
    n->type.checks = 2;
    n->type.names = 1;
    n->type.has_pointers = true;
    layout_check(n, WIRE_CHECK_LENGTH, 2);
    layout_check(n, WIRE_CHECK_NUL, 1);
    layout_check(n, WIRE_CHECK_BOUND, 1);
    layout_check(n, WIRE_CHECK_PADDING, 1);
    n->floor = 5 + 4;
    layout_memory(n, 24, 8);
}

void layout_value(struct wire_state *w, struct wire_node *n,
                  const struct ir_type *t)
{
    switch (t->kind) {
    case IR_WCHAR:
        wide_char(n, w);
        break;
    case IR_WSTRING:
        wide_string(n, w, t);
        break;
    case IR_FIXED:
        decimal(n, w, t);
        break;
    case IR_BITMASK:
        bit_mask(n, w, t);
        break;
    case IR_BITSET:
        bit_set(n, w, t);
        break;
    default:
        any(n, w);
        break;
    }
}
