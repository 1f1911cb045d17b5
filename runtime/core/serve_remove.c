/* A server's objects that go. Their keys are never given again. */
#include <ivmc/serve.h>

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
