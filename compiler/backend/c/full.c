/*
 * Full pointers: the table of a message, and the types of what is in it.
 */
#include <inttypes.h>

#include "backend/c/c_gen.h"

/*
 * 0 where a value has a meaning only beside the pointer to it, which says how
 * long it is or what: then each pointer has its own.
 */

const char *c_full_type(struct c_file *f, const struct ir_type *pointer)
{
    const struct ir_type *to = ir_strip(pointer)->element;
    uintptr_t number;

    f->fulls = true;
    while (to->kind == IR_ALIAS)
        to = to->element; /* a range is another type: it was checked */
    if (ir_strip(to)->kind == IR_SIZED || ir_strip(to)->kind == IR_SWITCHED)
        return "0";
    if (!f->full_types)
        f->full_types = table_create(f->arena);
    number = (uintptr_t)table_get(f->full_types, to);
    if (number == 0) {
        number = ++f->full_count;
        table_put(f->full_types, to, (void *)number);
    }
    return c_text(f->s, "%" PRIuPTR, number);
}

bool c_plan_has_full(const struct wire_plan *p)
{
    return p->checks_by_kind.of[WIRE_CHECK_ALIAS] > 0;
}

void c_begin_full(struct emit *e, const char *cursor, const char *arena)
{
    if (arena)
        EMIT(e, "ivmc_full_begin_put($cursor$, &full, $arena$);\n",
             {"cursor", cursor}, {"arena", arena});
    else
        EMIT(e, "ivmc_full_begin_get($cursor$, &full);\n", {"cursor", cursor});
}
