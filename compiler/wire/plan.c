/*
 * What moves in a request, a reply, an exception: which values, in which
 * order, how many octets, what is checked and what decoding takes.
 */
#include "wire/node.h"

/* C values beyond this do not work with every compiler. */
#define MAX_VALUE UINT64_C(0x7fffffff)

/* ---- what cannot travel ------------------------------------------------- */

/* What to write instead, for types that have no mapping. */
static const char *cure(const struct ir_type *t)
{
    switch (t->kind) {
    case IR_NATIVE:
        return "use an integer that both sides understand";
    case IR_VALUE_TYPE:
        return "use a struct";
    case IR_SIZED:
    case IR_ARRAY:
        return "put it into a struct with the values that size it";
    default:
        return "use another type";
    }
}

static const char *what(const struct ir_type *t)
{
    if (t->kind == IR_SIZED || t->kind == IR_ARRAY)
        return "an array sized by other values in a union";
    return ir_kind_name(t->kind);
}

void plan_refuse(struct wire_state *w, const struct wire_type *t,
                 struct source_range where)
{
    const struct ir_type *u = t->unmapped;

    if (t->unmapped_where.start.context)
        where = t->unmapped_where;
    if (u->kind == IR_OBJECT)
        diag(w->s, E0702, where,
             u->interface ? u->interface->name->scoped : "Object");
    else
        diag(w->s, E0701, where, what(u), cure(u));
}

void plan_leave_out(struct wire_state *w, const struct wire_type *t)
{
    const struct ir_type *named = t->type;

    if (named->name)
        diag(w->s, E0708, named->name->where, named->name->scoped,
             t->unmapped->kind == IR_OBJECT ? "an object of a local interface"
                                            : what(t->unmapped));
}

static void check_value(struct wire_state *w, const struct wire_item *item,
                        struct source_range where)
{
    const struct wire_type *t = item->type;

    if (t->unmapped)
        plan_refuse(w, t, where);
    else if (t->mem_size > MAX_VALUE)
        diag(w->s, E0706, where, item->name, wire_number(w->s, t->mem_size));
}

/* ---- one message -------------------------------------------------------- */

static void add_checks(struct wire_plan *p, const struct wire_type *t)
{
    int i;

    p->checks += t->checks;
    p->names += t->names;
    for (i = 0; i < WIRE_CHECK_COUNT; i++)
        p->checks_by_kind.of[i] += t->checks_by_kind.of[i];
    p->items_most += t->checks_by_kind.of[WIRE_CHECK_ITEM];
    if (t->kind != WIRE_SCALAR && t->levels + 1 > p->levels)
        p->levels = t->levels + 1;
}

/* Values that a second move takes from the message into the user's. */
static bool is_copied(const struct wire_type *t)
{
    switch (t->kind) {
    case WIRE_RECORD:
    case WIRE_CHOICE:
    case WIRE_POINTER:
    case WIRE_OBJECT:
    case WIRE_REGION:
    case WIRE_CONTEXT:
    case WIRE_ANY:
    case WIRE_BITS:
    case WIRE_FIXED:
    case WIRE_WSTRING:
        return true;
    case WIRE_STRING:
        return t->capacity != 0;
    case WIRE_REPEAT:
        return t->count == WIRE_COUNT_FIXED || memory_takes(t) ||
               t->type->sized.capacity;
    case WIRE_SCALAR:
    case WIRE_NOTHING:
        break;
    }
    return false;
}

/* Where the plan stands while items are added. */
struct building {
    struct wire_state *w;
    struct wire_plan *plan;
    struct wire_place place;
    struct wire_growth growth;
    uint64_t need;
};

/* An array that may turn out empty is not preceded by padding then. */
static uint32_t first_align(const struct wire_type *t)
{
    return t->count == WIRE_COUNT_ELSEWHERE && t->kind == WIRE_REPEAT
               ? 1
               : t->align;
}

/* Where the item's own first octet stands, padding passed. */
static void locate(struct building *b, struct wire_item *item)
{
    const struct wire_run padding = {first_align(item->type), 0, 1, 1, false};
    struct wire_place p = b->place;
    unsigned phase;

    item->phase = PHASES;
    if (p.reach & ~phases_aligned(item->type->align))
        b->plan->checks_by_kind.of[WIRE_CHECK_PADDING]++;
    place_advance(&p, layout_run(b->w, &padding));
    if (p.reach & (p.reach - 1))
        return;
    for (phase = 0; !(p.reach >> phase & 1); phase++)
        ;
    item->phase = phase;
    item->offset_known = p.min[phase] == p.max[phase];
    item->offset = item->offset_known ? p.min[phase] : 0;
}

