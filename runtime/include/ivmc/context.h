/*
 * Context handles of DCE IDL: state that a server keeps for one client between
 * calls. The client has a number, which is worth nothing on any other
 * connection; the server has a table, which says what the number stands for.
 * What is left of a client when its connection ends is run down.
 */
#ifndef IVMC_CONTEXT_H
#define IVMC_CONTEXT_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What a `[context_handle]` type is in C. A client keeps it as it came; all
 * zero is the null handle. A servant looks at `state` alone: it sets it to what
 * it wants to find there again, which makes the handle, or to NULL, which ends
 * it once the reply leaves.
 */
struct ivmc_context {
    IVMC_ALIGN8 uint64_t id; /* 0: the null handle */
    void *state;             /* servant; a client's is NULL */
};

/* Ends what a client left behind: of type T, T_rundown(state). */
typedef void ivmc_rundown(void *state);

/* One place of the table. */
struct ivmc_context_place {
    void *state;           /* NULL: the place is free */
    ivmc_rundown *rundown; /* also tells types apart */
    IVMC_ALIGN8 uint64_t channel;
    uint32_t generation;
    uint32_t next_free; /* place + 1 of the next free one; 0: none */
};

/* A server's table, and whom the ends of connections are told to. */
struct ivmc_contexts {
    struct ivmc_server_end end;        /* first: what the server knows of it */
    struct ivmc_context_place *places; /* lent */
    uint32_t cap;
    uint32_t high; /* places used so far */
    uint32_t free; /* place + 1 of a free one below; 0: none */
    uint32_t held; /* handles that clients have */
};

/*
 * Lends a server room for `cap` handles of all its clients together. Before
 * it serves; without it every new handle is IVMC_LIMIT.
 */
void ivmc_server_contexts(struct ivmc_server *server,
                          struct ivmc_contexts *contexts,
                          struct ivmc_context_place *places, uint32_t cap);

/* Runs down all that is left, of all clients. */
void ivmc_contexts_end(struct ivmc_contexts *contexts);

/* ---- for generated code ------------------------------------------------- */

/*
 * A handle travels as its number. `given`: the null handle is refused, as
 * IVMC_BAD_ARGUMENT where it leaves and IVMC_BAD_MESSAGE where it comes.
 */
void ivmc_put_context(struct ivmc_enc *e, const struct ivmc_context *context,
                      bool given);
void ivmc_get_context(struct ivmc_dec *d, struct ivmc_context *context);

/*
 * Server: the handle that the request brings, found among those of its client
 * and type; else IVMC_BAD_OBJECT.
 */
void ivmc_find_context(struct ivmc_request *rq, struct ivmc_context *context,
                       ivmc_rundown *type, bool given);

/*
 * Server: what the servant made of it goes into the reply. IVMC_LIMIT where a
 * new one finds no room: it is run down at once.
 */
void ivmc_give_context(struct ivmc_request *rq,
                       const struct ivmc_context *context, ivmc_rundown *type);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_CONTEXT_H */
