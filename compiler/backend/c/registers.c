/*
 * Operations that are called and served in the message registers of L4: both
 * messages have one length, which fits, no gaps, and every value is good as it
 * is. Octets and order are those of any transport. All other operations go as
 * on any transport.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

#define MOST 488u

/* ---- which ------------------------------------------------------------------ */

static bool is_moved(const struct wire_type *w)
{
    return w->shape == WIRE_PLAIN && w->mem_size <= WIRE_STACK_VALUE &&
           w->width != 16 &&
           (w->kind == WIRE_SCALAR || w->kind == WIRE_RECORD ||
            w->kind == WIRE_REPEAT);
}

/* Octets of the items, all at their places without gaps; MOST + 1: not so. */
static uint64_t octets_of(const struct wire_item *items, size_t count)
{
    uint64_t at = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        const struct wire_type *w = items[i].type;

        if (!is_moved(w) || items[i].shared || at % w->align != 0 ||
            (items[i].param && items[i].param->max_of != SIZE_MAX))
            return MOST + 1;
        at += w->size;
        if (at > MOST)
            return MOST + 1;
    }
    return at;
}

bool c_in_registers(struct c_file *f, const struct wire_operation *op)
{
    return f->gen->registers && op->op->raise_count == 0 &&
           octets_of(op->request.items, op->request.item_count) <= MOST &&
           octets_of(op->reply.items, op->reply.item_count) <= MOST;
}

/* ---- values ------------------------------------------------------------------- */

/* "ivmc_l4_octets(mr) + 8" */
static const char *place(struct c_file *f, const char *mr, uint64_t at)
{
    return at == 0 ? c_text(f->s, "ivmc_l4_octets(%s)", mr)
                   : c_text(f->s, "ivmc_l4_octets(%s) + %" PRIu64, mr, at);
}

/* Where the octets of a value are: of "x", "*x", an array. */
static const char *memory_of(struct c_file *f, const struct wire_type *w,
                             const char *value)
{
    return c_class_of(w->type) == C_ARRAY ? value : c_address(f->s, value);
}

static void store(struct c_file *f, struct emit *e, const struct wire_type *w,
                  const char *value, const char *to)
{
    const char *args[] = {to, memory_of(f, w, value),
                          c_text(f->s, "%" PRIu64, w->size)};

    c_need_layout(f, w);
    emit_call(e, "memcpy", args, 3, ";");
}

static void load(struct c_file *f, struct emit *e, const struct wire_type *w,
                 const char *value, const char *from)
{
    const char *args[] = {memory_of(f, w, value), from,
                          c_text(f->s, "%" PRIu64, w->size)};

    c_need_layout(f, w);
    emit_call(e, "memcpy", args, 3, ";");
}

/* ---- stubs -------------------------------------------------------------------- */

static void results(struct c_file *f, struct emit *e,
                    const struct wire_operation *op)
{
    uint64_t at = 0;
    size_t i;

    for (i = 0; i < op->reply.item_count; i++) {
        const struct wire_item *item = &op->reply.items[i];

        load(f, e, item->type, c_item_value(f, op->op, item),
             place(f, "call", at));
        at += item->type->size;
    }
}

/* After a failure nothing of what came is left to be seen. */
static void no_results(struct c_file *f, struct emit *e,
                       const struct wire_operation *op)
{
    size_t i;

    for (i = 0; i < op->reply.item_count; i++) {
        if (op->reply.items[i].param || !c_returned(op->op->result))
            c_clear_item(f, e, op->op, &op->reply.items[i]);
    }
}

