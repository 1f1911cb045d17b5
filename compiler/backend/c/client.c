/*
 * NAME_client.c: a stub for each operation.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

/* In a function: its line has four blanks before it. */
#define LONGEST_STATEMENT 76

/* ---- parameters --------------------------------------------------------- */

/* The lvalue of an item in a stub: behind a pointer unless it goes in only. */
const char *c_item_value(struct c_file *f, const struct ir_operation *op,
                         const struct wire_item *item)
{
    const struct ir_type *t = item->param ? item->param->type : op->result;
    const char *name = item->param ? c_param_of(f->gen, item->param) : "result";
    bool out = !item->param || item->param->direction != IR_IN;

    switch (c_class_of(t)) {
    case C_ARRAY:
    case C_SIZED:
        return name;
    case C_OBJECT:
        return c_text(f->s, "*%s", name);
    case C_VALUE:
    case C_STRING:
    case C_POINTER:
        break;
    }
    return out && item->param ? c_text(f->s, "*%s", name) : name;
}

const char *c_item_in(struct c_file *f, const struct ir_operation *op,
                      const struct wire_item *item)
{
    const struct ir_type *t = item->param ? item->param->type : op->result;
    const char *name = item->param ? c_param_of(f->gen, item->param) : "result";

    return c_class_of(t) == C_OBJECT ? c_text(f->s, "*%s", name) : name;
}

static bool is_sized(const struct wire_item *item)
{
    return item->param && c_class_of(item->param->type) == C_SIZED;
}

/* Room of the caller's for a sized array that comes back. */
static const char *room_of(struct c_file *f, const struct wire_item *item)
{
    return c_param_name(
        f->names,
        intern(f->s->names, c_text(f->s, "%s_room", item->param->name)));
}

static const char *room_value(struct c_file *f, const struct wire_item *item,
                              const struct c_scope *scope)
{
    const struct ir_sized *sized = &ir_strip(item->param->type)->sized;

    if (sized->size)
        return c_expr(f, sized->size, scope);
    return c_text(f->s, "%" PRIu64, sized->capacity);
}

/* What is true when a parameter has more elements than `most`. */
static const char *has_more(struct c_file *f, const struct ir_param *p,
                            const char *most, const struct c_cursor *c,
                            enum c_side side)
{
    const struct ir_type *t = ir_strip(p->type);
    const char *name = c_param_of(f->gen, p);
    bool behind = side == C_CLIENT && p->direction != IR_IN;

    switch (t->kind) {
    case IR_SEQUENCE:
        return c_text(f->s, "(int64_t)%s%s > %s", name,
                      side == C_SERVER && !c_in_arena(f, t) ? ".len" : "->len",
                      most);
    case IR_STRING:
        f->expressions = true;
        return c_text(f->s, "!ivmc_string_within(%s%s, %s)",
                      behind && t->size == 0 ? "*" : "", name, most);
    case IR_WSTRING:
        return c_text(f->s, "(int64_t)%s%slen > %s", name,
                      side == C_SERVER && !c_in_arena(f, t) ? "." : "->", most);
    case IR_SIZED:
        if (t->sized.length || t->sized.size)
            return c_text(
                f->s, "%s > %s",
                c_expr(f, t->sized.length ? t->sized.length : t->sized.size,
                       &c->scope),
                most);
        return NULL;
    default:
        return NULL;
    }
}

/* @ivmc::max_of: no more elements than another parameter says. */
void c_check_most(struct c_file *f, struct emit *e,
                  const struct ir_operation *op, const struct wire_item *item,
                  const struct c_cursor *c, enum c_side side, bool put)
{
    const struct ir_param *p = item->param;
    const struct ir_expr x = {.kind = IR_EXPR_FIELD,
                              .index = p ? p->max_of : SIZE_MAX};
    const char *more;

    if (!p || (!p->room && p->max_of >= op->param_count))
        return;
    more =
        has_more(f, p, c_expr(f, p->room ? p->room : &x, &c->scope), c, side);
    if (more == NULL)
        return;
    EMIT(e,
         "if ($more$)\n"
         "    $refuse$($cursor$, $status$);\n",
         {"more", more}, {"refuse", put ? "ivmc_enc_fail" : "ivmc_dec_fail"},
         {"cursor", c->name},
         {"status", put ? "IVMC_BAD_ARGUMENT" : "IVMC_BAD_MESSAGE"});
}

