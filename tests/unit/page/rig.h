/*
 * Both ends of a page channel in one thread, over pages of the test's own.
 * Where an end would sleep, the test's turn comes: the other end acts, or
 * nothing happens and the clock moves on.
 */
#ifndef RIG_H
#define RIG_H

#include <check.h>

#include "page_channel.h"

#define RIG_MOST_PAGES 16u

struct rig;

struct rig_end {
    struct page_port port;
    struct rig *rig;
    struct page_channel c;
    unsigned rings; /* of the peer's doorbell */
    bool gone;      /* what the system says of the peer */
    unsigned waits, ways_given;
    void (*idle)(struct rig *r); /* instead of sleeping; NULL: time passes */
    unsigned char *spill;
    struct page_carry carry;
};

struct rig {
    unsigned char *pages;
    struct page_zero *zero;
    struct rig_end client, server;
    uint64_t now;
    uint64_t passes_ns; /* with each look at the clock */
    void *user;
};

struct rig_options {
    uint32_t pages;
    uint32_t client_share; /* of 256 */
    uint32_t max_message;
    bool large; /* messages of several frames */
    bool items; /* travel in frames: their handles, and not 13 */
    /* Called when the pages are there and nobody has used them; or NULL. */
    void (*opened)(struct page_zero *zero, size_t size);
};

void rig_open(struct rig *r, const struct rig_options *o);
void rig_close(struct rig *r);

/* One message of `len` octets, header included, filled after `seed`. */
enum ivmc_status rig_send(struct rig_end *e, uint16_t kind, uint32_t len,
                          uint64_t seed);

/* The same with items. */
enum ivmc_status rig_send_items(struct rig_end *e, uint32_t len, uint64_t seed,
                                struct ivmc_items *items);

/* Receives one; its length, or 0 with the status. Fails unless it is `seed`'s. */
uint32_t rig_receive(struct rig_end *e, uint64_t seed, enum ivmc_status *s);
uint32_t rig_receive_items(struct rig_end *e, uint64_t seed,
                           enum ivmc_status *s, struct ivmc_items *items);

#endif /* RIG_H */
