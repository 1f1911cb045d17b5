/* The loop of a server of many, and one of its clients. */
#ifndef HOST_HOST_LOOP_H
#define HOST_HOST_LOOP_H

#include "host.h"
#include "hub.h"
#include "peers.h"

/* Messages of one client before others have their turn. */
#define LOOP_MESSAGES_A_ROUND 16

/* Clients closed for others in a round: their places are free at its end. */
#define LOOP_EVICTIONS_A_ROUND 16u

/* Doorbells for nothing in a row, then a client's are not heard for a while. */
#define LOOP_SPURIOUS_RINGS 64
#define LOOP_MUTE_NS        UINT64_C(10000000)

enum host_state {
    HOST_HELLO, /* its packet is awaited */
    HOST_OPEN,
    HOST_DEAD /* closed at the end of the round */
};

struct host_client;

/* What epoll reports: the doorbell of a client, or its socket. */
struct host_source {
    struct host_client *client;
    bool bell;
};

struct host_client {
    /* First what is looked at in each round. */
    struct ivmc_page_loop *loop;
    struct host_client *hot_next;
    enum host_state state;
    bool hot;            /* looked at without being rung for */
    bool served;         /* just now: it is in use */
    bool waking, listed; /* was rung for; is in turns.list */
    bool late;           /* must make progress since `since_ns` */
    bool muted;          /* its doorbell is not heard */
    uint32_t progress;   /* what it had taken and sent since then */
    uint32_t turns;      /* in the cycle of its last turn */
    uint64_t turn;       /* that cycle */
    uint64_t since_ns;
    struct peer_share share;
    uint32_t spurious; /* doorbells for nothing in a row */
    int rung;          /* the eventfd of its doorbell */
    int handed_out;    /* its own end, until it has used it; -1: none */
    uint32_t place;    /* in loop->places */
    struct host_client *next_waking;
    uint64_t rung_in;       /* cycle in which it was rung for */
    uint64_t distrusted_ns; /* until then its sleep is not believed */
    uint64_t muted_ns;
    struct host_client *dead_next;
    const struct ivmc_page_options *options; /* its listener's */
    struct host_source socket, bell;
    struct host_port port;
};

struct host_turns {
    uint64_t cycle;
    uint32_t waking, few;
    struct host_client
        *list;         /* those who are waking, and some that are awake */
    uint64_t since_ns; /* nobody else is due since then; 0: somebody is */
};

struct ivmc_page_loop {
    /* First what is looked at in each round. */
    struct host_client *hot, *hot_last; /* looked at each round */
    struct host_client *dead;
    uint64_t now_ns, polled_ns, looked_ns;
    uint32_t rounds;
    uint32_t spin_ns;
    uint32_t muted, late;        /* clients that are */
    struct host_client **places; /* NULL: free */
    uint32_t place_count, place_cap;
    uint32_t serial;      /* of the client that came last */
    uint32_t evicted_now; /* in this round */
    unsigned char *spill; /* of the reply begun */
    struct ivmc_server *server;
    struct host_turns turns;
    struct ivmc_page_stats stats;
    struct ivmc_page_options options;
    struct hub hub;
    struct peers peers; /* who they are, and what they make us keep */
    struct ivmc_request request;
};

static inline struct host_client *host_client_of(struct page_port *port)
{
    unsigned char *at = (unsigned char *)port;

    return (struct host_client *)(void *)(at -
                                          offsetof(struct host_client, port));
}

/* host_memory.c */
extern const struct page_port_ops host_loop_ops;

/* Of struct peers. */
bool host_loop_take_memory(void *loop, const struct peer_share *asking,
                           uint64_t share);

/* host_client.c */

bool host_loop_has_place(const struct ivmc_page_loop *loop);

/* The client at place *i, or the next one; *i is then beyond. NULL: no more. */
struct host_client *host_loop_next(const struct ivmc_page_loop *loop,
                                   uint32_t *i);

/*
 * A client on `fd`, which is closed if this fails: NULL. `options` stay where
 * they are.
 */
struct host_client *host_client_open(struct ivmc_page_loop *loop, int fd,
                                     const struct ivmc_page_options *options);

/*
 * All places are taken, or all descriptors: the oldest client that has never
 * called makes room, at the end of the round. False when there is none.
 */
bool host_client_evict(struct ivmc_page_loop *loop);

/*
 * Of no use any more: all that it has is given back. host_clients_bury does
 * the rest at the end of the round.
 */
void host_client_kill(struct host_client *c);
void host_clients_bury(struct ivmc_page_loop *loop);

/* epoll has something for it. */
void host_client_event(const struct host_source *source, uint32_t events);

/* Serves what is there, a bounded amount. */
void host_client_serve(struct host_client *c);

/* Is looked at from now on, until the loop sleeps. */
void host_client_heat(struct host_client *c);

/*
 * Has the doorbell rung for what comes from now on. The caller then fences,
 * and looks once more with host_client_pending.
 */
void host_client_arm(struct host_client *c);
void host_client_disarm(struct host_client *c);
bool host_client_pending(struct host_client *c);

/* Time passes: ends who was given up, hears again who was muted. */
void host_client_tick(struct host_client *c);

/* host_turns.c */
void host_turns_init(struct host_turns *t);

/* It is served now; it was rung for; it goes. */
void host_turn_take(struct host_client *c);
void host_turn_rung(struct host_client *c);
void host_turn_leave(struct host_client *c);

/* Whether it may be served, though others are not awake yet. */
bool host_turn_is_due(struct host_client *c);

/* Nobody who has something is due: lets those run who are. */
void host_turns_wait(struct ivmc_page_loop *loop);

struct ivmc_channel *host_loop_find(void *loop, uint64_t id);

#endif /* HOST_HOST_LOOP_H */
