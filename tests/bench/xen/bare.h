/*
 * The bare limit, by hand: a page granted by the guest, an event channel, and
 * in each direction a message with its number. Both ends include this.
 */
#ifndef BENCH_XEN_BARE_H
#define BENCH_XEN_BARE_H

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#define BARE_OCTETS 12

/* Where the guest tells Dom0 its "REF PORT"; below the guest's own. */
#define BARE_NODE "data/bare"

struct bare_line {
    _Atomic uint32_t number; /* of the message that is there */
    unsigned char message[BARE_OCTETS];
    _Atomic uint32_t asleep; /* who waits for it, where one may be awake */
    unsigned char unused[44];
};

struct bare_page {
    struct bare_line request, reply;
};

static inline void bare_put(struct bare_line *line, uint32_t number,
                            const unsigned char message[BARE_OCTETS])
{
    memcpy(line->message, message, BARE_OCTETS);
    atomic_store_explicit(&line->number, number, memory_order_release);
}

static inline int bare_is_there(struct bare_line *line, uint32_t number)
{
    return atomic_load_explicit(&line->number, memory_order_acquire) == number;
}

static inline void bare_take(const struct bare_line *line,
                             unsigned char message[BARE_OCTETS])
{
    memcpy(message, line->message, BARE_OCTETS);
}

#endif /* BENCH_XEN_BARE_H */
