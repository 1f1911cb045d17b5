/*
 * The epoll server. Its clients are state machines: nothing here ever waits
 * for one of them. Each is served a bounded amount of work a round:
 *
 *   hub.c          epoll, listeners, start and stop: what other loops have, too
 *   loop.c         rounds, events, time
 *   loop_accept.c  new connections, and what is done when there are too many
 *   loop_share.c   loops that share their clients, each in its thread
 *   peers.c        who they belong to: what other loops have, too
 *   loop_peer.c    the same of connections that are not local; who has to go
 *   loop_input.c   octets in: hello, requests, requests in pieces
 *   loop_channel.c the channel that dispatch replies through
 *   loop_output.c  replies that a slow client has not read yet
 *   loop_memory.c  what is kept for clients, and who loses it to others
 *   loop_client.c  birth and death of a client, its place
 */
#ifndef SOCKETS_LOOP_H
#define SOCKETS_LOOP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/sockets.h>

#include "hub.h"
#include "items.h"
#include "peers.h"

/* Octets read at once, and the longest message that is never put apart. */
#define LOOP_READ 16384u

/* Octets read at once after a longer one: the next may well be long, too. */
#define LOOP_READ_LITTLE 512u

/* Messages served of one client before others have their turn. */
#define LOOP_MESSAGES_A_ROUND 16

#define LOOP_EVENTS          64
#define LOOP_ACCEPTS_A_ROUND 16

/* Who has to go keeps its place until the end of the round. */
#define LOOP_EVICTIONS_A_ROUND 16u

enum client_state {
    CLIENT_HELLO, /* its first octets are awaited */
    CLIENT_OPEN,
    CLIENT_DEAD /* closed at the end of the round */
};

/* A reply, or the rest of one, that the client has not taken yet. */
struct loop_reply {
    struct loop_reply *next;
    size_t len, sent;
    struct ivmc_items items; /* duplicates; left with the first octet */
    unsigned char octets[];
};

/* Who must make progress by some time, the first due first. */
struct loop_list {
    struct loop_client *first, *last;
    uint64_t after_ns;
};

struct loop_client {
    struct ivmc_channel base;
    struct ivmc_socket_loop *loop;
    int fd;
    uint32_t place; /* in loop->clients */
    enum client_state state;
    struct peer_share share; /* of all its buffers */
    bool called;             /* at least once */
    uint64_t heard_ns;       /* of the last message, or the beginning */
    bool packets, items;
    uint32_t max_message; /* its listener's, until the hello */
    uint32_t armed;       /* events that epoll reports */

    /* Input: at most one of a rest, a message and a skip. */
    unsigned char *rest; /* octets not used yet, LOOP_READ at most */
    uint32_t rest_len, rest_cap;
    bool more;              /* `rest` may hold a whole message */
    unsigned char *message; /* a large one, collected in its place */
    uint32_t message_len, message_got;
    uint32_t skip;                /* octets to come of a message refused */
    uint32_t ahead;               /* octets to read next, those kept included */
    struct items_waiting waiting; /* of a message not complete yet */

    /* The message being collected, refused or dispatched. */
    struct ivmc_header header;
    bool held;           /* dispatched */
    unsigned char *body; /* 8-aligned or not */
    struct ivmc_items held_items;
    bool lost_items; /* it had some that we could not receive */

    struct loop_reply *replies, *last_reply;
    size_t reply_memory;

    /* In the list of those who must make progress, if any. */
    struct loop_list *watch;
    struct loop_client *watch_prev, *watch_next;
    uint64_t watch_since;

    struct loop_client *ready_next; /* of those with `more` */
    bool ready;
    struct loop_client *dead_next;

    struct ivmc_binding bindings[IVMC_MAX_BINDINGS];
};

/* A place keeps its generation, so that an id never means two clients. */
struct loop_place {
    struct loop_client *client;
    uint32_t generation;
    uint32_t next_free;
};

struct ivmc_socket_loop {
    struct ivmc_server *server;
    struct ivmc_socket_options options;
    struct hub hub;
    int spare;
    uint32_t unsent; /* clients with replies kept */
    uint64_t now_ns; /* of this round */

    struct loop_place *places;
    uint32_t first_free, place_count, place_cap;
    struct peers peers;
    uint32_t alive;       /* clients that are not dead */
    uint32_t evicted_now; /* in this round */

    struct loop_list hello, busy;
    struct loop_client *ready_first, *ready_last;
    struct loop_client *dead;

    /* Of those that share clients: the next in a ring, itself when alone. */
    struct ivmc_socket_loop *joined;
    int mail[2]; /* a pipe: connections that others accepted for it; or -1 */
    _Atomic uint32_t load; /* connections it has, and those in `mail` */

