#include "backend/limits.h"

#include "backend/backend.h"
#include "session.h"
#include "wire/wire.h"

/* The length field of a message has 32 bits. */
#define LARGEST UINT64_C(0xffffffff)

uint64_t limits_max_message(const struct session *s, const struct backend *b)
{
    uint64_t told = s->options.max_message;

    if (b->max_message && (!told || b->max_message < told))
        return b->max_message;
    return told;
}

/* ---- messages ----------------------------------------------------------- */

/* One message under examination. */
struct examined {
    struct session *s;
    const struct backend *b;
    uint64_t limit; /* 0: not known */
    const char *carrier;
    const struct wire_operation *op;
    const struct wire_plan *plan;
    const char *what; /* "request", "reply", "exception shop::NoItem" */
    struct source_range where;
};

static uint64_t message(uint64_t body)
{
    return body > UINT64_MAX - LIMITS_HEADER ? UINT64_MAX
                                             : body + LIMITS_HEADER;
}

static bool check_size(const struct examined *x)
{
    uint64_t most = x->limit ? x->limit : LARGEST;

    if (message(x->plan->min) > most) {
        diag(x->s, E0721, x->where, x->what, x->op->op->name,
             wire_number(x->s, message(x->plan->min)), x->carrier,
             wire_number(x->s, most));
        return false;
    }
    if (x->limit && x->plan->max != WIRE_UNBOUNDED &&
        message(x->plan->max) > most) {
        diag(x->s, E0722, x->where, x->what, x->op->op->name,
             wire_number(x->s, message(x->plan->max)), x->carrier,
             wire_number(x->s, most));
        return false;
    }
    return true;
}

static void check_items(const struct examined *x)
{
    unsigned most = x->b->items ? LIMITS_ITEMS : 0;

    if (x->plan->items_most > most)
        diag(x->s, E0724, x->where, x->what, x->op->op->name,
             x->plan->items_most, most);
}

/* ---- bounds ------------------------------------------------------------- */

static const char *cure(const struct wire_type *t)
{
    if (t->recursive)
        return "a recursive type can have any depth; use a bounded sequence "
               "whose elements refer to each other by index";
    if (t->kind == WIRE_ANY)
        return "an any holds whatever comes; use a union of the types that "
               "occur";
    if (t->kind == WIRE_WSTRING)
        return "say how long it gets: wstring<64>";
    if (t->kind == WIRE_STRING)
        return "say how long it gets: string<64>, in DCE IDL [string] char "
               "x[65]";
    if (t->count == WIRE_COUNT_ELSEWHERE)
        return "give the values that size it a range, or the array max_is";
    return "say how many there are: sequence<T, 64>, or @ivmc::max_of a "
           "parameter that has a range";
}

static const char *inside(struct session *s, const char *path, const char *name)
{
    return name ? arena_printf(s->arena, "%s.%s", path, name) : path;
}

/*
 * The first type in `t` that has no bound of its own, with the way to it in
 * `*path`; NULL when all have one.
 */
static const struct wire_type *culprit(struct session *s, const char **path,
                                       const struct wire_type *t)
{
    size_t i;

    if (t->max != WIRE_UNBOUNDED)
        return NULL;
    if (t->recursive || t->kind == WIRE_STRING)
        return t;
    if (t->kind == WIRE_REPEAT && t->count != WIRE_COUNT_FIXED && !t->bound)
        return t;
    if (t->element) {
        const struct wire_type *found = culprit(s, path, t->element);

        return found ? found : t;
    }
    for (i = 0; i < t->member_count; i++)
        if (t->members[i].type->max == WIRE_UNBOUNDED) {
            *path = inside(s, *path, t->members[i].member->name);
            return culprit(s, path, t->members[i].type);
        }
    for (i = 0; i < t->arm_count; i++)
        if (t->arms[i].type->max == WIRE_UNBOUNDED) {
            *path = inside(s, *path, t->arms[i].arm->name);
            return culprit(s, path, t->arms[i].type);
        }
    return t;
}

/* Nesting is limited where types are laid out, and so is the recursion. */
static void check_bounds(const struct examined *x)
{
    size_t i;

    if (x->plan->max != WIRE_UNBOUNDED)
        return;
    for (i = 0; i < x->plan->item_count; i++) {
        const struct wire_item *item = &x->plan->items[i];
        const char *path = item->name;
        const struct wire_type *t = culprit(x->s, &path, item->type);

        if (t && t == item->type && item->most)
            t = t->element ? culprit(x->s, &path, t->element) : NULL;
        if (t)
            diag(x->s, E0723, item->param ? item->param->where : x->where, path,
                 cure(t));
    }
}

/* ---- labels --------------------------------------------------------------- */

/* A check that always fails is worth a word. */
static void check_label(const struct examined *x, const struct ir_interface *i)
{
    if (i->label && !x->b->labels)
        diag(x->s, E0725, i->name->where, i->name->scoped, x->b->name);
}

/* ---- the unit ----------------------------------------------------------- */

static void check_message(struct examined x, const char *what,
                          const struct wire_plan *plan)
{
    x.what = what;
    x.plan = plan;
    if (!check_size(&x))
        return;
    check_items(&x);
    if (x.b->needs_bounds || x.s->options.bounded)
        check_bounds(&x);
}

static void check_operation(struct examined x, const struct wire_operation *o)
{
    size_t i;

    x.op = o;
    x.where = o->op->where;
    check_message(x, "request", &o->request);
    if (o->op->oneway)
        return;
    check_message(x, "reply", &o->reply);
    for (i = 0; i < o->op->raise_count; i++) {
        const struct ir_name *name = o->op->raises[i]->name;

        x.where = name->where;
        check_message(x,
                      arena_printf(x.s->arena, "exception '%s'", name->scoped),
                      &o->exceptions[i]);
    }
}

static const char *carrier_name(const struct session *s,
                                const struct backend *b, uint64_t limit)
{
    if (limit == 0)
        return "no message";
    if (limit != b->max_message)
        return "--max-message";
    return arena_printf(s->arena, "the %s back end", b->name);
}

bool limits_check(struct session *s, const struct backend *b,
                  const struct wire_unit *unit)
{
    unsigned errors = diag_error_count(s);
    struct examined x = {.s = s, .b = b};
    size_t i, n;

    x.limit = limits_max_message(s, b);
    x.carrier = carrier_name(s, b, x.limit);
    for (i = 0; i < unit->interface_count; i++) {
        check_label(&x, unit->interfaces[i].interface);
        for (n = 0; n < unit->interfaces[i].operation_count; n++)
            check_operation(x, &unit->interfaces[i].operations[n]);
    }
    return diag_error_count(s) == errors;
}
