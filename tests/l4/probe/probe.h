/*
 * What the parts of the probe share. Each prints what it saw; transcript.txt
 * has what the real kernel showed.
 */
#ifndef PROBE_H
#define PROBE_H

#include "lab.h"

#include <pthread.h>

struct probe {
    l4_utcb_t *u;
    l4_umword_t *mr;
    l4_cap_idx_t server_thread, gate; /* of lab_serve */
    l4_addr_t page;                   /* to be lent */
};

/* Starts a thread, and returns when it has begun to wait. */
pthread_t probe_start(void *(*run)(void *), void *arg);
void probe_ready(void);
l4_cap_idx_t probe_gate(pthread_t thread, l4_umword_t label);

/* Calls the gate that the argument is, with 300 ms for the reply. */
void *probe_caller(void *gate);
pthread_t probe_call_from_thread(l4_cap_idx_t gate);

/* Never answers. */
void *probe_silent(void *none);

l4_timeout_t probe_within(l4_uint64_t send_us, l4_uint64_t receive_us);

void probe_calls(struct probe *p);   /* T1 to T7 */
void probe_errors(struct probe *p);  /* T8 to T14 */
void probe_replies(struct probe *p); /* T15 to T19 */
void probe_items(struct probe *p);   /* T20 to T22 */

#endif /* PROBE_H */
