/*
 * Runs: members of a structure whose layout is fixed from the first one on,
 * whatever stands before and after them. One check covers a run.
 */
#include <inttypes.h>

#include "backend/c/c_gen.h"

const struct wire_member *c_member_at(const struct wire_type *w, size_t i)
{
    return &w->members[w->order ? w->order[i] : i];
}

const char *c_member_value(struct c_file *f, const struct wire_member *m)
{
    return c_text(f->s, "v->%s", c_member(f->names, m->member->name));
}

uint64_t c_aligned(uint64_t at, uint32_t align)
{
    return (at + align - 1) / align * align;
}

struct c_run c_run_at(const struct wire_type *w, size_t first, size_t end)
{
    struct c_run run = {first, 0, c_member_at(w, first)->type->align, 0};
    size_t i;

    /* The others have a fixed layout, or move at once on most machines. */
    if (w->shape != WIRE_VARIABLE)
        return run;
    for (i = first; i < end; i++) {
        const struct wire_type *t = c_member_at(w, i)->type;
        uint64_t start = c_aligned(run.size, t->align);

        /* What is aligned more than the first has no constant offset. */
        if (t->shape == WIRE_VARIABLE || t->size == 0 ||
            t->max_align > run.align || start + t->size > IVMC_FIXED)
            break;
        run.size = start + t->size;
        run.count++;
    }
    return run;
}

bool c_has_runs(const struct wire_type *w, size_t end)
{
    size_t i;

    for (i = 0; i < end; i++)
        if (c_run_at(w, i, end).count > 1)
            return true;
    return false;
}

/* After a failure an encoder writes nothing: the members have no place. */
static void put(struct c_file *f, struct emit *e, const struct wire_type *w,
                const struct c_run *run)
{
    EMIT(e,
         "p = ivmc_put_fixed(e, $align$, $size$);\n"
         "if (p == NULL)\n"
         "    return;\n",
         {"align", c_text(f->s, "%" PRIu32, run->align)},
         {"size", c_text(f->s, "%" PRIu64, run->size)});
    c_fixed_members(f, e, w, run, true);
}

/* A decoder goes on with zeros. */
static void get(struct c_file *f, struct emit *e, const struct wire_type *w,
                const struct c_run *run)
{
    EMIT(e, "p = ivmc_get_fixed(d, $align$, $size$);\n",
         {"align", c_text(f->s, "%" PRIu32, run->align)},
         {"size", c_text(f->s, "%" PRIu64, run->size)});
    c_fixed_members(f, e, w, run, false);
}

void c_move_run(struct c_file *f, struct emit *e, const struct wire_type *w,
                const struct c_run *run, bool store)
{
    f->runs = true;
    (store ? put : get)(f, e, w, run);
}
