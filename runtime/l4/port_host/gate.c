/*
 * Operations of kernel objects. On L4 each is an IPC, so each leaves nothing
 * in the message registers.
 */
#include "kernel.h"

#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/rcv_endpoint.h>
#include <l4/sys/task.h>
#include <l4/sys/thread.h>

#include <sched.h>
#include <stdio.h>

static l4_msgtag_t answer(long label)
{
    deliver_clear(kernel_self, 0);
    return l4_msgtag(label, 0, 0, 0);
}

static struct object *thread_object(l4_cap_idx_t c)
{
    struct object *o = cap_lookup(task_current(), c, NULL);

    return o != NULL && o->kind == THREAD ? o : NULL;
}

/* Those who waited for somebody to be bound now wait for the thread. */
static void bind(struct object *gate, const struct object *thread,
                 l4_umword_t label)
{
    struct thread *to = thread_of(thread->thread), *from;
    uint32_t i;

    gate->thread = thread->thread;
    gate->label = label;
    gate->bound = true;
    for (i = 0; i < THREADS; i++) {
        struct thread *t = &kernel->threads[i];

        if (t->serial == 0 || t->state != SENDING ||
            t->gate != object_index(gate) + 1)
            continue;
        t->gate = 0;
        t->partner = gate->thread;
        t->label = label | (t->rights & 3);
    }
    if (to == NULL || to->state != WAITING)
        return;
    from = deliver_next(to);
    if (from == NULL)
        return;
    deliver(from, to);
    kernel_wake(from);
    kernel_wake(to);
}

l4_msgtag_t l4_factory_create_gate(l4_cap_idx_t factory, l4_cap_idx_t gate,
                                   l4_cap_idx_t thread, l4_umword_t label)
{
    struct object *o, *to = NULL;
    long result = 0;

    l4_utcb();
    kernel_lock();
    o = cap_lookup(task_current(), factory, NULL);
    if (l4_is_valid_cap(thread))
        to = thread_object(thread);
    if (o == NULL || o->kind != FACTORY)
        result = -L4_ENOENT;
    else if ((label & 3) != 0 || (l4_is_valid_cap(thread) && to == NULL) ||
             cap_slot(task_current(), gate) == NULL)
        result = -L4_EINVAL;
    o = result == 0 ? object_new(GATE) : NULL;
    if (o == NULL && result == 0)
        result = -L4_ENOMEM;
    if (o != NULL) {
        cap_put(task_current(), gate, o,
                L4_CAP_FPAGE_RWSD | L4_FPAGE_C_IPCGATE_SVR, 0);
        if (to != NULL)
            bind(o, to, label);
    }
    kernel_unlock();
    return answer(result);
}

l4_msgtag_t l4_rcv_ep_bind_thread(l4_cap_idx_t gate, l4_cap_idx_t thread,
                                  l4_umword_t label)
{
    struct object *o, *to;
    uint32_t rights = 0;
    long result = 0;

    l4_utcb();
    kernel_lock();
    o = cap_lookup(task_current(), gate, &rights);
    to = thread_object(thread);
    if (o == NULL || o->kind != GATE)
        result = -L4_ENOENT;
    else if ((rights & L4_FPAGE_C_IPCGATE_SVR) == 0)
        result = -L4_EPERM;
    else if (to == NULL || (label & 3) != 0)
        result = -L4_EINVAL;
    else
        bind(o, to, label);
    kernel_unlock();
    return answer(result);
}

/* ---- tasks ------------------------------------------------------------------------ */

static struct task *task_by(l4_cap_idx_t c)
{
    struct object *o = cap_lookup(task_current(), c, NULL);

    return o != NULL && o->kind == TASK ? &kernel->tasks[o->task] : NULL;
}

static void unmap_memory(struct task *t, l4_fpage_t page, bool itself)
{
    uint64_t at = l4_fpage_memaddr(page);
    uint64_t end = at + (UINT64_C(1) << l4_fpage_size(page));
    uint32_t i;

    for (i = 0; i < REGIONS; i++) {
        struct region *r = &t->regions[i];

        if (r->size != 0 && r->object != 0 && r->address < end &&
            r->address + r->size > at)
            region_unmap(t, r, itself);
    }
}

l4_msgtag_t l4_task_unmap(l4_cap_idx_t task, l4_fpage_t page,
                          l4_umword_t map_mask)
{
    bool itself = (map_mask & L4_FP_ALL_SPACES) != 0;
    struct task *t;

    l4_utcb();
    kernel_lock();
    t = task_by(task);
    if (t != NULL && l4_fpage_type(page) == L4_FPAGE_OBJ)
        cap_unmap(t, l4_fpage_obj(page), l4_fpage_rights(page), itself);
    else if (t != NULL && l4_fpage_type(page) == L4_FPAGE_MEMORY)
        unmap_memory(t, page, itself);
    kernel_unlock();
    return answer(t == NULL ? -L4_ENOENT : 0);
}

l4_msgtag_t l4_task_delete_obj(l4_cap_idx_t task, l4_cap_idx_t object)
{
    struct object *o = NULL;
    uint32_t rights = 0;
    struct task *t;
    long result = 0;

    l4_utcb();
    kernel_lock();
    t = task_by(task);
    if (t != NULL)
        o = cap_lookup(t, object, &rights);
    if (o == NULL)
        result = -L4_ENOENT;
    else if ((rights & L4_CAP_FPAGE_D) == 0)
        result = -L4_EPERM;
    else
        object_delete(o);
    kernel_unlock();
    return answer(result);
}

l4_msgtag_t l4_task_release_cap(l4_cap_idx_t task, l4_cap_idx_t object)
{
    return l4_task_unmap(task, l4_obj_fpage(object, 0, L4_CAP_FPAGE_RWSD),
                         L4_FP_ALL_SPACES);
}

l4_msgtag_t l4_task_cap_valid(l4_cap_idx_t task, l4_cap_idx_t object)
{
    struct task *t;
    long valid;

    l4_utcb();
    kernel_lock();
    t = task_by(task);
    valid = t != NULL && cap_lookup(t, object, NULL) != NULL;
    kernel_unlock();
    return answer(valid);
}

/* ---- threads ------------------------------------------------------------------------ */

l4_msgtag_t l4_thread_ex_regs(l4_cap_idx_t thread, l4_addr_t ip, l4_addr_t sp,
                              l4_umword_t flags)
{
    struct object *o;
    struct thread *t = NULL;

    if (ip != ~0ul || sp != ~0ul)
        return answer(-L4_ENOSYS);
    l4_utcb();
    kernel_lock();
    o = thread_object(thread);
    if (o != NULL)
        t = thread_of(o->thread);
    if (t != NULL && (flags & L4_THREAD_EX_REGS_CANCEL) != 0) {
        t->cancel = true;
        kernel_wake(t);
    }
    kernel_unlock();
    return answer(t == NULL ? -L4_ENOENT : 0);
}

l4_msgtag_t l4_thread_switch(l4_cap_idx_t to)
{
    (void)to;
    l4_utcb();
    sched_yield();
    return answer(0);
}

void l4_debugger_set_object_name(l4_cap_idx_t object, const char *name)
{
    struct object *o;

    l4_utcb();
    kernel_lock();
    o = cap_lookup(task_current(), object, NULL);
    if (o != NULL)
        snprintf(o->name, sizeof o->name, "%s", name);
    kernel_unlock();
    answer(0);
}
