/*
 * One interface in the header: identity, limits, stubs, entry points.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

/* A macro, on two lines where one is too short. */
static void define(struct c_gen *g, struct emit *e, const char *macro,
                   const char *value)
{
    const char *head = c_text(g->s, "#define %s", macro);

    if (strlen(head) + 1 + strlen(value) <= 80)
        emit_text(e, c_text(g->s, "%s %s\n", head, value));
    else
        emit_text(e, c_text(g->s, "%-79s\\\n    %s\n", head, value));
}

static void identity(struct c_gen *g, struct emit *e,
                     const struct ir_interface *i, const char *name)
{
    emit_text(e, "\n");
    emit_comment(e, c_text(g->s, "interface %s (%s)%s%s", i->name->scoped,
                           c_where(g->s, i->name->where),
                           i->name->doc ? "\n\n" : "",
                           i->name->doc ? i->name->doc : ""));
    define(g, e, c_text(g->s, "%s_IDENTITY", name),
           c_text(g->s, "\"%s\"", i->name->repository_id));
}

static void numbers(struct c_gen *g, struct emit *e,
                    const struct wire_interface *w, const char *name)
{
    size_t i;

    if (w->operation_count == 0)
        return;
    EMIT(e, "\nenum $name$_op {\n", {"name", name});
    for (i = 0; i < w->operation_count; i++)
        EMIT(e, "    $name$_OP_$op$ = $number$,\n", {"name", name},
             {"op", w->operations[i].op->name},
             {"number", c_text(g->s, "%zu", i)});
    emit_text(e, "};\n");
}

/* ---- memory and messages ------------------------------------------------ */

struct needs {
    uint64_t max;       /* octets of a message, header included */
    uint64_t expansion; /* of what comes and of what goes */
    uint64_t values;    /* octets whatever comes */
};

static void take_plan(struct needs *n, const struct wire_plan *p)
{
    if (p->max == WIRE_UNBOUNDED || p->max > UINT32_MAX - IVMC_HEADER)
        n->max = WIRE_UNBOUNDED;
    else if (n->max != WIRE_UNBOUNDED && p->max + IVMC_HEADER > n->max)
        n->max = p->max + IVMC_HEADER;
    if (p->expansion > n->expansion)
        n->expansion = p->expansion;
    if (p->values > n->values)
        n->values = p->values;
}

static struct needs needs_of(const struct wire_interface *w)
{
    struct needs n = {IVMC_HEADER, 1, 0};
    size_t i, j;

    for (i = 0; i < w->operation_count; i++) {
        const struct wire_operation *op = &w->operations[i];

        take_plan(&n, &op->request);
        take_plan(&n, &op->reply);
        for (j = 0; j < op->op->raise_count; j++)
            take_plan(&n, &op->exceptions[j]);
    }
    return n;
}

/*
 * The message itself in private memory, its decoded arrays, and as much again
 * for what a servant makes of it; the rest is alignment and large values.
 */
static void limits(struct c_gen *g, struct emit *e,
                   const struct wire_interface *w, const char *name)
{
    struct needs n = needs_of(w);
    uint64_t fixed = (n.values * 2 + 256 + 7) / 8 * 8;
    if (n.max != WIRE_UNBOUNDED)
        EMIT(e,
             "\n/* The longest message, in octets. */\n"
             "#define $name$_MESSAGE_MAX UINT32_C($max$)\n",
             {"name", name}, {"max", c_text(g->s, "%" PRIu64, n.max)});
    emit_text(e, "\n"
                 "/*\n"
                 " * Octets to lend to an environment or a server for messages "
                 "of at most\n"
                 " * `limit` octets.\n"
                 " */\n");
    define(g, e, c_text(g->s, "%s_MEMORY(limit)", name),
           c_text(g->s, "((size_t)%" PRIu64 " * (limit) + %" PRIu64 ")",
                  2 * n.expansion + 1, fixed));
}

/* ---- stubs -------------------------------------------------------------- */

