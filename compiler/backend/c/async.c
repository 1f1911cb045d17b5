/*
 * --async: stubs in two halves, and functions that answer deferred requests.
 */
#include <string.h>

#include "backend/c/c_gen.h"

/* ---- which parameters a half has ---------------------------------------- */

static void mark(const struct ir_expr *x, bool *needed)
{
    int i;

    if (x->kind == IR_EXPR_FIELD)
        needed[x->index] = true;
    for (i = 0; i < 3; i++)
        if (x->operand[i])
            mark(x->operand[i], needed);
}

/* Parameters that go in and say how long something is that comes back. */
static bool *needed_for_reply(struct session *s, const struct ir_operation *op)
{
    bool *needed = ARENA_ARRAY(s->scratch, op->param_count + 1, bool);
    size_t i, j;

    for (i = 0; i < op->param_count; i++) {
        const struct ir_param *p = &op->params[i];
        struct c_exprs x = c_exprs_of(s, p->type);

        if (p->direction == IR_IN)
            continue;
        for (j = 0; j < x.count; j++)
            mark(x.items[j], needed);
        if (p->max_of < op->param_count)
            needed[p->max_of] = true;
    }
    return needed;
}

struct half {
    struct c_params params;
    const char *name;
};

static void add(struct c_gen *g, struct half *h, const char *text)
{
    string_list_add(g->s->scratch, &h->params.list, text);
}

static void add_param(struct c_gen *g, struct half *h, const struct ir_param *p,
                      enum ir_direction direction)
{
    add(g, h, c_param(g->s, g->names, p->type, direction, c_param_of(g, p)));
}

static bool has_result(const struct ir_operation *op)
{
    return ir_strip(op->result)->kind != IR_VOID;
}

static struct half begin_half(struct c_gen *g, const struct ir_interface *i,
                              const struct ir_operation *op)
{
    struct half h = {{{NULL, 0}, "void"},
                     c_text(g->s, "%s_begin", c_stub_name(g, i, op))};
    size_t j;

    add(g, &h, "struct ivmc_call *call");
    add(g, &h, "const struct ivmc_object *self");
    for (j = 0; j < op->param_count; j++)
        if (c_param_travels(&op->params[j]) &&
            op->params[j].direction != IR_OUT)
            add_param(g, &h, &op->params[j], op->params[j].direction);
    add(g, &h, "struct ivmc_env *env");
    return h;
}

static struct half finish_half(struct c_gen *g, const struct ir_interface *i,
                               const struct ir_operation *op)
{
    struct half h = {{{NULL, 0}, "void"},
                     c_text(g->s, "%s_finish", c_stub_name(g, i, op))};
    const bool *needed = needed_for_reply(g->s, op);
    size_t j;

    add(g, &h, "struct ivmc_call *call");
    for (j = 0; j < op->param_count; j++)
        if (c_param_travels(&op->params[j]) &&
            (needed[j] || op->params[j].direction != IR_IN))
            add_param(g, &h, &op->params[j], op->params[j].direction);
    if (!has_result(op))
        return h;
    if (c_returned(op->result))
        h.params.result = c_type(g->s, g->names, op->result);
    else
        add(g, &h, c_param(g->s, g->names, op->result, IR_OUT, "result"));
    return h;
}

static struct half reply_half(struct c_gen *g, const struct ir_interface *i,
                              const struct ir_operation *op)
{
    struct half h = {{{NULL, 0}, "enum ivmc_status"},
                     c_text(g->s, "%s_reply", c_stub_name(g, i, op))};
    const bool *needed = needed_for_reply(g->s, op);
    size_t j;

    add(g, &h, "struct ivmc_deferred *later");
    for (j = 0; j < op->param_count; j++)
        if (c_param_travels(&op->params[j]) &&
            (needed[j] || op->params[j].direction != IR_IN))
            add_param(g, &h, &op->params[j], IR_IN);
    if (has_result(op))
        add(g, &h, c_param(g->s, g->names, op->result, IR_IN, "result"));
    return h;
}

static struct half raise_half(struct c_gen *g, const struct ir_interface *i,
                              const struct ir_operation *op)
{
    struct half h = {{{NULL, 0}, "enum ivmc_status"},
                     c_text(g->s, "%s_raise", c_stub_name(g, i, op))};

    add(g, &h, "struct ivmc_deferred *later");
    add(g, &h, "const struct ivmc_env *env");
    return h;
}

static void prototype(struct emit *e, const struct half *h, const char *tail)
{
    c_prototype(e, &h->params, h->params.result, h->name, tail);
}

/* ---- in the header ------------------------------------------------------ */

