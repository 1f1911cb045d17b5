#include "peers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- who they are ------------------------------------------------------- */

void ivmc_peer_of_user(struct peer_key *key, int fd)
{
    struct ucred user;
    socklen_t len = sizeof user;

    memset(key, 0, sizeof *key);
    key->family = AF_UNIX;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &user, &len) == 0)
        memcpy(key->who, &user.uid, sizeof user.uid);
}

static struct peer **find(struct peers *all, const struct peer_key *key)
{
    struct peer **p;
    uint32_t hash = 0, i;

    for (i = 0; i < sizeof key->who; i++)
        hash = hash * 31 + key->who[i];
    p = &all->chain[hash % PEER_CHAINS];
    while (*p && memcmp(&(*p)->key, key, sizeof *key) != 0)
        p = &(*p)->next;
    return p;
}

uint32_t ivmc_peer_clients(struct peers *all, const struct peer_key *key)
{
    const struct peer *peer = *find(all, key);

    return peer ? peer->clients : 0;
}

bool ivmc_peer_join(struct peers *all, struct peer_share *share,
                    const struct peer_key *key)
{
    struct peer **p = find(all, key);

    if (!*p) {
        *p = calloc(1, sizeof **p);
        if (!*p)
            return false;
        (*p)->key = *key;
    }
    share->peer = *p;
    share->peer->clients++;
    return true;
}

void ivmc_peer_leave(struct peers *all, struct peer_share *share)
{
    struct peer *peer = share->peer, **p;

    share->peer = NULL;
    peer->memory -= share->memory;
    if (--peer->clients)
        return;
    p = find(all, &peer->key);
    *p = peer->next;
    free(peer);
}

/* ---- memory ------------------------------------------------------------- */

bool ivmc_peer_charge(struct peers *all, struct peer_share *share, size_t size,
                      uint64_t now_ns)
{
    if (size > all->max_memory)
        return false;
    while (size > all->max_memory - all->memory)
        if (!all->take(all->loop, share, share->peer->memory + size))
            return false;
    all->memory += size;
    share->memory += size;
    share->peer->memory += size;
    share->moved_ns = now_ns;
    return true;
}

void ivmc_peer_discharge(struct peers *all, struct peer_share *share,
                         size_t size)
{
    all->memory -= size;
    share->memory -= size;
    if (share->peer)
        share->peer->memory -= size;
}

/* ---- who loses it ------------------------------------------------------- */

static bool may_lose(const struct peer_choice *choice, enum peer_claim claim,
                     const struct peer_share *share)
{
    bool its_own;

    if (claim == PEER_KEEPS || share == choice->asking || share->memory == 0)
        return false;
    its_own = share->peer == choice->asking->peer;
    if (claim == PEER_SHARES)
        return !its_own &&
               share->peer->memory - share->memory >= choice->needed;
    return its_own || share->peer->memory >= choice->needed;
}

static bool loses_before(const struct peer_choice *choice,
                         enum peer_claim claim, const struct peer_share *share)
{
    const struct peer_share *other = choice->share;

    if (!other)
        return true;
    if (share->peer->memory != other->peer->memory)
        return share->peer->memory > other->peer->memory;
    if (claim != choice->claim)
        return claim > choice->claim;
    return share->moved_ns < other->moved_ns;
}

void ivmc_peer_consider(struct peer_choice *choice, enum peer_claim claim,
                        const struct peer_share *share, void *client)
{
    if (!may_lose(choice, claim, share) || !loses_before(choice, claim, share))
        return;
    choice->claim = claim;
    choice->share = share;
    choice->client = client;
}