/* "Looks an item up. Raises shop::NoItem." */
void c_describe(struct c_gen *g, struct emit *e, const struct ir_operation *op)
{
    const char *text = op->doc;
    const char *raises = NULL;
    size_t i;

    for (i = 0; i < op->raise_count; i++)
        raises = c_text(g->s, "%s%s%s", raises ? raises : "Raises ",
                        raises ? ", " : "", op->raises[i]->name->scoped);
    if (raises)
        text =
            c_text(g->s, "%s%s%s.", text ? text : "", text ? "\n" : "", raises);
    emit_comment(e, text);
}

static void bind(struct c_gen *g, struct emit *e, const struct ir_interface *i,
                 const char *name)
{
    const char *params[] = {"struct ivmc_channel *channel", "uint64_t key",
                            "struct ivmc_object *object",
                            "struct ivmc_env *env"};
    struct c_prototype p = {"enum ivmc_status", c_text(g->s, "%s_bind", name),
                            params, 4};

    EMIT(e, "\n/* Binds the object `key` of the server as $scoped$. */\n",
         {"scoped", i->name->scoped});
    emit_prototype(e, &p, ";");
}

static void stubs(struct c_gen *g, struct emit *e,
                  const struct wire_interface *w)
{
    size_t i;

    for (i = 0; i < w->operation_count; i++) {
        const struct ir_operation *op = w->operations[i].op;
        struct c_params p = c_params_of(g, op, C_CLIENT);

        if (op->nocode)
            continue;
        emit_text(e, "\n");
        c_describe(g, e, op);
        c_prototype(e, &p, p.result, c_stub_name(g, w->interface, op), ";");
        if (g->s->options.async)
            c_async_declare(g, e, w->interface, op);
        arena_empty(g->s->scratch);
    }
}

/* ---- entry points ------------------------------------------------------- */

static void entry_points(struct c_gen *g, struct emit *e,
                         const struct wire_interface *w, const char *name)
{
    size_t i;

    EMIT(e,
         "\n/* What implements $scoped$; `servant` is yours. */\n"
         "struct $name$_epv {\n",
         {"scoped", w->interface->name->scoped}, {"name", name});
    emit_in(e);
    for (i = 0; i < w->operation_count; i++) {
        const struct ir_operation *op = w->operations[i].op;
        struct c_params p = c_params_of(g, op, C_SERVER);

        c_prototype(e, &p, p.result,
                    c_text(g->s, "(*%s)", c_entry(g->names, op)), ";");
        arena_empty(g->s->scratch);
    }
    if (w->operation_count == 0)
        emit_text(e, "char empty; /* no operations */\n");
    emit_out(e);
    emit_text(e, "};\n");
}

static void offer(struct c_gen *g, struct emit *e, const struct ir_interface *i,
                  const char *name)
{
    const char *params[] = {"struct ivmc_server *server",
                            c_text(g->s, "const struct %s_epv *epv", name),
                            "void *servant", "uint64_t *key"};
    const char *args[] = {"server", c_text(g->s, "&%s_skeleton", name), "epv",
                          "servant", "key"};
    struct c_prototype p = {"static inline enum ivmc_status",
                            c_text(g->s, "%s_serve", name), params, 4};

    EMIT(e,
         "\n"
         "extern const struct ivmc_skeleton $name$_skeleton;\n"
         "\n"
         "/* Offers `servant` as $scoped$; see ivmc_server_offer. */\n",
         {"name", name}, {"scoped", i->name->scoped});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    emit_call(e, "return ivmc_server_offer", args, 5, ";");
    emit_out(e);
    emit_text(e, "}\n");
}

void c_header_interface(struct c_gen *g, struct emit *e,
                        const struct wire_interface *w)
{
    const char *name = c_name(g->names, w->interface->name);

    c_verbatim(e, w->interface->name, IR_BEFORE_DECLARATION);
    identity(g, e, w->interface, name);
    numbers(g, e, w, name);
    limits(g, e, w, name);
    if (g->s->options.client) {
        bind(g, e, w->interface, name);
        stubs(g, e, w);
    }
    if (g->s->options.server) {
        entry_points(g, e, w, name);
        offer(g, e, w->interface, name);
        if (g->s->options.async)
            c_deferred_declare(g, e, w);
    }
    c_verbatim(e, w->interface->name, IR_AFTER_DECLARATION);
}
