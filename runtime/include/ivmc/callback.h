/*
 * Calls back: while a client waits in a call, the server may call objects of
 * the client's on the same channel, and these the server's again. What is
 * asked last is answered first. Linked only if used.
 *
 * Both ends have to agree to it. Loops that serve many connections have no
 * calls back: waiting for one client would stop all others.
 */
#ifndef IVMC_CALLBACK_H
#define IVMC_CALLBACK_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Requests that one end serves within each other; one more is IVMC_LIMIT. */
#define IVMC_MAX_NESTING 8

/* Lent to the channel for as long as it is open. */
struct ivmc_callbacks {
    struct ivmc_server *server; /* whose objects the peer may call */
    uint16_t peer_kind;         /* enum ivmc_kind: what the peer's calls are */
    uint16_t own_kind;          /* what our calls are */
    uint32_t depth;             /* requests being served within each other */
    /* Serves the message held while a call waits until `deadline`. */
    enum ivmc_status (*serve)(struct ivmc_channel *c,
                              const struct ivmc_header *h,
                              struct ivmc_deadline *deadline);
    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];
};

/*
 * Client: while a call on `c` waits, the peer may call the objects of
 * `server`. That includes each one: `server->may_use` may say otherwise. The
 * time they take counts towards the deadline of the call that waits, which
 * is looked at before each. With several calls in flight the peer gets
 * IVMC_REFUSED or waits in vain.
 */
void ivmc_callbacks_accept(struct ivmc_callbacks *callbacks,
                           struct ivmc_channel *c, struct ivmc_server *server);

/*
 * Server: servants of `server`, which serves `c` by ivmc_serve or
 * ivmc_serve_next, may call back on it.
 */
void ivmc_callbacks_enable(struct ivmc_callbacks *callbacks,
                           struct ivmc_channel *c, struct ivmc_server *server);

/*
 * Servant: the channel on which the objects of the client that is being
 * served can be bound and called until the servant returns; with an
 * environment of their own, whose memory may come from ivmc_env_alloc. NULL
 * when the connection has no calls back, and in an operation with parameters
 * that are @ivmc::shared: their place would be taken. A client that did not accept them
 * answers nothing: the call ends with its deadline.
 */
struct ivmc_channel *ivmc_callback_channel(struct ivmc_env *env);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_CALLBACK_H */
