/* A pair is a connection to a server in another domain, which begins anew. */
#include "guest.h"

#include "conformance.h"
#include "control.h"

#define TRIES 200

const char *guest_address_of_server;
bool guest_asks;
bool guest_spins;

static _Alignas(4096) unsigned char client[IVMC_XEN_GUEST_MEMORY(
    GUEST_PAGES, GUEST_LARGEST)];
static _Alignas(4096) unsigned char controller[IVMC_XEN_GUEST_MEMORY(1, 1024)];

/* While the server begins anew it is not there, or takes no notice. */
static enum ivmc_status reach(uint32_t max_message, uint32_t pages,
                              void *memory, size_t size,
                              struct ivmc_channel **channel)
{
    const struct ivmc_xen_guest_options options = {.max_message = max_message,
                                                   .timeout_ms = 10000,
                                                   .spin = guest_spins,
                                                   .ask = guest_asks};
    enum ivmc_status s = IVMC_OK;
    int i;

    for (i = 0; i < TRIES; i++) {
        s = ivmc_xen_guest_connect(guest_address_of_server, &options, pages,
                                   memory, size, channel);
        if (s != IVMC_PEER_GONE && s != IVMC_REFUSED)
            break;
        ivmc_guest_wait(NULL, 0, ivmc_guest_now() + 20000000);
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
    ck_status(reach(1024, 1, controller, sizeof controller, &channel), IVMC_OK);
    restart(channel, max_message);
    ivmc_channel_close(channel);
    ck_status(
        reach(max_message, GUEST_PAGES, client, sizeof client, &p->client),
        IVMC_OK);
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
    .name = "conformance: a guest of Xen",
    .beside = true,
    .in_flight = 8,
    .open = open_pair,
    .stop = stop_pair,
    .close = close_pair,
};
