/*
 * Parameters whose octets the servant reads where the transport has them:
 * @ivmc::shared. What a peer can change meanwhile cannot be checked, so only
 * octets of any value may be shared.
 */
#include "wire/node.h"

static bool is_octet(const struct wire_type *t)
{
    enum ir_kind kind = ir_strip(t->type)->kind;

    return t->kind == WIRE_SCALAR && (kind == IR_OCTET || kind == IR_UINT8);
}

/* Whether the use of the type says so, behind what may make it absent, too. */
static bool is_marked(const struct ir_type *t)
{
    while (!t->shared && (t->kind == IR_RANGED || t->kind == IR_POINTER))
        t = t->element;
    return t->shared;
}

/* Why the parameter cannot be shared; NULL: it can. */
static const char *refusal(const struct ir_param *p, const struct wire_type *t)
{
    const struct ir_type *to = ir_strip(t->type);

    if (p->direction != IR_IN)
        return "the servant reads it alone; it has to be an 'in' parameter";
    if (t->kind == WIRE_POINTER)
        return "it may be absent; send an empty sequence, or a flag beside it";
    if (t->kind != WIRE_REPEAT || !is_octet(t->element))
        return "it is neither a sequence nor a row of octets";
    if (t->element->shape != WIRE_PLAIN)
        return "its octets have a range, which cannot be checked while they "
               "change";
    if (to->kind == IR_SIZED &&
        (!to->sized.size || to->sized.length || to->sized.first))
        return "a part of it travels, not all; use size_is alone";
    return NULL;
}

void shared_check(struct wire_state *w, const struct ir_operation *op)
{
    size_t i;

    for (i = 0; i < op->param_count; i++) {
        const struct ir_param *p = &op->params[i];
        const struct wire_type *t = wire_type_of(w->s, p->type);
        const char *why = is_marked(p->type) ? refusal(p, t) : NULL;

        if (why && !t->unmapped)
            diag(w->s, E0707, p->where, p->name, why);
    }
}

bool shared_item(const struct ir_param *p)
{
    return p->type->shared && p->direction == IR_IN;
}
