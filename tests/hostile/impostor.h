/*
 * The other direction: a malicious server, played by a thread over the bare
 * transport, against a client and its stubs. A transport takes part with one
 * file that defines impostor_transport.
 */
#ifndef IMPOSTOR_H
#define IMPOSTOR_H

#include <pthread.h>

#include <ivmc/stub.h>

#include "common.h"
#include "evil.h"
#include "probe.h"

#define CLIENT_DEADLINE_MS 150u

struct impostor_transport {
    const char *name;

    /*
     * A client's channel for messages of VICTIM_MESSAGE octets, and the
     * server's end of it, greeted. Fails the test if it cannot.
     */
    void (*open)(struct evil *e, struct ivmc_channel **channel);

    /* What only this transport can be told wrong. */
    void (*cases)(Suite *s);
};

/* The transport under attack: each program defines one. */
extern const struct impostor_transport impostor_transport;

struct impostor;

/*
 * What it does with the requests that come after hello and bind; `f` is the
 * first one. When it returns, honest replies are given until the client goes.
 */
typedef void impostor_play(struct impostor *i, struct frame *f);

struct impostor {
    struct evil evil;
    pthread_t thread;
    impostor_play *play;
    const void *script; /* of the case */
};

/* A client whose server is the impostor. */
struct dupe {
    struct impostor impostor;
    struct holdings before;
    struct ivmc_channel *channel;
    struct ivmc_object peer;
    struct ivmc_env env;
    _Alignas(8) unsigned char memory[2 * VICTIM_MESSAGE];
};

/* Connected and bound; the next request is played with. */
void dupe_open(struct dupe *d, impostor_play *play, const void *script);

/* After the call that was played with: another one ends like this. */
void dupe_next_call(struct dupe *d, enum ivmc_status status, const char *what);
void dupe_close(struct dupe *d, const char *what);

/* Since `since` it was about CLIENT_DEADLINE_MS. */
void impostor_took_a_deadline(uint64_t since, const char *what);

/* The reply to request `f`, with this body. */
void impostor_reply(struct frame *reply, const struct frame *f, uint16_t kind,
                    const void *body, uint32_t len);

/* The honest reply to an add, and to a bind. */
void impostor_sum(struct frame *reply, const struct frame *f);
void impostor_slot(struct frame *reply, const struct frame *f);

TCase *cases_replies(void);
TCase *cases_reply_references(void);
TCase *cases_late(void);
TCase *cases_callbacks(void);

#endif /* IMPOSTOR_H */
