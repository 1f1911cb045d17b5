/* A server's objects. */
#include <ivmc/serve.h>

void ivmc_server_init(struct ivmc_server *server, struct ivmc_servant *servants,
                      uint32_t servant_cap, void *memory, size_t memory_size)
{
    memset(server, 0, sizeof *server);
    server->servants = servants;
    server->servant_cap = servant_cap;
    server->memory = memory;
    server->memory_size = memory_size;
}

/* A free place, or NULL. Its generation says how often it was used before. */
static struct ivmc_servant *take_place(struct ivmc_server *server)
{
    struct ivmc_servant *place;

    if (server->servant_free != 0) {
        place = &server->servants[server->servant_free - 1];
        server->servant_free = place->next_free;
        return place;
    }
    if (server->servant_high == server->servant_cap)
        return NULL;
    place = &server->servants[server->servant_high++];
    place->generation = 0;
    return place;
}

enum ivmc_status ivmc_server_add(struct ivmc_server *server,
                                 const struct ivmc_skeleton *skeleton,
                                 const void *epv, void *state, uint64_t *key)
{
    struct ivmc_servant *place = take_place(server);

    if (!place)
        return IVMC_LIMIT;
    place->skeleton = skeleton;
    place->epv = epv;
    place->state = state;
    place->unknown = NULL;
    place->next_free = 0;
    *key = (uint64_t)place->generation << 32 |
           (uint32_t)(place - server->servants);
    return IVMC_OK;
}

struct ivmc_servant *ivmc_server_find(struct ivmc_server *server, uint64_t key)
{
    uint32_t index = (uint32_t)key;
    struct ivmc_servant *place;

    if (index >= server->servant_high)
        return NULL;
    place = &server->servants[index];
    if (!place->skeleton || place->generation != key >> 32)
        return NULL;
    return place;
}

enum ivmc_status ivmc_server_remove(struct ivmc_server *server, uint64_t key)
{
    struct ivmc_servant *place = ivmc_server_find(server, key);

    if (!place)
        return IVMC_BAD_OBJECT;
    place->skeleton = NULL;
    /* A place whose keys are all given stays empty. */
    if (place->generation == UINT32_MAX)
        return IVMC_OK;
    place->generation++;
    place->next_free = server->servant_free;
    server->servant_free = (uint32_t)key + 1;
    return IVMC_OK;
}
