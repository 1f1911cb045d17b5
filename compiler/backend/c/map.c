/*
 * Functions for maps: sequences of pairs whose keys ascend, so that a value
 * has one encoding and a key is there once.
 */
#include "backend/c/c_elements.h"

/* Whether the pair before does not stand before this one, by their keys. */
static const char *descends(const struct ir_type *key)
{
    switch (ir_strip(key)->kind) {
    case IR_STRING:
        return "!ivmc_text_before(v->data[i - 1].key, v->data[i].key)";
    case IR_WSTRING:
        return "!ivmc_wide_before(&v->data[i - 1].key, &v->data[i].key)";
    case IR_CHAR:
        return "(unsigned char)v->data[i - 1].key >= "
               "(unsigned char)v->data[i].key";
    case IR_BOOLEAN:
        return "v->data[i - 1].key || !v->data[i].key";
    default:
        return "v->data[i - 1].key >= v->data[i].key";
    }
}

static void check_order(struct emit *e, const struct wire_type *w, bool put)
{
    EMIT(e,
         "for (i = 1; v->data != NULL && i < v->len; i++)\n"
         "    if ($descends$)\n"
         "        $refuse$;\n",
         {"descends", descends(w->type->key)},
         {"refuse", put ? "ivmc_enc_fail(e, IVMC_BAD_ARGUMENT)"
                        : "ivmc_dec_fail(d, IVMC_BAD_MESSAGE)"});
}

void c_write_map(struct c_file *f, struct emit *e, const struct wire_type *w,
                 enum c_function function, const char *name)
{
    bool put = function == C_PUT;
    const char *type = c_type(f->s, f->names, w->type);
    const char *pairs = c_text(f->s, "%s_pairs", name);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            c_text(f->s, put ? "const %s *v" : "%s *v", type)};
    struct c_prototype p = {"static void", name, params, 2};

    f->values = true;
    c_write_sequence(f, e, w, function, pairs);
    EMIT(e, "\n/* $where$: keys in order */\n",
         {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    emit_text(e, "uint32_t i;\n\n");
    if (!put)
        EMIT(e, "$pairs$(d, v);\n", {"pairs", pairs});
    check_order(e, w, put);
    if (put)
        EMIT(e, "$pairs$(e, v);\n", {"pairs", pairs});
    emit_out(e);
    emit_text(e, "}\n");
}
