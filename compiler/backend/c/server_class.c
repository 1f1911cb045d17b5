/*
 * What a server knows an interface by: the dispatch to its skeletons, and the
 * interfaces that it can be bound to with their signatures.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

const char *c_serve_name(struct c_file *f, const struct ir_interface *i,
                         const struct ir_operation *op)
{
    return c_static_name(f->names, "serve", c_stub_name(f->gen, i, op));
}

static void dispatch(struct c_file *f, const struct wire_interface *w,
                     const char *name)
{
    struct emit *e = f->body;
    const char *params[] = {"struct ivmc_request *rq", "uint32_t op"};
    struct c_prototype p = {"static void", c_text(f->s, "%s_dispatch", name),
                            params, 2};
    size_t i;

    emit_text(e, "\n");
    emit_prototype(e, &p, "");
    emit_text(e, "{\n    switch (op) {\n");
    for (i = 0; i < w->operation_count; i++)
        EMIT(e,
             "    case $name$_OP_$op$:\n"
             "        $serve$(rq);\n"
             "        break;\n",
             {"name", name}, {"op", w->operations[i].op->name},
             {"serve", c_serve_name(f, w->interface, w->operations[i].op)});
    emit_text(e, "    default:\n"
                 "        ivmc_reply_fail(rq, IVMC_BAD_OPERATION);\n"
                 "        break;\n"
                 "    }\n"
                 "}\n");
}

/* ---- interfaces --------------------------------------------------------- */

/* Numbers in braces, several a line if there are several lines. */
static void table(struct c_file *f, const char *head,
                  const struct string_list *values)
{
    struct emit *e = f->body;
    size_t column = 0, i;

    EMIT(e, "\n$head$ = {\n", {"head", head});
    for (i = 0; i < values->count; i++) {
        size_t len = strlen(values->items[i]) + 1;

        if (column > 0 && (column + 1 + len > 80 || values->count < 5)) {
            emit_text(e, "\n");
            column = 0;
        }
        emit_text(e, column == 0 ? "    " : " ");
        emit_text(e, c_text(f->s, "%s,", values->items[i]));
        column += len + (column == 0 ? 4 : 1);
    }
    emit_text(e, "\n};\n");
}

/* The chain of an interface is written once, whoever has it as a base. */
static const char *signatures(struct c_file *f, const struct wire_interface *v)
{
    const char *name = table_get(f->statics, v->interface);
    struct string_list values = {NULL, 0};
    size_t i;

    if (name || v->operation_count == 0)
        return name ? name : "NULL";
    name = intern(f->own, c_static_name(f->names, "signatures",
                                        c_name(f->names, v->interface->name)));
    table_put(f->statics, v->interface, (void *)(uintptr_t)name);
    for (i = 0; i < v->operation_count; i++)
        string_list_add(
            f->s->scratch, &values,
            c_text(f->s, "0x%016" PRIx64, v->operations[i].signature));
    table(f, c_text(f->s, "static const uint64_t %s[]", name), &values);
    return name;
}

/* The class's numbers of a base's operations, "NULL" where they are equal. */
static const char *numbers(struct c_file *f, const struct wire_interface *w,
                           const struct wire_interface *base)
{
    struct table *own = table_create(f->s->scratch);
    struct string_list values = {NULL, 0};
    const char *name;
    bool same = true;
    size_t i;

    for (i = 0; i < w->operation_count; i++)
        table_put(own, w->operations[i].op,
                  (void *)(uintptr_t)&w->operations[i]);
    for (i = 0; i < base->operation_count; i++) {
        const struct wire_operation *op =
            table_get(own, base->operations[i].op);

        same &= op->number == i;
        string_list_add(f->s->scratch, &values,
                        c_text(f->s, "%" PRIu32, op->number));
    }
    if (same)
        return "NULL";
    name = c_static_name(f->names, "numbers",
                         c_text(f->s, "%s_in_%s",
                                c_name(f->names, base->interface->name),
                                c_name(f->names, w->interface->name)));
    table(f, c_text(f->s, "static const uint16_t %s[]", name), &values);
    return name;
}

static void view(struct c_file *f, struct emit *e,
                 const struct wire_interface *w, const struct wire_interface *v)
{
    const struct ir_interface *i = v->interface;

    EMIT(e,
         "{\n"
         "    .identity = \"$identity$\",\n"
         "    .major = $major$,\n"
         "    .minor = $minor$,\n"
         "    .op_count = $count$,\n"
         "    .signatures = $signatures$,\n"
         "    .ops = $ops$,\n"
         "},\n",
         {"identity", i->name->repository_id},
         {"major", c_text(f->s, "%u", (unsigned)i->major)},
         {"minor", c_text(f->s, "%u", (unsigned)i->minor)},
         {"count", c_text(f->s, "%zu", v->operation_count)},
         {"signatures", signatures(f, v)},
         {"ops", v == w ? "NULL" : numbers(f, w, v)});
}

static void class(struct c_file *f, const struct wire_interface *w,
                  const char *registers)
{
    const struct ir_interface *i = w->interface;
    const char *name = c_name(f->names, i->name);
    struct emit *views = emit_block(f->body);
    size_t j;

    view(f, views, w, w);
    for (j = 0; j < i->ancestor_count; j++)
        view(f, views, w, wire_interface_of(f->s, i->ancestors[j]));
    EMIT(f->body, "\nstatic const struct ivmc_view $name$_views[] = {\n",
         {"name", name});
    emit_append(f->body, views);
    EMIT(f->body,
         "};\n"
         "\n"
         "const struct ivmc_skeleton $name$_skeleton = {\n"
         "    .views = $name$_views,\n"
         "    .view_count = $view_count$,\n"
         "    .op_count = $count$,\n"
         "    .dispatch = $name$_dispatch,\n"
         "$registers$"
         "};\n",
         {"name", name},
         {"registers", registers == NULL
                           ? ""
                           : c_text(f->s, "    .registers = %s,\n", registers)},
         {"view_count", c_text(f->s, "%zu", i->ancestor_count + 1)},
         {"count", c_text(f->s, "%zu", w->operation_count)});
}

void c_server_class(struct c_file *f, const struct wire_interface *w)
{
    dispatch(f, w, c_name(f->names, w->interface->name));
    class(f, w, c_registers_serve(f, w));
}
