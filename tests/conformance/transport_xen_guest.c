/*
 * A client in Dom0 of a server in a guest, which begins anew for each case
 * (see guest/control.idl). IVMC_XEN_SERVER has its address, IVMC_XEN_ASK is
 * set where the server is to grant the pages.
 */
#include <stdlib.h>
#include <time.h>

#include <ivmc/xen.h>

#include "conformance.h"
#include "control.h"

#define TRIES 500

/* While the server begins anew it is not there, or takes no notice. */
static enum ivmc_status reach(uint32_t max_message,
                              struct ivmc_channel **channel)
{
    const struct ivmc_xen_options options = {.max_message = max_message,
                                             .timeout_ms = 10000,
                                             .ask = getenv("IVMC_XEN_ASK")};
    const struct timespec little = {0, 20000000};
    const char *address = getenv("IVMC_XEN_SERVER");
    enum ivmc_status s = IVMC_OK;
    int i;

    ck_assert_ptr_nonnull(address);
    for (i = 0; i < TRIES; i++) {
        s = ivmc_xen_connect(address, &options, channel);
        if (s != IVMC_PEER_GONE && s != IVMC_REFUSED)
            break;
        nanosleep(&little, NULL);
    }
    return s;
}

/* Has the server at the other end of a channel begin anew. */
static void restart(struct ivmc_channel *channel, uint32_t max_message)
{
    unsigned char memory[256];
    struct ivmc_object server;
    struct ivmc_env env;

    ivmc_env_init(&env, memory, sizeof memory);
    ck_status(control_Server_bind(channel, PEER_OBJECTS, &server, &env),
              IVMC_OK);
    control_Server_restart(&server, max_message, &env);
    ck_status(env.status, IVMC_OK);
}

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    struct ivmc_channel *channel;

    p->own = p;
    ck_status(reach(1024, &channel), IVMC_OK);
    restart(channel, max_message);
    ivmc_channel_close(channel);
    ck_status(reach(max_message, &p->client), IVMC_OK);
    p->client->max_in_flight = 8;
}

static void stop_pair(struct conformance_pair *p)
{
    if (p->own)
        restart(p->client, CONFORMANCE_MESSAGE);
    p->own = NULL;
}

static void close_pair(struct conformance_pair *p)
{
    ivmc_channel_close(p->client);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: xen_guest",
    .items_other = true,
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = stop_pair,
    .close = close_pair,
};
