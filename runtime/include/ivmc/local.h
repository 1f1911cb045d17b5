/*
 * Calls inside one process: the whole path of a call, octets and checks
 * included, without another thread. A request is served while it is sent.
 */
#ifndef IVMC_LOCAL_H
#define IVMC_LOCAL_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Replies that may wait to be collected: what max_in_flight may be raised to.
 * One more is IVMC_BUSY for the servant.
 */
#define IVMC_LOCAL_DEPTH 8

struct ivmc_local_message {
    unsigned char *octets;
    uint32_t length;
    struct ivmc_items items;
};

struct ivmc_local {
    struct ivmc_channel client; /* what stubs call through */
    struct ivmc_channel server; /* what the server replies through */
    struct ivmc_server *serving;
    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];
    struct ivmc_local *next;    /* of those that `serving` serves */
    unsigned char *request;     /* room of the client's message */
    struct ivmc_items request_items;
    /* What the client sends while its request is being served: calls back. */
    struct ivmc_local_message inner;
    bool inner_sent, inner_held;
    struct ivmc_local_message queue[IVMC_LOCAL_DEPTH];
    uint32_t first, count;      /* replies queued */
    bool held;                  /* the client: the first reply */
    bool serving_now, closed;
};

/* Octets that ivmc_local_open wants for messages of at most `max_message`. */
size_t ivmc_local_memory(uint32_t max_message);

/*
 * Connects `l->client` to `server`, which no other kind of loop may serve.
 * `memory` is ivmc_local_memory octets, 8-aligned, lent like `l` until
 * ivmc_channel_close(&l->client). A wait that nothing in this thread could end
 * is IVMC_TIMEOUT at once; a call out of a servant through the very channel
 * that it serves is IVMC_BUSY, unless a call back is being served on it. Items keep their handles, which stay the
 * sender's. Fails with IVMC_BUSY when the server has a loop, and with
 * IVMC_BAD_ARGUMENT when `max_message` is no larger than a header.
 */
enum ivmc_status ivmc_local_open(struct ivmc_local *l,
                                 struct ivmc_server *server, void *memory,
                                 uint32_t max_message);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_LOCAL_H */
