/*
 * Text that the IDL's author wants in the header: @verbatim for C, or for any
 * language.
 */
#include <string.h>

#include "backend/c/c_gen.h"

static bool is_for_c(const struct ir_verbatim *v)
{
    return strcmp(v->language, "c") == 0 || strcmp(v->language, "C") == 0 ||
           strcmp(v->language, "*") == 0;
}

void c_verbatim(struct emit *e, const struct ir_name *name,
                enum ir_placement placement)
{
    const struct ir_verbatim *v;

    for (v = name ? name->verbatim : NULL; v; v = v->next) {
        size_t len = strlen(v->text);

        if (v->placement != placement || !is_for_c(v) || len == 0)
            continue;
        emit_text(e, v->text);
        emit_text(e, v->text[len - 1] == '\n' ? "" : "\n");
    }
}

static const struct ir_name *name_of(const struct ir_decl *d)
{
    switch (d->kind) {
    case IR_DECL_TYPE:
        return d->type->name;
    case IR_DECL_CONST:
        return d->constant->name;
    case IR_DECL_INTERFACE:
        return d->interface->name;
    case IR_DECL_INCLUDE:
        break;
    }
    return NULL;
}

void c_verbatim_of_file(struct c_gen *g, struct emit *e,
                        enum ir_placement placement)
{
    const struct ir_unit *ir = g->unit->ir;
    size_t i;

    for (i = 0; i < ir->decl_count; i++)
        if (ir->decls[i].in_main_file)
            c_verbatim(e, name_of(&ir->decls[i]), placement);
}
