/* A server on L4's IPC, one good client of it, and what attackers share. */
#ifndef L4_PAIR_H
#define L4_PAIR_H

#include <check.h>

#include <ivmc/l4.h>
#include <l4/host/host.h>
#include <l4/sys/ipc.h>

#include "probe.h"
#include "servant.h"
#include "unit.h"

#define L4_PAIR_CLIENTS 4
#define L4_PAIR_IDLE_MS 200

struct l4_pair {
    struct peer peer;
    l4_cap_idx_t gate; /* of the service */
    int task;
    pthread_t thread;
    volatile bool stop;
    struct ivmc_channel *good;
    struct ivmc_object object;
};

void l4_pair_open(struct l4_pair *p);
void l4_pair_close(struct l4_pair *p);

/* A call of the good client. */
void l4_pair_call_works(struct l4_pair *p);

/* A slot for a capability, and what was received in all of them given up. */
l4_cap_idx_t l4_pair_slot(void);
void l4_pair_drop_all(void);

void l4_pair_hello(l4_umword_t *mr, uint32_t max_message);

/* The body of a bind of probe::Peer; octets. */
uint32_t l4_pair_bind_body(unsigned char *body);

l4_timeout_t l4_pair_within(unsigned ms);

#endif /* L4_PAIR_H */
