/* xen-back serve|ADDRESS: guest/back.c in Dom0. A server has one client. */
#include <stdio.h>
#include <string.h>

#include <ivmc/xen.h>

#include "back.h"

static const struct ivmc_xen_options options = {
    .max_message = BACK_MESSAGE, .timeout_ms = 60000, .pages = 2};

static enum ivmc_status serve(void)
{
    static struct ivmc_server server;
    struct ivmc_xen_listener *listener;
    struct ivmc_channel *channel;
    enum ivmc_status s = ivmc_xen_listen("back", &options, &listener);

    if (s != IVMC_OK)
        return s;
    back_offer_worker(&server);
    s = ivmc_xen_accept(listener, IVMC_FOREVER, &channel);
    if (s == IVMC_OK) {
        s = ivmc_serve(&server, channel);
        ivmc_channel_close(channel);
    }
    ivmc_xen_listener_close(listener);
    return s == IVMC_PEER_GONE ? IVMC_OK : s;
}

static enum ivmc_status call(const char *address)
{
    struct ivmc_channel *channel;
    enum ivmc_status s = ivmc_xen_connect(address, &options, &channel);

    if (s == IVMC_OK) {
        s = back_call(channel);
        ivmc_channel_close(channel);
    }
    return s;
}

int main(int argc, char **argv)
{
    enum ivmc_status s;

    if (argc != 2)
        return 2;
    s = strcmp(argv[1], "serve") == 0 ? serve() : call(argv[1]);
    printf("calls back: %s\n", ivmc_status_name(s));
    return s != IVMC_OK;
}
