/*
 * Context handles: a client has numbers, a server finds what they stand for.
 */
#include <string.h>

#include "backend/c/c_gen.h"

/* Where it is used the null handle may be forbidden. */
static bool is_given(const struct ir_type *t)
{
    while (!t->given && (t->kind == IR_ALIAS || t->kind == IR_RANGED))
        t = t->element;
    return t->given;
}

/* "rq" of "&rq->in", "&rq" of "&rq.out". */
static const char *request_of(struct c_file *f, const char *cursor)
{
    return strncmp(cursor, "&rq->", 5) == 0 ? "rq" : c_text(f->s, "&rq");
}

static const char *rundown(struct c_file *f, const struct ir_type *t)
{
    t = ir_strip(t);
    return t->name ? c_text(f->s, "%s_rundown", c_name(f->names, t->name))
                   : "NULL";
}

void c_move_context(struct c_file *f, struct emit *e, const struct wire_type *w,
                    const char *value, const struct c_cursor *c, bool put)
{
    const char *address = c_address(f->s, value);
    const char *given = is_given(w->type) ? "true" : "false";
    const char *there[] = {request_of(f, c->name), address, rundown(f, w->type),
                           given};
    const char *here[] = {c->name, address, given};

    if (c->scope.side == C_SERVER)
        emit_call(e, put ? "ivmc_give_context" : "ivmc_find_context", there,
                  put ? 3 : 4, ";");
    else
        emit_call(e, put ? "ivmc_put_context" : "ivmc_get_context", here,
                  put ? 3 : 2, ";");
}

static bool plan_has(const struct wire_plan *p)
{
    return p->checks_by_kind.of[WIRE_CHECK_CONTEXT] > 0;
}

bool c_has_context(const struct wire_unit *unit)
{
    size_t i, j;

    for (i = 0; i < unit->interface_count; i++)
        for (j = 0; j < unit->interfaces[i].operation_count; j++)
            if (plan_has(&unit->interfaces[i].operations[j].request) ||
                plan_has(&unit->interfaces[i].operations[j].reply))
                return true;
    return false;
}
