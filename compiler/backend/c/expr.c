/*
 * DCE's size_is, length_is and switch_is as C: see <ivmc/expr.h>.
 */
#include "backend/c/c_gen.h"

/* ---- fields ------------------------------------------------------------- */

/* A field's type and its place in C. */
struct field {
    const struct ir_type *type;
    const char *text;
};

static struct field param_field(struct c_file *f, const struct ir_expr *x,
                                const struct c_scope *scope)
{
    const struct ir_param *p = &scope->op->params[x->index];
    const char *name = c_param_of(f->gen, p);
    bool behind = scope->side == C_CLIENT && p->direction != IR_IN;

    return (struct field){p->type, behind ? c_text(f->s, "*%s", name) : name};
}

static struct field field_of(struct c_file *f, const struct ir_expr *x,
                             const struct c_scope *scope)
{
    const struct ir_member *m;

    if (scope->op)
        return param_field(f, x, scope);
    m = &scope->record->members[x->index];
    return (struct field){m->type,
                          c_text(f->s, "v->%s", c_member(f->names, m->name))};
}

/* The text of a value of the type as an int64_t. */
static const char *widened(struct c_file *f, const struct ir_type *t,
                           const char *text)
{
    switch (ir_strip(t)->kind) {
    case IR_UINT64:
        return c_text(f->s, "ivmc_expr_u64(%s)", text);
    case IR_CHAR:
        return c_text(f->s, "(unsigned char)%s", text);
    case IR_ENUM:
        return c_text(f->s, "(int64_t)%s", text);
    default:
        return text;
    }
}

/* What a field points to; the front ends drop the pointers of references. */
static const char *deref(struct c_file *f, const struct ir_expr *x,
                         const struct c_scope *scope)
{
    struct field field;
    const struct ir_type *t;

    if (x->kind != IR_EXPR_FIELD)
        return "IVMC_EXPR_BAD";
    field = field_of(f, x, scope);
    t = ir_strip(field.type);
    if (t->kind != IR_POINTER)
        return widened(f, t, field.text);
    return c_text(f->s, "(%s != NULL ? %s : IVMC_EXPR_BAD)", field.text,
                  widened(f, t->element, c_text(f->s, "*%s", field.text)));
}

/* ---- expressions -------------------------------------------------------- */

struct shape {
    const char *function;
    bool swapped; /* a > b is b < a */
    bool inverse; /* a != b is not a == b */
};

static struct shape shape_of(enum ir_expr_kind kind)
{
    switch (kind) {
    case IR_EXPR_NEG:
        return (struct shape){"neg", false, false};
    case IR_EXPR_NOT:
        return (struct shape){"not", false, false};
    case IR_EXPR_LNOT:
        return (struct shape){"lnot", false, false};
    case IR_EXPR_ADD:
        return (struct shape){"add", false, false};
    case IR_EXPR_SUB:
        return (struct shape){"sub", false, false};
    case IR_EXPR_MUL:
        return (struct shape){"mul", false, false};
    case IR_EXPR_DIV:
        return (struct shape){"div", false, false};
    case IR_EXPR_MOD:
        return (struct shape){"mod", false, false};
    case IR_EXPR_SHL:
        return (struct shape){"shl", false, false};
    case IR_EXPR_SHR:
        return (struct shape){"shr", false, false};
    case IR_EXPR_AND:
        return (struct shape){"and", false, false};
    case IR_EXPR_OR:
        return (struct shape){"or", false, false};
    case IR_EXPR_XOR:
        return (struct shape){"xor", false, false};
    case IR_EXPR_LAND:
        return (struct shape){"land", false, false};
    case IR_EXPR_LOR:
        return (struct shape){"lor", false, false};
    case IR_EXPR_EQ:
        return (struct shape){"eq", false, false};
    case IR_EXPR_NE:
        return (struct shape){"eq", false, true};
    case IR_EXPR_LT:
        return (struct shape){"lt", false, false};
    case IR_EXPR_LE:
        return (struct shape){"le", false, false};
    case IR_EXPR_GT:
        return (struct shape){"lt", true, false};
    case IR_EXPR_GE:
        return (struct shape){"le", true, false};
    case IR_EXPR_COND:
        return (struct shape){"cond", false, false};
    case IR_EXPR_CONST:
    case IR_EXPR_FIELD:
    case IR_EXPR_DEREF:
        break;
    }
    return (struct shape){"", false, false};
}

static const char *compute(struct c_file *f, const struct ir_expr *x,
                           const struct c_scope *scope)
{
    struct shape shape = shape_of(x->kind);
    const char *a = c_expr(f, x->operand[0], scope);
    const char *b = x->operand[1] ? c_expr(f, x->operand[1], scope) : NULL;
    const char *text;

    if (x->operand[2])
        text = c_text(f->s, "ivmc_expr_cond(%s, %s, %s)", a, b,
                      c_expr(f, x->operand[2], scope));
    else if (b)
        text = c_text(f->s, "ivmc_expr_%s(%s, %s)", shape.function,
                      shape.swapped ? b : a, shape.swapped ? a : b);
    else
        text = c_text(f->s, "ivmc_expr_%s(%s)", shape.function, a);
    return shape.inverse ? c_text(f->s, "ivmc_expr_lnot(%s)", text) : text;
}

const char *c_expr(struct c_file *f, const struct ir_expr *x,
                   const struct c_scope *scope)
{
    const char *known = scope->args ? table_get(scope->args, x) : NULL;
    struct field field;

    if (known)
        return known;
    switch (x->kind) {
    case IR_EXPR_CONST:
        return c_int(f->s, x->value);
    case IR_EXPR_FIELD:
        field = field_of(f, x, scope);
        return widened(f, field.type, field.text);
    case IR_EXPR_DEREF:
        return deref(f, x->operand[0], scope);
    default:
        return compute(f, x, scope);
    }
}

bool c_expr_changes(const struct ir_expr *x, const struct ir_operation *op)
{
    int i;

    if (x->kind == IR_EXPR_FIELD)
        return op->params[x->index].direction != IR_IN;
    for (i = 0; i < 3; i++)
        if (x->operand[i] && c_expr_changes(x->operand[i], op))
            return true;
    return false;
}

/* ---- expressions of a type ---------------------------------------------- */

static void add(struct session *s, struct c_exprs *out, const struct ir_expr *x)
{
    if (x == NULL || x->kind == IR_EXPR_CONST)
        return;
    out->items = (const struct ir_expr **)arena_grow(
        s->scratch, out->items, out->count, out->count + 1, sizeof *out->items);
    out->items[out->count++] = x;
}

struct c_exprs c_exprs_of(struct session *s, const struct ir_type *t)
{
    struct c_exprs out = {NULL, 0};

    for (t = ir_strip(t); t->kind == IR_SIZED || t->kind == IR_POINTER ||
                          t->kind == IR_ARRAY || t->kind == IR_SWITCHED;
         t = ir_strip(t->element)) {
        if (t->kind == IR_SIZED) {
            add(s, &out, t->sized.size);
            add(s, &out, t->sized.length);
            add(s, &out, t->sized.first);
        }
        if (t->kind == IR_SWITCHED) {
            add(s, &out, t->switch_is);
            break;
        }
    }
    return out;
}
