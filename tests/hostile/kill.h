/*
 * Clients and servers of the probe that are killed at any moment: written
 * once, for every transport that has one file of kill_transports.
 */
#ifndef KILL_H
#define KILL_H

#include <stdbool.h>

#include <ivmc/serve.h>

#include "common.h"
#include "probe.h"
#include "servant.h"

#define KILL_DEADLINE_MS 2000u

/* What a server of many held when it was stopped. */
struct kill_rest {
    uint32_t clients;
    uint64_t memory;
};

struct kill_transport {
    const char *name;

    /* A server of many in a thread of this process. */
    void (*start)(void);
    void (*stop)(struct kill_rest *rest);

    /* A client's connection to it, or to the one that was listened for. */
    enum ivmc_status (*connect)(struct ivmc_channel **channel);

    /* A listener, and in a process of its own a server that it feeds. */
    void (*listen)(void);
    void (*serve)(struct ivmc_server *server, bool many);
    void (*unlisten)(void);
};

extern const struct kill_transport kill_transports[];
extern const int kill_transport_count;

#endif /* KILL_H */
