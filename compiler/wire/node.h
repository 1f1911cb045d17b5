/*
 * What this room keeps of a type beyond its plan, and how its files divide
 * the work: layout.c walks the types, component.c settles those that reach
 * each other, record.c, choice.c and repeat.c lay out one kind each, memory.c
 * sizes the arena, plan.c puts operations together, shared.c says what of them
 * may stay where it is, signature*.c sign them.
 * Private to this room.
 */
#ifndef IDLC_WIRE_NODE_H
#define IDLC_WIRE_NODE_H

#include "session.h"
#include "wire/extent.h"
#include "wire/wire.h"

/*
 * How arena octets grow out of message octets: the largest quotient over all
 * places that take memory, without and with what alignment may waste.
 */
struct wire_growth {
    uint64_t factor, padded_factor;
    uint32_t min_align, max_align; /* of what is taken; 0: nothing is */
};

struct wire_node {
    struct wire_type type;
    struct wire_node *base; /* behind aliases and ranges; itself for others */
    const struct wire_extent *extent;
    uint64_t floor; /* octets it has at least, padding not counted */
    uint64_t need;  /* most arena octets its decoding takes */
    struct wire_growth growth;
    uint64_t hash; /* of its text in signatures; 0: none */
    const struct wire_node *written_for; /* the root whose text it is in, */
    unsigned written;                    /* as number so many */
    /*
     * Types that reach each other are found as Tarjan does: index of first
     * visit, lowest index reached. Closed: its component is complete.
     */
    size_t index, low;
    size_t component;
    bool closed;
    struct wire_node *open_next; /* on the stack of open nodes */
    struct wire_node *followers; /* aliases to fill when closed */
    struct wire_node *follower_next;
};

/* The members or parameters that size expressions speak of. */
struct wire_scope {
    const struct ir_member *members;
    const struct ir_param *params;
    size_t count;
};

#define EXTENT_CACHE 64
#define KEPT_EXTENTS 256

struct wire_state {
    struct session *s;
    struct table *nodes;      /* struct ir_type to struct wire_node */
    struct table *exceptions; /* struct ir_type to struct wire_plan */
    struct table *operations; /* struct ir_operation to struct wire_operation */
    struct table *interfaces; /* struct ir_interface to struct wire_interface */
    struct wire_node *open;   /* stack: visited, component not complete */
    struct wire_node *parent; /* the node being laid out */
    const struct wire_scope *scope;
    size_t index, component;
    unsigned depth;
    const struct wire_extent *nothing;
    struct {
        struct wire_run run;
        const struct wire_extent *extent;
    } cache[EXTENT_CACHE];
    /* Extents kept, by what they hold: many types have the same. */
    const struct wire_extent *kept[KEPT_EXTENTS];
};

struct wire_state *wire_state_of(struct session *s);

/* layout.c: the node of a type, which may still be open. */
struct wire_node *layout_child(struct wire_state *w, const struct ir_type *t);

/*
 * component.c: settles the component whose root is `root`, the nodes on the
 * stack down to it, and closes them.
 */
void component_close(struct wire_state *w, struct wire_node *root);

/* component.c: gives an alias all that its closed `base` has. */
void component_fill(struct wire_node *alias, const struct wire_node *base);

/* component.c: what `t` is made of, one after the other; NULL after the last. */
const struct wire_type *layout_part(const struct wire_type *t, size_t i);

/*
 * What is known of a child while its parent is laid out: of an alias to a
 * type that is still open, what its base has been given so far.
 */
static inline const struct wire_node *layout_known(const struct wire_node *n)
{
    return n->base->closed ? n : n->base;
}

/* The node that a plan lies in. */
static inline const struct wire_node *node_of(const struct wire_type *t)
{
    return (const struct wire_node *)(const void *)t;
}

/* layout.c: parts shared by the kinds. */
void layout_scalar(struct wire_node *n, struct wire_state *w, uint32_t width);
void layout_unmapped(struct wire_node *n, const struct ir_type *t,
                     struct source_range where);
