/* A server, and one client of it. */
#ifndef L4_SESSION_H
#define L4_SESSION_H

#include <ivmc/l4_stub.h>

#include "options.h"
#include "pages.h"

#include <l4/re/env.h>

#define SESSIONS_MOST 127u

struct serving;
struct session;

/*
 * What a gate leads to: its address is the gate's label. A session has one
 * door for all, and one for each object that its client has bound.
 */
struct door {
    const struct door *self; /* itself: this is one */
    struct session *session;
    l4_cap_idx_t gate;
    uint32_t slot; /* 0: the session's own */
    uint64_t key;
    /* Where the registers are served as they are; NULL: nowhere. */
    long (*registers)(const struct ivmc_l4_request *rq);
    struct ivmc_l4_request rq;
    const struct ivmc_servant *servant;
    const struct ivmc_skeleton *skeleton; /* it has, and this generation */
    uint32_t generation;
};

struct session {
    struct ivmc_channel base;
    struct pages pages;
    struct serving *serving;
    bool open;
    struct door door;
    struct door bound[IVMC_MAX_BINDINGS];
    uint32_t bound_count;
    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];

    bool heard;        /* since a place was wanted last */
    uint64_t since_ns; /* or silent since then */

    /* The call of the registers that is to be answered. */
    bool called;
    uint64_t call;    /* its number: WORDS_CALL and a count */
    uint32_t caller;  /* number of the reply capability + 1; 0: the next */
    bool holds_pages; /* what is dispatched came by the pages */
    struct ivmc_header held;
    unsigned char *in;  /* IVMC_L4_WORDS_MOST octets */
    unsigned char *out; /* a message made, octets of the largest */

    uint32_t bell;      /* the same, of a client that sleeps: + 1 */
    uint32_t bell_word; /* what it waits for: PAGE_WAITS_... */
    uint32_t bell_seen;
};

/* Of a place; those of all sessions come first in the lent memory. */
#define SESSION_SIZE ((sizeof(struct session) + 15) & ~(size_t)15)

/* An answer that leaves with the next wait, in one entry of the kernel. */
struct answer {
    bool there;
    l4_msgtag_t tag;
    const struct session *from; /* its message lies in `out`; NULL: no words */
    struct ivmc_header header;
    l4_cap_idx_t gate; /* that goes with it; 0: none */
};

struct serving {
    struct ivmc_server *server;
    struct ivmc_l4_options options;
    l4_utcb_t *u;
    l4_cap_idx_t service, thread;
    unsigned char *memory;
    unsigned char *buffers;
    size_t share;  /* octets of them for each session */
    uint32_t slot; /* number of the reply capability of whom is served now */
    const struct door *prepared; /* what `request` has been set up for */
    uintptr_t doors; /* octets from `memory` that one may begin at */
    bool answered;   /* or kept: the slot is not to be used for the next */
    struct answer answer;
    uint64_t slots_used[2];
    struct ivmc_request request;
};

extern const struct ivmc_channel_ops session_ops;

/* The place of session `n`. */
static inline struct session *session_at(const struct serving *v, uint32_t n)
{
    return (struct session *)(void *)(v->memory + n * SESSION_SIZE);
}

/*
 * The door that a label names, or NULL. Labels come from our own gates, but a
 * gate may outlive its session, and who has our thread may say any label: no
 * octet of a client's lies where doors do.
 */
static inline struct door *door_of(const struct serving *v, l4_umword_t label)
{
    struct door *d = (struct door *)(label & ~(l4_umword_t)3);

    if ((uintptr_t)d - (uintptr_t)v->memory >= v->doors || d->self != d)
        return NULL;
    return d;
}

/* A client wants in. The answer is in the registers: its tag. */
l4_msgtag_t session_connect(struct serving *v, l4_msgtag_t tag);

/* It has laid the pages out. */
l4_msgtag_t session_open(struct session *s);

/* A message in the registers: dispatched. False: it broke the rules. */
bool session_request(struct session *s, const struct door *d, l4_msgtag_t tag);

/* The door to an object that was bound; NULL: there can be none. */
struct door *session_bound(struct session *s, uint32_t slot, uint64_t key);

/* An earlier call was given up: its answer goes nowhere. */
void session_forget_caller(struct session *s);

/* Its bell: what is in the pages is served. */
bool session_bell(struct session *s, l4_msgtag_t tag);

void session_close(struct session *s);

/* ---- registers.c ----------------------------------------------------------- */

/*
 * Serves and waits for as long as the messages are such that skeletons take
 * the registers as they are. What comes then, or an error.
 */
l4_msgtag_t registers_serve(struct serving *v, l4_msgtag_t tag,
                            l4_umword_t *label, const volatile bool *stop);

/* ---- reply capabilities, serve.c ------------------------------------------- */

/* How long one wait lasts: `stop` may be set by another thread. */
#define SERVE_SLICE l4_timeout(L4_IPC_TIMEOUT_0, l4_timeout_from_us(100000))

static inline l4_cap_idx_t serve_reply_cap(uint32_t slot)
{
    return (l4re_env()->first_free_reply_cap + slot) << L4_CAP_SHIFT |
           L4_REPLY_CAP_BIT;
}

/* Answers who holds reply capability `slot` at once. */
void serve_reply(struct serving *v, uint32_t slot, l4_msgtag_t tag);

/* The one served now is answered later: gives its slot + 1. */
uint32_t serve_keep(struct serving *v);
void serve_drop(struct serving *v, uint32_t kept);

#endif /* L4_SESSION_H */
