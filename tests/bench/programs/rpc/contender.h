/*
 * What each contender of the call rows supplies. One program each: it starts
 * the server as a second process, calls it, and prints what it measured.
 */
#ifndef BENCH_CONTENDER_H
#define BENCH_CONTENDER_H

#include <stdint.h>
#include <string.h>

#include "common/measure.h"
#include "common/sock.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The arguments of the small call: 36 octets of scalars and text. */
struct bench_small {
    uint32_t id;
    uint64_t stamp;
    double weight;
    const char *name; /* 15 characters */
};

/* What the server answers to it: every argument counts. */
static inline uint64_t bench_small_answer(uint32_t id, uint64_t stamp,
                                          double weight, size_t name_len)
{
    return id + stamp + (uint64_t)weight + name_len;
}

/* What the consumer of a payload does: it touches every cache line. */
static inline uint32_t bench_touch(const void *data, size_t len)
{
    const unsigned char *octets = (const unsigned char *)data;
    uint32_t sum = 0;
    size_t i;

    for (i = 0; i < len; i += 64)
        sum += octets[i];
    return sum;
}

#define BENCH_MAX_PAYLOAD (16u << 20)

struct bench_contender {
    const char *name;
    /* Serves until killed. */
    void (*serve)(const struct bench_address *a);
    /* A client, or NULL while nobody listens yet. */
    void *(*open)(const struct bench_address *a);
    /* The calls; a failure ends the program. Limits have only the first. */
    void (*ping)(void *client);
    uint64_t (*small)(void *client, const struct bench_small *arguments);
    uint32_t (*put)(void *client, const void *data, uint32_t len);
};

/* What this program contains, ended by a name of NULL. */
extern const struct bench_contender bench_contenders[];

#ifdef __cplusplus
}
#endif

#endif /* BENCH_CONTENDER_H */
