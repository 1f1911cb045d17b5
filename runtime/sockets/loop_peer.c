#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
/* After sys/socket.h, which older ones need. */
#include <linux/vm_sockets.h>

#include "hello.h"
#include "loop.h"

/* ---- who they are ------------------------------------------------------- */

/* The part of an address that its owner cannot choose at will. */
static void key_of_address(struct peer_key *key,
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

void ivmc_peer_identify(struct peer_key *key, int fd)
{
    struct sockaddr_storage from;
    socklen_t len = sizeof from;

    memset(key, 0, sizeof *key);
    memset(&from, 0, sizeof from);
    /* Those whom the system does not name are one and the same. */
    if (getpeername(fd, (struct sockaddr *)&from, &len) < 0)
        return;
    key->family = from.ss_family;
    if (from.ss_family == AF_UNIX)
        ivmc_peer_of_user(key, fd);
    else
        key_of_address(key, &from);
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
    if (client->state == CLIENT_DEAD || client->share.peer->clients < clients)
        return CLAIM_GOOD;
    if (client->state == CLIENT_HELLO)
        return CLAIM_NONE;
    if (!client->called)
        return CLAIM_GREETED;
    return client->share.peer->clients > clients + 1 ? CLAIM_CALLED
                                                     : CLAIM_GOOD;
}

/* Of two with the same claim. */
static bool goes_before(const struct loop_client *a,
                        const struct loop_client *b)
{
    if (a->share.peer->clients != b->share.peer->clients)
        return a->share.peer->clients > b->share.peer->clients;
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
                         const struct peer_key *newcomer)
{
    unsigned char ours[IVMC_HELLO_SIZE];
    struct loop_client *client;

    if (loop->evicted_now == LOOP_EVICTIONS_A_ROUND)
        return false;
    client = choose(loop, ivmc_peer_clients(&loop->peers, newcomer));
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
