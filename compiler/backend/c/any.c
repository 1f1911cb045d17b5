/*
 * --any: NAME_any.c, functions that put a value of a named type into an `any`
 * and take it out again.
 */
#include <string.h>

#include "support/file_write.h"

#include "backend/c/c_gen.h"

/* Structures, unions, sequences and maps: the others are a line to put. */
static bool has_accessors(struct c_gen *g, const struct ir_decl *d)
{
    const struct wire_type *w;

    if (d->kind != IR_DECL_TYPE || !d->in_main_file || !d->type->name ||
        d->type->is_exception)
        return false;
    switch (ir_strip(d->type)->kind) {
    case IR_STRUCT:
    case IR_UNION:
    case IR_SEQUENCE:
    case IR_MAP:
        break;
    default:
        return false;
    }
    /* Other names of a type are no types of their own. */
    if (d->type->kind == IR_ALIAS && ir_strip(d->type)->name)
        return false;
    w = wire_type_of(g->s, d->type);
    return !w->unmapped && !w->has_items &&
           (ir_strip(d->type)->kind != IR_STRUCT || !c_is_empty(d->type)) &&
           (ir_strip(d->type)->kind != IR_UNION || w->tag);
}

struct accessor {
    const char *name; /* "M_S" */
    const char *type; /* "struct M_S" */
    struct c_prototype to, from;
    const char *to_params[4], *from_params[3];
};

static void describe(struct c_gen *g, const struct ir_type *t,
                     struct accessor *a)
{
    struct session *s = g->s;

    a->name = c_name(g->names, t->name);
    a->type = c_type(s, g->names, t);
    a->to_params[0] = "struct ivmc_any *any";
    a->to_params[1] = c_text(s, "const %s *value", a->type);
    a->to_params[2] = "void *room";
    a->to_params[3] = "uint32_t size";
    a->from_params[0] = "const struct ivmc_any *any";
    a->from_params[1] = c_text(s, "%s *value", a->type);
    a->from_params[2] = "struct ivmc_arena *arena";
    a->to = (struct c_prototype){
        "enum ivmc_status", c_text(s, "%s_to_any", a->name), a->to_params, 4};
    a->from = (struct c_prototype){"enum ivmc_status",
                                   c_text(s, "%s_from_any", a->name),
                                   a->from_params, 3};
}

void c_any_declare(struct c_gen *g, struct emit *e)
{
    const struct ir_unit *ir = g->unit->ir;
    size_t i;

    for (i = 0; i < ir->decl_count; i++) {
        const struct ir_decl *d = &ir->decls[i];
        struct accessor a;

        if (!has_accessors(g, d))
            continue;
        describe(g, d->type, &a);
        EMIT(e,
             "\n"
             "/*\n"
             " * A $type$ in an `any`: its octets are put into `size` octets\n"
             " * at `room`; taken out, it borrows from the arena.\n"
             " */\n"
             "#define $name$_TYPE $id$\n",
             {"type", d->type->name->scoped}, {"name", a.name},
             {"id", c_literal(g->s, d->type->name->repository_id,
                              strlen(d->type->name->repository_id))});
        emit_prototype(e, &a.to, ";");
        emit_prototype(e, &a.from, ";");
        arena_empty(g->s->scratch);
    }
}

static void define(struct c_file *f, const struct ir_type *t)
{
    const struct c_cursor put = {"&e", {NULL, C_CLIENT, NULL, NULL}};
    const struct c_cursor get = {"&d", {NULL, C_CLIENT, NULL, NULL}};
    const struct wire_type *w = wire_type_of(f->s, t);
    struct emit *e = f->body;
    struct accessor a;

    describe(f->gen, t, &a);
    emit_text(e, "\n");
    emit_prototype(e, &a.to, "");
    emit_text(e, "{\n"
                 "    struct ivmc_enc e;\n"
                 "\n"
                 "    ivmc_enc_init(&e, room, size);\n");
    emit_in(e);
    c_put(f, e, w, "*value", &put);
    EMIT(e, "return ivmc_any_seal(any, $name$_TYPE, &e);\n", {"name", a.name});
    emit_out(e);
    emit_text(e, "}\n\n");
    emit_prototype(e, &a.from, "");
    emit_text(e, "{\n"
                 "    struct ivmc_dec d;\n"
                 "\n");
    emit_in(e);
    EMIT(e, "ivmc_any_open(any, $name$_TYPE, &d, arena);\n", {"name", a.name});
    c_get(f, e, w, "*value", &get);
    emit_text(e, "if (ivmc_dec_finish(&d) != IVMC_OK)\n"
                 "    memset(value, 0, sizeof *value);\n"
                 "return d.status;\n");
    emit_out(e);
    emit_text(e, "}\n");
}

void c_any(struct c_gen *g, struct file_set *files)
{
    const struct ir_unit *ir = g->unit->ir;
    struct c_file *f = c_file_create(g);
    size_t i;

    f->values = true;
    for (i = 0; i < ir->decl_count; i++) {
        if (!has_accessors(g, &ir->decls[i]))
            continue;
        define(f, ir->decls[i].type);
        arena_empty(g->s->scratch);
    }
    c_file_save(f, files, "_any.c");
}
