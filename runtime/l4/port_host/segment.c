/*
 * The memory that all processes share, its lock, and waiting.
 */
#include "kernel.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x3130306c34763169)

struct segment *kernel;
int kernel_ram = -1;

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "l4-host: %s: %s\n", what, strerror(errno));
    abort();
}

static void make_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

static void open_once(void)
{
    struct segment *s;

    kernel_ram = memfd_create("l4-ram", MFD_CLOEXEC);
    if (kernel_ram < 0 ||
        ftruncate(kernel_ram, (off_t)(RAM_PAGES * L4_PAGESIZE)) != 0)
        give_up("memory of dataspaces");
    /* Children of fork share it. */
    s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (s == MAP_FAILED)
        give_up("memory of the kernel");
    make_lock(&s->lock);
    s->magic = MAGIC;
    kernel = s;
    task_new("main", getpid());
}

void kernel_open(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, open_once);
}

void kernel_lock(void)
{
    int e = pthread_mutex_lock(&kernel->lock);

    /* Whoever had it was killed; states are never half changed. */
    if (e == EOWNERDEAD)
        pthread_mutex_consistent(&kernel->lock);
}

void kernel_unlock(void)
{
    pthread_mutex_unlock(&kernel->lock);
}

uint64_t kernel_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void kernel_wake(struct thread *t)
{
    atomic_fetch_add(&t->wake, 1);
    syscall(SYS_futex, &t->wake, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

bool kernel_sleep(struct thread *t, uint64_t deadline_ns)
{
    struct timespec at = {(time_t)(deadline_ns / 1000000000u),
                          (long)(deadline_ns % 1000000000u)};
    uint32_t seen = atomic_load(&t->wake);
    long r;

    kernel_unlock();
    /* An absolute time; bits of all waiters. */
    r = syscall(SYS_futex, &t->wake, FUTEX_WAIT_BITSET, seen,
                deadline_ns == 0 ? NULL : &at, NULL, FUTEX_BITSET_MATCH_ANY);
    r = r < 0 ? errno : 0;
    kernel_lock();
    return r != ETIMEDOUT;
}
