/*
 * Functions for bit sets: one integer on the wire, a member for each field in
 * memory.
 */
#include <inttypes.h>

#include "backend/c/c_gen.h"

/* A field, and where its lowest bit is. */
struct field {
    const char *value; /* "v->name" */
    const struct ir_type *type;
    unsigned bits, at;
    unsigned whole; /* bits of the integer */
};

static const char *number(struct c_file *f, const struct field *x, uint64_t n)
{
    return c_text(
        f->s, x->whole == 64 ? "UINT64_C(0x%" PRIx64 ")" : "0x%" PRIx64 "u", n);
}

static uint64_t mask_of(const struct field *x)
{
    return x->bits >= 64 ? UINT64_MAX : (UINT64_C(1) << x->bits) - 1;
}

static bool is_signed(const struct field *x)
{
    enum ir_kind kind = ir_strip(x->type)->kind;

    return kind == IR_INT8 || kind == IR_INT16 || kind == IR_INT32 ||
           kind == IR_INT64;
}

static unsigned width_of(const struct ir_type *t)
{
    switch (ir_strip(t)->kind) {
    case IR_BOOLEAN:
        return 1;
    case IR_INT16:
    case IR_UINT16:
        return 16;
    case IR_INT32:
    case IR_UINT32:
        return 32;
    case IR_INT64:
    case IR_UINT64:
        return 64;
    default:
        return 8;
    }
}

/* ---- encoding ----------------------------------------------------------- */

/* What does not fit into its field is refused. */
static void check_field(struct c_file *f, struct emit *e, const struct field *x)
{
    int64_t least = -(int64_t)(mask_of(x) >> 1) - 1;

    if (x->bits >= width_of(x->type))
        return;
    if (is_signed(x))
        EMIT(e,
             "if ($v$ < $least$ || $v$ > $most$)\n"
             "    ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);\n",
             {"v", x->value}, {"least", c_int(f->s, least)},
             {"most", c_int(f->s, -(least + 1))});
    else
        EMIT(e,
             "if ($v$ > $most$)\n"
             "    ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);\n",
             {"v", x->value}, {"most", number(f, x, mask_of(x))});
}

static void put_field(struct c_file *f, struct emit *e, const struct field *x)
{
    const char *bits = c_text(f->s, "(uint%u_t)%s", x->whole, x->value);

    check_field(f, e, x);
    if (is_signed(x) && x->bits < x->whole)
        bits = c_text(f->s, "(%s & %s)", bits, number(f, x, mask_of(x)));
    if (x->at != 0)
        bits = c_text(f->s, "%s << %u", bits, x->at);
    emit_assign(e, "bits",
                c_text(f->s, "(uint%u_t)(bits | %s)", x->whole, bits));
}

/* ---- decoding ----------------------------------------------------------- */

static void get_field(struct c_file *f, struct emit *e, const struct field *x)
{
    const char *type = c_type(f->s, f->names, x->type);
    const char *bits = x->at ? c_text(f->s, "bits >> %u", x->at) : "bits";

    if (ir_strip(x->type)->kind == IR_BOOLEAN) {
        EMIT(e, "$v$ = ($bits$ & 1) != 0;\n", {"v", x->value}, {"bits", bits});
        return;
    }
    if (x->bits < x->whole)
        bits = c_text(f->s, "%s & %s", bits, number(f, x, mask_of(x)));
    if (is_signed(x) && x->bits < width_of(x->type)) {
        /* The sign's bit, moved down through zero. */
        const char *sign = number(f, x, (mask_of(x) >> 1) + 1);

        emit_assign(
            e, x->value,
            c_text(f->s, "(%s)(((%s) ^ %s) - %s)", type, bits, sign, sign));
        return;
    }
    emit_assign(e, x->value, c_text(f->s, "(%s)(%s)", type, bits));
}

/* ---- the function ------------------------------------------------------- */

static void each_field(struct c_file *f, struct emit *e,
                       const struct ir_type *t, bool put)
{
    unsigned at = 0;
    size_t i;

    for (i = 0; i < t->member_count; i++) {
        const struct ir_member *m = &t->members[i];
        const struct field x = {
            m->name ? c_text(f->s, "v->%s", c_member(f->names, m->name)) : "",
            m->type, m->bits, at, t->wire_bits};

        if (m->name)
            (put ? put_field : get_field)(f, e, &x);
        at += m->bits;
    }
}

void c_write_bits(struct c_file *f, struct emit *e, const struct wire_type *w,
                  enum c_function function, const char *name)
{
    bool put = function == C_PUT;
    const struct ir_type *t = w->type;
    const char *type = c_type(f->s, f->names, t);
    const char *whole = c_text(f->s, "%u", t->wire_bits);
    const char *params[] = {put ? "struct ivmc_enc *e" : "struct ivmc_dec *d",
                            c_text(f->s, put ? "const %s *v" : "%s *v", type)};
    struct c_prototype p = {"static void", name, params, 2};

    EMIT(e, "\n/* $where$ */\n", {"where", c_where(f->s, t->where)});
    emit_prototype(e, &p, "");
    emit_text(e, "{\n");
    emit_in(e);
    EMIT(e,
         put ? "uint$whole$_t bits = 0;\n\n"
             : "uint$whole$_t bits = ivmc_get_u$whole$(d);\n\n",
         {"whole", whole});
    if (ir_defined_bits(t) == 0)
        emit_text(e, put ? "(void)v; /* it has no fields */\n"
                         : "v->empty = 0;\n");
    if (!put)
        c_check_bits(f, e, t, "bits", "ivmc_dec_fail(d, IVMC_BAD_MESSAGE)");
    each_field(f, e, t, put);
    if (put)
        EMIT(e, "ivmc_put_u$whole$(e, bits);\n", {"whole", whole});
    emit_out(e);
    emit_text(e, "}\n");
}
