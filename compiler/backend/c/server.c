/*
 * NAME_server.c: a skeleton for each operation.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

/* ---- locals ------------------------------------------------------------- */

bool c_in_arena(struct c_file *f, const struct ir_type *t)
{
    enum c_class class = c_class_of(t);

    return (class == C_OBJECT || class == C_ARRAY) &&
           wire_type_of(f->s, t)->mem_size > WIRE_STACK_VALUE;
}

const char *c_zero(struct c_gen *g, const struct ir_type *t)
{
    const struct ir_type *to = ir_strip(t);

    if (c_is_region(t))
        return "{.handle = IVMC_NO_HANDLE}";
    switch (c_class_of(t)) {
    case C_STRING:
        return "\"\"";
    case C_POINTER:
    case C_SIZED:
        return "NULL";
    default:
        break;
    }
    switch (to->kind) {
    case IR_BOOLEAN:
        return "false";
    case IR_CHAR:
        return "'\\0'";
    case IR_FLOAT:
        return "0.0f";
    case IR_DOUBLE:
        return "0.0";
    case IR_LONG_DOUBLE:
    case IR_FIXED:
        return "{{0}}";
    case IR_ENUM:
        return c_enumerator(g->names, &to->enumerators[0]);
    case IR_OBJECT:
        return "{\"\", \"\", 0}";
    default:
        return "0";
    }
}

/* One value that a skeleton holds while it serves. */
struct local {
    const char *name;
    const struct ir_type *type;
    const struct wire_type *wire;
    bool in, out;
    bool arena;
    const struct ir_param *shared; /* NULL: it is not */
};

struct skeleton {
    struct c_file *f;
    struct emit *e;
    const struct wire_interface *w;
    const struct wire_operation *op;
    struct local *locals; /* as declared; the result is the last one */
    size_t count;
};

static struct local local_of(struct c_file *f, const char *name,
                             const struct ir_type *t, bool in, bool out)
{
    return (struct local){
        name, t, wire_type_of(f->s, t), in, out, c_in_arena(f, t), NULL};
}

static struct local param_local(struct c_file *f, const struct ir_param *p)
{
    struct local l = local_of(f, c_param_of(f->gen, p), p->type,
                              p->direction != IR_OUT, p->direction != IR_IN);

    if (c_is_shared(p)) {
        l.arena = false;
        l.shared = p;
    }
    return l;
}

static void find_locals(struct skeleton *k)
{
    const struct ir_operation *op = k->op->op;
    size_t i;

    k->locals =
        ARENA_ARRAY(k->f->s->scratch, op->param_count + 1, struct local);
    for (i = 0; i < op->param_count; i++) {
        const struct ir_param *p = &op->params[i];

        if (c_param_travels(p))
            k->locals[k->count++] = param_local(k->f, p);
    }
    if (ir_strip(op->result)->kind != IR_VOID)
        k->locals[k->count++] =
            local_of(k->f, "result", op->result, false, true);
}

static const struct local *local_named(const struct skeleton *k,
                                       const struct wire_item *item)
{
    const char *name =
        item->param ? c_param_of(k->f->gen, item->param) : "result";
    size_t i;

    for (i = 0; i < k->count; i++)
        if (k->locals[i].name == name || strcmp(k->locals[i].name, name) == 0)
            return &k->locals[i];
    return NULL;
}

/* A value too large for the stack: T *x, or T (*x)[n] for an array's rows. */
static void declare_in_arena(struct skeleton *k, const struct local *l)
{
    struct c_file *f = k->f;
    const struct ir_type *t = ir_strip(l->type);
    bool array = c_class_of(t) == C_ARRAY;
    const struct ir_type *each = array && t->kind == IR_ARRAY ? t->element : t;
    const char *count = array ? c_text(f->s, "%" PRIu64, t->size) : "1";
    const char *args[] = {
        "&rq->in", count, c_text(f->s, "sizeof *%s", l->name),
        t->kind == IR_STRING
            ? "1"
            : c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, each))};
    const char *name = c_text(f->s, "*%s", l->name);
    const char *declared = t->kind == IR_STRING
                               ? c_text(f->s, "char %s", name)
                               : c_declare(f->s, f->names, each, name, false);

    emit_call(k->e, c_text(f->s, "%s = ivmc_get_array", declared), args, 4,
              ";");
}

