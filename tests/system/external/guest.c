/* The adder as a domain of Xen, made outside the source tree. */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "adder.h"

#define LARGEST 1024

static int32_t add(void *servant, int32_t a, int32_t b, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return a + b;
}

int guest_main(const char *command_line)
{
    static _Alignas(4096) unsigned char
        shared[IVMC_XEN_GUEST_SERVE_MEMORY(1, 1, LARGEST)];
    static unsigned char memory[LARGEST];
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST};
    const struct Adder_epv epv = {add};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    bool stop = false;
    uint64_t key;

    (void)command_line;
    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    Adder_serve(&server, &epv, NULL, &key);
    return ivmc_xen_guest_serve(&server, "adder", &options, 1, shared,
                                sizeof shared, &stop) != IVMC_OK;
}
