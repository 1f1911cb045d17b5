/*
 * Kernel objects, and the capabilities that name them.
 */
#include "kernel.h"

#include <string.h>

struct object *object_new(enum kind kind)
{
    uint32_t i;

    for (i = 0; i < OBJECTS; i++) {
        struct object *o = &kernel->objects[i];

        if (o->kind == NOTHING) {
            memset(o, 0, sizeof *o);
            o->kind = kind;
            return o;
        }
    }
    return NULL;
}

uint32_t object_index(const struct object *o)
{
    return (uint32_t)(o - kernel->objects);
}

void object_unref(struct object *o)
{
    if (--o->refs != 0)
        return;
    if (o->kind == DATASPACE)
        ram_free(o);
    /* Threads are there until they end. */
    if (o->kind != THREAD)
        o->kind = NOTHING;
}

struct cap *cap_slot(struct task *t, l4_cap_idx_t c)
{
    unsigned long i = c >> L4_CAP_SHIFT;

    if (l4_is_invalid_cap(c) || i == 0 || i >= CAPS)
        return NULL;
    return &t->caps[i];
}

struct object *cap_lookup(const struct task *t, l4_cap_idx_t c,
                          uint32_t *rights)
{
    const struct cap *slot = cap_slot((struct task *)(uintptr_t)t, c);

    if (slot == NULL || slot->object == 0)
        return NULL;
    if (rights != NULL)
        *rights = slot->rights;
    return &kernel->objects[slot->object - 1];
}

static void clear(struct cap *slot)
{
    struct object *o = &kernel->objects[slot->object - 1];

    memset(slot, 0, sizeof *slot);
    object_unref(o);
}

/* All that was mapped from mapping `id`, however often. */
static void unmap_children(uint64_t id, uint32_t rights)
{
    uint32_t task, i;

    for (task = 0; task < TASKS; task++) {
        struct task *t = &kernel->tasks[task];

        if (!t->live)
            continue;
        for (i = 0; i < CAPS; i++) {
            struct cap *c = &t->caps[i];
            uint64_t child = c->id;

            if (c->object == 0 || c->parent != id)
                continue;
            unmap_children(child, rights);
            c->rights &= ~rights;
            if ((c->rights & L4_CAP_FPAGE_RWSD) == 0)
                clear(c);
        }
    }
}

void cap_unmap(struct task *t, l4_cap_idx_t c, uint32_t rights, bool itself)
{
    struct cap *slot = cap_slot(t, c);

    if (slot == NULL || slot->object == 0)
        return;
    unmap_children(slot->id, rights);
    if (!itself)
        return;
    slot->rights &= ~rights;
    if ((slot->rights & L4_CAP_FPAGE_RWSD) == 0)
        clear(slot);
}

bool cap_put(struct task *t, l4_cap_idx_t c, struct object *o, uint32_t rights,
             uint64_t parent)
{
    struct cap *slot = cap_slot(t, c);

    if (slot == NULL)
        return false;
    o->refs++;
    cap_unmap(t, c, ~0u, true);
    slot->object = object_index(o) + 1;
    slot->rights = rights;
    slot->id = ++kernel->serial;
    slot->parent = parent;
    return true;
}

void cap_grant(struct cap *from, struct cap *to)
{
    if (from->object == 0) /* it came from what was overwritten */
        return;
    to->id = from->id;
    to->parent = from->parent;
    clear(from);
}

/* Those who wait at a gate that ends without a thread. */
static void send_away(uint32_t gate)
{
    uint32_t i;

    for (i = 0; i < THREADS; i++) {
        struct thread *t = &kernel->threads[i];

        if (t->serial != 0 && t->state == SENDING && t->gate == gate + 1) {
            t->sent = L4_IPC_ENOT_EXISTENT;
            t->state = DONE;
            kernel_wake(t);
        }
    }
}

void object_delete(struct object *o)
{
    uint32_t index = object_index(o), task, i;
    struct thread *t = o->kind == THREAD ? thread_of(o->thread) : NULL;

    o->refs++; /* ours, until all else is gone */
    if (o->kind == GATE)
        send_away(index);
    for (task = 0; task < TASKS; task++) {
        for (i = 0; kernel->tasks[task].live && i < CAPS; i++) {
            struct cap *c = &kernel->tasks[task].caps[i];

            if (c->object == index + 1)
                clear(c);
        }
    }
    if (t != NULL)
        thread_die(t);
    object_unref(o);
}