static void declare(struct skeleton *k, const struct local *l,
                    const char *value)
{
    struct c_file *f = k->f;
    enum c_class class = c_class_of(l->type);
    enum ir_kind kind = ir_strip(l->type)->kind;
    const char *text;

    if (l->arena) {
        declare_in_arena(k, l);
        return;
    }
    if (l->shared) {
        c_declare_shared(f, k->e, l->shared, value);
        return;
    }
    text = c_declare(f->s, f->names, l->type, l->name, false);
    if (value == NULL && l->out && !l->in &&
        (class != C_OBJECT || kind == IR_OBJECT || c_is_region(l->type)) &&
        class != C_ARRAY && class != C_SIZED &&
        !(strcmp(l->name, "result") == 0 && c_returned(l->type)))
        value = c_zero(f->gen, l->type);
    if (value)
        emit_assign(k->e, text, value);
    else
        EMIT(k->e, "$text$;\n", {"text", text});
}

/* ---- the request -------------------------------------------------------- */

static const char *item_lvalue(struct skeleton *k, const struct local *l)
{
    if (l->arena && c_class_of(l->type) == C_OBJECT)
        return c_text(k->f->s, "*%s", l->name);
    return l->name;
}

/*
 * The items at the front that one expression decodes are decoded where they
 * are declared; `*done` counts them.
 */
static void declare_decoded(struct skeleton *k, size_t *done)
{
    const struct c_cursor c = {"&rq->in", {k->op->op, C_SERVER, NULL, NULL}};

    for (*done = 0; *done < k->op->request.item_count; (*done)++) {
        const struct wire_item *item = &k->op->request.items[*done];
        const char *value = item->shared
                                ? c_get_shared_expr(k->f, item->param, &c)
                                : c_get_expr(k->f, item->type, &c);

        if (value == NULL || (item->param && item->param->max_of != SIZE_MAX))
            return;
        declare(k, local_named(k, item), value);
    }
}

static bool is_declared(struct skeleton *k, const struct local *l, size_t done)
{
    size_t i;

    for (i = 0; i < done; i++)
        if (local_named(k, &k->op->request.items[i]) == l)
            return true;
    return false;
}

static void decode(struct skeleton *k, size_t done)
{
    const struct c_cursor c = {"&rq->in", {k->op->op, C_SERVER, NULL, NULL}};
    size_t i;

    if (c_plan_has_full(&k->op->request))
        c_begin_full(k->e, c.name, NULL);
    for (i = done; i < k->op->request.item_count; i++) {
        const struct wire_item *item = &k->op->request.items[i];
        const struct local *l = local_named(k, item);
        struct emit *block;

        if (!l->arena) {
            if (item->shared)
                c_get_shared(k->f, k->e, item->param, &c);
            else
                c_get(k->f, k->e, item->type, item_lvalue(k, l), &c);
            c_check_most(k->f, k->e, k->op->op, item, &c, C_SERVER, false);
            continue;
        }
        block = emit_block(k->e);
        c_get(k->f, block, item->type, item_lvalue(k, l), &c);
        c_check_most(k->f, block, k->op->op, item, &c, C_SERVER, false);
        c_guarded(k->e, c_text(k->f->s, "if (%s != NULL)", l->name), block);
    }
}

/* ---- memory for what goes out ------------------------------------------- */

/* An array that the caller sized: as long as he says, zeroed. */
static void lend_sized(struct skeleton *k, const struct local *l)
{
    struct c_file *f = k->f;
    const struct ir_type *t = ir_strip(l->type);
    const struct c_scope scope = {k->op->op, C_SERVER, NULL, NULL};
    const char *most = t->sized.capacity
                           ? c_text(f->s, "%" PRIu64, t->sized.capacity)
                           : "UINT32_MAX";
    const char *size = t->sized.size ? c_expr(f, t->sized.size, &scope) : most;
    const char *room = c_text(f->s, "%s_room", l->name);
    const char *counts[] = {"&rq->in", size, most, "0"};
    const char *args[] = {
        "&rq->in", room, c_text(f->s, "sizeof *%s", l->name),
        c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, t->element))};

    f->expressions = true;
    emit_call(k->e, c_text(f->s, "%s = ivmc_get_count", room), counts, 4, ";");
    if (!l->in)
        emit_call(k->e, c_text(f->s, "%s = ivmc_get_array", l->name), args, 4,
                  ";");
}

