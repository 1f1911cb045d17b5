/*
 * --report: what each operation costs and checks, from the wire plans alone.
 * docs/report.md explains every line and the formulas behind it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backend/backend.h"
#include "backend/limits.h"
#include "backend/report/stack.h"
#include "session.h"
#include "wire/wire.h"

/* ---- values and their checks -------------------------------------------- */

/* "length, bound, 2 NUL", or "none". */
static const char *checks_text(struct session *s,
                               const struct wire_checks *checks)
{
    const char *text = NULL;
    int i;

    for (i = 0; i < WIRE_CHECK_COUNT; i++) {
        const char *name = wire_check_name((enum wire_check)i);
        uint32_t n = checks->of[i];

        if (n == 0)
            continue;
        if (n > 1)
            name = arena_printf(s->arena, "%" PRIu32 " %s", n, name);
        text = text ? arena_printf(s->arena, "%s, %s", text, name) : name;
    }
    return text ? text : "none";
}

static void print_item(struct session *s, const struct wire_item *item)
{
    printf("      %-20s %-28s %s%s\n", item->name,
           wire_type_words(s, item->type),
           checks_text(s, &item->type->checks_by_kind),
           item->shared ? "; shared: no copy" : "");
}

/* ---- messages ----------------------------------------------------------- */

static const char *octets(struct session *s, uint64_t body)
{
    return wire_number(s, body > UINT64_MAX - LIMITS_HEADER
                              ? WIRE_UNBOUNDED
                              : body + LIMITS_HEADER);
}

static void print_heads(void)
{
    printf("    %-22s %10s %10s %7s %6s %7s %6s %12s %10s\n", "message",
           "least", "most", "values", "names", "copies", "allocs", "memory",
           "expansion");
}

static void print_message(struct session *s, const char *what,
                          const struct wire_plan *p)
{
    size_t i;

    printf("    %-22s %10s %10s %7" PRIu32 " %6" PRIu32 " %7" PRIu32
           " %6d %12s %10s\n",
           what, octets(s, p->min), octets(s, p->max), p->checks, p->names,
           p->copies, 0, wire_number(s, p->memory),
           wire_number(s, p->expansion));
    for (i = 0; i < p->item_count; i++)
        print_item(s, &p->items[i]);
    if (p->checks_by_kind.of[WIRE_CHECK_PADDING])
        printf("      %-20s %-28s %" PRIu32 " padding\n", "all of it", "",
               p->checks_by_kind.of[WIRE_CHECK_PADDING]);
}

/* ---- totals: the criteria of an interface ------------------------------- */

struct totals {
    uint32_t to_server, to_client; /* values to sanitise */
    uint32_t server_names, client_names;
    uint32_t oneway;
    uint64_t request, reply; /* largest bodies */
    uint64_t stub, skeleton; /* deepest stacks */
};

static void raise_to(uint64_t *largest, uint64_t value)
{
    if (value > *largest)
        *largest = value;
}

static void add_reply(struct totals *t, const struct wire_plan *p)
{
    t->to_client += p->checks;
    t->client_names += p->names;
    raise_to(&t->reply, p->max);
}

static void add_operation(struct session *s, struct totals *t,
                          const struct wire_operation *o)
{
    size_t i;

    t->oneway += o->op->oneway;
    t->to_server += o->request.checks;
    t->server_names += o->request.names;
    raise_to(&t->request, o->request.max);
    raise_to(&t->stub, stack_of_stub(s, o));
    raise_to(&t->skeleton, stack_of_skeleton(s, o));
    add_reply(t, &o->reply);
    for (i = 0; i < o->op->raise_count; i++)
        add_reply(t, &o->exceptions[i]);
}

static void print_totals(struct session *s, const struct wire_interface *w,
                         const struct totals *t)
{
    printf("  totals\n");
    printf("    functions             %zu, one-way %" PRIu32 "\n",
           w->operation_count, t->oneway);
    printf("    values to sanitise    server %" PRIu32 ", client %" PRIu32 "\n",
           t->to_server, t->to_client);
    printf("    names among them      server %" PRIu32 ", client %" PRIu32 "\n",
           t->server_names, t->client_names);
    printf("    largest message       request %s, reply %s\n",
           octets(s, t->request), octets(s, t->reply));
    printf("    deepest stack         stub %s, skeleton %s\n\n",
           wire_number(s, t->stub), wire_number(s, t->skeleton));
}

/* ---- interfaces --------------------------------------------------------- */

static void print_operation(struct session *s, const struct wire_operation *o)
{
    size_t i;

    printf("  %" PRIu32 " %s%s\n", o->number, o->op->name,
           o->op->oneway ? " (one-way)" : "");
    print_message(s, "request", &o->request);
    if (!o->op->oneway)
        print_message(s, "reply", &o->reply);
    for (i = 0; i < o->op->raise_count; i++)
        print_message(
            s,
            arena_printf(s->arena, "raises %s", o->op->raises[i]->name->simple),
            &o->exceptions[i]);
    printf("    stack                  stub %s, skeleton %s\n\n",
           wire_number(s, stack_of_stub(s, o)),
           wire_number(s, stack_of_skeleton(s, o)));
}

static void print_interface(struct session *s, const struct wire_interface *w)
{
    struct totals t;
    size_t i;

    memset(&t, 0, sizeof t);
    printf("interface %s (%s)\n", w->interface->name->scoped,
           w->interface->name->repository_id);
    print_heads();
    for (i = 0; i < w->operation_count; i++) {
        print_operation(s, &w->operations[i]);
        add_operation(s, &t, &w->operations[i]);
    }
    print_totals(s, w, &t);
}

/* ---- types -------------------------------------------------------------- */

static const char *shape_text(struct session *s, const struct wire_type *t)
{
    switch (t->shape) {
    case WIRE_PLAIN:
        return "plain: one move";
    case WIRE_FIXED_LAYOUT:
        return arena_printf(s->arena, "fixed: one check; %s", t->not_plain);
    case WIRE_VARIABLE:
        break;
    }
    return arena_printf(s->arena, "value by value; %s", t->not_plain);
}

static bool is_reported(const struct ir_decl *d)
{
    return d->kind == IR_DECL_TYPE && d->in_main_file && d->type->name &&
           (d->type->kind == IR_STRUCT || d->type->kind == IR_UNION);
}

static void print_types(struct session *s, const struct wire_unit *unit)
{
    const char *head = "types\n";
    size_t i;

    for (i = 0; i < unit->ir->decl_count; i++) {
        const struct ir_decl *d = &unit->ir->decls[i];
        const struct wire_type *t;

        if (!is_reported(d))
            continue;
        t = wire_type_of(s, d->type);
        printf("%s  %-30s %s\n", head, d->type->name->scoped, shape_text(s, t));
        head = "";
    }
    if (*head == '\0')
        printf("\n");
}

void report_print(struct session *s, const struct backend *b,
                  const struct wire_unit *unit)
{
    uint64_t limit = limits_max_message(s, b);
    size_t i;

    printf("%s, back end %s, messages up to %s octets\n\n", unit->ir->file,
           b->name, limit ? wire_number(s, limit) : "limit (the connection's)");
    print_types(s, unit);
    for (i = 0; i < unit->interface_count; i++)
        print_interface(s, &unit->interfaces[i]);
}
