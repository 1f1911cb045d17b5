/* The servants that tell what was measured, and guard Dom0's kernel. */
#ifndef DOMB_SERVANTS_H
#define DOMB_SERVANTS_H

#include <ivmc/serve.h>

/* What they have to know of the machine. */
struct attest_world {
    uint16_t own; /* DomB's number */
    /* The domain whose request is served; false: nobody knows. */
    bool (*caller)(uint16_t *domid);
    /* The first domain of this number or a higher one, by the hypervisor's
       word: 0, or its error. */
    long (*next_domain)(uint16_t from, uint16_t *domid,
                        unsigned char handle[16]);
};

#define ATTEST_NO_DOMAIN (-3) /* ESRCH, of next_domain: no more */

/*
 * Makes the key and prints its public half: before the latch, because only
 * that is believed. Without random numbers it says so, and nothing is signed.
 * Opens the event log.
 */
void attest_start(void);

/* Offers attest::Witness and guard::Modules; `w` stays as long as they do. */
enum ivmc_status attest_serve(struct ivmc_server *server,
                              const struct attest_world *w, uint64_t *key);
enum ivmc_status guard_serve(struct ivmc_server *server,
                             const struct attest_world *w, uint64_t *key);

#endif /* DOMB_SERVANTS_H */
