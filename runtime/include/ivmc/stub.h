/*
 * What generated client code stands on, and what its users see of the
 * runtime: environments, objects, references. Generated headers include it.
 */
#ifndef IVMC_STUB_H
#define IVMC_STUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/arena.h>
#include <ivmc/codec.h>
#include <ivmc/message.h>
#include <ivmc/status.h>
#include <ivmc/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ivmc_request;

/* ---- environment -------------------------------------------------------- */

/*
 * Goes along with every call. On the client the caller lends it memory once:
 * what a call returns by pointer borrows from there and lives until the next
 * call with the same environment. On the server it is the request's: servants
 * allocate results from it, raise exceptions in it, fail with it.
 */
struct ivmc_env {
    struct ivmc_arena arena;
    enum ivmc_status status;     /* of the last call */
    uint32_t timeout_ms;         /* of each call; 0: the operation's default */
    uint32_t exception;          /* id of the exception raised, 0 = none */
    const void *exception_value; /* in `arena` */
    struct ivmc_request *request; /* server: the request served, else NULL */
    void *user;                  /* the application's own */
};

/* Lends `size` octets at `memory`; generated headers say how many are enough. */
void ivmc_env_init(struct ivmc_env *env, void *memory, size_t size);

/*
 * Servant: memory for results, 8-aligned, not cleared; lives until the reply
 * has left. NULL, with the request failing as IVMC_LIMIT, when none is left.
 */
void *ivmc_env_alloc(struct ivmc_env *env, size_t size);

/* Servant: a copy of `text` for results; "" and IVMC_LIMIT when none is left. */
const char *ivmc_env_string(struct ivmc_env *env, const char *text);

/* Servant: the call ends in `status` instead of a result. */
void ivmc_env_fail(struct ivmc_env *env, enum ivmc_status status);

/*
 * Generated code's side of raising and catching: the value is copied, what it
 * points to is not. `id` is never 0. Caught is NULL for any other exception.
 */
void ivmc_env_raise(struct ivmc_env *env, uint32_t id, const void *value,
                    size_t size);
const void *ivmc_env_caught(const struct ivmc_env *env, uint32_t id);

/* ---- objects ------------------------------------------------------------ */

/* An object that can be called: from the generated M_I_bind. */
struct ivmc_object {
    struct ivmc_channel *channel;
    IVMC_ALIGN8 uint64_t key;
    uint32_t slot;
};

/* The object that a server offers first. */
#define IVMC_ROOT_KEY UINT64_C(0)

/*
 * A reference as it travels in parameters: what an `interface` type is in C.
 * Nil has the identity "". The address is a hint; "" means the connection
 * that the reference came by.
 */
struct ivmc_objref {
    const char *identity; /* repository id: "IDL:M/I:1.0" */
    const char *address;  /* "unix:/path" or "" */
    IVMC_ALIGN8 uint64_t key;
};

/* A region of memory passed by reference (@ivmc::region). */
struct ivmc_region {
    IVMC_ALIGN8 uint64_t size; /* octets */
    uint32_t rights;           /* IVMC_READ | IVMC_WRITE */
    intptr_t handle; /* the platform's word: a file descriptor; -1 = none */
    struct ivmc_item *item; /* the runtime's: where a servant's came from */
};

#define IVMC_READ 1u
#define IVMC_WRITE 2u

/* What a client knows of an interface; generated. */
struct ivmc_interface {
    const char *identity;
    uint16_t major, minor;
    uint32_t op_count;
    uint64_t signature; /* of the chain over all operations */
    const char *label;  /* that the server's side must have; NULL: any */
};

/*
 * Binds `interface` of the object `key`: one call. IVMC_BAD_INTERFACE when
 * the server's idea of it is not compatible, IVMC_BAD_OBJECT when there is no
 * such object of that class. Where the interface wants a label, the channel
 * has to have it as its peer's: else IVMC_REFUSED, and nothing is sent.
 * Results as in any call: env->status.
 */
enum ivmc_status ivmc_bind(struct ivmc_channel *c,
                           const struct ivmc_interface *interface,
                           uint64_t key, struct ivmc_object *object,
                           struct ivmc_env *env);

/* Octets that identity and address may have: longer ones are refused. */
#define IVMC_MAX_IDENTITY 255
#define IVMC_MAX_ADDRESS 255

/*
 * A reference travels as identity (string), key (u64), address (string), nil
 * as "", 0, "". A region travels as size (u64), rights (u32) and an item;
 * without a handle as 0, 0 and no item.
 */
void ivmc_put_objref(struct ivmc_enc *e, const struct ivmc_objref *ref);
void ivmc_get_objref(struct ivmc_dec *d, struct ivmc_objref *ref);
void ivmc_put_region(struct ivmc_enc *e, const struct ivmc_region *region);
void ivmc_get_region(struct ivmc_dec *d, struct ivmc_region *region);

/*
 * Keeps the handle of a region received: it is then the caller's to close. A
 * servant's regions are closed when the request ends unless they were taken;
 * those that a call returns are the client's once the call was IVMC_OK.
 */
intptr_t ivmc_region_take(struct ivmc_region *region);

/* ---- a call ------------------------------------------------------------- */

enum ivmc_call_state {
    IVMC_CALL_IDLE,
    IVMC_CALL_SUBMITTED, /* in flight */
    IVMC_CALL_REPLIED    /* reply taken from the transport, in private memory */
};

/*
 * One call in progress. Stubs keep it on their stack; with --async the user
 * lends it from `begin` to `finish`.
 */
struct ivmc_call {
    struct ivmc_channel *channel;
    struct ivmc_env *env;
    struct ivmc_call *next;       /* in channel->in_flight */
    struct ivmc_enc out;
    struct ivmc_dec in;
    struct ivmc_header header;    /* the request's, then the reply's */
    struct ivmc_room room;
    struct ivmc_deadline deadline;
    struct ivmc_items items;
    enum ivmc_status status;
    uint8_t state; /* enum ivmc_call_state */
    bool oneway;
};

/*
 * Starts a call: resets the environment, asks the transport for room, sets
 * `out` up. A failure is remembered: puts then do nothing, the later steps
 * give it back.
 */
void ivmc_call_begin(struct ivmc_call *call, const struct ivmc_object *object,
                     uint32_t op, struct ivmc_env *env);

/* The operation's own deadline, unless the environment has one. */
void ivmc_call_deadline(struct ivmc_call *call, uint32_t timeout_ms);

/* Sends a one-way request and ends the call. */
enum ivmc_status ivmc_call_send(struct ivmc_call *call);

/* Sends the request; it is then in flight until collected. */
void ivmc_call_submit(struct ivmc_call *call);

/* Waits for the reply. True when there is a result to decode from `in`. */
bool ivmc_call_collect(struct ivmc_call *call);

/* Both at once. */
bool ivmc_call_invoke(struct ivmc_call *call);

/*
 * After a collect that gave false: whether the exception at `index` of the
 * raises list came. Then gives room for its C value, cleared, and sets it in
 * the environment; NULL otherwise.
 */
void *ivmc_call_raised(struct ivmc_call *call, uint32_t index, uint32_t id,
                       size_t size);

/*
 * Ends the call: nothing may be left undecoded; the message goes back to the
 * transport. Sets and returns env->status.
 */
enum ivmc_status ivmc_call_end(struct ivmc_call *call);

/* Gives up a call in flight: its reply will be thrown away when it comes. */
void ivmc_call_cancel(struct ivmc_call *call);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_STUB_H */
