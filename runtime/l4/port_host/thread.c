/*
 * Threads: those of POSIX become ours when they first look at their UTCB.
 */
#include "kernel.h"

#include <pthread-l4.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

__thread l4_utcb_t *l4_host_utcb;
__thread struct thread *kernel_self;

/* Threads of this process by their name of POSIX. */
static struct {
    pthread_t thread;
    struct thread *is;
} known[THREADS];

struct thread *thread_of(struct ref r)
{
    struct thread *t = &kernel->threads[r.index];

    if (r.serial == 0 || t->serial != r.serial || t->dead)
        return NULL;
    return t;
}

struct ref thread_ref(const struct thread *t)
{
    struct ref r = {(uint32_t)(t - kernel->threads), t->serial};

    return r;
}

struct task *thread_task(const struct thread *t)
{
    return &kernel->tasks[t->task];
}

l4_utcb_t *thread_utcb(const struct thread *t)
{
    return &kernel->utcbs[t - kernel->threads];
}

/*
 * Who is queued is sent away; who waits for its reply is not woken, as the
 * kernel has it.
 */
void thread_die(struct thread *t)
{
    uint32_t i;

    t->dead = true;
    for (i = 0; i < THREADS; i++) {
        struct thread *other = &kernel->threads[i];
        bool queued = other->state == SENDING;

        if (other->serial == 0 || other->partner.serial != t->serial ||
            (!queued && other->state != RECEIVING))
            continue;
        other->sent = L4_IPC_SECANCELED;
        other->error = L4_IPC_RECANCELED;
        other->got.raw = L4_MSGTAG_ERROR;
        other->state = DONE;
        kernel_wake(other);
    }
    kernel_wake(t);
}

void thread_release(struct thread *t)
{
    struct object *o = &kernel->objects[t->object];

    thread_die(t);
    o->refs++;
    o->thread.serial = 0;
    t->serial = 0;
    o->kind = SERVICE; /* who still has it names nobody */
    object_unref(o);
}

static void leave(void *self)
{
    struct thread *t = self;
    uint32_t i = (uint32_t)(t - kernel->threads);

    if (t->pid != getpid())
        return;
    kernel_lock();
    known[i].is = NULL;
    thread_release(t);
    kernel_unlock();
    l4_host_utcb = NULL;
}

static pthread_key_t at_end;

static void make_key(void)
{
    pthread_key_create(&at_end, leave);
}

void thread_leave_if_dead(struct thread *self)
{
    if (!self->dead)
        return;
    kernel_unlock();
    pthread_exit(NULL);
}

static struct thread *free_thread(void)
{
    uint32_t i;

    for (i = 0; i < THREADS; i++) {
        if (kernel->threads[i].serial == 0)
            return &kernel->threads[i];
    }
    return NULL;
}

struct thread *thread_enter(uint32_t task)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct thread *t;
    struct object *o;

    pthread_once(&once, make_key);
    kernel_lock();
    t = free_thread();
    o = t == NULL ? NULL : object_new(THREAD);
    if (o != NULL) {
        memset(t, 0, sizeof *t);
        t->serial = ++kernel->serial;
        t->task = task;
        t->object = object_index(o);
        t->pid = getpid();
        o->thread = thread_ref(t);
        memset(thread_utcb(t), 0, sizeof(l4_utcb_t));
        known[t - kernel->threads].thread = pthread_self();
        known[t - kernel->threads].is = t;
        pthread_setspecific(at_end, t);
        if (kernel->tasks[task].caps[BASE_THREAD].object == 0)
            cap_put(&kernel->tasks[task], L4_BASE_THREAD_CAP, o,
                    L4_CAP_FPAGE_RWSD, 0);
        kernel_self = t;
        l4_host_utcb = thread_utcb(t);
    }
    kernel_unlock();
    return o == NULL ? NULL : t;
}

void thread_forget_all(void)
{
    memset(known, 0, sizeof known);
}

/* The slot of this task that already names the thread, or a new one. */
static l4_cap_idx_t slot_of(struct task *task, struct object *o)
{
    l4_cap_idx_t c;
    uint32_t i;

    for (i = 1; i < CAPS; i++) {
        if (task->caps[i].object == object_index(o) + 1)
            return (l4_cap_idx_t)i << L4_CAP_SHIFT;
    }
    for (i = FIRST_CAP; i < CAPS; i++) {
        if (!task->reserved[i] && task->caps[i].object == 0) {
            task->reserved[i] = true;
            c = (l4_cap_idx_t)i << L4_CAP_SHIFT;
            cap_put(task, c, o, L4_CAP_FPAGE_RWSD, 0);
            return c;
        }
    }
    return L4_INVALID_CAP;
}

l4_cap_idx_t pthread_l4_cap(pthread_t thread)
{
    const struct timespec a_while = {0, 1000000};
    l4_cap_idx_t c = L4_INVALID_CAP;
    unsigned waited;
    uint32_t i;

    kernel_open();
    for (waited = 0; waited < 5000 && l4_is_invalid_cap(c); waited++) {
        kernel_lock();
        for (i = 0; i < THREADS; i++) {
            if (known[i].is != NULL && pthread_equal(known[i].thread, thread))
                c = slot_of(task_current(),
                            &kernel->objects[known[i].is->object]);
        }
        kernel_unlock();
        if (l4_is_invalid_cap(c))
            nanosleep(&a_while, NULL);
    }
    return c;
}
