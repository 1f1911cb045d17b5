/* The loop of a server of many, and one of its clients. */
#ifndef LINUX_LINUX_LOOP_H
#define LINUX_LINUX_LOOP_H

#include "linux.h"

/* Messages of one client before others have their turn. */
#define LOOP_MESSAGES_A_ROUND 16

/* Events for nothing in a row, then a client's are not heard for a while. */
#define LOOP_SPURIOUS_EVENTS 64
#define LOOP_MUTE_NS         UINT64_C(10000000)

/* So often it is looked whether the domains of clients are still there. */
#define LOOP_DOMAINS_MS 1000
#define LOOP_DOMAINS_NS UINT64_C(1000000000)

/* Clients closed for others in a round: their places are free at its end. */
#define LOOP_EVICTIONS_A_ROUND 16u

enum client_state {
    CLIENT_ASKED, /* pages were granted to it; its hello is awaited */
    CLIENT_OPEN,
    CLIENT_DEAD /* closed at the end of the round */
};

struct linux_client {
    struct linux_port port;
    struct ivmc_xen_loop *loop;
    struct ivmc_xen_options options; /* its listener's */
    enum client_state state;
    char request[XEN_PATH_MAX]; /* asked: at its listener */
    struct ivmc_xen_listener *listener;
    bool called;       /* something was dispatched */
    uint32_t spurious; /* events for nothing in a row */
    bool muted;
    uint64_t muted_ns;
    bool late;         /* must make progress since `since_ns` */
    uint32_t progress; /* what it had taken and sent then */
    uint64_t since_ns;
    uint64_t domain_ns; /* when its domain was looked for */
    bool hot;           /* looked at without an event */
    struct linux_client *hot_next;
    struct linux_client *dead_next;
    struct linux_client *prev, *next; /* of all; the newest comes first */
};

struct ivmc_xen_loop {
    struct ivmc_server *server;
    struct ivmc_xen_options options;
    struct linux_handles handles; /* of all clients */
    int wake;
    struct ivmc_xen_listener *listeners;
    struct pollfd *fds; /* events, wake, then the listeners */
    uint32_t listener_count;
    atomic_bool stopping; /* no more requests are taken */
    uint64_t now_ns, looked_ns;
    uint32_t rounds;
    struct page_hope hope;
    uint32_t muted, late; /* clients that are */
    uint32_t evicted_now; /* in this round */
    uint32_t serial;      /* of the client that came last */

    struct linux_client **by_port;
    uint32_t port_cap;
    struct linux_client *clients;        /* all */
    struct linux_client *hot, *hot_last; /* looked at each round */
    struct linux_client *dead;

    unsigned char *spill; /* of the reply begun */
    uint64_t memory;
    struct ivmc_request request;
    struct ivmc_xen_stats stats;
};

/* Takes a client in by what it offers, or wants to be offered. */
enum ivmc_status linux_client_take(struct ivmc_xen_loop *loop,
                                   const struct ivmc_xen_triple *triple,
                                   const struct ivmc_xen_options *options);
enum ivmc_status linux_client_ask(struct ivmc_xen_loop *loop,
                                  struct ivmc_xen_listener *l,
                                  const struct linux_taken *t);

/* Pages and a place for a client that will be told of them somehow. */
enum ivmc_status linux_client_hand_out(struct ivmc_xen_loop *loop,
                                       uint16_t domid,
                                       struct linux_client **client);

/* Of no use any more: closed by linux_clients_bury at the end of the round. */
void linux_client_kill(struct linux_client *c);
void linux_clients_bury(struct ivmc_xen_loop *loop);

/* An event came. True when others are to be let through: else it is muted. */
bool linux_client_event(struct linux_client *c);

/* Serves what is there, a bounded amount. */
void linux_client_serve(struct linux_client *c);

/* Is looked at from now on, until the loop sleeps. */
void linux_client_heat(struct linux_client *c);

/*
 * Has events sent for what comes from now on. The caller then fences, and
 * looks once more with linux_client_pending.
 */
void linux_client_arm(struct linux_client *c);
void linux_client_disarm(struct linux_client *c);
bool linux_client_pending(struct linux_client *c);

/* Time passes: ends who was given up, hears again who was muted. */
void linux_client_tick(struct linux_client *c);

struct ivmc_channel *linux_loop_find(void *loop, uint64_t id);

#endif /* LINUX_LINUX_LOOP_H */
