/*
 * Whom the clients of a loop belong to, and the memory that the loop keeps for
 * them: that of all clients of one peer counts together. When there is no more
 * of it, who asks takes it from the peer that has most, and never from one
 * that has less than its own.
 */
#ifndef SOCKETS_PEERS_H
#define SOCKETS_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PEER_CHAINS 64

/* A user of this machine, or another machine. */
struct peer_key {
    uint16_t family;
    unsigned char who[8]; /* uid, address or its prefix, cid */
};

struct peer {
    struct peer *next; /* of the same chain */
    struct peer_key key;
    uint32_t clients; /* alive */
    uint64_t memory;  /* octets kept for all of them */
};

/* What is kept for one client. */
struct peer_share {
    struct peer *peer; /* until the client is dead */
    uint64_t memory;
    uint64_t moved_ns; /* when what it is for last went on */
};

/*
 * Takes memory from whoever has the least claim to it, for one whose peer then
 * has `share` octets. False when there is nobody.
 */
typedef bool peer_take(void *loop, const struct peer_share *asking,
                       uint64_t share);

struct peers {
    uint64_t memory, max_memory; /* octets, of all */
    peer_take *take;
    void *loop;
    struct peer *chain[PEER_CHAINS];
};

/* Of a Unix socket; 0 when the system does not say. */
void ivmc_peer_of_user(struct peer_key *key, int fd);

/* Connections that it has now. */
uint32_t ivmc_peer_clients(struct peers *all, const struct peer_key *key);

/* Counts a client, and counts it no more. False when there is no memory. */
bool ivmc_peer_join(struct peers *all, struct peer_share *share,
                    const struct peer_key *key);
void ivmc_peer_leave(struct peers *all, struct peer_share *share);

/* Counts `size` octets, which others may lose; false: it cannot have them. */
bool ivmc_peer_charge(struct peers *all, struct peer_share *share, size_t size,
                      uint64_t now_ns);
void ivmc_peer_discharge(struct peers *all, struct peer_share *share,
                         size_t size);

/* ---- who loses it ------------------------------------------------------- */

/* What a client can lose of what it has, from last to first. */
enum peer_claim {
    PEER_KEEPS,
    PEER_SHARES, /* in use: to peers that stay below its own without it */
    PEER_LOSES,
    PEER_LOSES_FIRST /* what has come in half */
};

struct peer_choice {
    const struct peer_share *asking;
    uint64_t needed; /* what its peer then has */
    enum peer_claim claim;
    const struct peer_share *share; /* NULL: nobody yet */
    void *client;                   /* whose share it is */
};

/*
 * Considers another client. Who has more takes nothing from who has less;
 * among its own clients a peer sees for itself. Of two the one goes whose peer
 * has more, then who has the lesser claim, then who stood still longer.
 */
void ivmc_peer_consider(struct peer_choice *choice, enum peer_claim claim,
                        const struct peer_share *share, void *client);

#endif /* SOCKETS_PEERS_H */
