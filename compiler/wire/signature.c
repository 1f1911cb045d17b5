/*
 * Signatures: a text of what each message holds, in which neither the
 * language of the description nor the names of types show, and FNV-1a over
 * it. docs/signature.md defines the text; a change here is a change there and
 * of every signature.
 */
#include "wire/signature_text.h"

/* "$q0" in the request, "$r0" in the reply; an inout one is both. */
static void name_params(struct text *x, const struct ir_operation *op,
                        const struct wire_plan *plan, char where)
{
    struct arena *a = x->w->s->scratch;
    const char **places = ARENA_ARRAY(a, op->param_count, const char *);
    size_t i;

    for (i = 0; i < op->param_count; i++)
        places[i] = x->places ? x->places[i] : "?";
    for (i = 0; i < plan->item_count; i++)
        if (plan->items[i].param)
            places[plan->items[i].param - op->params] =
                arena_printf(a, "$%c%zu", where, i);
    x->places = places;
    x->place_count = op->param_count;
}

static bool speaks_of_params(const struct ir_operation *op)
{
    size_t i;

    for (i = 0; i < op->param_count; i++)
        if (order_has_uses(op->params[i].type) ||
            op->params[i].max_of < op->param_count)
            return true;
    return false;
}

static uint32_t *param_uses(struct arena *a, const struct ir_operation *op)
{
    uint32_t *uses = ARENA_ARRAY(a, op->param_count, uint32_t);
    size_t i;

    for (i = 0; i < op->param_count; i++) {
        order_uses(op->params[i].type, text_count_use, uses);
        if (op->params[i].max_of < op->param_count)
            uses[op->params[i].max_of]++;
    }
    return uses;
}

static void put_limits(struct text *x, const struct wire_plan *plan)
{
    size_t i;

    for (i = 0; i < plan->item_count; i++) {
        const struct ir_param *p = plan->items[i].param;

        if (!p || p->max_of >= x->place_count)
            continue;
        text_put(x, ";");
        text_put_u64(x, i);
        text_put(x, "<=");
        text_put(x, x->places[p->max_of]);
    }
}

static void put_message(struct text *x, const struct ir_operation *op,
                        const struct wire_plan *plan, char where)
{
    struct arena *a = x->w->s->scratch;
    const struct wire_type **types =
        ARENA_ARRAY(a, plan->item_count, const struct wire_type *);
    size_t *declared = ARENA_ARRAY(a, plan->item_count, size_t);
    struct list l = {types, declared, plan->item_count, NULL};
    bool speaks = speaks_of_params(op);
    size_t i;

    for (i = 0; i < plan->item_count; i++) {
        types[i] = plan->items[i].type;
        declared[i] = plan->items[i].param
                          ? (size_t)(plan->items[i].param - op->params)
                          : SIZE_MAX; /* no expression speaks of it */
    }
    if (speaks) {
        name_params(x, op, plan, where);
        l.uses = param_uses(a, op);
    }
    text_put(x, "(");
    text_put_list(x, &l);
    if (speaks)
        put_limits(x, plan);
    text_put(x, ")");
}

static void put_operation(struct text *x, const struct wire_operation *o)
{
    size_t i;

    text_put(x, o->op->oneway ? "oneway " : "");
    text_put(x, o->op->name);
    put_message(x, o->op, &o->request, 'q');
    if (!o->op->oneway)
        put_message(x, o->op, &o->reply, 'r');
    x->places = NULL;
    x->place_count = 0;
    for (i = 0; i < o->op->raise_count; i++) {
        text_put(x, "!");
        text_put(x, o->op->raises[i]->name->repository_id);
        text_put_type(x, wire_type_of(x->w->s, o->op->raises[i]));
    }
    text_put(x, "\n");
}

uint64_t signature_extend(struct wire_state *w, uint64_t previous,
                          const struct wire_operation *o)
{
    struct text x = {.w = w, .hash = previous};

    put_operation(&x, o);
    return x.hash;
}

uint64_t wire_signature(struct session *s, uint64_t previous,
                        const struct ir_operation *op)
{
    struct wire_state *w = wire_state_of(s);

    return signature_extend(w, previous, plan_operation(w, op, NULL));
}

const char *wire_signature_text(struct session *s,
                                const struct ir_operation *op)
{
    struct wire_state *w = wire_state_of(s);
    struct text x = {.w = w, .hash = WIRE_SIGNATURE_SEED, .keep = true};

    put_operation(&x, plan_operation(w, op, NULL));
    return arena_strndup(s->arena, x.kept, x.len - 1);
}
