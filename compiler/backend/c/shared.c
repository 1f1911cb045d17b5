/*
 * @ivmc::shared: octets that a servant reads where the transport has them.
 * Clients pass what they would pass without it; see <ivmc/shared.h>.
 */
#include <inttypes.h>

#include "backend/c/c_gen.h"

bool c_is_shared(const struct ir_param *p)
{
    return p->type->shared && p->direction == IR_IN;
}

static bool any_shared(const struct wire_interface *w)
{
    size_t i, j;

    for (i = 0; i < w->operation_count; i++)
        for (j = 0; j < w->operations[i].request.item_count; j++)
            if (w->operations[i].request.items[j].shared)
                return true;
    return false;
}

bool c_has_shared(const struct wire_unit *unit)
{
    size_t i;

    for (i = 0; i < unit->interface_count; i++)
        if (any_shared(&unit->interfaces[i]))
            return true;
    return false;
}

static bool is_sequence(const struct ir_param *p)
{
    return ir_strip(p->type)->kind == IR_SEQUENCE;
}

static const char *number(struct session *s, uint64_t n)
{
    return c_text(s, "%" PRIu64, n > UINT32_MAX ? UINT32_MAX : n);
}

/* ---- the servant's side --------------------------------------------------- */

const char *c_shared_param(struct c_gen *g, const struct ir_param *p)
{
    const struct ir_type *t = ir_strip(p->type);
    const char *name = c_param_of(g, p);

    if (is_sequence(p))
        return c_text(g->s, "const struct ivmc_shared *%s", name);
    if (t->kind == IR_ARRAY)
        return c_text(g->s, "const volatile uint8_t %s[%" PRIu64 "]", name,
                      t->size);
    return c_text(g->s, "const volatile uint8_t *%s", name);
}

void c_declare_shared(struct c_file *f, struct emit *e,
                      const struct ir_param *p, const char *value)
{
    const char *text = c_text(f->s,
                              is_sequence(p) ? "struct ivmc_shared %s"
                                             : "const volatile uint8_t *%s",
                              c_param_of(f->gen, p));

    if (value)
        emit_assign(e, text, value);
    else
        EMIT(e, "$text$;\n", {"text", text});
}

/* How many octets there are, checked by `function`, of an array. */
static const char *count_of(struct c_file *f, const struct ir_param *p,
                            const struct c_cursor *c, const char *function,
                            const char *last)
{
    const struct ir_type *t = ir_strip(p->type);

    if (t->kind == IR_ARRAY)
        return number(f->s, t->size);
    f->expressions = true;
    return c_text(f->s, "%s(%s, %s, %s, %s)", function, c->name,
                  c_expr(f, t->sized.size, &c->scope),
                  t->sized.capacity ? number(f->s, t->sized.capacity)
                                    : "UINT32_MAX",
                  last);
}

const char *c_get_shared_expr(struct c_file *f, const struct ir_param *p,
                              const struct c_cursor *c)
{
    const struct ir_type *t = ir_strip(p->type);

    if (t->kind != IR_ARRAY)
        return NULL;
    return c_text(f->s, "ivmc_get_shared_octets(%s, %s)", c->name,
                  number(f->s, t->size));
}

void c_get_shared(struct c_file *f, struct emit *e, const struct ir_param *p,
                  const struct c_cursor *c)
{
    const char *name = c_param_of(f->gen, p);
    const char *counted[] = {c->name, number(f->s, ir_strip(p->type)->bound),
                             c_text(f->s, "&%s", name)};
    const char *args[] = {c->name, NULL};

    if (is_sequence(p)) {
        emit_call(e, "ivmc_get_shared", counted, 3, ";");
        return;
    }
    args[1] = count_of(f, p, c, "ivmc_get_count", "1");
    emit_call(e, c_text(f->s, "%s = ivmc_get_shared_octets", name), args, 2,
              ";");
}

/* ---- the client's side ---------------------------------------------------- */

void c_put_shared(struct c_file *f, struct emit *e, const struct ir_param *p,
                  const struct c_cursor *c)
{
    const char *name = c_param_of(f->gen, p);

    if (is_sequence(p)) {
        const char *args[] = {c->name, c_text(f->s, "%s->len", name),
                              number(f->s, ir_strip(p->type)->bound),
                              c_text(f->s, "%s->data", name)};

        emit_call(e, "ivmc_put_shared", args, 4, ";");
    } else {
        const char *args[] = {c->name, name,
                              count_of(f, p, c, "ivmc_put_count", name)};

        emit_call(e, "ivmc_put_shared_octets", args, 3, ";");
    }
}
