/*
 * The other direction: a malicious server, played by a thread over a raw
 * socket, against a client and its stubs.
 */
#ifndef IMPOSTOR_H
#define IMPOSTOR_H

#include <pthread.h>

#include "evil.h"
#include "victim.h"

#define CLIENT_DEADLINE_MS 150u

struct impostor;

/*
 * What it does with the requests that come after hello and bind; `f` is the
 * first one. When it returns, honest replies are given until the client goes.
 */
typedef void impostor_play(struct impostor *i, struct frame *f);

struct impostor {
    int fd;
    pthread_t thread;
    impostor_play *play;
    const void *script; /* of the case */
};

/* A client whose server is the impostor. */
struct dupe {
    struct impostor impostor;
    unsigned descriptors;
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

/* A pair of connected sockets of the kind under test, and what it has. */
void impostor_pair(int fd[2]);
bool impostor_is_packets(void);
bool impostor_has_items(void);

/* The reply to request `f`, with this body. */
void impostor_reply(struct frame *reply, const struct frame *f, uint16_t kind,
                    const void *body, uint32_t len);

/* The honest reply to an add, and to a bind. */
void impostor_sum(struct frame *reply, const struct frame *f);
void impostor_slot(struct frame *reply, const struct frame *f);

TCase *cases_server_hello(void);
TCase *cases_replies(void);
TCase *cases_late(void);

#endif /* IMPOSTOR_H */