/* Whether the room of a sized array has to be kept while the servant runs. */
static bool has_room(const struct skeleton *k, const struct local *l)
{
    const struct ir_type *t = ir_strip(l->type);

    return l->out && c_class_of(t) == C_SIZED &&
           (!l->in ||
            (t->sized.size && c_expr_changes(t->sized.size, k->op->op)));
}

static void declare_rooms(struct skeleton *k)
{
    size_t i;

    for (i = 0; i < k->count; i++)
        if (has_room(k, &k->locals[i]))
            EMIT(k->e, "uint32_t $name$_room;\n", {"name", k->locals[i].name});
    if (c_plan_has_full(&k->op->request) || c_plan_has_full(&k->op->reply))
        emit_text(k->e, "struct ivmc_full full;\n");
}

static void lend_all(struct skeleton *k)
{
    size_t i;

    for (i = 0; i < k->count; i++)
        if (has_room(k, &k->locals[i]))
            lend_sized(k, &k->locals[i]);
}

/* Results start as zero: no octet of ours goes out unless it is set. */
static void clear_results(struct skeleton *k)
{
    size_t i;

    for (i = 0; i < k->count; i++) {
        const struct local *l = &k->locals[i];
        enum c_class class = c_class_of(l->type);
        enum ir_kind kind = ir_strip(l->type)->kind;

        if (l->in || !l->out)
            continue;
        if (class == C_SIZED)
            EMIT(k->e, "memset($n$, 0, $n$_room * sizeof *$n$);\n",
                 {"n", l->name});
        else if (l->arena && class == C_ARRAY)
            EMIT(k->e, "memset($n$, 0, sizeof($type$));\n", {"n", l->name},
                 {"type", c_type(k->f->s, k->f->names, l->type)});
        else if (l->arena)
            EMIT(k->e, "memset($n$, 0, sizeof *$n$);\n", {"n", l->name});
        else if (class == C_ARRAY)
            EMIT(k->e, "memset($n$, 0, sizeof $n$);\n", {"n", l->name});
        else if (class == C_OBJECT && kind != IR_OBJECT &&
                 !c_is_region(l->type))
            EMIT(k->e, "memset(&$n$, 0, sizeof $n$);\n", {"n", l->name});
    }
}

/* ---- the call and the reply --------------------------------------------- */

static const char *argument(struct skeleton *k, const struct local *l)
{
    enum c_class class = c_class_of(l->type);

    if (class == C_ARRAY || class == C_SIZED || l->arena)
        return l->name;
    if (class == C_OBJECT || l->out)
        return c_text(k->f->s, "&%s", l->name);
    return l->name;
}

static const char *entry_points(struct c_file *f,
                                const struct wire_interface *w)
{
    return c_static_name(f->names, "epv", c_name(f->names, w->interface->name));
}

static void call_servant(struct skeleton *k)
{
    struct c_file *f = k->f;
    const struct ir_operation *op = k->op->op;
    const char *member = c_entry(f->names, op);
    bool returns =
        ir_strip(op->result)->kind != IR_VOID && c_returned(op->result);
    struct string_list args = {NULL, 0};
    size_t i;

    string_list_add(f->s->scratch, &args, "rq->servant->state");
    for (i = 0; i < k->count; i++)
        if (!returns || i + 1 < k->count)
            string_list_add(f->s->scratch, &args, argument(k, &k->locals[i]));
    string_list_add(f->s->scratch, &args, "&rq->env");
    emit_call(k->e,
              c_text(f->s, "%s%s(rq)->%s", returns ? "result = " : "",
                     entry_points(f, k->w), member),
              args.items, args.count, ";");
}

