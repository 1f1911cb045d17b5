/* The records of the marshalling row, as plain C has them. */
#ifndef BENCH_RECORDS_H
#define BENCH_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct plain {
    uint64_t id;
    uint32_t kind, flags;
    double x, y;
    uint32_t a, b;
};

struct mixed {
    uint64_t id;
    uint32_t paint; /* below RECORDS_COLORS */
    bool valid;
    char name[16]; /* ends in NUL */
    double x;
    uint32_t a;
};

#define RECORDS_COLORS 3

void records_fill_plain(struct plain *all, size_t count);
void records_fill_mixed(struct mixed *all, size_t count);

/* The sums that every contender must come to, member by member. */
static inline uint64_t records_add_plain(uint64_t id, uint32_t kind,
                                         uint32_t flags, double x, double y,
                                         uint32_t a, uint32_t b)
{
    return id + kind + flags + (uint64_t)(int64_t)(x + y) + a + b;
}

static inline uint64_t records_add_mixed(uint64_t id, uint32_t paint,
                                         bool valid, const char *name, double x,
                                         uint32_t a)
{
    return id + paint + valid + (unsigned char)name[0] + (uint64_t)(int64_t)x +
           a;
}

#ifdef __cplusplus
}
#endif

#endif /* BENCH_RECORDS_H */