void c_registers_stub(struct c_file *f, struct emit *e,
                      const struct wire_interface *w,
                      const struct wire_operation *op)
{
    const struct ir_type *result = op->op->result;
    bool returns = ir_strip(result)->kind != IR_VOID && c_returned(result);
    uint64_t request = octets_of(op->request.items, op->request.item_count);
    uint64_t reply = octets_of(op->reply.items, op->reply.item_count);
    const char *begin[] = {c_text(f->s, "%s_OP_%s",
                                  c_name(f->names, w->interface->name),
                                  op->op->name),
                           c_text(f->s, "%" PRIu64, request)};
    const char *send[] = {
        "self", "env", begin[1], c_text(f->s, "%" PRIu64, reply),
        c_text(f->s, "%" PRIu32, c_deadline_of(w->interface, op->op))};
    bool uses = request > 0 || reply > 0;
    uint64_t at = 0;
    size_t i;

    f->registers = true;
    emit_call(
        e, uses ? "l4_umword_t *call = ivmc_l4_begin" : "(void)ivmc_l4_begin",
        begin, 2, ";");
    if (returns)
        EMIT(e, "$result$ = $zero$;\n",
             {"result", c_declare(f->s, f->names, result, "result", false)},
             {"zero", c_zero(f->gen, result)});
    emit_text(e, uses ? "\n" : "");
    for (i = 0; i < op->request.item_count; i++) {
        const struct wire_item *item = &op->request.items[i];

        store(f, e, item->type, c_item_value(f, op->op, item),
              place(f, "call", at));
        at += item->type->size;
    }
    if (op->op->oneway) {
        send[3] = send[4];
        emit_call(e, "ivmc_l4_send", send, 4, ";");
    } else if (op->reply.item_count == 0) {
        emit_call(e, "(void)ivmc_l4_call", send, 5, ";");
    } else {
        struct emit *good = emit_block(e), *bad = emit_block(e);
        size_t len;

        results(f, good, op);
        no_results(f, bad, op);
        (void)emit_result(bad, &len);
        if (len > 0) {
            c_either(f, e,
                     c_text(f->s, "ivmc_l4_call(self, env, %s, %s, %s)",
                            send[2], send[3], send[4]),
                     good, bad);
        } else {
            emit_drop(bad);
            c_guarded(e,
                      c_text(f->s, "if (ivmc_l4_call(self, env, %s, %s, %s))",
                             send[2], send[3], send[4]),
                      good);
        }
    }
    if (returns)
        emit_text(e, "return result;\n");
}

/* ---- skeletons ---------------------------------------------------------------- */

static const char *name_of(struct c_file *f, const struct wire_item *item)
{
    return item->param ? c_param_of(f->gen, item->param) : "result";
}

static const struct ir_type *type_of(const struct wire_operation *op,
                                     const struct wire_item *item)
{
    return item->param ? item->param->type : op->op->result;
}

static bool is_in(const struct wire_item *item)
{
    return item->param && item->param->direction != IR_OUT;
}

static void declare(struct c_file *f, struct emit *e,
                    const struct wire_operation *op,
                    const struct wire_item *item)
{
    const struct ir_type *t = type_of(op, item);
    const char *text = c_declare(f->s, f->names, t, name_of(f, item), false);

    if (!is_in(item) && c_class_of(t) == C_VALUE && item->param)
        emit_assign(e, text, c_zero(f->gen, t));
    else
        EMIT(e, "$text$;\n", {"text", text});
}

/* No octet of ours goes out unless it is set. */
static void clear(struct c_file *f, struct emit *e,
                  const struct wire_operation *op, const struct wire_item *item)
{
    enum c_class class = c_class_of(type_of(op, item));

    if (!is_in(item) && class != C_VALUE)
        EMIT(e, "memset($amp$$n$, 0, sizeof $n$);\n",
             {"amp", class == C_ARRAY ? "" : "&"}, {"n", name_of(f, item)});
}

static const char *argument(struct c_file *f, const struct ir_param *p)
{
    const char *name = c_param_of(f->gen, p);

    switch (c_class_of(p->type)) {
    case C_ARRAY:
        return name;
    case C_OBJECT:
        return c_text(f->s, "&%s", name);
    default:
        return p->direction == IR_IN ? name : c_text(f->s, "&%s", name);
    }
}

static void call_servant(struct c_file *f, struct emit *e,
                         const struct wire_interface *w,
                         const struct wire_operation *op)
{
    const struct ir_operation *o = op->op;
    bool some = ir_strip(o->result)->kind != IR_VOID;
    bool returns = some && c_returned(o->result);
    struct string_list args = {NULL, 0};
    size_t i;

    string_list_add(f->s->scratch, &args, "rq->servant");
    for (i = 0; i < o->param_count; i++) {
        if (c_param_travels(&o->params[i]))
            string_list_add(f->s->scratch, &args, argument(f, &o->params[i]));
    }
    if (some && !returns)
        string_list_add(f->s->scratch, &args,
                        c_class_of(o->result) == C_ARRAY ? "result"
                                                         : "&result");
    string_list_add(f->s->scratch, &args, "rq->env");
    emit_call(e,
              c_text(f->s, "%s%s(rq)->%s", returns ? "result = " : "",
                     c_static_name(f->names, "entries",
                                   c_name(f->names, w->interface->name)),
                     c_entry(f->names, o)),
              args.items, args.count, ";");
}

