/*
 * The emulated kernel: one segment of shared memory, mapped by each process
 * that takes part, and one lock. What a thread waits for stands in its
 * structure; who changes it wakes it. There are no lists, only states: a
 * process that is killed while it has the lock leaves nothing half linked.
 *
 * References to a thread carry its serial number, so a place that was used
 * again is a thread that is gone.
 */
#ifndef L4_HOST_KERNEL_H
#define L4_HOST_KERNEL_H

#include <l4/host/host.h>
#include <l4/re/c/rm.h>
#include <l4/re/env.h>
#include <l4/sys/ipc.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    THREADS = 256,
    TASKS = 64,
    OBJECTS = 4096,
    CAPS = 1024,   /* slots of a task */
    REPLIES = 64,  /* its slots for reply capabilities */
    REGIONS = 128, /* pieces of memory of a task */
    NAMED = 16,    /* capabilities that it is given by name */
    BASE_THREAD = L4_BASE_THREAD_CAP >> L4_CAP_SHIFT,
    FIRST_CAP = 16,
    NAME = 16,
    MAPS = 4 /* flexpages that one message maps */
};
#define RAM_PAGES (1ul << 18)

struct ref {
    uint32_t index;
    uint64_t serial; /* 0: none */
};

enum kind {
    NOTHING,
    GATE,
    THREAD,
    TASK,
    FACTORY,
    LOG,
    DATASPACE,
    SERVICE /* whatever else a task is given */
};

struct object {
    enum kind kind;
    uint32_t refs; /* capabilities, and regions of a dataspace */
    char name[NAME];
    bool bound;                 /* a gate: to `thread` */
    struct ref thread;          /* a gate's, or the thread that it is */
    l4_umword_t label;          /* a gate's */
    uint32_t task;              /* that it is */
    uint64_t first_page, pages; /* a dataspace's */
    uint64_t size;
};

/* A slot, and the one that it was mapped from. */
struct cap {
    uint32_t object; /* index + 1; 0: empty */
    uint32_t rights; /* W S R D, and L4_FPAGE_C_IPCGATE_SVR */
    uint64_t id;     /* of this mapping */
    uint64_t parent; /* id; 0: made here */
};

/* Memory at a place of a task. */
struct region {
    uint64_t address, size; /* size 0: free */
    uint32_t object;        /* index + 1; 0: only reserved */
    uint32_t rights;        /* L4RE_RM_F_* */
    uint64_t offset;        /* in the dataspace */
    uint64_t id, parent;
};

struct task {
    bool live;
    pid_t pid;
    char name[NAME];
    struct cap caps[CAPS];
    bool reserved[CAPS]; /* handed out by l4re_util_cap_alloc */
    struct ref replies[REPLIES];
    struct region regions[REGIONS];
    struct {
        char name[NAME];
        l4_cap_idx_t slot;
    } named[NAMED];
    /* A request to its process: take this memory away. */
    _Atomic uint32_t service; /* 1: asked, 0: done */
    uint64_t service_address, service_size;
};

enum state {
    RUNNING,
    SENDING,   /* until `partner` takes it; to a gate without one, `gate` */
    WAITING,   /* for anybody */
    RECEIVING, /* from `partner`, or for time to pass */
    CALLING,   /* the reply of `partner` */
    DONE       /* the result is there */
};

struct map {
    uint64_t address, size, file_offset;
    bool writable;
};

struct thread {
    uint64_t serial; /* 0: free */
    uint32_t task;
    uint32_t object; /* index */
    pid_t pid;
    bool dead;   /* has to end at its next IPC */
    bool cancel; /* its next wait ends at once */
    _Atomic uint32_t wake;
    enum state state;
    struct ref partner;
    uint32_t gate;  /* index + 1 of the object, while it has no thread */
    uint64_t order; /* in which senders came */
    /* What is sent: */
    l4_msgtag_t tag;
    l4_umword_t label;
    uint32_t rights; /* of the capability that it goes through */
    bool calls;
    l4_umword_t sent; /* how it went */
    /* What was received: */
    l4_msgtag_t got;
    l4_umword_t got_label;
    l4_umword_t error;
    struct map maps[MAPS];
    unsigned map_count;
    /* Reply capabilities: */
    struct ref reply;    /* the implicit one */
    uint32_t reply_slot; /* for an open wait: index + 1 of the task's; 0:
                               the implicit one */
    uint64_t call;       /* serial number of the call that it makes */
};