/* ---- the parts of a stub ------------------------------------------------ */

bool c_client_locals(struct c_file *f, struct emit *e,
                     const struct wire_operation *op)
{
    const struct c_scope scope = {op->op, C_CLIENT, NULL, NULL};
    const struct ir_type *result = op->op->result;
    bool any = ir_strip(result)->kind != IR_VOID && c_returned(result);
    size_t i;

    if (any)
        EMIT(e, "$result$ = $zero$;\n",
             {"result", c_declare(f->s, f->names, result, "result", false)},
             {"zero", c_zero(f->gen, result)});
    for (i = 0; i < op->reply.item_count; i++) {
        const struct wire_item *item = &op->reply.items[i];

        if (!is_sized(item))
            continue;
        any = true;
        emit_assign(e, c_text(f->s, "int64_t %s", room_of(f, item)),
                    room_value(f, item, &scope));
    }
    return any;
}

uint32_t c_deadline_of(const struct ir_interface *i,
                       const struct ir_operation *op)
{
    return op->deadline_ms              ? op->deadline_ms
           : op->interface->deadline_ms ? op->interface->deadline_ms
                                        : i->deadline_ms;
}

void c_client_begin(struct c_file *f, struct emit *e,
                    const struct wire_interface *w,
                    const struct wire_operation *op, const char *call)
{
    const struct c_cursor c = {*call == '&' ? "&call.out" : "&call->out",
                               {op->op, C_CLIENT, NULL, NULL}};
    uint32_t deadline = c_deadline_of(w->interface, op->op);
    const char *args[] = {call, "self",
                          c_text(f->s, "%s_OP_%s",
                                 c_name(f->names, w->interface->name),
                                 op->op->name),
                          "env"};
    size_t i;

    emit_call(e, "ivmc_call_begin", args, 4, ";");
    if (c_plan_has_full(&op->request))
        c_begin_full(e, c.name, "&env->arena");
    if (deadline)
        EMIT(e, "ivmc_call_deadline($call$, $ms$);\n", {"call", call},
             {"ms", c_text(f->s, "%" PRIu32 "u", deadline)});
    for (i = 0; i < op->request.item_count; i++) {
        const struct wire_item *item = &op->request.items[i];

        c_check_most(f, e, op->op, item, &c, C_CLIENT, true);
        if (item->shared)
            c_put_shared(f, e, item->param, &c);
        else
            c_put(f, e, item->type, c_item_value(f, op->op, item), &c);
    }
}

static void get_item(struct c_file *f, struct emit *e,
                     const struct ir_operation *op,
                     const struct wire_item *item, const struct c_cursor *c)
{
    const char *value = c_item_value(f, op, item);

    if (is_sized(item))
        c_get_sized_to(f, e, item->type, value, room_of(f, item), c);
    else
        c_get(f, e, item->type, value, c);
    c_check_most(f, e, op, item, c, C_CLIENT, false);
}

static void take_exceptions(struct c_file *f, struct emit *e,
                            const struct ir_operation *op, const char *call)
{
    size_t i;

    for (i = 0; i < op->raise_count; i++)
        EMIT(e, "$take$($call$, $index$);\n",
             {"take", c_need(f, wire_type_of(f->s, op->raises[i]), C_TAKE)},
             {"call", call}, {"index", c_text(f->s, "%zu", i)});
}

