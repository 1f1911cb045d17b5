/*
 * How deep values may lie in each other: lists, which are followed by loops,
 * and what else holds itself.
 */
#include "wire/node.h"

/* The number of the member that travels last. */
static size_t last_of(const struct wire_type *w)
{
    return w->order ? w->order[w->member_count - 1] : w->member_count - 1;
}

bool wire_is_list(const struct wire_type *w)
{
    const struct wire_type *last;
    const struct ir_type *t;

    if (w->kind != WIRE_RECORD || w->member_count == 0)
        return false;
    last = w->members[last_of(w)].type;
    t = ir_strip(last->type);
    return last->kind == WIRE_POINTER && t->pointer != IR_REF &&
           ir_strip(t->element) == ir_strip(w->type);
}

/* What `seen` holds of a type. */
static char above, done;

static bool nests(struct table *seen, const struct wire_type *t)
{
    const struct ir_type *key = ir_strip(t->type);
    const char *state = table_get(seen, key);
    const struct wire_type *part;
    size_t i;

    if (state)
        return state == &above;
    table_put(seen, key, &above);
    for (i = 0; (part = layout_part(t, i)) != NULL; i++) {
        if (wire_is_list(t) && i == last_of(t))
            continue;
        if (nests(seen, part))
            return true;
    }
    table_put(seen, key, &done);
    return false;
}

bool wire_nests(struct session *s, const struct wire_type *t)
{
    return nests(table_create(s->arena), t);
}
