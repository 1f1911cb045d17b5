/* Inside one process: a request is served while it is sent. */
#include <stdlib.h>

#include <ivmc/local.h>

#include "conformance.h"

struct pair_local {
    struct ivmc_local local;
    void *memory;
    bool stopped;
};

static void open_pair(struct conformance_pair *p, uint32_t max_message)
{
    struct pair_local *own = calloc(1, sizeof *own);

    ck_assert_ptr_nonnull(own);
    p->own = own;
    own->memory = malloc(ivmc_local_memory(max_message));
    ck_assert_ptr_nonnull(own->memory);
    ck_status(
        ivmc_local_open(&own->local, &p->peer.server, own->memory, max_message),
        IVMC_OK);
    p->client = &own->local.client;
    p->client->max_in_flight = IVMC_LOCAL_DEPTH;
}

static void stop(struct conformance_pair *p)
{
    struct pair_local *own = p->own;

    if (!own->stopped)
        ivmc_channel_close(&own->local.server);
    own->stopped = true;
}

static void close_pair(struct conformance_pair *p)
{
    struct pair_local *own = p->own;

    stop(p);
    ivmc_channel_close(p->client);
    free(own->memory);
    free(own);
}

const struct conformance_transport conformance_transport = {
    .name = "conformance: local",
    .items = true,
    .beside = false,
    .in_flight = IVMC_LOCAL_DEPTH,
    .open = open_pair,
    .stop = stop,
    .close = close_pair,
};
