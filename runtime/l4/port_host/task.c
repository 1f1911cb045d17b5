/*
 * Tasks: spaces of capabilities, and what they begin with.
 */
#include "kernel.h"

#include <l4/re/c/util/cap_alloc.h>
#include <l4/sys/task.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What threads that were not started for a task belong to. */
static uint32_t task_of_process;

uint32_t task_index(const struct task *t)
{
    return (uint32_t)(t - kernel->tasks);
}

struct task *task_current(void)
{
    return kernel_self != NULL ? thread_task(kernel_self)
                               : &kernel->tasks[task_of_process];
}

int l4_host_self(void)
{
    kernel_open();
    return (int)task_index(task_current());
}

static bool give(struct task *t, l4_cap_idx_t slot, enum kind kind)
{
    struct object *o = object_new(kind);

    if (o == NULL)
        return false;
    o->task = task_index(t);
    return cap_put(t, slot, o, L4_CAP_FPAGE_RWS, 0);
}

int task_new(const char *name, pid_t pid)
{
    uint32_t i = 0;
    struct task *t;

    while (i < TASKS && kernel->tasks[i].live)
        i++;
    if (i == TASKS)
        return -L4_ENOMEM;
    t = &kernel->tasks[i];
    memset(t, 0, sizeof *t);
    t->live = true;
    t->pid = pid;
    strncpy(t->name, name, NAME - 1);
    if (!give(t, L4_BASE_TASK_CAP, TASK) ||
        !give(t, L4_BASE_FACTORY_CAP, FACTORY) ||
        !give(t, L4_BASE_LOG_CAP, LOG))
        return -L4_ENOMEM;
    return (int)i;
}

int l4_host_task(const char *name)
{
    int t;

    kernel_open();
    kernel_lock();
    t = task_new(name, getpid());
    kernel_unlock();
    return t;
}

void l4_host_task_end(int task)
{
    struct task *t = &kernel->tasks[task];
    uint32_t i;

    kernel_lock();
    /* Its own process, if it is another, is no more. */
    for (i = 0; i < THREADS; i++) {
        struct thread *thread = &kernel->threads[i];

        if (thread->serial == 0 || thread->task != (uint32_t)task)
            continue;
        if (t->pid != getpid())
            thread_release(thread);
        else
            thread_die(thread);
    }
    for (i = 0; i < CAPS; i++) {
        if (t->caps[i].object != 0)
            cap_unmap(t, (l4_cap_idx_t)i << L4_CAP_SHIFT, ~0u, true);
    }
    for (i = 0; i < REGIONS; i++) {
        if (t->regions[i].size != 0)
            region_unmap(t, &t->regions[i], true);
    }
    t->live = false;
    kernel_unlock();
}

/* ---- threads of a task --------------------------------------------------------------- */

struct begin {
    uint32_t task;
    void *(*start)(void *);
    void *arg;
};

static void *begin(void *arg)
{
    struct begin b = *(struct begin *)arg;

    free(arg);
    if (thread_enter(b.task) == NULL)
        return NULL;
    return b.start(b.arg);
}

int l4_host_thread(int task, pthread_t *thread, void *(*start)(void *),
                   void *arg)
{
    struct begin *b = malloc(sizeof *b);
    int e;

    if (b == NULL)
        return L4_ENOMEM;
    b->task = (uint32_t)task;
    b->start = start;
    b->arg = arg;
    e = pthread_create(thread, NULL, begin, b);
    if (e != 0)
        free(b);
    return e;
}

l4_utcb_t *l4_host_enter(void)
{
    kernel_open();
    if (thread_enter(task_of_process) == NULL)
        abort(); /* more threads than the emulation has places for */
    return l4_host_utcb;
}

/* ---- tasks that are processes --------------------------------------------------------- */

static void *serve_memory(void *task)
{
    memory_serve(task);
    return NULL;
}

pid_t l4_host_fork(const char *name, int *task)
{
    pthread_t service;
    pid_t pid;

    kernel_open();
    kernel_lock();
    *task = task_new(name, getpid());
    kernel_unlock();
    if (*task < 0)
        return -1;
    pid = fork();
    if (pid < 0)
        l4_host_task_end(*task);
    if (pid != 0)
        return pid;
    /* Not the parent's thread any more. */
    kernel_self = NULL;
    l4_host_utcb = NULL;
    thread_forget_all();
    task_of_process = (uint32_t)*task;
    kernel_lock();
    kernel->tasks[*task].pid = getpid();
    kernel_unlock();
    if (pthread_create(&service, NULL, serve_memory, &kernel->tasks[*task]) ==
        0)
        pthread_detach(service);
    return 0;
}