struct segment {
    uint64_t magic;
    pthread_mutex_t lock;
    uint64_t serial; /* the last that was given */
    struct object objects[OBJECTS];
    struct thread threads[THREADS];
    struct task tasks[TASKS];
    uint8_t ram_used[RAM_PAGES];
    _Alignas(4096) l4_utcb_t utcbs[THREADS];
};

extern struct segment *kernel;
extern int kernel_ram; /* descriptor */
extern __thread struct thread *kernel_self;

/* ---- segment.c ------------------------------------------------------------- */

void kernel_open(void);
void kernel_lock(void);
void kernel_unlock(void);
void kernel_wake(struct thread *t);

/*
 * Lets go of the lock until somebody wakes us or the deadline (nanoseconds of
 * CLOCK_MONOTONIC, 0: none) is over; false: it is.
 */
bool kernel_sleep(struct thread *t, uint64_t deadline_ns);
uint64_t kernel_now(void);

/* ---- timeout.c --------------------------------------------------------------- */

struct until {
    bool at_once;
    uint64_t deadline_ns; /* 0: never */
};
struct until timeout_until(l4_timeout_s t, l4_utcb_t *u);

/* ---- object.c ---------------------------------------------------------------- */

struct object *object_new(enum kind kind);
void object_unref(struct object *o);
uint32_t object_index(const struct object *o);

/* What the slot holds, or NULL; the rights on request. */
struct object *cap_lookup(const struct task *t, l4_cap_idx_t c,
                          uint32_t *rights);
/* Overwrites what is there; false: no such slot. */
bool cap_put(struct task *t, l4_cap_idx_t c, struct object *o, uint32_t rights,
             uint64_t parent);
struct cap *cap_slot(struct task *t, l4_cap_idx_t c);

/* What was mapped is its own now, with all that was mapped from it. */
void cap_grant(struct cap *from, struct cap *to);

/* Takes rights away from all that was mapped from it, and from itself. */
void cap_unmap(struct task *t, l4_cap_idx_t c, uint32_t rights, bool itself);
void object_delete(struct object *o);

/* ---- thread.c ---------------------------------------------------------------- */

struct thread *thread_of(struct ref r); /* NULL: gone */
struct ref thread_ref(const struct thread *t);
struct task *thread_task(const struct thread *t);
l4_utcb_t *thread_utcb(const struct thread *t);
void thread_die(struct thread *t);
void thread_release(struct thread *t);          /* its place is free again */
void thread_leave_if_dead(struct thread *self); /* does not return then */
struct thread *thread_enter(uint32_t task);
void thread_forget_all(void); /* in a child: they are the parent's */

/* ---- deliver.c --------------------------------------------------------------- */

/* The message of `from` to `to`, both of whom are told how it went. */
void deliver(struct thread *from, struct thread *to);

/* Who waits for the reply that this capability gives; NULL: nobody any more. */
struct thread *deliver_caller(struct ref reply);

/* The queued sender whose turn it is, or NULL. */
struct thread *deliver_next(const struct thread *to);
void deliver_clear(struct thread *t, unsigned first); /* registers from there */

/* ---- items.c ------------------------------------------------------------------- */

/* 0, or the sender's error; the receiver's is one more. */
l4_umword_t items_move(struct thread *from, struct thread *to);

/* ---- memory.c ------------------------------------------------------------------ */

struct region *region_at(struct task *t, uint64_t address);
struct region *region_new(struct task *t);
void region_end(struct task *t, struct region *r);
void region_unmap(struct task *t, struct region *r, bool itself);

/* In the receiver's own context: what came with a message. */
void memory_map_pending(struct thread *self);
bool memory_map_at(uint64_t address, uint64_t size, uint64_t file_offset,
                   bool writable);
void memory_hide(struct task *t, uint64_t address, uint64_t size);
void memory_serve(struct task *t);
void ram_free(struct object *o);

/* ---- task.c ---------------------------------------------------------------------- */

struct task *task_current(void);
uint32_t task_index(const struct task *t);
int task_new(const char *name, pid_t pid);

#endif /* L4_HOST_KERNEL_H */
