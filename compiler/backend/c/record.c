/*
 * Functions for structures and exceptions' bodies.
 */
#include <inttypes.h>

#include "backend/c/c_gen.h"

bool c_is_empty(const struct ir_type *t)
{
    return t->member_count == 0;
}

static void enter(struct emit *e, const struct wire_type *w, bool put)
{
    if (!w->recursive)
        return;
    emit_text(e, put ? "if (!ivmc_enc_enter(e))\n    return;\n"
                     : "if (!ivmc_dec_enter(d)) {\n"
                       "    memset(v, 0, sizeof *v);\n"
                       "    return;\n"
                       "}\n");
}

static void leave(struct emit *e, const struct wire_type *w, bool put)
{
    if (w->recursive)
        emit_text(e, put ? "ivmc_enc_leave(e);\n" : "ivmc_dec_leave(d);\n");
}

static void each_member(struct c_file *f, struct emit *e,
                        const struct wire_type *w, size_t count, bool put)
{
    const struct c_cursor c = {put ? "e" : "d",
                               {NULL, C_CLIENT, w->type, NULL}};
    size_t i = 0;

    while (i < count) {
        const struct wire_member *m = c_member_at(w, i);
        const struct c_run run = c_run_at(w, i, count);

        if (run.count > 1) {
            c_move_run(f, e, w, &run, put);
            i += run.count;
        } else {
            (put ? c_put : c_get)(f, e, m->type, c_member_value(f, m), &c);
            i++;
        }
    }
}

/* ---- lists -------------------------------------------------------------- */

static bool is_full(const struct wire_type *w)
{
    return ir_strip(w->type)->pointer == IR_FULL;
}

static void put_list(struct c_file *f, struct emit *e,
                     const struct wire_type *w)
{
    struct emit *block = emit_block(e);
    const struct wire_member *last = c_member_at(w, w->member_count - 1);
    const char *next = c_member_value(f, last);

    each_member(f, block, w, w->member_count - 1, true);
    if (is_full(last->type))
        EMIT(block, "v = ivmc_put_full(e, $next$, $type$) ? $next$ : NULL;\n",
             {"next", next}, {"type", c_full_type(f, last->type->type)});
    else
        EMIT(block,
             "ivmc_put_bool(e, $next$ != NULL);\n"
             "v = $next$;\n",
             {"next", next});
    emit_text(e, "while (v != NULL && e->status == IVMC_OK) {\n");
    emit_append(e, block);
    emit_text(e, "}\n");
}

static void get_list(struct c_file *f, struct emit *e,
                     const struct wire_type *w)
{
    struct emit *block = emit_block(e);
    const struct wire_member *last = c_member_at(w, w->member_count - 1);
    const char *next = c_member_value(f, last);
    const char *args[] = {
        "d", "1", "sizeof *v",
        c_text(f->s, "_Alignof(%s)", c_type(f->s, f->names, w->type))};

    if (is_full(last->type))
        emit_text(block, "uint32_t more;\n\n");
    each_member(f, block, w, w->member_count - 1, false);
    if (is_full(last->type))
        EMIT(block,
             "$next$ = ivmc_get_full(d, $type$, &more);\n"
             "if (!more)\n"
             "    break;\n",
             {"next", next}, {"type", c_full_type(f, last->type->type)});
    else
        EMIT(block,
             "$next$ = NULL;\n"
             "if (!ivmc_get_bool(d))\n"
             "    break;\n",
             {"next", next});
    emit_call(block, c_text(f->s, "%s = ivmc_get_array", next), args, 4, ";");
    if (is_full(last->type))
        EMIT(block, "ivmc_full_note(d, more, $next$);\n", {"next", next});
    EMIT(block, "v = $next$;\n", {"next", next});
    emit_text(e, "while (v != NULL) {\n");
    emit_append(e, block);
    emit_text(e, "}\n");
}

/* ---- structures --------------------------------------------------------- */

static void plain(struct c_file *f, struct emit *e, const struct wire_type *w,
                  bool put)
{
    EMIT(e,
         "    if (IVMC_LITTLE_ENDIAN) {\n"
         "        $move$, $align$, v, 1, sizeof *v);\n"
         "        return;\n"
         "    }\n",
         {"move", put ? "ivmc_put_plain(e" : "ivmc_get_plain_to(d"},
         {"align", c_text(f->s, "%" PRIu32, w->align)});
}

static void put_run(struct c_file *f, struct emit *e, const struct wire_type *w)
{
    EMIT(e,
         "    unsigned char *p = ivmc_put_run(e, $align$, $size$);\n"
         "\n"
         "    if (p != NULL)\n"
         "        $store$(e, p, v);\n",
         {"align", c_text(f->s, "%" PRIu32, w->align)},
         {"size", c_text(f->s, "%" PRIu64, w->size)},
         {"store", c_need(f, w, C_STORE)});
}

