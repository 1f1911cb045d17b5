/*
 * Functions for unions: the tag, unless it travels elsewhere, then one arm.
 */
#include <inttypes.h>

#include "backend/c/c_gen.h"

/* How a union is written down while it is moved. */
struct walk {
    struct c_file *f;
    const struct wire_type *w;
    const struct ir_type *u; /* where its arms are declared */
    bool put;
    const char *arms; /* "v->u", "v" for a bare union */
};

static const char *arm_value(const struct walk *k, const struct ir_arm *arm)
{
    const char *name = c_member(k->f->names, arm->name);

    if (!k->w->tag)
        return c_text(k->f->s, "v->%s", name);
    return c_text(k->f->s, "v->%s.%s", k->arms, name);
}

static void refuse(struct emit *e, bool put)
{
    emit_text(e, put ? "ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);\n"
                     : "ivmc_dec_fail(d, IVMC_BAD_MESSAGE);\n");
}

/* All of it, so that no octet of an arm that did not come is seen. */
static void clear(const struct walk *k, struct emit *e)
{
    if (k->put)
        return;
    if (k->w->tag)
        EMIT(e, "memset(&v->$arms$, 0, sizeof v->$arms$);\n",
             {"arms", k->arms});
    else
        emit_text(e, "memset(v, 0, sizeof *v);\n");
}

static const char *label(const struct walk *k, const struct ir_value *v)
{
    const struct ir_type *t = k->u->discriminator;

    /* Bare unions are chosen by a number. */
    if (!k->w->tag && v->kind == IR_VALUE_CHAR)
        return c_text(k->f->s, "%" PRIu64, v->u);
    return c_value(k->f->gen, t, v);
}

static void labels(const struct walk *k, struct emit *e,
                   const struct ir_arm *arm)
{
    size_t i;

    if (arm->is_default) {
        emit_text(e, "default:\n");
        return;
    }
    for (i = 0; i < arm->label_count; i++)
        EMIT(e, "case $label$:\n", {"label", label(k, &arm->labels[i])});
}

static bool has_default(const struct ir_type *u)
{
    size_t i;

    for (i = 0; i < u->arm_count; i++)
        if (u->arms[i].is_default)
            return true;
    return false;
}

static void arms(const struct walk *k, struct emit *e)
{
    const struct c_cursor c = {k->put ? "e" : "d",
                               {NULL, C_CLIENT, NULL, NULL}};
    size_t i;

    for (i = 0; i < k->u->arm_count; i++) {
        const struct ir_arm *arm = &k->u->arms[i];

        if (!arm->is_default && arm->label_count == 0)
            continue;
        labels(k, e, arm);
        emit_in(e);
        if (arm->name)
            (k->put ? c_put : c_get)(k->f, e, k->w->arms[i].type,
                                     arm_value(k, arm), &c);
        else
            clear(k, e);
        emit_text(e, "break;\n");
        emit_out(e);
    }
    if (has_default(k->u))
        return;
    emit_text(e, "default:\n");
    emit_in(e);
    if (!k->w->covers_all && !k->w->empty_default)
        refuse(e, k->put);
    clear(k, e);
    emit_text(e, "break;\n");
    emit_out(e);
}

static void enter(const struct walk *k, struct emit *e)
{
    if (!k->w->recursive)
        return;
    emit_text(e, k->put ? "if (!ivmc_enc_enter(e))\n    return;\n"
                        : "if (!ivmc_dec_enter(d)) {\n"
                          "    memset(v, 0, sizeof *v);\n"
                          "    return;\n"
                          "}\n");
}

static void leave(const struct walk *k, struct emit *e)
{
    if (k->w->recursive)
        emit_text(e, k->put ? "ivmc_enc_leave(e);\n" : "ivmc_dec_leave(d);\n");
}

/* The tag as it is switched on; C has its doubts about switches on bool. */
static const char *switched(const struct walk *k, const char *tag)
{
    switch (ir_strip(k->u->discriminator)->kind) {
    case IR_BOOLEAN:
        return c_text(k->f->s, "(int)v->%s", tag);
    default:
        return c_text(k->f->s, "v->%s", tag);
    }
}

/* An expression that has no value selects nothing, not even a default. */
static void refuse_bad_tag(const struct walk *k, struct emit *e)
{
    if (!has_default(k->u) && !k->w->covers_all)
        return;
    emit_text(e, "if (tag == IVMC_EXPR_BAD)\n    ");
    refuse(e, k->put);
}

static void body(const struct walk *k, struct emit *e)
{
    const struct c_cursor c = {k->put ? "e" : "d",
                               {NULL, C_CLIENT, NULL, NULL}};
    const char *tag = k->u->tag_name ? k->u->tag_name : "tag";

    tag = c_member(k->f->names, tag);
    enter(k, e);
    if (k->w->tag) {
        (k->put ? c_put : c_get)(k->f, e, k->w->tag,
                                 c_text(k->f->s, "v->%s", tag), &c);
        EMIT(e, "switch ($tag$) {\n", {"tag", switched(k, tag)});
    } else {
        refuse_bad_tag(k, e);
        emit_text(e, "switch (tag) {\n");
    }
    arms(k, e);
    emit_text(e, "}\n");
    leave(k, e);
}

void c_write_choice(struct c_file *f, struct emit *e, const struct wire_type *w,
                    enum c_function function, const char *name)
{
    bool put = function == C_PUT;
    const struct ir_type *u = c_switched_union(w->type);
    struct walk k = {f, w, u, put,
                     c_member(f->names, u->union_name ? u->union_name : "u")};
    const char *type = c_type(f->s, f->names, w->type);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            c_text(f->s, put ? "const %s *v" : "%s *v", type),
                            "int64_t tag"};
    struct c_prototype p = {"static void", name, params, w->tag ? 2 : 3};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, u->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    if (!w->tag)
        f->expressions = true;
    body(&k, e);
    emit_out(e);
    emit_text(e, "}\n");
}
