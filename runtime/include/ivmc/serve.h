/*
 * Serving: servants and their keys, what generated skeletons stand on, and
 * the dispatch that every transport's server loop calls.
 */
#ifndef IVMC_SERVE_H
#define IVMC_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/stub.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ivmc_request;
struct ivmc_server;
struct ivmc_l4_request;

/* ---- what a skeleton is; generated -------------------------------------- */

/* The signature of no operations; each further one is chained to it. */
#define IVMC_SIGNATURE_SEED UINT64_C(0xcbf29ce484222325)

/* An interface as which an object can be bound: its own or a base's. */
struct ivmc_view {
    const char *identity;
    uint16_t major, minor;
    uint32_t op_count;
    const uint64_t *signatures; /* [n-1]: of the chain over n operations */
    const uint16_t *ops; /* the class's number for each; NULL: the same ones */
};

struct ivmc_skeleton {
    const struct ivmc_view *views; /* its own interface first, then each base */
    uint32_t view_count;
    uint32_t op_count;
    /* Decodes, calls the servant, encodes. `op` is below op_count. */
    void (*dispatch)(struct ivmc_request *rq, uint32_t op);
    /*
     * idlc --backend=l4: serves what is in the message registers, where that
     * can be; see ivmc/l4_stub.h. NULL: nothing can.
     */
    long (*registers)(const struct ivmc_l4_request *rq);
};

/* ---- servants ----------------------------------------------------------- */

/*
 * One object of a server. `epv` is the generated entry-point vector of the
 * skeleton, `state` is handed to each of its functions.
 */
struct ivmc_servant {
    const struct ivmc_skeleton *skeleton; /* NULL: the place is free */
    const void *epv;
    void *state;
    /* Called for operations that the bound view lacks; NULL: BAD_OPERATION. */
    void (*unknown)(void *state, struct ivmc_request *rq);
    uint32_t generation;
    uint32_t next_free; /* place + 1 of the next free one; 0: none */
};

/* Who keeps something for clients between calls: see ivmc/context.h. */
struct ivmc_server_end {
    /* The connection with this id has ended. */
    void (*ended)(struct ivmc_server_end *end, uint64_t channel);
};

/*
 * A server: its objects and the memory that one request may use. One thread;
 * several loops may not share it.
 */
struct ivmc_server {
    struct ivmc_servant *servants; /* lent */
    uint32_t servant_cap;
    uint32_t servant_high;         /* places used so far */
    uint32_t servant_free;         /* place + 1 of a free one below; 0: none */
    void *memory;                  /* lent: the arena of each request */
    size_t memory_size;
    const struct ivmc_trace *trace;
    /*
     * Whether this client may use this object; asked at bind and on each
     * request. NULL: every client may use every object.
     */
    bool (*may_use)(void *context, struct ivmc_channel *c, uint64_t key);
    void *may_use_context;
    /* The loop's: finds a live connection for deferred replies. */
    struct ivmc_channel *(*find_channel)(void *loop, uint64_t id);
    void *loop;
    struct ivmc_server_end *end;  /* NULL: nothing is kept */
    struct ivmc_request *serving; /* whose servant is being called; or NULL */
    uint64_t channel_count;        /* the loop's: for ids never used before */
};

/*
 * `servants` has room for `servant_cap` objects; `memory` is what one request
 * may use: the largest message times the factor in the generated header.
 */
void ivmc_server_init(struct ivmc_server *server, struct ivmc_servant *servants,
                      uint32_t servant_cap, void *memory, size_t memory_size);

/*
 * Offers an object; the first one gets IVMC_ROOT_KEY. Keys of removed objects
 * are not given again. IVMC_LIMIT when all places are taken.
 */
enum ivmc_status ivmc_server_add(struct ivmc_server *server,
                                 const struct ivmc_skeleton *skeleton,
                                 const void *epv, void *state, uint64_t *key);

/*
 * The same after a look at the entry-point vector: IVMC_BAD_ARGUMENT when one
 * of its functions is NULL. What generated M_I_serve functions call.
 */
enum ivmc_status ivmc_server_offer(struct ivmc_server *server,
                                   const struct ivmc_skeleton *skeleton,
                                   const void *epv, void *state,
                                   uint64_t *key);

/* Removes it: later requests get IVMC_BAD_OBJECT. */
enum ivmc_status ivmc_server_remove(struct ivmc_server *server, uint64_t key);