static void get_run(struct c_file *f, struct emit *e, const struct wire_type *w)
{
    EMIT(e,
         "    const unsigned char *p = ivmc_get_run(d, $align$, $size$);\n"
         "\n"
         "    if (p != NULL)\n"
         "        $load$(d, p, v);\n"
         "    else\n"
         "        memset(v, 0, sizeof *v);\n",
         {"align", c_text(f->s, "%" PRIu32, w->align)},
         {"size", c_text(f->s, "%" PRIu64, w->size)},
         {"load", c_need(f, w, C_LOAD)});
}

static void by_members(struct c_file *f, struct emit *e,
                       const struct wire_type *w, bool put)
{
    emit_in(e);
    enter(e, w, put);
    if (!wire_is_list(w))
        each_member(f, e, w, w->member_count, put);
    else if (put)
        put_list(f, e, w);
    else
        get_list(f, e, w);
    leave(e, w, put);
    emit_out(e);
}

void c_write_record(struct c_file *f, struct emit *e, const struct wire_type *w,
                    enum c_function function, const char *name)
{
    bool put = function == C_PUT;
    const char *type = c_type(f->s, f->names, w->type);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            c_text(f->s, put ? "const %s *v" : "%s *v", type)};
    struct c_prototype p = {"static void", name, params, 2};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    if (w->shape == WIRE_FIXED_LAYOUT) {
        (put ? put_run : get_run)(f, e, w);
    } else {
        if (c_has_runs(w, w->member_count - wire_is_list(w)))
            emit_text(e, put ? "    unsigned char *p;\n\n"
                             : "    const unsigned char *p;\n\n");
        if (w->shape == WIRE_PLAIN)
            plain(f, e, w, put);
        by_members(f, e, w, put);
    }
    emit_text(e, "}\n");
}

/* ---- exceptions --------------------------------------------------------- */

const char *c_exception_id(struct c_gen *g, const struct ir_type *t)
{
    return c_text(g->s, "%s_ID", c_type_name(g->names, t));
}

/* FNV-1a over the repository id: the same in every header. Never 0. */
uint32_t c_exception_number(const struct ir_type *t)
{
    const char *id = t->name->repository_id;
    uint32_t hash = UINT32_C(0x811c9dc5);

    for (; *id; id++)
        hash = (hash ^ (unsigned char)*id) * UINT32_C(0x01000193);
    return hash ? hash : 1;
}

static void take(struct c_file *f, struct emit *e, const struct wire_type *w)
{
    const char *type = c_type(f->s, f->names, w->type);
    const char *args[] = {"call", "index", c_exception_id(f->gen, w->type),
                          c_is_empty(w->type) ? c_text(f->s, "sizeof(%s)", type)
                                              : "sizeof *v"};

    emit_in(e);
    if (c_is_empty(w->type)) {
        emit_call(e, "(void)ivmc_call_raised", args, 4, ";");
    } else {
        emit_call(e, c_text(f->s, "%s *v = ivmc_call_raised", type), args, 4,
                  ";");
        EMIT(e,
             "\n"
             "if (v != NULL)\n"
             "    $get$(&call->in, v);\n",
             {"get", c_need(f, w, C_GET)});
    }
    emit_out(e);
}

static void give(struct c_file *f, struct emit *e, const struct wire_type *w)
{
    const char *args[] = {"rq", "index", c_exception_id(f->gen, w->type)};

    emit_in(e);
    if (c_is_empty(w->type)) {
        emit_call(e, "(void)ivmc_reply_raised", args, 3, ";");
    } else {
        emit_call(e,
                  c_text(f->s, "const %s *v = ivmc_reply_raised",
                         c_type(f->s, f->names, w->type)),
                  args, 3, ";");
        EMIT(e,
             "\n"
             "if (v != NULL)\n"
             "    $put$(&rq->out, v);\n",
             {"put", c_need(f, w, C_PUT)});
    }
    emit_out(e);
}

void c_write_exception(struct c_file *f, struct emit *e,
                       const struct wire_type *w, enum c_function function,
                       const char *name)
{
    bool taken = function == C_TAKE;
    const char *params[] = {taken ? "struct ivmc_call *call"
                                  : "struct ivmc_request *rq",
                            "uint32_t index"};
    struct c_prototype p = {"static void", name, params, 2};

    EMIT(e, "\n/* exception $name$ ($where$), if it is the one */\n",
         {"name", w->type->name->scoped},
         {"where", c_where(f->s, w->type->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    (taken ? take : give)(f, e, w);
    emit_text(e, "}\n");
}
