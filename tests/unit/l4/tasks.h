/*
 * What the tests of the emulated kernel share: a server thread in a task of
 * its own that hands each message to a function.
 */
#ifndef TASKS_H
#define TASKS_H

#include <l4/host/host.h>
#include <l4/sys/ipc.h>

/* What is answered; the registers are the thread's own. */
typedef l4_msgtag_t serve_fn(l4_msgtag_t tag, l4_umword_t label, l4_utcb_t *u);

struct server {
    serve_fn *serve;
    int task;
    pthread_t thread;
    l4_cap_idx_t gate; /* in the client's task */
};

/* Started, its gate with the label bound and given to this task. */
void server_start(struct server *s, serve_fn *serve, l4_umword_t label,
                  unsigned rights);

/* One slot for a capability, with the flags of a receive buffer. */
void receive_capability(l4_utcb_t *u, l4_cap_idx_t slot, l4_umword_t flags);

/* A message of one capability. */
l4_msgtag_t put_capability(l4_utcb_t *u, long label, l4_cap_idx_t c,
                           unsigned char rights, unsigned control);

l4_timeout_t within_ms(unsigned ms);

#endif /* TASKS_H */