static void put_item(struct skeleton *k, struct emit *e,
                     const struct wire_item *item)
{
    const struct c_cursor c = {"&rq->out", {k->op->op, C_SERVER, NULL, NULL}};
    const struct local *l = local_named(k, item);
    const struct ir_type *t = ir_strip(l->type);

    /* The caller has no room for more than he said at first. */
    if (c_class_of(t) == C_SIZED && t->sized.size &&
        c_expr_changes(t->sized.size, k->op->op))
        EMIT(e,
             "if ($size$ > (int64_t)$n$_room)\n"
             "    ivmc_enc_fail(&rq->out, IVMC_BAD_ARGUMENT);\n",
             {"size", c_expr(k->f, t->sized.size, &c.scope)}, {"n", l->name});
    c_check_most(k->f, e, k->op->op, item, &c, C_SERVER, true);
    c_put(k->f, e, item->type, item_lvalue(k, l), &c);
}

static void reply(struct skeleton *k)
{
    struct c_file *f = k->f;
    const struct ir_operation *op = k->op->op;
    struct emit *results = emit_block(k->e);
    struct emit *raised = emit_block(k->e);
    size_t i;

    if (c_plan_has_full(&k->op->reply))
        c_begin_full(results, "&rq->out", "&rq->env.arena");
    for (i = 0; i < k->op->reply.item_count; i++)
        put_item(k, results, &k->op->reply.items[i]);
    for (i = 0; i < op->raise_count; i++)
        EMIT(raised, "$give$(rq, $index$);\n",
             {"give", c_need(f, wire_type_of(f->s, op->raises[i]), C_GIVE)},
             {"index", c_text(f->s, "%zu", i)});
    c_either(f, k->e, "ivmc_reply_begin(rq)", results, raised);
}

static void serve(struct skeleton *k)
{
    size_t done, i, start, declared;

    (void)emit_result(k->e, &start);
    declare_decoded(k, &done);
    for (i = 0; i < k->count; i++)
        if (!is_declared(k, &k->locals[i], done))
            declare(k, &k->locals[i], NULL);
    declare_rooms(k);
    (void)emit_result(k->e, &declared);
    emit_text(k->e, declared > start ? "\n" : "");
    decode(k, done);
    lend_all(k);
    emit_text(k->e, "if (!ivmc_request_ready(rq))\n    return;\n\n");
    clear_results(k);
    call_servant(k);
    if (!k->op->op->oneway) {
        emit_text(k->e, "\n");
        reply(k);
    }
}

static void skeleton(struct c_file *f, const struct wire_interface *w,
                     const struct wire_operation *op)
{
    struct skeleton k = {f, f->body, w, op, NULL, 0};
    const char *params[] = {"struct ivmc_request *rq"};
    struct c_prototype p = {"static void",
                            c_serve_name(f, w->interface, op->op), params, 1};

    find_locals(&k);
    EMIT(f->body, "\n/* $where$ */\n", {"where", c_where(f->s, op->op->where)});
    emit_prototype(f->body, &p, "");
    emit_text(f->body, "{\n");
    emit_in(f->body);
    serve(&k);
    emit_out(f->body);
    emit_text(f->body, "}\n");
}

/* With the type that the runtime does not know. */
static void define_entry_points(struct c_file *f,
                                const struct wire_interface *w)
{
    const char *params[] = {"const struct ivmc_request *rq"};
    struct c_prototype p = {c_text(f->s, "static const struct %s_epv *",
                                   c_name(f->names, w->interface->name)),
                            entry_points(f, w), params, 1};

    emit_text(f->body, "\n");
    emit_prototype(f->body, &p, "");
    emit_text(f->body, "{\n    return rq->servant->epv;\n}\n");
}

static void interface(struct c_file *f, const struct wire_interface *w)
{
    size_t i;

    EMIT(f->body, "\n/* ---- $scoped$ ---- */\n",
         {"scoped", w->interface->name->scoped});
    if (w->operation_count > 0)
        define_entry_points(f, w);
    for (i = 0; i < w->operation_count; i++) {
        skeleton(f, w, &w->operations[i]);
        if (f->s->options.async)
            c_deferred_define(f, w, &w->operations[i]);
        arena_empty(f->s->scratch);
    }
    c_server_class(f, w);
}

void c_server(struct c_gen *g, struct file_set *files)
{
    struct c_file *f = c_file_create(g);
    size_t i;

    for (i = 0; i < g->unit->interface_count; i++)
        interface(f, &g->unit->interfaces[i]);
    c_file_save(f, files, "_server.c");
}
