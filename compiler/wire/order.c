/*
 * The order of travel: what an array or a bare union needs to be understood
 * goes before it, everything else stays where it was declared.
 */
#include "wire/node.h"

/* ---- what a type speaks of ---------------------------------------------- */

static void expression_uses(const struct ir_expr *e,
                            void (*use)(void *context,
                                        const struct ir_expr *field),
                            void *context)
{
    int i;

    if (!e)
        return;
    if (e->kind == IR_EXPR_FIELD)
        use(context, e);
    for (i = 0; i < 3; i++)
        expression_uses(e->operand[i], use, context);
}

void order_uses(const struct ir_type *t,
                void (*use)(void *context, const struct ir_expr *field),
                void *context)
{
    for (;;) {
        switch (t->kind) {
        case IR_SIZED:
            expression_uses(t->sized.size, use, context);
            expression_uses(t->sized.length, use, context);
            expression_uses(t->sized.first, use, context);
            break;
        case IR_SWITCHED:
            expression_uses(t->switch_is, use, context);
            return;
        case IR_POINTER:
        case IR_ARRAY:
        case IR_RANGED:
            break;
        default:
            return; /* a name or a record: a scope of its own */
        }
        t = t->element;
    }
}

static void note_use(void *context, const struct ir_expr *field)
{
    bool *used = context;

    (void)field;
    *used = true;
}

bool order_has_uses(const struct ir_type *t)
{
    bool used = false;

    order_uses(t, note_use, &used);
    return used;
}

/* ---- the order ---------------------------------------------------------- */

enum mark { UNPLACED, PLACING, PLACED };

struct placing {
    const struct wire_order *o;
    enum mark *marks;
    size_t *order;
    size_t count;
    bool fits;
    size_t culprit;
};

static void place(struct placing *p, size_t i);

static void place_field(void *context, const struct ir_expr *field)
{
    struct placing *p = context;

    if (field->index < p->o->count &&
        (!p->o->moves || p->o->moves[field->index]))
        place(p, field->index);
}

static void place(struct placing *p, size_t i)
{
    if (p->marks[i] == PLACED)
        return;
    if (p->marks[i] == PLACING) {
        p->fits = false;
        p->culprit = i;
        return;
    }
    p->marks[i] = PLACING;
    order_uses(p->o->types[i], place_field, p);
    p->marks[i] = PLACED;
    p->order[p->count++] = i;
}

static bool as_declared(const struct placing *p)
{
    size_t i;

    for (i = 1; i < p->count; i++)
        if (p->order[i] < p->order[i - 1])
            return false;
    return true;
}

bool order_find(struct wire_state *w, const struct wire_order *o,
                const size_t **order, size_t *culprit)
{
    struct placing p = {o, NULL, NULL, 0, true, 0};
    size_t i;

    p.marks = ARENA_ARRAY(w->s->arena, o->count, enum mark);
    p.order = ARENA_ARRAY(w->s->arena, o->count, size_t);
    for (i = 0; i < o->count; i++)
        if (!o->moves || o->moves[i])
            place(&p, i);
    *order = p.fits && !as_declared(&p) ? p.order : NULL;
    *culprit = p.culprit;
    return p.fits;
}
