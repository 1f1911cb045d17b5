/*
 * How elements move, in sequences and in arrays of any kind.
 */
#include <inttypes.h>

#include "backend/c/c_elements.h"

const char *c_number(struct c_file *f, uint64_t value)
{
    return c_text(f->s, "%" PRIu64, value > UINT32_MAX ? UINT32_MAX : value);
}

enum c_how c_how_of(const struct wire_type *element)
{
    bool scalar = element->kind == WIRE_SCALAR && !c_has_range(element);

    if (scalar && ir_strip(element->type)->kind == IR_BOOLEAN)
        return C_BOOLS;
    if (scalar && element->shape == WIRE_PLAIN)
        return element->width == 16 ? C_OPAQUE : C_SCALARS;
    if (!c_in_runs(element))
        return C_EACH;
    return element->shape == WIRE_PLAIN && element->kind == WIRE_RECORD
               ? C_MOVED
               : C_RUN;
}

bool c_needs_index(const struct wire_type *element)
{
    enum c_how how = c_how_of(element);

    return how == C_MOVED || how == C_RUN || how == C_EACH;
}

/* One element that stands at `value`. */
static void one(struct c_file *f, struct emit *e, const struct wire_type *w,
                const char *value, bool put, struct table *args)
{
    const struct c_cursor c = {put ? "e" : "d", {NULL, C_CLIENT, NULL, args}};

    (put ? c_put : c_get)(f, e, w, value, &c);
}

/* for (i = 0; i < count; i++) one element at a time. */
void c_each(struct c_file *f, struct emit *e, const struct wire_type *w,
            const char *count, const char *array, bool put, struct table *args)
{
    struct emit *block = emit_block(e);

    one(f, block, w, c_text(f->s, "%s[i]", array), put, args);
    c_guarded(e,
              c_text(f->s,
                     put ? "for (i = 0; i < %s && e->status == IVMC_OK; i++)"
                         : "for (i = 0; i < %s; i++)",
                     count),
              block);
}

/* The same at places that one check covered. */
void c_run_of(struct c_file *f, struct emit *e, const struct wire_type *w,
              const char *count, const char *array, bool put)
{
    struct emit *block = emit_block(e);

    (put ? c_store : c_load)(f, block, w, c_text(f->s, "%s[i]", array), "0", 1);
    c_guarded(e,
              c_text(f->s, "for (i = 0; i < %s; i++, p += %" PRIu64 ")", count,
                     w->size),
              block);
}

const char *c_octets(struct c_file *f, const struct wire_type *w,
                     const char *count)
{
    return c_text(f->s, w->size == 1 ? "%s" : "(size_t)%s * %" PRIu64, count,
                  w->size);
}

/* ---- encoding ----------------------------------------------------------- */

static void put_moved(struct c_file *f, struct emit *e,
                      const struct wire_type *w, const char *count,
                      const char *array)
{
    const char *args[] = {"e", c_number(f, w->align), array, count,
                          c_number(f, w->size)};

    emit_call(e, "ivmc_put_plain", args, 5, ";");
}

/* Elements of an array; `i` and, for runs, `p` are declared. */
void c_put_elements(struct c_file *f, struct emit *e, const struct wire_type *w,
                    const char *count, const char *array, struct table *args)
{
    const char *scalars[] = {"e", c_number(f, w->width), array, count};
    const char *bools[] = {"e", array, count};

    switch (c_how_of(w)) {
    case C_BOOLS:
        emit_call(e, "ivmc_put_bools", bools, 3, ";");
        break;
    case C_SCALARS:
        emit_call(e, "ivmc_put_scalars", scalars, 4, ";");
        break;
    case C_OPAQUE:
        put_moved(f, e, w, count, array);
        break;
    case C_MOVED:
        emit_text(e, "if (IVMC_LITTLE_ENDIAN) {\n");
        emit_in(e);
        put_moved(f, e, w, count, array);
        emit_text(e, "return;\n");
        emit_out(e);
        emit_text(e, "}\n");
        c_each(f, e, w, count, array, true, args);
        break;
    case C_RUN:
        EMIT(e,
             "if ($count$ == 0 || e->status != IVMC_OK)\n"
             "    return;\n"
             "p = ivmc_put_run(e, $align$, $octets$);\n"
             "if (p == NULL)\n"
             "    return;\n",
             {"count", count}, {"align", c_number(f, w->align)},
             {"octets", c_octets(f, w, count)});
        c_run_of(f, e, w, count, array, true);
        break;
    case C_EACH:
        c_each(f, e, w, count, array, true, args);
        break;
    }
}

void c_put_locals(struct emit *e, const struct wire_type *element)
{
    enum c_how how = c_how_of(element);

    if (how == C_RUN)
        emit_text(e, "unsigned char *p;\n");
    if (how == C_RUN || how == C_MOVED || how == C_EACH)
        emit_text(e, "uint32_t i;\n\n");
}

/* ---- decoding ----------------------------------------------------------- */

/*
 * `pointer = borrowed elements`, where they can be borrowed as they are;
 * without a pointer they are returned.
 */
bool c_borrow(struct c_file *f, struct emit *e, const struct wire_type *w,
              const char *count, const char *pointer)
{
    const char *to = pointer ? c_text(f->s, "%s =", pointer) : "return";
    const char *scalars[] = {"d", c_number(f, w->width), count};
    const char *bools[] = {"d", count};
    const char *plain[] = {"d", c_number(f, w->align), count,
                           c_number(f, w->size)};

    switch (c_how_of(w)) {
    case C_BOOLS:
        emit_call(e, c_text(f->s, "%s ivmc_get_bools", to), bools, 2, ";");
        return true;
    case C_SCALARS:
        emit_call(e, c_text(f->s, "%s ivmc_get_scalars", to), scalars, 3, ";");
        return true;
    case C_OPAQUE:
    case C_MOVED:
        emit_call(e, c_text(f->s, "%s ivmc_get_plain", to), plain, 4, ";");
        return true;
    case C_RUN:
    case C_EACH:
        break;
    }
    return false;
}

/* Elements into memory that is there; `i` and `p` are declared. */
void c_get_elements(struct c_file *f, struct emit *e, const struct wire_type *w,
                    const char *count, const char *array, struct table *args)
{
    const char *scalars[] = {"d", c_number(f, w->width), array, count};
    const char *bools[] = {"d", array, count};

    switch (c_how_of(w)) {
    case C_BOOLS:
        emit_call(e, "ivmc_get_bools_to", bools, 3, ";");
        break;
    case C_SCALARS:
        emit_call(e, "ivmc_get_scalars_to", scalars, 4, ";");
        break;
    case C_OPAQUE:
        EMIT(e, "ivmc_get_plain_to(d, $align$, $array$, $count$, $size$);\n",
             {"align", c_number(f, w->align)}, {"array", array},
             {"count", count}, {"size", c_number(f, w->size)});
        break;
    case C_MOVED:
        EMIT(e,
             "if (IVMC_LITTLE_ENDIAN)\n"
             "    ivmc_get_plain_to(d, $align$, $array$, $count$, $size$);\n"
             "else\n",
             {"align", c_number(f, w->align)}, {"array", array},
             {"count", count}, {"size", c_number(f, w->size)});
        emit_in(e);
        c_each(f, e, w, count, array, false, args);
        emit_out(e);
        break;
    case C_RUN:
    case C_EACH:
        c_each(f, e, w, count, array, false, args);
        break;
    }
}
