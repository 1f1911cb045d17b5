/* The servant behind probe.idl, and a server that offers a few of it. */
#ifndef PROBE_SERVANT_H
#define PROBE_SERVANT_H

#include "probe.h"

#define SERVANT_LATER 64
#define PEER_OBJECTS  3

struct servant {
    struct ivmc_server *server;
    uint32_t noted; /* sum of all notes */
    struct ivmc_deferred later[SERVANT_LATER];
    uint32_t tags[SERVANT_LATER];
    uint32_t later_count;
    intptr_t given; /* the file passed last, kept until the next */
};

struct peer {
    struct ivmc_server server;
    struct ivmc_servant places[PEER_OBJECTS];
    struct servant servants[PEER_OBJECTS];
    uint64_t keys[PEER_OBJECTS]; /* the first is IVMC_ROOT_KEY */
    void *memory;
};

/* Offers PEER_OBJECTS servants that take messages of `max_message` octets. */
void peer_init(struct peer *peer, uint32_t max_message);
void peer_done(struct peer *peer);

/* A file that holds `number`, and what a file holds; -1 and 0 on failure. */
int number_file(uint32_t number);
uint32_t file_number(int fd);

#endif /* PROBE_SERVANT_H */