/* ---- what it begins with ---------------------------------------------------------------- */

static l4_cap_idx_t free_slot(struct task *t)
{
    uint32_t i;

    for (i = FIRST_CAP; i < CAPS; i++) {
        if (!t->reserved[i] && t->caps[i].object == 0) {
            t->reserved[i] = true;
            return (l4_cap_idx_t)i << L4_CAP_SHIFT;
        }
    }
    return L4_INVALID_CAP;
}

int l4_host_give(int task, const char *name, l4_cap_idx_t object,
                 unsigned rights)
{
    struct task *t = &kernel->tasks[task];
    int result = -L4_ENOMEM;
    struct object *o;
    uint32_t have, i = 0;
    l4_cap_idx_t slot;

    if (strlen(name) >= NAME)
        return -L4_ENAMETOOLONG;
    kernel_lock();
    o = cap_lookup(task_current(), object, &have);
    while (i < NAMED && t->named[i].name[0] != '\0')
        i++;
    slot = o != NULL && i < NAMED ? free_slot(t) : L4_INVALID_CAP;
    if (o == NULL) {
        result = -L4_ENOENT;
    } else if (l4_is_valid_cap(slot)) {
        cap_put(t, slot, o, rights & have,
                cap_slot(task_current(), object)->id);
        strcpy(t->named[i].name, name);
        t->named[i].slot = slot;
        result = 0;
    }
    kernel_unlock();
    return result;
}

l4_cap_idx_t l4re_env_get_cap(const char *name)
{
    l4_cap_idx_t c = L4_INVALID_CAP;
    struct task *t;
    uint32_t i;

    l4_utcb();
    kernel_lock();
    t = task_current();
    for (i = 0; i < NAMED; i++) {
        if (t->named[i].name[0] != '\0' && strcmp(t->named[i].name, name) == 0)
            c = t->named[i].slot;
    }
    kernel_unlock();
    return c;
}

l4re_env_t *l4re_env(void)
{
    static l4re_env_t env = {
        .parent = L4_INVALID_CAP,
        .rm = L4_INVALID_CAP,
        .mem_alloc = L4_INVALID_CAP,
        .log = L4_BASE_LOG_CAP,
        .main_thread = L4_BASE_THREAD_CAP,
        .factory = L4_BASE_FACTORY_CAP,
        .scheduler = L4_INVALID_CAP,
        .first_free_cap = CAPS,
        .first_free_reply_cap = 0,
    };

    return &env;
}

l4_kernel_info_t *l4re_kip(void)
{
    return NULL;
}

l4_kernel_clock_t l4_kip_clock(const l4_kernel_info_t *kip)
{
    (void)kip;
    return kernel_now() / 1000;
}

/* ---- slots -------------------------------------------------------------------------------- */

l4_cap_idx_t l4re_util_cap_alloc(void)
{
    l4_cap_idx_t c;

    l4_utcb();
    kernel_lock();
    c = free_slot(task_current());
    kernel_unlock();
    deliver_clear(kernel_self, 0);
    return c;
}

void l4re_util_cap_free(l4_cap_idx_t slot)
{
    l4_utcb();
    kernel_lock();
    if (cap_slot(task_current(), slot) != NULL)
        task_current()->reserved[slot >> L4_CAP_SHIFT] = false;
    kernel_unlock();
}

void l4re_util_cap_free_um(l4_cap_idx_t slot)
{
    l4_task_release_cap(L4_BASE_TASK_CAP, slot);
    l4re_util_cap_free(slot);
}

struct l4_host_count l4_host_count(void)
{
    struct l4_host_count n = {0, 0, 0, 0};
    struct task *t;
    uint32_t i;

    l4_utcb();
    kernel_lock();
    t = task_current();
    for (i = 0; i < THREADS; i++)
        n.threads += kernel->threads[i].serial != 0;
    for (i = 0; i < OBJECTS; i++)
        n.objects += kernel->objects[i].kind != NOTHING;
    for (i = 0; i < CAPS; i++)
        n.capabilities += t->caps[i].object != 0;
    for (i = 0; i < REGIONS; i++)
        n.regions += t->regions[i].size != 0;
    kernel_unlock();
    return n;
}
