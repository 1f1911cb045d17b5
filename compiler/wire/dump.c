/*
 * --dump=wire: the plans as text. First the types that the unit declares,
 * then each interface's operations with what moves in each message.
 */
#include <inttypes.h>
#include <stdio.h>

#include "wire/node.h"

/* ---- types -------------------------------------------------------------- */

static const char *shape_word(enum wire_shape shape)
{
    switch (shape) {
    case WIRE_PLAIN:
        return "plain";
    case WIRE_FIXED_LAYOUT:
        return "fixed";
    case WIRE_VARIABLE:
        break;
    }
    return "variable";
}

static void dump_members(struct session *s, const struct wire_type *t)
{
    size_t i;

    for (i = 0; i < t->member_count; i++) {
        const struct wire_member *m = &t->members[t->order ? t->order[i] : i];

        if (t->shape == WIRE_VARIABLE)
            printf("    -");
        else
            printf("    +%" PRIu32, m->offset);
        printf(" %s: %s\n", m->member->name, wire_type_words(s, m->type));
    }
}

static void dump_label(const struct ir_value *v)
{
    if (v->kind == IR_VALUE_ENUM)
        printf("%s", v->enumerator->name);
    else if (v->kind == IR_VALUE_BOOLEAN)
        printf("%s", v->boolean ? "true" : "false");
    else if (v->negative)
        printf("%" PRId64, v->i);
    else
        printf("%" PRIu64, v->u);
}

static void dump_arms(struct session *s, const struct wire_type *t)
{
    size_t i, j;

    if (t->tag)
        printf("    tag: %s\n", wire_type_words(s, t->tag));
    for (i = 0; i < t->arm_count; i++) {
        const struct ir_arm *a = t->arms[i].arm;

        printf("    ");
        for (j = 0; j < a->label_count; j++) {
            printf("%s", j ? ", " : "");
            dump_label(&a->labels[j]);
        }
        if (a->is_default)
            printf("%sdefault", j ? ", " : "");
        printf(" => %s: %s\n", a->name ? a->name : "-",
               t->arms[i].type->kind == WIRE_NOTHING
                   ? "nothing"
                   : wire_type_words(s, t->arms[i].type));
    }
    if (t->empty_default)
        printf("    any other => -: nothing\n");
}

static void dump_checks(const struct wire_checks *checks)
{
    const char *before = ", checks:";
    int i;

    for (i = 0; i < WIRE_CHECK_COUNT; i++)
        if (checks->of[i]) {
            printf("%s %" PRIu32 " %s", before, checks->of[i],
                   wire_check_name((enum wire_check)i));
            before = ",";
        }
}

static void dump_type(struct session *s, const struct wire_type *t)
{
    printf("type %s: %s", t->type->name->scoped, shape_word(t->shape));
    if (t->type->kind == IR_ALIAS)
        printf(", %s", wire_type_words(s, wire_type_of(s, t->type->element)));
    printf(", align %" PRIu32 ", %s to %s octets", t->align,
           wire_number(s, t->min), wire_number(s, t->max));
    if (node_of(t)->base->hash)
        printf(", #%016" PRIx64, node_of(t)->base->hash);
    if (t->recursive)
        printf(", recursive");
    dump_checks(&t->checks_by_kind);
    printf("\n");
    if (t->not_plain)
        printf("    not plain: %s\n", t->not_plain);
    if (t->type->kind == IR_STRUCT)
        dump_members(s, t);
    else if (t->type->kind == IR_UNION)
        dump_arms(s, t);
}

/* ---- operations --------------------------------------------------------- */

static void dump_plan(struct session *s, const char *what,
                      const struct wire_plan *p)
{
    size_t i;

    printf("    %s: %s to %s octets", what, wire_number(s, p->min),
           wire_number(s, p->max));
    dump_checks(&p->checks_by_kind);
    if (p->memory)
        printf(", memory %s", wire_number(s, p->memory));
    if (p->expansion > 1)
        printf(", expansion %" PRIu64, p->expansion);
    printf("\n");
    for (i = 0; i < p->item_count; i++) {
        const struct wire_item *item = &p->items[i];

        if (item->offset_known)
            printf("      +%" PRIu64, item->offset);
        else if (item->phase < PHASES)
            printf("      8n+%" PRIu32, item->phase);
        else
            printf("      -");
        printf(" %s: %s", item->name, wire_type_words(s, item->type));
        if (item->most)
            printf(", at most %s", wire_number(s, item->most));
        if (item->shared)
            printf(", shared");
        printf("\n");
    }
}

static void dump_operation(struct session *s, const struct wire_operation *o)
{
    size_t i;

    printf("  %" PRIu32 " %s\n", o->number, o->op->name);
    printf("    text: %s\n", wire_signature_text(s, o->op));
    printf("    signature: %016" PRIx64 "\n", o->signature);
    dump_plan(s, o->op->oneway ? "one-way request" : "request", &o->request);
    if (o->op->oneway)
        return;
    dump_plan(s, "reply", &o->reply);
    for (i = 0; i < o->op->raise_count; i++)
        dump_plan(s,
                  arena_printf(s->arena, "exception %s",
                               o->op->raises[i]->name->scoped),
                  &o->exceptions[i]);
}

void wire_dump(struct session *s, const struct wire_unit *unit)
{
    size_t i, n;

    for (i = 0; i < unit->ir->decl_count; i++) {
        const struct ir_decl *d = &unit->ir->decls[i];

        if (d->kind == IR_DECL_TYPE && d->in_main_file && d->type->name)
            dump_type(s, wire_type_of(s, d->type));
    }
    for (i = 0; i < unit->interface_count; i++) {
        const struct wire_interface *w = &unit->interfaces[i];

        printf("interface %s: %s, %zu operations, signature %016" PRIx64 "\n",
               w->interface->name->scoped, w->interface->name->repository_id,
               w->operation_count, w->signature);
        for (n = 0; n < w->operation_count; n++)
            dump_operation(s, &w->operations[n]);
    }
}
