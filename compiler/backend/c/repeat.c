/*
 * Functions for sequences and fixed arrays.
 */
#include "backend/c/c_elements.h"

/* ---- sequences ---------------------------------------------------------- */

static void put_sequence(struct c_file *f, struct emit *e,
                         const struct wire_type *w)
{
    c_put_locals(e, w->element);
    EMIT(e, "ivmc_put_len(e, v->len, $bound$, v->data);\n",
         {"bound", c_number(f, w->bound)});
    c_put_elements(f, e, w->element, "v->len", "v->data", NULL);
}

/* Borrowed as it came, or nothing: a length without data is never seen. */
static void borrow_sequence(struct c_file *f, struct emit *e,
                            const struct wire_type *element)
{
    c_borrow(f, e, element, "v->len", "v->data");
    emit_text(e, "if (v->data == NULL)\n    v->len = 0;\n");
}

static void allocate(struct c_file *f, struct emit *e,
                     const struct wire_type *element, const char *count,
                     const char *pointer)
{
    const char *args[] = {
        "d", count, c_text(f->s, "sizeof *%s", pointer),
        c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, element->type))};

    emit_call(e, c_text(f->s, "%s = ivmc_get_array", pointer), args, 4, ";");
}

static void get_run_of(struct c_file *f, struct emit *e,
                       const struct wire_type *element)
{
    EMIT(e,
         "if (v->data != NULL && v->len > 0)\n"
         "    p = ivmc_get_run(d, $align$, $octets$);\n"
         "if (p == NULL) {\n"
         "    v->len = 0;\n"
         "    return;\n"
         "}\n",
         {"align", c_number(f, element->align)},
         {"octets", c_octets(f, element, "v->len")});
    c_run_of(f, e, element, "v->len", "v->data", false);
}

static void get_sequence(struct c_file *f, struct emit *e,
                         const struct wire_type *w)
{
    const struct wire_type *element = w->element;
    enum c_how how = c_how_of(element);
    uint64_t least = element->min_element;

    if (how == C_RUN)
        emit_text(e, "const unsigned char *p = NULL;\n");
    if (c_needs_index(element))
        emit_text(e, "uint32_t i;\n\n");
    EMIT(e, "v->len = ivmc_get_len(d, $bound$, $least$);\n",
         {"bound", c_number(f, w->bound)}, {"least", c_number(f, least)});
    if (how == C_BOOLS || how == C_SCALARS || how == C_OPAQUE) {
        borrow_sequence(f, e, element);
        return;
    }
    if (how == C_MOVED) {
        emit_text(e, "if (IVMC_LITTLE_ENDIAN) {\n");
        emit_in(e);
        borrow_sequence(f, e, element);
        emit_text(e, "return;\n");
        emit_out(e);
        emit_text(e, "}\n");
    }
    allocate(f, e, element, "v->len", "v->data");
    if (how == C_RUN) {
        get_run_of(f, e, element);
        return;
    }
    emit_text(e, "if (v->data == NULL)\n    v->len = 0;\n");
    c_each(f, e, element, "v->len", "v->data", false, NULL);
}

void c_write_sequence(struct c_file *f, struct emit *e,
                      const struct wire_type *w, enum c_function function,
                      const char *name)
{
    bool put = function == C_PUT;
    const char *type = c_type(f->s, f->names, w->type);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            c_text(f->s, put ? "const %s *v" : "%s *v", type)};
    struct c_prototype p = {"static void", name, params, 2};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    (put ? put_sequence : get_sequence)(f, e, w);
    emit_out(e);
    emit_text(e, "}\n");
}

/* ---- fixed arrays ------------------------------------------------------- */

/* Several dimensions are one row of elements, in memory as on the wire. */
void c_write_array(struct c_file *f, struct emit *e, const struct wire_type *w,
                   enum c_function function, const char *name)
{
    bool put = function == C_PUT;
    uint64_t count;
    const struct ir_type *t = c_array_element(w->type, &count);
    const struct wire_type *element = wire_type_of(f->s, t);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            put ? "const void *array" : "void *array"};
    struct c_prototype p = {"static void", name, params, 2};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    EMIT(e, "$v$ = array;\n", {"v", c_declare(f->s, f->names, t, "*v", put)});
    if (put) {
        c_put_locals(e, element);
        c_put_elements(f, e, element, c_number(f, count), "v", NULL);
    } else {
        emit_text(e, c_needs_index(element) ? "uint32_t i;\n\n" : "\n");
        c_get_elements(f, e, element, c_number(f, count), "v", NULL);
    }
    emit_out(e);
    emit_text(e, "}\n");
}
