/* A server, and one client of it. */
#ifndef L4_SESSION_H
#define L4_SESSION_H

#include "options.h"
#include "pages.h"

#define SESSIONS_MOST 127u

struct serving;

/* Its address is the label of its gate. */
struct session {
    struct ivmc_channel base;
    struct pages pages;
    struct serving *serving;
    bool open;
    l4_cap_idx_t gate;
    uint64_t heard_ns; /* last */
    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];

    /* The call of the registers that is to be answered. */
    bool called;
    uint64_t call;    /* its number: WORDS_CALL and a count */
    uint32_t caller;  /* number of the reply capability + 1; 0: the next */
    bool holds_pages; /* what is dispatched came by the pages */
    struct ivmc_header held;
    unsigned char in[IVMC_L4_WORDS_MOST];
    unsigned char *out; /* a message made, octets of the largest */

    uint32_t bell;      /* the same, of a client that sleeps: + 1 */
    uint32_t bell_word; /* what it waits for: PAGE_WAITS_... */
    uint32_t bell_seen;
};

/* An answer that leaves with the next wait, in one entry of the kernel. */
struct answer {
    bool there;
    l4_msgtag_t tag;
    const struct session *from; /* its message lies in `out`; NULL: no words */
    struct ivmc_header header;
};

struct serving {
    struct ivmc_server *server;
    struct ivmc_l4_options options;
    l4_utcb_t *u;
    l4_cap_idx_t service, thread;
    unsigned char *memory;
    size_t share;  /* octets of it for each session */
    uint32_t slot; /* number of the reply capability of whom is served now */
    bool answered; /* or kept: the slot is not to be used for the next */
    struct answer answer;
    uint64_t slots_used[2];
    struct ivmc_request request;
};

extern const struct ivmc_channel_ops session_ops;

/* The place of session `n`. */
struct session *session_at(const struct serving *v, uint32_t n);

/* The one that a label names, or NULL. */
struct session *session_of(const struct serving *v, l4_umword_t label);

/* A client wants in. The answer is in the registers: its tag. */
l4_msgtag_t session_connect(struct serving *v, l4_msgtag_t tag);

/* It has laid the pages out. */
l4_msgtag_t session_open(struct session *s);

/* A message in the registers: dispatched. False: it broke the rules. */
bool session_request(struct session *s, l4_msgtag_t tag);

/* Its bell: what is in the pages is served. */
bool session_bell(struct session *s, l4_msgtag_t tag);

void session_close(struct session *s);

/* ---- reply capabilities, serve.c ------------------------------------------- */

/* Answers who holds reply capability `slot` at once. */
void serve_reply(struct serving *v, uint32_t slot, l4_msgtag_t tag);

/* The one served now is answered later: gives its slot + 1. */
uint32_t serve_keep(struct serving *v);
void serve_drop(struct serving *v, uint32_t kept);

#endif /* L4_SESSION_H */
