/*
 * Named cases of malicious clients. Each asserts what the server makes of it,
 * a good call afterwards, and that it holds no more than before. A transport
 * takes part with one file that defines hostile_transport: how a server of
 * the probe comes about, a good client of it, and an attacker's end. The
 * cases here know nothing else of it; what only one kind of transport can be
 * told wrong, it adds in cases of its own.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <ivmc/serve.h>

#include "common.h"
#include "evil.h"
#include "probe.h"
#include "servant.h"

struct victim; /* the server attacked; each transport has its own */

struct hostile_transport {
    const char *name;
    bool tells; /* `outcome` is known */

    /*
     * A running server for messages of VICTIM_MESSAGE octets, one at a time.
     * `options` are those of the transport's own cases, else NULL.
     */
    struct victim *(*start)(const void *options);
    void (*stop)(struct victim *v);

    /* A good client's connection; deadlines within two seconds. */
    enum ivmc_status (*client)(struct victim *v, struct ivmc_channel **channel);

    /* The attacker's end of a new connection, greeted. */
    void (*attack)(struct victim *v, struct evil *e);

    /* What its first connection ended with; waits until it has. */
    enum ivmc_status (*outcome)(struct victim *v);

    void (*cases)(Suite *s);
};

/* The transport under attack: each program defines one. */
extern const struct hostile_transport hostile_transport;

/* What becomes of the connection on which the case is played. */
enum outcome {
    CLOSED,    /* a violation: BAD_MESSAGE, the connection ends */
    ANSWERED,  /* refused with a status; the connection goes on */
    UNANSWERED /* nothing comes back, and the connection goes on */
};

/* The victim of this program, and a connection that has bound slot 1. */
struct scene {
    struct victim *victim;
    struct holdings before;
    struct evil evil;
    uint32_t slot;
};

/* Starts the victim; connects to it; both. */
void scene_open(struct scene *s, const void *options);
void scene_connect(struct scene *s);
void scene_begin(struct scene *s, const void *options);

/* An honest request to add 40 and 2, to be spoilt; call id 7. */
void scene_add(struct scene *s, struct frame *f);

/* Sees to the outcome of what was sent, and to all the rest. */
void scene_expect(struct scene *s, enum outcome outcome,
                  enum ivmc_status status, const char *what);

/* A new client makes one good call, well within a second. */
void scene_still_serves(struct scene *s, const char *what);
void scene_close(struct scene *s, const char *what);

TCase *cases_header(void);
TCase *cases_bind(void);
TCase *cases_body(void);
TCase *cases_references(void);

#endif /* HOSTILE_H */