    unsigned char *in;   /* what the client served now has sent */
    unsigned char *room; /* of the reply begun */
    uint32_t in_cap, room_cap;
    struct ivmc_request request;
    struct ivmc_socket_stats stats;
};

/* loop.c */

/* Buffers for the messages of a listener; false: no memory. */
bool ivmc_loop_fit(struct ivmc_socket_loop *loop,
                   const struct ivmc_listener *l);

/* loop_client.c */

/* A client on `fd`, which is closed if this fails. NULL: no place or memory. */
struct loop_client *ivmc_client_open(struct ivmc_socket_loop *loop, int fd,
                                     const struct ivmc_listener *l,
                                     const struct peer_key *peer);

/* It is of no use any more; closed when the round ends. */
void ivmc_client_kill(struct loop_client *client);
void ivmc_loop_bury(struct ivmc_socket_loop *loop);

/* Frees all that is kept for it. */
void ivmc_client_empty(struct loop_client *client);

/* (Re)starts the time that a client has to go on; `list` NULL: none. */
void ivmc_client_watch(struct loop_client *client, struct loop_list *list);

/* Has `client` served once more without waiting. */
void ivmc_client_make_ready(struct loop_client *client);

/* Tells epoll what is of interest: room to write, or octets to read. */
void ivmc_client_arm(struct loop_client *client);

/* Unique among all clients that the loop ever had. */
uint64_t ivmc_client_id(const struct loop_client *client);

struct ivmc_channel *ivmc_loop_find_channel(void *loop, uint64_t id);

/* loop_memory.c */

/*
 * Memory that counts, and that others may lose for it (peers.h). NULL when
 * nobody has to, and when the system has none.
 */
void *ivmc_client_alloc(struct loop_client *client, size_t size);
void ivmc_client_free(struct loop_client *client, void *memory, size_t size);

/* Of struct peers: messages in half and replies that are not read go. */
bool ivmc_loop_take_memory(void *loop, const struct peer_share *asking,
                           uint64_t share);

/* loop_share.c */

/* Of those that share clients the one with fewest: `loop` before others. */
struct ivmc_socket_loop *ivmc_loop_idlest(struct ivmc_socket_loop *loop);

/* Hands a new connection to another loop; false: its mail is full. */
bool ivmc_loop_hand(struct ivmc_socket_loop *to, struct ivmc_listener *l,
                    int fd);

/* A connection that was accepted by `l`, and is the loop's now. */
typedef void loop_take(struct ivmc_socket_loop *loop, struct ivmc_listener *l,
                       int fd);

/* Takes some of what was handed over; false when there was nothing. */
bool ivmc_loop_read_mail(struct ivmc_socket_loop *loop, loop_take *take);

/* Shares no more; connections that are on their way are closed. */
void ivmc_loop_leave(struct ivmc_socket_loop *loop);

/* loop_peer.c */

/* Of any socket. */
void ivmc_peer_identify(struct peer_key *key, int fd);

/*
 * Ends the connection that has the least claim to its place, so that the
 * newcomer can have it; false when all have a better one than the newcomer.
 */
bool ivmc_loop_make_room(struct ivmc_socket_loop *loop,
                         const struct peer_key *newcomer);

/* loop_accept.c: `loop` is a struct ivmc_socket_loop */
void ivmc_loop_accept(void *loop, struct ivmc_listener *l, int fd);
bool ivmc_loop_accept_full(void *loop, struct ivmc_listener *l);

/* Takes in what other loops accepted for this one. */
void ivmc_loop_take_over(struct ivmc_socket_loop *loop);

/* The descriptor kept for when there is none; false when it cannot be had. */
bool ivmc_loop_have_spare(struct ivmc_socket_loop *loop);

/* loop_input.c */
void ivmc_client_input(struct loop_client *client);

/* Gives up a large message that has come in half; the client is told so. */
void ivmc_client_refuse_large(struct loop_client *client);

/* After any work on a client: what time it has, and whether it goes on. */
void ivmc_client_settle(struct loop_client *client);

/* loop_channel.c */
void ivmc_client_channel_init(struct loop_client *client, uint32_t max_message,
                              uint32_t epoch);

/* loop_output.c */

/*
 * Sends `iov` as far as the client takes it, and keeps the rest. IVMC_OK,
 * IVMC_PEER_GONE, or IVMC_LIMIT when too much is kept already.
 */
enum ivmc_status ivmc_client_send(struct loop_client *client, struct iovec *iov,
                                  uint32_t count,
                                  const struct ivmc_items *items);

/* What was kept, as far as the client takes it now. */
void ivmc_client_output(struct loop_client *client);
void ivmc_client_drop_replies(struct loop_client *client);

#endif /* SOCKETS_LOOP_H */