/* What the reply brings, after `wait` has said whether there is a result. */
void c_client_reply(struct c_file *f, struct emit *e,
                    const struct wire_operation *op, const char *call,
                    const char *wait)
{
    const char *cursor = *call == '&' ? "&call.in" : "&call->in";
    const struct c_cursor c = {cursor, {op->op, C_CLIENT, NULL, NULL}};
    struct emit *results = emit_block(e);
    struct emit *raised = emit_block(e);
    size_t i;

    if (c_plan_has_full(&op->reply))
        c_begin_full(results, cursor, NULL);
    for (i = 0; i < op->reply.item_count; i++)
        get_item(f, results, op->op, &op->reply.items[i], &c);
    take_exceptions(f, raised, op->op, call);
    c_either(f, e, c_text(f->s, "%s(%s)", wait, call), results, raised);
}

/* After a failure nothing of what came is left to be seen. */
void c_clear_item(struct c_file *f, struct emit *e,
                  const struct ir_operation *op, const struct wire_item *item)
{
    const struct ir_type *t = item->param ? item->param->type : op->result;
    const char *name = item->param ? c_param_of(f->gen, item->param) : "result";

    switch (c_class_of(t)) {
    case C_VALUE:
        if (c_is_struct_value(t) && item->param) {
            EMIT(e, "memset($name$, 0, sizeof *$name$);\n", {"name", name});
            break;
        }
        /* fall through */
    case C_STRING:
    case C_POINTER:
        if (c_is_struct_value(t))
            emit_text(e, "memset(&result, 0, sizeof result);\n");
        else
            EMIT(e, "$star$$name$ = $zero$;\n",
                 {"star", item->param ? "*" : ""}, {"name", name},
                 {"zero", c_zero(f->gen, t)});
        break;
    case C_OBJECT:
        if (c_is_region(t) || ir_strip(t)->kind == IR_OBJECT)
            EMIT(e, "*$name$ = ($type$)$zero$;\n", {"name", name},
                 {"type", c_type(f->s, f->names, t)},
                 {"zero", c_zero(f->gen, t)});
        else
            EMIT(e, "memset($name$, 0, sizeof *$name$);\n", {"name", name});
        break;
    case C_ARRAY:
        EMIT(e, "memset($name$, 0, sizeof($type$));\n", {"name", name},
             {"type", c_type(f->s, f->names, t)});
        break;
    case C_SIZED:
        break;
    }
}

/* "return ivmc_call_end(&call) == IVMC_OK ? result : 0;", if it is a line. */
static bool return_at_once(struct c_file *f, struct emit *e,
                           const struct ir_type *result, const char *call)
{
    const char *text;

    if (c_is_struct_value(result))
        return false;
    text = c_text(f->s, "return ivmc_call_end(%s) == IVMC_OK ? result : %s;\n",
                  call, c_zero(f->gen, result));
    if (strlen(text) > LONGEST_STATEMENT)
        return false;
    emit_text(e, text);
    return true;
}

void c_client_end(struct c_file *f, struct emit *e,
                  const struct wire_operation *op, const char *call)
{
    struct emit *block;
    const struct ir_type *result = op->op->result;
    bool returns = ir_strip(result)->kind != IR_VOID && c_returned(result);
    size_t i, len;

    /* The result alone has been received. */
    if (returns && op->reply.item_count == 1 &&
        return_at_once(f, e, result, call))
        return;
    block = emit_block(e);
    for (i = 0; i < op->reply.item_count; i++)
        c_clear_item(f, block, op->op, &op->reply.items[i]);
    (void)emit_result(block, &len);
    if (len > 0) {
        c_guarded(e, c_text(f->s, "if (ivmc_call_end(%s) != IVMC_OK)", call),
                  block);
    } else {
        EMIT(e, "(void)ivmc_call_end($call$);\n", {"call", call});
        emit_drop(block);
    }
    if (returns)
        emit_text(e, "return result;\n");
}

/* Room that the caller does not have is told before anything is sent. */
static void check_rooms(struct c_file *f, struct emit *e,
                        const struct wire_operation *op)
{
    size_t i;

    for (i = 0; i < op->reply.item_count; i++) {
        const struct wire_item *item = &op->reply.items[i];
        const char *args[] = {"&call.out", NULL, "UINT32_MAX", NULL};

        if (!is_sized(item) || item->param->direction != IR_OUT)
            continue;
        args[1] = room_of(f, item);
        args[3] = c_param_of(f->gen, item->param);
        f->expressions = true;
        emit_call(e, "(void)ivmc_put_count", args, 4, ";");
    }
}

