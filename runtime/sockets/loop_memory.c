/*
 * Memory that clients make the loop keep, and who loses it when there is no
 * more: messages that have come in half, and replies that are not read.
 */
#include <stdlib.h>

#include "loop.h"

/* What can be taken from it. Who is held has come in whole, and is served. */
static enum peer_claim claim_of(const struct loop_client *client)
{
    if (client->state == CLIENT_DEAD || client->held)
        return PEER_KEEPS;
    return client->replies ? PEER_LOSES : PEER_LOSES_FIRST;
}

/* A large message is refused, and all else ends the connection. */
static void take_from(struct loop_client *client)
{
    if (client->message) {
        ivmc_client_refuse_large(client);
        return;
    }
    ivmc_client_kill(client);
    ivmc_client_empty(client);
    client->loop->stats.evicted++;
}

bool ivmc_loop_take_memory(void *context, const struct peer_share *asking,
                           uint64_t share)
{
    struct peer_choice choice = {.asking = asking, .needed = share};
    const struct ivmc_socket_loop *loop = context;
    struct loop_client *client;
    uint32_t i;

    for (i = 0; i < loop->place_count; i++) {
        client = loop->places[i].client;
        if (client)
            ivmc_peer_consider(&choice, claim_of(client), &client->share,
                               client);
    }
    if (choice.client)
        take_from(choice.client);
    return choice.client;
}

void *ivmc_client_alloc(struct loop_client *client, size_t size)
{
    struct ivmc_socket_loop *loop = client->loop;
    void *memory = malloc(size);

    if (memory &&
        ivmc_peer_charge(&loop->peers, &client->share, size, loop->now_ns))
        return memory;
    free(memory);
    return NULL;
}

void ivmc_client_free(struct loop_client *client, void *memory, size_t size)
{
    if (!memory)
        return;
    free(memory);
    ivmc_peer_discharge(&client->loop->peers, &client->share, size);
}