void layout_memory(struct wire_node *n, uint64_t size, uint32_t align);
void layout_count(uint32_t *counter, uint32_t more);
void layout_check(struct wire_node *n, enum wire_check check, uint32_t count);
const struct wire_extent *layout_run(struct wire_state *w,
                                     const struct wire_run *run);
const struct wire_extent *layout_keep(struct wire_state *w,
                                      const struct wire_extent *e);

/* One file each. */
void layout_record(struct wire_state *w, struct wire_node *n,
                   const struct ir_type *t);
void layout_value(struct wire_state *w, struct wire_node *n,
                  const struct ir_type *t);
void layout_choice(struct wire_state *w, struct wire_node *n,
                   const struct ir_type *t);
void layout_array(struct wire_state *w, struct wire_node *n,
                  const struct ir_type *t);
void layout_sequence(struct wire_state *w, struct wire_node *n,
                     const struct ir_type *t);
void layout_sized(struct wire_state *w, struct wire_node *n,
                  const struct ir_type *t);
void layout_pointer(struct wire_state *w, struct wire_node *n,
                    const struct ir_type *t);

/* repeat.c: octets and arena octets of a REPEAT held to `most` elements. */
const struct wire_extent *repeat_extent(struct wire_state *w,
                                        const struct wire_type *t,
                                        uint64_t most);
uint64_t repeat_need(const struct wire_type *t, uint64_t most);

/* memory.c */
void memory_by_value(struct wire_state *w, const struct ir_type *t,
                     uint64_t *size, uint32_t *align);
bool memory_takes(const struct wire_type *t);
void memory_own(struct wire_node *n);
void memory_merge(struct wire_growth *g, const struct wire_growth *other);
uint64_t memory_expansion(const struct wire_growth *g);

/*
 * order.c: the order in which `count` values travel, size variables before
 * the first value that needs them: indices in `*order`, or NULL where it is
 * the declared one. `moves[i]` says which take part; NULL: all. False where
 * two need each other; `*culprit` is one of them then.
 */
struct wire_order {
    const struct ir_type *const *types;
    const bool *moves;
    size_t count;
};
bool order_find(struct wire_state *w, const struct wire_order *o,
                const size_t **order, size_t *culprit);

/* Whether the type, up to the next name, holds a size expression. */
bool order_has_uses(const struct ir_type *t);

/*
 * order.c: calls `use` for each member or parameter that the size expressions
 * in `t` speak of.
 */
void order_uses(const struct ir_type *t,
                void (*use)(void *context, const struct ir_expr *field),
                void *context);

/* range.c: the largest value of an expression, or WIRE_UNBOUNDED. */
uint64_t range_most(const struct wire_scope *scope, const struct ir_expr *e);

/* The largest value of an integer type, by its ranges; WIRE_UNBOUNDED when
   that is no useful bound. */
uint64_t range_of_type(const struct ir_type *t);

/* signature.c: see wire_signature. */
uint64_t signature_extend(struct wire_state *w, uint64_t previous,
                          const struct wire_operation *o);

/* signature_type.c: what stands for a closed type in texts. */
void signature_hash(struct wire_state *w, struct wire_node *n);

/* shared.c: reports what is marked as shared and cannot be. */
void shared_check(struct wire_state *w, const struct ir_operation *op);

/* shared.c: whether the servant reads the parameter where it lies. */
bool shared_item(const struct ir_param *p);

/*
 * plan.c: the messages of an operation, wherever it is inherited. What is not
 * known yet is put into `*room`, or elsewhere where that is NULL.
 */
const struct wire_operation *plan_operation(struct wire_state *w,
                                            const struct ir_operation *op,
                                            struct wire_operation *room);

/* plan.c: reports what of a type cannot travel; `where` uses it. */
void plan_refuse(struct wire_state *w, const struct wire_type *t,
                 struct source_range where);

/* Says that C will not have the type, which its unit declares. */
void plan_leave_out(struct wire_state *w, const struct wire_type *t);

#endif /* IDLC_WIRE_NODE_H */