static void raise_copies(struct wire_plan *p, uint32_t copies)
{
    if (p->copies < copies)
        p->copies = copies;
}

static void add_item(struct building *b, struct wire_item *item)
{
    const struct wire_node *n = node_of(item->type);
    const struct wire_extent *e = n->extent;
    uint64_t need = n->need;

    locate(b, item);
    add_checks(b->plan, item->type);
    if (item->param && item->param->max_of != SIZE_MAX)
        b->plan->checks_by_kind.of[WIRE_CHECK_SIZE]++;
    if (item->most && item->type->kind == WIRE_REPEAT) {
        e = repeat_extent(b->w, item->type, item->most);
        need = repeat_need(item->type, item->most);
    }
    place_advance(&b->place, e);
    memory_merge(&b->growth, &n->growth);
    b->need = sat_add(b->need, need);
    if (!item->shared)
        raise_copies(b->plan, is_copied(item->type) ? 2 : 1);
}

static void build(struct wire_state *w, struct wire_plan *plan,
                  struct wire_item *items, size_t count)
{
    struct building b = {.w = w, .plan = plan};
    uint64_t grown;
    size_t i;

    plan->items = items;
    plan->item_count = count;
    plan->copies = count == 0;
    place_at_start(&b.place);
    for (i = 0; i < count; i++)
        add_item(&b, &items[i]);
    plan->min = place_min(&b.place);
    plan->max = place_max(&b.place);
    plan->expansion = memory_expansion(&b.growth);
    grown = b.need ? sat_mul(plan->expansion, plan->max) : 0;
    plan->memory = sat_add(plan->values, b.need < grown ? b.need : grown);
}

/* ---- which values, in which order --------------------------------------- */

/* A handle_t is the object of the call: it does not travel. */
static bool is_binding(const struct ir_param *p)
{
    return ir_strip(p->type)->kind == IR_HANDLE;
}

static bool is_in(const struct ir_param *p)
{
    return p->direction != IR_OUT && !is_binding(p);
}

static bool is_out(const struct ir_param *p)
{
    return p->direction != IR_IN && !is_binding(p);
}

/* A bound that @ivmc::max_of gives through the range of what it names. */
static uint64_t most_of(const struct ir_operation *op, const struct ir_param *p,
                        const struct wire_type *t)
{
    uint64_t most;

    if (p->max_of >= op->param_count)
        return 0;
    most = range_of_type(op->params[p->max_of].type);
    if (most == WIRE_UNBOUNDED || (t->bound && t->bound <= most))
        return 0;
    return most;
}

static void set_param(struct wire_state *w, struct wire_item *item,
                      const struct ir_operation *op, const struct ir_param *p)
{
    item->name = p->name;
    item->param = p;
    item->type = wire_type_of(w->s, p->type);
    item->most = most_of(op, p, item->type);
    item->shared = shared_item(p);
    check_value(w, item, p->where);
}

static bool needs_order(const struct ir_operation *op)
{
    size_t i;

    for (i = 0; i < op->param_count; i++)
        if (order_has_uses(op->params[i].type))
            return true;
    return false;
}

static const size_t *param_order(struct wire_state *w,
                                 const struct ir_operation *op,
                                 bool (*moves)(const struct ir_param *))
{
    struct arena *a = w->s->arena;
    const struct ir_type **types =
        ARENA_ARRAY(a, op->param_count, const struct ir_type *);
    bool *moving = ARENA_ARRAY(a, op->param_count, bool);
    const struct wire_order o = {types, moving, op->param_count};
    const size_t *order;
    size_t culprit;
    size_t i;

    for (i = 0; i < op->param_count; i++) {
        types[i] = op->params[i].type;
        moving[i] = moves(&op->params[i]);
    }
    if (!order_find(w, &o, &order, &culprit))
        diag(w->s, E0705, op->params[culprit].where, op->params[culprit].name);
    return order;
}

static size_t count_params(const struct ir_operation *op,
                           bool (*moves)(const struct ir_param *))
{
    size_t count = 0;
    size_t i;

    for (i = 0; i < op->param_count; i++)
        count += moves(&op->params[i]);
    return count;
}

