/*
 * Memory that clients make the loop keep, and who loses it when there is no
 * more: messages that have come in half, and replies that are not read.
 */
#include <stdlib.h>

#include "loop.h"

/* ---- who has to give up ------------------------------------------------- */

/*
 * Whether `client` holds something that can be taken from it for one whose
 * peer then has `share` octets. Who has more takes nothing from who has less;
 * among its own clients a peer sees for itself.
 */
static bool may_lose(const struct loop_client *client,
                     const struct loop_client *asking, uint64_t share)
{
    /* Who is held has come in whole, and is being served. */
    if (client == asking || client->state == CLIENT_DEAD || client->held ||
        !client->memory)
        return false;
    return client->peer == asking->peer || client->peer->memory >= share;
}

static bool loses_before(const struct loop_client *a,
                         const struct loop_client *b)
{
    if (a->peer->memory != b->peer->memory)
        return a->peer->memory > b->peer->memory;
    if (!a->replies != !b->replies)
        return !a->replies; /* what came in half goes first */
    return a->moved_ns < b->moved_ns;
}

static struct loop_client *choose(const struct loop_client *asking,
                                  uint64_t share)
{
    const struct ivmc_socket_loop *loop = asking->loop;
    struct loop_client *chosen = NULL;
    uint32_t i;

    for (i = 0; i < loop->place_count; i++) {
        struct loop_client *client = loop->places[i].client;

        if (client && may_lose(client, asking, share) &&
            (!chosen || loses_before(client, chosen)))
            chosen = client;
    }
    return chosen;
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

/* ---- memory ------------------------------------------------------------- */

static bool fits(const struct ivmc_socket_loop *loop, size_t size)
{
    return size <= loop->options.max_memory - loop->stats.memory;
}

void *ivmc_client_alloc(struct loop_client *client, size_t size)
{
    struct ivmc_socket_loop *loop = client->loop;
    void *memory;

    if (size > loop->options.max_memory)
        return NULL;
    while (!fits(loop, size)) {
        struct loop_client *other = choose(client, client->peer->memory + size);

        if (!other)
            return NULL;
        take_from(other);
    }
    memory = malloc(size);
    if (!memory)
        return NULL;
    loop->stats.memory += size;
    client->memory += size;
    client->peer->memory += size;
    client->moved_ns = loop->now_ns;
    return memory;
}

void ivmc_client_free(struct loop_client *client, void *memory, size_t size)
{
    if (!memory)
        return;
    free(memory);
    client->loop->stats.memory -= size;
    client->memory -= size;
    if (client->peer)
        client->peer->memory -= size;
}
