#include "common/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

double bench_tick_ns(void)
{
    static double tick_ns;
    uint64_t ns, ticks;

    if (tick_ns > 0)
        return tick_ns;
    ns = bench_now_ns();
    ticks = bench_ticks();
    while (bench_now_ns() - ns < 20000000)
        ;
    ticks = bench_ticks() - ticks;
    ns = bench_now_ns() - ns;
    tick_ns = (double)ns / (double)ticks;
    return tick_ns;
}

void bench_samples_init(struct bench_samples *s, size_t cap)
{
    memset(s, 0, sizeof *s);
    s->ticks = (uint64_t *)bench_memory(cap * sizeof *s->ticks);
    s->cap = cap;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

double bench_samples_ns(struct bench_samples *s, double q)
{
    size_t at;

    if (s->count == 0)
        bench_die("nothing was measured");
    if (!s->sorted)
        qsort(s->ticks, s->count, sizeof *s->ticks, compare);
    s->sorted = true;
    at = (size_t)(q * (double)s->count);
    if (at >= s->count)
        at = s->count - 1;
    return (double)s->ticks[at] * bench_tick_ns();
}

void bench_samples_print(const char *name, struct bench_samples *s)
{
    double sum = 0;
    size_t i;

    for (i = 0; i < s->count; i++)
        sum += (double)s->ticks[i];
    printf("\"%s\": {\"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, "
           "\"mean\": %.1f, \"n\": %zu}",
           name, bench_samples_ns(s, 0.5), bench_samples_ns(s, 0.9),
           bench_samples_ns(s, 0.99), sum / (double)s->count * bench_tick_ns(),
           s->count);
}

void bench_pin(int cpu)
{
    cpu_set_t set;

    if (cpu < 0)
        return;
    CPU_ZERO(&set);
    CPU_SET((size_t)cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        bench_die("cannot run on that processor");
}

void bench_boost(void)
{
    int fd;

    (void)setsid(); /* a group of its own; fails when it has one already */
    fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (write(fd, "-19\n", 4) != 4)
        errno = 0; /* not root: measured all the same */
    close(fd);
}

void bench_die(const char *what)
{
    fprintf(stderr, "bench: %s%s%s\n", what, errno ? ": " : "",
            errno ? strerror(errno) : "");
    exit(1);
}

void *bench_memory(size_t size)
{
    void *memory = NULL;

    if (posix_memalign(&memory, 64, size ? size : 1) != 0)
        bench_die("no memory");
    memset(memory, 0, size);
    return memory;
}