static void serve(struct c_file *f, struct emit *e,
                  const struct wire_interface *w,
                  const struct wire_operation *op)
{
    uint64_t request = octets_of(op->request.items, op->request.item_count);
    uint64_t reply = octets_of(op->reply.items, op->reply.item_count);
    uint64_t at = 0;
    size_t i;

    for (i = 0; i < op->request.item_count; i++)
        declare(f, e, op, &op->request.items[i]);
    for (i = 0; i < op->reply.item_count; i++) {
        if (!is_in(&op->reply.items[i]))
            declare(f, e, op, &op->reply.items[i]);
    }
    EMIT(e,
         "$blank$if (!ivmc_l4_holds(rq, $octets$))\n"
         "    return IVMC_L4_ELSEWHERE;\n",
         {"blank", op->request.item_count + op->reply.item_count ? "\n" : ""},
         {"octets", c_text(f->s, "%" PRIu64, request)});
    for (i = 0; i < op->request.item_count; i++) {
        const struct wire_item *item = &op->request.items[i];

        load(f, e, item->type, name_of(f, item), place(f, "rq->mr", at));
        at += item->type->size;
    }
    for (i = 0; i < op->reply.item_count; i++)
        clear(f, e, op, &op->reply.items[i]);
    call_servant(f, e, w, op);
    if (reply > 0)
        EMIT(e, "ivmc_l4_clear(rq, $octets$);\n",
             {"octets", c_text(f->s, "%" PRIu64, reply)});
    for (i = 0, at = 0; i < op->reply.item_count; i++) {
        const struct wire_item *item = &op->reply.items[i];

        store(f, e, item->type, name_of(f, item), place(f, "rq->mr", at));
        at += item->type->size;
    }
    EMIT(e, "return ivmc_l4_answer(rq, $octets$);\n",
         {"octets", c_text(f->s, "%" PRIu64, reply)});
}

static const char *serve_name(struct c_file *f, const struct wire_interface *w,
                              const struct wire_operation *op)
{
    return c_static_name(f->names, "registers",
                         c_stub_name(f->gen, w->interface, op->op));
}

static void define(struct c_file *f, const struct wire_interface *w,
                   const struct wire_operation *op)
{
    const char *params[] = {"const struct ivmc_l4_request *rq"};
    struct c_prototype p = {"static long", serve_name(f, w, op), params, 1};

    EMIT(f->body, "\n/* $where$, in registers */\n",
         {"where", c_where(f->s, op->op->where)});
    emit_prototype(f->body, &p, "");
    emit_text(f->body, "{\n");
    emit_in(f->body);
    serve(f, f->body, w, op);
    emit_out(f->body);
    emit_text(f->body, "}\n");
}

static void define_entries(struct c_file *f, const struct wire_interface *w)
{
    const char *name = c_name(f->names, w->interface->name);
    const char *params[] = {"const struct ivmc_l4_request *rq"};
    struct c_prototype p = {c_text(f->s, "static const struct %s_epv *", name),
                            c_static_name(f->names, "entries", name), params,
                            1};

    emit_text(f->body, "\n");
    emit_prototype(f->body, &p, "");
    emit_text(f->body, "{\n    return rq->epv;\n}\n");
}

static bool is_served(struct c_file *f, const struct wire_operation *op)
{
    return !op->op->oneway && c_in_registers(f, op);
}

const char *c_registers_serve(struct c_file *f, const struct wire_interface *w)
{
    const char *name = c_name(f->names, w->interface->name);
    const char *params[] = {"const struct ivmc_l4_request *rq"};
    struct c_prototype p = {
        "static long", c_static_name(f->names, "registers", name), params, 1};
    struct emit *cases;
    bool any = false;
    size_t i;

    for (i = 0; i < w->operation_count; i++)
        any = any || is_served(f, &w->operations[i]);
    if (!any)
        return NULL;
    f->registers = true;
    define_entries(f, w);
    for (i = 0; i < w->operation_count; i++) {
        if (is_served(f, &w->operations[i]))
            define(f, w, &w->operations[i]);
    }
    cases = emit_block(f->body);
    for (i = 0; i < w->operation_count; i++) {
        const struct wire_operation *op = &w->operations[i];

        if (is_served(f, op))
            EMIT(cases,
                 "case IVMC_L4_FIRST($name$_OP_$op$, $octets$):\n"
                 "    return $serve$(rq);\n",
                 {"name", name}, {"op", op->op->name},
                 {"octets",
                  c_text(f->s, "%" PRIu64,
                         octets_of(op->request.items, op->request.item_count))},
                 {"serve", serve_name(f, w, op)});
    }
    emit_text(f->body, "\n");
    emit_prototype(f->body, &p, "");
    emit_text(f->body, "{\n    switch (rq->mr[0]) {\n");
    emit_append(f->body, cases);
    emit_text(f->body, "    default:\n"
                       "        return IVMC_L4_ELSEWHERE;\n"
                       "    }\n"
                       "}\n");
    return p.name;
}