void c_async_declare(struct c_gen *g, struct emit *e,
                     const struct ir_interface *i,
                     const struct ir_operation *op)
{
    struct half begin, finish;

    if (op->oneway)
        return;
    begin = begin_half(g, i, op);
    finish = finish_half(g, i, op);
    emit_text(
        e,
        "\n"
        "/*\n"
        " * The same in two halves: `call` is lent until the reply was taken "
        "by\n"
        " * finish, or ivmc_call_cancel gave it up.\n"
        " */\n");
    prototype(e, &begin, ";");
    prototype(e, &finish, ";");
}

void c_deferred_declare(struct c_gen *g, struct emit *e,
                        const struct wire_interface *w)
{
    bool any = false;
    size_t i;

    for (i = 0; i < w->operation_count; i++) {
        const struct ir_operation *op = w->operations[i].op;
        struct half reply, raise;

        if (op->oneway)
            continue;
        if (!any)
            emit_text(e, "\n"
                         "/*\n"
                         " * Answers to requests that ivmc_defer kept: a "
                         "result, or the exception or\n"
                         " * failure in an environment.\n"
                         " */\n");
        any = true;
        reply = reply_half(g, w->interface, op);
        raise = raise_half(g, w->interface, op);
        prototype(e, &reply, ";");
        prototype(e, &raise, ";");
    }
}

/* ---- client ------------------------------------------------------------- */

void c_async_define(struct c_file *f, const struct wire_interface *i,
                    const struct wire_operation *op)
{
    struct emit *e = f->body;
    struct half begin, finish;

    if (op->op->oneway)
        return;
    begin = begin_half(f->gen, i->interface, op->op);
    finish = finish_half(f->gen, i->interface, op->op);
    emit_text(e, "\n");
    prototype(e, &begin, "");
    emit_text(e, "{\n");
    emit_in(e);
    if (c_plan_has_full(&op->request))
        emit_text(e, "struct ivmc_full full;\n\n");
    c_client_begin(f, e, i, op, "call");
    emit_text(e, "ivmc_call_submit(call);\n");
    emit_out(e);
    emit_text(e, "}\n\n");
    prototype(e, &finish, "");
    emit_text(e, "{\n");
    emit_in(e);
    if (c_plan_has_full(&op->reply))
        emit_text(e, "struct ivmc_full full;\n");
    if (c_client_locals(f, e, op) || c_plan_has_full(&op->reply))
        emit_text(e, "\n");
    c_client_reply(f, e, op, "call", "ivmc_call_collect");
    c_client_end(f, e, op, "call");
    emit_out(e);
    emit_text(e, "}\n");
}

/* ---- server ------------------------------------------------------------- */

static void begin_reply(struct emit *e, const struct half *h, const char *env)
{
    emit_text(e, "\n");
    prototype(e, h, "");
    emit_text(e, "{\n");
    emit_in(e);
    emit_text(e, "struct ivmc_request rq;\n");
    EMIT(e,
         "enum ivmc_status begun = ivmc_deferred_begin(later, &rq, $env$);\n"
         "\n"
         "if (begun != IVMC_OK)\n"
         "    return begun;\n",
         {"env", env});
}

static void end_reply(struct emit *e)
{
    emit_text(e, "return ivmc_deferred_end(&rq);\n");
    emit_out(e);
    emit_text(e, "}\n");
}

void c_deferred_define(struct c_file *f, const struct wire_interface *i,
                       const struct wire_operation *op)
{
    const struct c_cursor c = {"&rq.out", {op->op, C_SERVER, NULL, NULL}};
    struct emit *e = f->body;
    struct half reply, raise;
    size_t j;

    if (op->op->oneway)
        return;
    reply = reply_half(f->gen, i->interface, op->op);
    raise = raise_half(f->gen, i->interface, op->op);
    begin_reply(e, &reply, "NULL");
    if (c_plan_has_full(&op->reply)) {
        emit_text(e, "struct ivmc_full full;\n\n");
        c_begin_full(e, c.name, "&rq.env.arena");
    }
    for (j = 0; j < op->reply.item_count; j++) {
        const struct wire_item *item = &op->reply.items[j];

        c_check_most(f, e, op->op, item, &c, C_CLIENT, true);
        c_put(f, e, item->type, c_item_in(f, op->op, item), &c);
    }
    end_reply(e);
    begin_reply(e, &raise, "env");
    for (j = 0; j < op->op->raise_count; j++)
        EMIT(e, "$give$(&rq, $index$);\n",
             {"give", c_need(f, wire_type_of(f->s, op->op->raises[j]), C_GIVE)},
             {"index", c_text(f->s, "%zu", j)});
    end_reply(e);
}
