/* Offering an object whose entry points were filled in by hand. */
#include <ivmc/serve.h>

enum ivmc_status ivmc_server_offer(struct ivmc_server *server,
                                   const struct ivmc_skeleton *skeleton,
                                   const void *epv, void *state, uint64_t *key)
{
    const unsigned char *at = epv;
    void (*entry)(void);
    uint32_t i;

    for (i = 0; i < skeleton->op_count; i++, at += sizeof entry) {
        /* Each is of a type of its own. */
        memcpy(&entry, at, sizeof entry);
        if (!entry)
            return IVMC_BAD_ARGUMENT;
    }
    return ivmc_server_add(server, skeleton, epv, state, key);
}