/* The parameters that move, in order, from `items` on; how many they are. */
static size_t add_params(struct wire_state *w, struct wire_item *items,
                         const struct ir_operation *op, bool ordered,
                         bool (*moves)(const struct ir_param *))
{
    const size_t *order = ordered ? param_order(w, op, moves) : NULL;
    size_t count = 0;
    size_t i;

    for (i = 0; i < op->param_count; i++)
        if (moves(&op->params[i])) {
            const struct ir_param *p = &op->params[order ? order[count] : i];

            set_param(w, &items[count], op, p);
            count++;
        }
    return count;
}

/* ---- the messages of an operation --------------------------------------- */

/* A skeleton keeps what is too large for a stack in the request's arena. */
static uint64_t large(const struct wire_type *t)
{
    return t->mem_size > WIRE_STACK_VALUE ? sat_align(t->mem_size, 8) : 0;
}

static uint64_t large_values(struct wire_state *w,
                             const struct ir_operation *op)
{
    uint64_t sum = large(wire_type_of(w->s, op->result));
    size_t i;

    for (i = 0; i < op->param_count; i++)
        if (!shared_item(&op->params[i]))
            sum = sat_add(sum, large(wire_type_of(w->s, op->params[i].type)));
    return sum;
}

static void plan_request(struct wire_state *w, struct wire_plan *plan,
                         const struct ir_operation *op, bool ordered)
{
    struct wire_item *items =
        ARENA_ARRAY(w->s->arena, count_params(op, is_in), struct wire_item);
    size_t count = add_params(w, items, op, ordered, is_in);

    plan->values = large_values(w, op);
    build(w, plan, items, count);
}

static void plan_reply(struct wire_state *w, struct wire_plan *plan,
                       const struct ir_operation *op, bool ordered)
{
    bool returns = ir_strip(op->result)->kind != IR_VOID;
    struct wire_item *items;
    size_t count = 0;

    if (op->oneway) {
        build(w, plan, NULL, 0);
        return;
    }
    items = ARENA_ARRAY(w->s->arena, count_params(op, is_out) + returns,
                        struct wire_item);
    if (returns) {
        items[0].name = "result";
        items[0].type = wire_type_of(w->s, op->result);
        check_value(w, &items[0], op->where);
        count = 1;
    }
    count += add_params(w, items + count, op, ordered, is_out);
    build(w, plan, items, count);
}

static const struct wire_plan *plan_exception(struct wire_state *w,
                                              const struct ir_type *t)
{
    struct wire_plan *plan = table_get(w->exceptions, t);
    const struct wire_type *body;
    struct wire_item *items;
    size_t i;

    if (plan)
        return plan;
    plan = ARENA_NEW(w->s->arena, struct wire_plan);
    table_put(w->exceptions, t, plan);
    body = wire_type_of(w->s, t);
    items = ARENA_ARRAY(w->s->arena, body->member_count, struct wire_item);
    for (i = 0; i < body->member_count; i++) {
        const struct wire_member *m =
            &body->members[body->order ? body->order[i] : i];

        items[i].name = m->member->name;
        items[i].type = m->type;
        check_value(w, &items[i], m->member->where);
    }
    plan->values = sat_align(body->mem_size, 8);
    build(w, plan, items, body->member_count);
    return plan;
}

static void plan_exceptions(struct wire_state *w, struct wire_operation *o,
                            const struct ir_operation *op)
{
    struct wire_plan *plans =
        ARENA_ARRAY(w->s->arena, op->raise_count, struct wire_plan);
    size_t i;

    for (i = 0; i < op->raise_count; i++)
        plans[i] = *plan_exception(w, op->raises[i]);
    o->exceptions = plans;
}

const struct wire_operation *plan_operation(struct wire_state *w,
                                            const struct ir_operation *op,
                                            struct wire_operation *room)
{
    struct wire_operation *o = table_get(w->operations, op);
    const struct wire_scope scope = {NULL, op->params, op->param_count};
    bool ordered;

    if (o)
        return o;
    o = room ? room : ARENA_NEW(w->s->arena, struct wire_operation);
    table_put(w->operations, op, o);
    o->op = op;
    ordered = needs_order(op);
    w->scope = &scope;
    shared_check(w, op);
    plan_request(w, &o->request, op, ordered);
    plan_reply(w, &o->reply, op, ordered);
    w->scope = NULL;
    plan_exceptions(w, o, op);
    return o;
}
