/* The least server: what every guest that serves has in it. */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

int guest_main(const char *command_line)
{
    static _Alignas(
        4096) unsigned char shared[IVMC_XEN_GUEST_SERVE_MEMORY(1, 1, 1024)];
    static unsigned char memory[1024];
    const struct ivmc_xen_guest_options options = {.max_message = 1024};
    struct ivmc_server server;
    bool stop = false;

    (void)command_line;
    ivmc_server_init(&server, NULL, 0, memory, sizeof memory);
    return ivmc_xen_guest_serve(&server, "empty", &options, 1, shared,
                                sizeof shared, &stop) != IVMC_OK;
}