static void stub(struct c_file *f, const struct wire_interface *w,
                 const struct wire_operation *op)
{
    struct emit *e = f->body;
    struct c_params p = c_params_of(f->gen, op->op, C_CLIENT);

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, op->op->where)});
    c_prototype(e, &p, p.result, c_stub_name(f->gen, w->interface, op->op), "");
    emit_text(e, "{\n");
    emit_in(e);
    if (c_in_registers(f, op)) {
        c_registers_stub(f, e, w, op);
        emit_out(e);
        emit_text(e, "}\n");
        return;
    }
    emit_text(e, "struct ivmc_call call;\n");
    if (c_plan_has_full(&op->request) || c_plan_has_full(&op->reply))
        emit_text(e, "struct ivmc_full full;\n");
    if (!op->op->oneway)
        (void)c_client_locals(f, e, op);
    emit_text(e, "\n");
    c_client_begin(f, e, w, op, "&call");
    check_rooms(f, e, op);
    if (op->op->oneway) {
        emit_text(e, "(void)ivmc_call_send(&call);\n");
    } else {
        emit_text(e, "\n");
        c_client_reply(f, e, op, "&call", "ivmc_call_invoke");
        c_client_end(f, e, op, "&call");
    }
    emit_out(e);
    emit_text(e, "}\n");
}

/* ---- the file ----------------------------------------------------------- */

/* Whom a client insists on. */
static const char *label(struct c_file *f, const struct ir_interface *i)
{
    if (!i->label)
        return "";
    return c_text(f->s, "    .label = %s,\n",
                  c_literal(f->s, i->label, strlen(i->label)));
}

static void interface(struct c_file *f, const struct wire_interface *w)
{
    const struct ir_interface *i = w->interface;
    const char *name = c_name(f->names, i->name);
    const char *params[] = {"struct ivmc_channel *channel", "uint64_t key",
                            "struct ivmc_object *object",
                            "struct ivmc_env *env"};
    const char *args[] = {"channel", c_text(f->s, "&%s_interface", name), "key",
                          "object", "env"};
    struct c_prototype p = {"enum ivmc_status", c_text(f->s, "%s_bind", name),
                            params, 4};
    size_t j;

    EMIT(f->body,
         "\n/* ---- $scoped$ ---- */\n"
         "\n"
         "static const struct ivmc_interface $name$_interface = {\n"
         "    .identity = $name$_IDENTITY,\n"
         "    .major = $major$,\n"
         "    .minor = $minor$,\n"
         "    .op_count = $count$,\n"
         "    .signature = UINT64_C($signature$),\n"
         "$label$"
         "};\n\n",
         {"scoped", i->name->scoped}, {"name", name}, {"label", label(f, i)},
         {"major", c_text(f->s, "%u", (unsigned)i->major)},
         {"minor", c_text(f->s, "%u", (unsigned)i->minor)},
         {"count", c_text(f->s, "%zu", w->operation_count)},
         {"signature", c_text(f->s, "0x%016" PRIx64, w->signature)});
    emit_prototype(f->body, &p, "");
    emit_text(f->body, "{\n");
    emit_in(f->body);
    emit_call(f->body, "return ivmc_bind", args, 5, ";");
    emit_out(f->body);
    emit_text(f->body, "}\n");
    for (j = 0; j < w->operation_count; j++) {
        if (w->operations[j].op->nocode)
            continue;
        stub(f, w, &w->operations[j]);
        if (f->s->options.async)
            c_async_define(f, w, &w->operations[j]);
        arena_empty(f->s->scratch);
    }
}

void c_client(struct c_gen *g, struct file_set *files)
{
    struct c_file *f = c_file_create(g);
    size_t i;

    for (i = 0; i < g->unit->interface_count; i++)
        interface(f, &g->unit->interfaces[i]);
    c_file_save(f, files, "_client.c");
}