/* The servant of a key, or NULL. */
struct ivmc_servant *ivmc_server_find(struct ivmc_server *server, uint64_t key);

/* A reference to an own object as parameters carry it; address "". */
struct ivmc_objref ivmc_server_reference(struct ivmc_server *server,
                                         uint64_t key);

/* ---- a request ---------------------------------------------------------- */

struct ivmc_request {
    struct ivmc_server *server;
    struct ivmc_channel *channel;
    const struct ivmc_servant *servant;
    struct ivmc_env env;
    struct ivmc_dec in;
    struct ivmc_enc out;
    struct ivmc_header header;  /* the request's */
    struct ivmc_room room;
    struct ivmc_items items_in;
    struct ivmc_items items_out;
    uint16_t reply_kind;        /* 0: none begun */
    uint32_t reply_status;      /* index of the exception, or status */
    enum ivmc_status failed;    /* of the transport: no reply can leave */
    bool deferred;
};

/*
 * Whether the request was exactly one valid message: then the servant may be
 * called. Otherwise the reply is its status.
 */
bool ivmc_request_ready(struct ivmc_request *rq);

/*
 * After the servant: true when a result is to be encoded into rq->out. False
 * after one-way and deferred requests, failures and exceptions.
 */
bool ivmc_reply_begin(struct ivmc_request *rq);

/*
 * After a begin that gave false: the value of exception `id` when that was
 * raised, with rq->out ready for it as number `index`; else NULL.
 */
const void *ivmc_reply_raised(struct ivmc_request *rq, uint32_t index,
                              uint32_t id);

/* The reply will be this status, whatever was encoded. */
void ivmc_reply_fail(struct ivmc_request *rq, enum ivmc_status status);

/* ---- deferred replies --------------------------------------------------- */

/* Enough to answer later, from anywhere in the server's thread. */
struct ivmc_deferred {
    struct ivmc_server *server;
    uint64_t channel;
    uint64_t call_id;
    uint64_t key;
    uint32_t epoch;
    uint32_t slot;
    uint32_t op;
    bool oneway; /* nothing will leave */
};

/*
 * Servant: no reply leaves when it returns. What the request lent is gone
 * then: parameters to keep must be copied. `env` is the servant's.
 */
void ivmc_defer(struct ivmc_env *env, struct ivmc_deferred *later);

/*
 * Generated reply functions: begins the one reply on `rq` (caller's storage).
 * `env` holds an exception or a failure, or is cleared, or NULL. After IVMC_OK
 * the result is encoded into rq->out, or ivmc_reply_raised asked, then
 * ivmc_deferred_end sends it; a failure needs the end alone. Fails with
 * IVMC_PEER_GONE when the client went, IVMC_BAD_ARGUMENT when the reply was
 * given before.
 */
enum ivmc_status ivmc_deferred_begin(struct ivmc_deferred *later,
                                     struct ivmc_request *rq,
                                     const struct ivmc_env *env);
enum ivmc_status ivmc_deferred_end(struct ivmc_request *rq);

/*
 * Loops tell of each connection that has ended, once it is not found any more.
 */
static inline void ivmc_server_ended(struct ivmc_server *server,
                                     uint64_t channel)
{
    if (server->end)
        server->end->ended(server->end, channel);
}

/* ---- for server loops --------------------------------------------------- */

/*
 * Serves one message that `c` holds: checks it, dispatches, replies. `h` is
 * its header and may be &rq->header; `rq` is the loop's storage. Returns
 * IVMC_OK also when the reply was a refusal; otherwise the connection is to
 * be closed: the peer broke the protocol or is gone.
 */
enum ivmc_status ivmc_dispatch(struct ivmc_server *server,
                               struct ivmc_channel *c,
                               const struct ivmc_header *h,
                               struct ivmc_request *rq);

/*
 * Receives and serves one message on a channel, for servers of a single
 * connection. IVMC_TIMEOUT when none came. Deferred replies leave while a
 * later request is served; between two calls of this there is none to send.
 */
enum ivmc_status ivmc_serve_next(struct ivmc_server *server,
                                 struct ivmc_channel *c, uint32_t timeout_ms);

/* The same until the connection ends: IVMC_PEER_GONE, or what broke it. */
enum ivmc_status ivmc_serve(struct ivmc_server *server, struct ivmc_channel *c);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_SERVE_H */
