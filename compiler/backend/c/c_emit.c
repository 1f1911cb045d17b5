#include "backend/c/c.h"

#include <string.h>

#include "backend/backend.h"
#include "support/file_write.h"

#include "backend/c/c_gen.h"

/* "shop.idl" of "dir/shop.idl". */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (strcmp(path, "-") == 0)
        return "stdin";
    return slash ? slash + 1 : path;
}

/* "shop" of "shop.idl". */
static const char *base_name(struct session *s, const char *file)
{
    const char *dot = strrchr(file, '.');

    return dot && dot != file
               ? arena_strndup(s->arena, file, (size_t)(dot - file))
               : file;
}

/* Two exceptions of one number could not be told apart when caught. */
static void check_exceptions(struct session *s, const struct ir_unit *ir)
{
    struct table *numbers = table_create(s->arena);
    size_t i;

    for (i = 0; i < ir->decl_count; i++) {
        const struct ir_type *t = ir->decls[i].type;
        const struct ir_type *other;

        if (ir->decls[i].kind != IR_DECL_TYPE || !t->is_exception)
            continue;
        other = table_put(numbers, (void *)(uintptr_t)c_exception_number(t),
                          (void *)(uintptr_t)t);
        if (other == NULL)
            continue;
        diag(s, E0752, t->name->where, t->name->scoped, other->name->scoped,
             (unsigned)c_exception_number(t));
        diag_note(s, other->name->where, "this is the other one");
    }
}

void c_emit(struct session *s, const struct backend *b,
            const struct wire_unit *unit, struct file_set *files)
{
    /* The octets are the same for all of them, and the code for all but one. */
    struct c_gen g = {.s = s, .unit = unit, .registers = b->registers};

    g.source = file_name(s->options.input);
    g.base = base_name(s, g.source);
    g.names = c_names_create(s, unit->ir);
    check_exceptions(s, unit->ir);
    if (diag_error_count(s) > 0)
        return;
    c_header(&g, files);
    if (s->options.client)
        c_client(&g, files);
    if (s->options.server)
        c_server(&g, files);
    if (s->options.any)
        c_any(&g, files);
    if (s->options.skeleton)
        c_servant(&g, files);
}
