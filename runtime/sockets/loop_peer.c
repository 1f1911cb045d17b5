#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
/* After sys/socket.h, which older ones need. */
#include <linux/vm_sockets.h>

#include "hello.h"
#include "loop.h"

/* ---- who they are ------------------------------------------------------- */

/* The part of an address that its owner cannot choose at will. */
static void key_of_address(struct loop_peer_key *key,
                           const struct sockaddr_storage *from)
{
    struct sockaddr_in6 in6;
    struct sockaddr_in in;
    struct sockaddr_vm vm;

    switch (from->ss_family) {
    case AF_INET:
        memcpy(&in, from, sizeof in);
        memcpy(key->who, &in.sin_addr, 4);
        break;
    case AF_INET6:
        memcpy(&in6, from, sizeof in6);
        memcpy(key->who, &in6.sin6_addr, 8); /* a host has 2^64 of them */
        break;
    case AF_VSOCK:
        memcpy(&vm, from, sizeof vm);
        memcpy(key->who, &vm.svm_cid, 4);
        break;
    default:
        break;
    }
}

void ivmc_peer_identify(struct loop_peer_key *key, int fd)
{
    struct sockaddr_storage from;
    socklen_t len = sizeof from;
    struct ucred user;

    memset(key, 0, sizeof *key);
    memset(&from, 0, sizeof from);
    /* Those whom the system does not name are one and the same. */
    if (getpeername(fd, (struct sockaddr *)&from, &len) < 0)
        return;
    key->family = from.ss_family;
    if (from.ss_family != AF_UNIX) {
        key_of_address(key, &from);
        return;
    }
    len = sizeof user;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &user, &len) == 0)
        memcpy(key->who, &user.uid, sizeof user.uid);
}

static struct loop_peer **find(struct ivmc_socket_loop *loop,
                               const struct loop_peer_key *key)
{
    struct loop_peer **p;
    uint32_t hash = 0, i;

    for (i = 0; i < sizeof key->who; i++)
        hash = hash * 31 + key->who[i];
    p = &loop->peers[hash % LOOP_PEER_CHAINS];
    while (*p && memcmp(&(*p)->key, key, sizeof *key) != 0)
        p = &(*p)->next;
    return p;
}

uint32_t ivmc_peer_clients(struct ivmc_socket_loop *loop,
                           const struct loop_peer_key *key)
{
    const struct loop_peer *peer = *find(loop, key);

    return peer ? peer->clients : 0;
}

bool ivmc_peer_join(struct loop_client *client, const struct loop_peer_key *key)
{
    struct loop_peer **p = find(client->loop, key);

    if (!*p) {
        *p = calloc(1, sizeof **p);
        if (!*p)
            return false;
        (*p)->key = *key;
    }
    client->peer = *p;
    client->peer->clients++;
    client->loop->alive++;
    return true;
}

void ivmc_peer_leave(struct loop_client *client)
{
    struct loop_peer *peer = client->peer, **p;

    client->peer = NULL;
    peer->memory -= client->memory;
    client->loop->alive--;
    if (--peer->clients)
        return;
    p = find(client->loop, &peer->key);
    *p = peer->next;
    free(peer);
}

/* ---- who has to go ------------------------------------------------------ */

/* From those who stay to those who go first. */
enum claim {
    CLAIM_GOOD,
    CLAIM_CALLED, /* of a peer that has more than its share */
    CLAIM_GREETED,
    CLAIM_NONE /* not even a hello */
};

/*
 * What holds against a newcomer whose peer has `clients` already. Who has
 * more takes nothing from who has less.
 */
static enum claim claim_of(const struct loop_client *client, uint32_t clients)
{
    if (client->state == CLIENT_DEAD || client->peer->clients < clients)
        return CLAIM_GOOD;
    if (client->state == CLIENT_HELLO)
        return CLAIM_NONE;
    if (!client->called)
        return CLAIM_GREETED;
    return client->peer->clients > clients + 1 ? CLAIM_CALLED : CLAIM_GOOD;
}

/* Of two with the same claim. */
static bool goes_before(const struct loop_client *a,
                        const struct loop_client *b)
{
    if (a->peer->clients != b->peer->clients)
        return a->peer->clients > b->peer->clients;
    return a->heard_ns < b->heard_ns;
}

static struct loop_client *choose(const struct ivmc_socket_loop *loop,
                                  uint32_t clients)
{
    struct loop_client *chosen = NULL;
    enum claim least = CLAIM_GOOD;
    uint32_t i;

    for (i = 0; i < loop->place_count; i++) {
        struct loop_client *client = loop->places[i].client;
        enum claim claim = client ? claim_of(client, clients) : CLAIM_GOOD;

        if (claim == CLAIM_GOOD || claim < least ||
            (claim == least && !goes_before(client, chosen)))
            continue;
        chosen = client;
        least = claim;
    }
    return chosen;
}

bool ivmc_loop_make_room(struct ivmc_socket_loop *loop,
                         const struct loop_peer_key *newcomer)
{
    unsigned char ours[IVMC_HELLO_SIZE];
    struct loop_client *client;

    if (loop->evicted_now == LOOP_EVICTIONS_A_ROUND)
        return false;
    client = choose(loop, ivmc_peer_clients(loop, newcomer));
    if (!client)
        return false;
    if (client->state == CLIENT_HELLO) {
        ivmc_hello_refuse(ours, IVMC_REFUSED);
        (void)!send(client->fd, ours, sizeof ours, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    ivmc_client_kill(client);
    loop->stats.evicted++;
    loop->evicted_now++;
    return true;
}
