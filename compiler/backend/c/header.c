/*
 * NAME.h: what users of an interface see.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "support/file_write.h"

#include "backend/c/c_gen.h"

/* "SHOP_H" of "shop". */
static const char *guard(struct c_gen *g)
{
    char *text = arena_strndup(g->s->scratch, g->base, strlen(g->base));
    char *c;

    for (c = text; *c; c++)
        *c =
            isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
    return c_text(g->s, "%s%s_H", isdigit((unsigned char)*text) ? "IDL_" : "",
                  text);
}

/* "sub/other.h" of "sub/other.idl"; those of idlc's own files are installed. */
static const char *header_of(struct session *s, const char *include)
{
    const char *slash = strrchr(include, '/');
    const char *name = slash ? slash + 1 : include;
    const char *dot = strrchr(name, '.');
    size_t len = dot ? (size_t)(dot - include) : strlen(include);

    if (strcmp(name, "orb.idl") == 0 || strcmp(name, "IOP.idl") == 0)
        return c_text(s, "<ivmc/%.3s.h>", name);
    return c_text(s, "\"%.*s.h\"", (int)len, include);
}

/* Structures of the runtime's that not every header needs. */
static bool has_values(const struct emit *body)
{
    size_t len;
    const char *text = emit_result(body, &len);

    return strstr(text, "struct ivmc_wstring") ||
           strstr(text, "struct ivmc_decimal") ||
           strstr(text, "struct ivmc_any");
}

static void includes(struct c_gen *g, struct emit *e, bool values)
{
    const struct ir_unit *ir = g->unit->ir;
    struct table *seen = table_create(g->s->arena);
    bool first = true;
    size_t i;

    emit_text(e, c_has_context(g->unit) ? "#include <ivmc/context.h>\n" : "");
    emit_text(e, g->s->options.server ? "#include <ivmc/serve.h>\n" : "");
    emit_text(e, c_has_shared(g->unit) ? "#include <ivmc/shared.h>\n" : "");
    emit_text(e, g->s->options.server ? "" : "#include <ivmc/stub.h>\n");
    emit_text(e, values ? "#include <ivmc/values.h>\n" : "");
    for (i = 0; i < ir->decl_count; i++) {
        const char *header;

        if (ir->decls[i].kind != IR_DECL_INCLUDE || !ir->decls[i].in_main_file)
            continue;
        header = header_of(g->s, ir->decls[i].include);
        if (table_put(seen, intern(g->s->names, header), g))
            continue;
        emit_text(e, first ? "\n" : "");
        EMIT(e, "#include $header$\n", {"header", header});
        first = false;
    }
}

/* ---- the file ----------------------------------------------------------- */

void c_header(struct c_gen *g, struct file_set *files)
{
    struct emit *e = emit_create(g->s);
    struct emit *body = emit_create(g->s);
    struct emit *end = emit_create(g->s);
    struct emit *const parts[] = {e, body, end};
    size_t i;

    c_header_types(g, body);
    for (i = 0; i < g->unit->interface_count; i++)
        c_header_interface(g, body, &g->unit->interfaces[i]);
    if (g->s->options.any)
        c_any_declare(g, body);
    c_banner(g, e);
    EMIT(e, "#ifndef $guard$\n#define $guard$\n\n", {"guard", guard(g)});
    includes(g, e, has_values(body));
    c_verbatim_of_file(g, e, IR_BEGIN_FILE);
    emit_text(e, "\n"
                 "#ifdef __cplusplus\n"
                 "extern \"C\" {\n"
                 "#endif\n");
    c_verbatim_of_file(g, end, IR_END_FILE);
    EMIT(end,
         "\n"
         "#ifdef __cplusplus\n"
         "}\n"
         "#endif\n"
         "\n"
         "#endif /* $guard$ */\n",
         {"guard", guard(g)});
    emit_save_all(parts, sizeof(parts) / sizeof(*parts), files,
                  options_output(g->s, ".h"));
}
