/*
 * --emit=skeleton: NAME_servant.c, a servant to fill in. What a user has made
 * of it is never overwritten.
 */
#include <stdio.h>
#include <string.h>

#include "support/file_write.h"

#include "backend/c/c_gen.h"

static const char *function_name(struct c_gen *g, const struct ir_interface *i,
                                 const struct ir_operation *op)
{
    return c_static_name(g->names, "do", c_stub_name(g, i, op));
}

static void ignore(struct emit *e, const char *name)
{
    EMIT(e, "(void)$name$;\n", {"name", name});
}

static void function(struct c_gen *g, struct emit *e,
                     const struct ir_interface *i,
                     const struct ir_operation *op)
{
    struct c_params p = c_params_of(g, op, C_SERVER);
    bool returns = ir_strip(op->result)->kind != IR_VOID;
    size_t j;

    emit_text(e, "\n");
    c_describe(g, e, op);
    c_prototype(e, &p, c_text(g->s, "static %s", p.result),
                function_name(g, i, op), "");
    emit_text(e, "{\n");
    emit_in(e);
    if (returns && c_returned(op->result))
        EMIT(e, "$result$ = $zero$;\n\n",
             {"result", c_declare(g->s, g->names, op->result, "result", false)},
             {"zero", c_zero(g, op->result)});
    ignore(e, "servant");
    for (j = 0; j < op->param_count; j++)
        if (c_param_travels(&op->params[j]))
            ignore(e, c_param_of(g, &op->params[j]));
    if (returns && !c_returned(op->result))
        ignore(e, "result");
    emit_text(e, "ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written "
                 "*/\n");
    if (returns && c_returned(op->result))
        emit_text(e, "return result;\n");
    emit_out(e);
    emit_text(e, "}\n");
}

static void interface(struct c_gen *g, struct emit *e,
                      const struct wire_interface *w)
{
    const char *name = c_name(g->names, w->interface->name);
    size_t i;

    EMIT(e, "\n/* ---- $scoped$ ---- */\n",
         {"scoped", w->interface->name->scoped});
    for (i = 0; i < w->operation_count; i++) {
        function(g, e, w->interface, w->operations[i].op);
        arena_empty(g->s->scratch);
    }
    emit_text(e, "\n");
    emit_comment(e,
                 c_text(g->s, "For %s_serve(server, &%s_servant, state, &key).",
                        name, name));
    EMIT(e,
         "extern const struct $name$_epv $name$_servant;\n"
         "const struct $name$_epv $name$_servant = {\n",
         {"name", name});
    for (i = 0; i < w->operation_count; i++)
        EMIT(e, "    .$member$ = $function$,\n",
             {"member", c_entry(g->names, w->operations[i].op)},
             {"function", function_name(g, w->interface, w->operations[i].op)});
    if (w->operation_count == 0)
        emit_text(e, "    0,\n");
    emit_text(e, "};\n");
}

/* Whether there is no such file, or one that holds just this text. */
static bool may_write(const char *path, const char *text, size_t len)
{
    char octets[4096];
    size_t at = 0, n;
    bool same = true;
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return true;
    while (same && (n = fread(octets, 1, sizeof octets, file)) > 0) {
        same = n <= len - at && memcmp(octets, text + at, n) == 0;
        at += n;
    }
    same = same && at == len && !ferror(file);
    fclose(file);
    return same;
}

void c_servant(struct c_gen *g, struct file_set *files)
{
    const char *path = options_output(g->s, "_servant.c");
    struct emit *e = emit_create(g->s);
    const char *text;
    size_t i, len;

    EMIT(
        e,
        "/* A servant to fill in, made by idlc from $source$. It is yours. */\n"
        "#include \"$base$.h\"\n",
        {"source", g->source}, {"base", g->base});
    for (i = 0; i < g->unit->interface_count; i++)
        interface(g, e, &g->unit->interfaces[i]);
    text = emit_result(e, &len);
    if (may_write(path, text, len))
        emit_save(e, files, path);
    else
        diag_plain(g->s, E0751, path);
}
