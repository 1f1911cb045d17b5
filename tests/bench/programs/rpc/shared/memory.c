#include "rpc/shared/memory.h"

#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SPIN_NS 50000u

struct shared *shared;

__attribute__((constructor)) static void make(void)
{
    shared = (struct shared *)mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        bench_die("mmap");
    shared->request_bell = eventfd(0, EFD_CLOEXEC);
    shared->reply_bell = eventfd(0, EFD_CLOEXEC);
    if (shared->request_bell < 0 || shared->reply_bell < 0)
        bench_die("eventfd");
}

void shared_sleep(_Atomic uint32_t *word, uint32_t seen)
{
    (void)syscall(SYS_futex, word, FUTEX_WAIT, seen, NULL, NULL, 0);
}

void shared_wake(_Atomic uint32_t *word)
{
    (void)syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static uint32_t load(_Atomic uint32_t *word)
{
    return atomic_load_explicit(word, memory_order_acquire);
}

/* Each side says where it runs: to spin for a neighbour is to be in its way. */
static bool elsewhere(struct side *own, struct side *other)
{
    uint32_t cpu = (uint32_t)sched_getcpu() + 1;

    if (atomic_load_explicit(&own->cpu, memory_order_relaxed) != cpu)
        atomic_store_explicit(&own->cpu, cpu, memory_order_relaxed);
    return atomic_load_explicit(&other->cpu, memory_order_relaxed) != cpu;
}

static bool spin_a_while(_Atomic uint32_t *word, uint32_t seen)
{
    uint64_t until;
    unsigned i;

    for (i = 0; i < 500; i++)
        if (load(word) != seen)
            return true;
    until = bench_now_ns() + SPIN_NS;
    while (bench_now_ns() < until)
        for (i = 0; i < 100; i++)
            if (load(word) != seen)
                return true;
    return false;
}

uint32_t shared_wait(enum waiting how, struct side *own, struct side *other,
                     _Atomic uint32_t *word, uint32_t seen)
{
    uint32_t now;

    if (how == SPIN) {
        while ((now = load(word)) == seen)
            ;
        return now;
    }
    now = load(word);
    if (now != seen ||
        (how == ADAPT && elsewhere(own, other) && spin_a_while(word, seen)))
        return load(word);
    atomic_store_explicit(&own->sleeping, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    while ((now = load(word)) == seen)
        shared_sleep(word, seen);
    atomic_store_explicit(&own->sleeping, 0, memory_order_relaxed);
    return now;
}

void shared_tell(enum waiting how, _Atomic uint32_t *word, uint32_t value,
                 struct side *other)
{
    atomic_store_explicit(word, value, memory_order_release);
    if (how == SPIN)
        return;
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&other->sleeping, memory_order_relaxed) != 0)
        shared_wake(word);
}
