/*
 * What every measuring program needs: a clock that costs little, quantiles,
 * a place to run, and the one line of JSON that the harness reads.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

static inline uint64_t bench_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A time stamp in ticks: after all earlier instructions, before later loads. */
static inline uint64_t bench_ticks(void)
{
#if defined(__x86_64__)
    unsigned cpu;

    return __rdtscp(&cpu);
#else
    return bench_now_ns();
#endif
}

/* Nanoseconds in a tick, measured over 20 ms at the first call. */
double bench_tick_ns(void);

/* ---- samples ------------------------------------------------------------ */

struct bench_samples {
    uint64_t *ticks;
    size_t count, cap;
    bool sorted;
};

/* Room for `cap` samples; ends the program when there is no memory. */
void bench_samples_init(struct bench_samples *s, size_t cap);

static inline void bench_samples_add(struct bench_samples *s, uint64_t ticks)
{
    if (s->count < s->cap)
        s->ticks[s->count++] = ticks;
}

/* The sample that the share `q` (0 to 1) of all stays below, in nanoseconds. */
double bench_samples_ns(struct bench_samples *s, double q);

/* Prints `"name": {"p50": .., "p90": .., "p99": .., "mean": .., "n": ..}`. */
void bench_samples_print(const char *name, struct bench_samples *s);

/* ---- where and how to run ----------------------------------------------- */

/* The processor to run on; -1 leaves the choice to the system. */
void bench_pin(int cpu);

/*
 * Puts this process and its children into a scheduling group that foreign
 * jobs do not push aside. Needs root; elsewhere the figures are noisier.
 */
void bench_boost(void);

/* Says why on stderr and ends the program: the row becomes an error. */
void bench_die(const char *what) __attribute__((noreturn));

/* `size` octets of zero, 64-aligned, touched; ends the program without. */
void *bench_memory(size_t size);

#ifdef __cplusplus
}
#endif

#endif /* BENCH_MEASURE_H */
