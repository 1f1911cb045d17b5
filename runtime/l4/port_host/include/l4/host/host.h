/*
 * What only the emulation has: tasks, what they are started with, and faults
 * on demand. A program that does nothing of this is one task.
 */
#ifndef L4_HOST_HOST_H
#define L4_HOST_HOST_H

#include <l4/sys/types.h>

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

L4_BEGIN_DECLS

/* ---- tasks -------------------------------------------------------------------- */

/*
 * A task in this process: a space of capabilities of its own, whose threads
 * share our memory. Below 0: -L4_ENOMEM.
 */
int l4_host_task(const char *name);

/* A thread of that task; what pthread_create says. */
int l4_host_thread(int task, pthread_t *thread, void *(*start)(void *),
                   void *arg);

/* A child process, which is a task; as fork. */
pid_t l4_host_fork(const char *name, int *task);

/* This task, and what became of a child that ended or was killed. */
int l4_host_self(void);
void l4_host_task_end(int task);

/*
 * Gives the task a capability of ours under a name of at most 15 octets:
 * l4re_env_get_cap finds it there. Rights as in a flexpage, and
 * L4_FPAGE_C_IPCGATE_SVR. 0, -L4_ENOENT, -L4_ENOMEM, -L4_ENAMETOOLONG.
 */
int l4_host_give(int task, const char *name, l4_cap_idx_t object,
                 unsigned rights);

/* ---- faults ---------------------------------------------------------------------- */

enum l4_host_phase { L4_HOST_SEND, L4_HOST_RECEIVE };

enum l4_host_fault {
    L4_HOST_NONE,
    L4_HOST_CANCEL,      /* as by ex_regs */
    L4_HOST_TIMEOUT,     /* as if the partner were late */
    L4_HOST_GONE,        /* as if it were dead */
    L4_HOST_FEWER_WORDS, /* the last word of what is sent is missing */
    L4_HOST_NO_WORDS,
    L4_HOST_MORE_ITEMS, /* an item that nobody asked for */
    L4_HOST_OTHER_LABEL /* another protocol */
};

/*
 * Asked before each phase of each IPC of the calling thread; NULL ends it.
 */
typedef enum l4_host_fault l4_host_inject_fn(void *arg,
                                             enum l4_host_phase phase,
                                             l4_cap_idx_t dest,
                                             l4_msgtag_t tag);
void l4_host_inject(l4_host_inject_fn *inject, void *arg);

/*
 * Whether message registers that a message does not fill are overwritten; the
 * kernel leaves what was there. On unless IVMC_L4_POISON is 0.
 */
void l4_host_poison(bool on);
#define L4_HOST_POISON 0xbad0bad0bad0bad0ul

/* What is there: threads, objects, capabilities of this task. */
struct l4_host_count {
    unsigned threads, objects, capabilities, regions;
};
struct l4_host_count l4_host_count(void);

L4_END_DECLS

#endif /* L4_HOST_HOST_H */
