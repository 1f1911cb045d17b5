/* "serve", or the address of such a server: calls back, with a guest as an end. */
#include <string.h>

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "back.h"

#define PAGES 2u

static const struct ivmc_xen_guest_options options = {.max_message =
                                                          BACK_MESSAGE};

static enum ivmc_status serve(void)
{
    static _Alignas(4096) unsigned char
        shared[IVMC_XEN_GUEST_SERVE_MEMORY(1, PAGES, BACK_MESSAGE)];
    static struct ivmc_server server;
    bool stop = false;

    back_offer_worker(&server);
    ivmc_guest_print("serving\n");
    return ivmc_xen_guest_serve(&server, "back", &options, PAGES, shared,
                                sizeof shared, &stop);
}

static enum ivmc_status call(const char *address)
{
    static _Alignas(
        4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(PAGES, BACK_MESSAGE)];
    struct ivmc_channel *channel;
    enum ivmc_status s = ivmc_xen_guest_connect(
        address, &options, PAGES, shared, sizeof shared, &channel);

    if (s == IVMC_OK) {
        s = back_call(channel);
        ivmc_channel_close(channel);
    }
    return s;
}

int guest_main(const char *command_line)
{
    enum ivmc_status s =
        strcmp(command_line, "serve") == 0 ? serve() : call(command_line);

    ivmc_guest_print("calls back: %s\n", ivmc_status_name(s));
    return s != IVMC_OK;
}
