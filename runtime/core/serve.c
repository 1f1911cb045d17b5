/* A server's objects. */
#include <ivmc/serve.h>

void ivmc_server_init(struct ivmc_server *server, struct ivmc_servant *servants,
                      uint32_t servant_cap, void *memory, size_t memory_size)
{
    *server = (struct ivmc_server){.servants = servants,
                                   .servant_cap = servant_cap,
                                   .memory = memory,
                                   .memory_size = memory_size};
}

enum ivmc_status ivmc_server_add(struct ivmc_server *server,
                                 const struct ivmc_skeleton *skeleton,
                                 const void *epv, void *state, uint64_t *key)
{
    uint32_t index = server->servant_high;
    uint32_t generation = 0;

    if (server->servant_free != 0) {
        index = server->servant_free - 1;
        generation = server->servants[index].generation;
        server->servant_free = server->servants[index].next_free;
    } else if (index == server->servant_cap) {
        return IVMC_LIMIT;
    } else {
        server->servant_high++;
    }
    server->servants[index] = (struct ivmc_servant){.skeleton = skeleton,
                                                    .epv = epv,
                                                    .state = state,
                                                    .generation = generation};
    *key = (uint64_t)generation << 32 | index;
    return IVMC_OK;
}

struct ivmc_servant *ivmc_server_find(struct ivmc_server *server, uint64_t key)
{
    uint32_t index = (uint32_t)key;

    if (index >= server->servant_high || !server->servants[index].skeleton ||
        server->servants[index].generation != key >> 32)
        return NULL;
    return &server->servants[index];
}
