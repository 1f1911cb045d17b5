/*
 * Interfaces: their operations with those of their bases, numbered and
 * signed, and the limits that come with the numbers.
 */
#include <string.h>

#include "wire/node.h"

/* Operation numbers are 16 bits in the tables of skeletons. */
#define MAX_OPERATIONS 65535u

/* IVMC_MAX_IDENTITY of the runtime. */
#define MAX_IDENTITY 255u

static bool check_interface(struct wire_state *w, const struct ir_interface *i)
{
    size_t len = strlen(i->name->repository_id);
    unsigned errors = diag_error_count(w->s);

    if (i->flat_count > MAX_OPERATIONS)
        diag(w->s, E0710, i->name->where, i->name->scoped, i->flat_count,
             MAX_OPERATIONS);
    if (len > MAX_IDENTITY)
        diag(w->s, E0711, i->name->where, i->name->scoped, len, MAX_IDENTITY);
    return diag_error_count(w->s) == errors;
}

static void lay_operations(struct wire_state *w, struct wire_interface *out,
                           const struct ir_interface *i)
{
    struct wire_operation *operations =
        ARENA_ARRAY(w->s->arena, i->flat_count, struct wire_operation);
    size_t n;

    out->signature = WIRE_SIGNATURE_SEED;
    for (n = 0; n < i->flat_count; n++) {
        const struct wire_operation *known =
            plan_operation(w, i->flat[n], &operations[n]);

        if (known != &operations[n])
            operations[n] = *known;
        operations[n].number = (uint32_t)n;
        if (!diag_error_count(w->s))
            out->signature =
                signature_extend(w, out->signature, &operations[n]);
        operations[n].signature = out->signature;
    }
    out->operations = operations;
    out->operation_count = i->flat_count;
}

static struct wire_interface *lay_interface(struct wire_state *w,
                                            const struct ir_interface *i)
{
    struct wire_interface *out = table_get(w->interfaces, i);

    if (out)
        return out;
    out = ARENA_NEW(w->s->arena, struct wire_interface);
    table_put(w->interfaces, i, out);
    out->interface = i;
    if (check_interface(w, i))
        lay_operations(w, out, i);
    return out;
}

const struct wire_interface *wire_interface_of(struct session *s,
                                               const struct ir_interface *i)
{
    return lay_interface(wire_state_of(s), i);
}

/*
 * All types in the order of their declarations, so that the walk stays
 * shallow. Those without a mapping are left out: only their use is an error.
 */
static void lay_types(struct wire_state *w, const struct ir_unit *ir)
{
    size_t i;

    for (i = 0; i < ir->decl_count; i++) {
        const struct ir_decl *d = &ir->decls[i];

        if (d->kind != IR_DECL_TYPE || d->type->kind == IR_VOID)
            continue;
        wire_type_of(w->s, d->type);
        arena_empty(w->s->scratch);
    }
}

static void leave_out(struct wire_state *w, const struct ir_unit *ir)
{
    size_t i;

    for (i = 0; i < ir->decl_count; i++) {
        const struct ir_decl *d = &ir->decls[i];

        if (d->kind == IR_DECL_TYPE && d->type->kind != IR_VOID &&
            d->in_main_file && wire_type_of(w->s, d->type)->unmapped)
            plan_leave_out(w, wire_type_of(w->s, d->type));
    }
}

static bool is_served(const struct ir_decl *d)
{
    return d->kind == IR_DECL_INTERFACE && d->in_main_file &&
           d->interface->defined && !d->interface->local;
}

const struct wire_unit *wire_lay_out(struct session *s,
                                     const struct ir_unit *ir)
{
    struct wire_state *w = wire_state_of(s);
    struct wire_unit *unit = ARENA_NEW(s->arena, struct wire_unit);
    struct wire_interface *interfaces =
        ARENA_ARRAY(s->arena, ir->decl_count, struct wire_interface);
    size_t i;

    lay_types(w, ir);
    for (i = 0; i < ir->decl_count; i++)
        if (is_served(&ir->decls[i]))
            interfaces[unit->interface_count++] =
                *lay_interface(w, ir->decls[i].interface);
    if (!diag_error_count(s))
        leave_out(w, ir);
    unit->ir = ir;
    unit->interfaces = interfaces;
    return diag_error_count(s) ? NULL : unit;
}
