/*
 * Fetches out of the pages of connected sides, server and client in one
 * process, through the port of the host and all that the conformance suite
 * asks.
 */
#ifndef CONNECTED_H
#define CONNECTED_H

#include <stdint.h>

/* Of all pages, since the start of the program. */
struct fetch_counts {
    uint64_t mappings;
    uint64_t fetches, fetched; /* loads or copies, and their octets */
    uint64_t again;            /* octets fetched that had been already */
    uint64_t stores;
};
extern struct fetch_counts fetch_counts;

#endif /* CONNECTED_H */
