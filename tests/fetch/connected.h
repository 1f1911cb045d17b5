/*
 * Fetches out of the pages of connected sides, server and client in one
 * process, through the port of the host and all that the conformance suite
 * asks. The code is compiled for -fsanitize=thread and without builtins, and
 * linked with functions of our own in place of that sanitizer.
 */
#ifndef CONNECTED_H
#define CONNECTED_H

#include <stddef.h>
#include <stdint.h>

/* Code under test has loaded `len` octets at `at`, wherever that is. */
void fetch_loaded(const void *at, size_t len);

/* Code under test stores there. */
void fetch_stored(const void *at, size_t len);

/* Of all pages, since the start of the program. */
struct fetch_counts {
    uint64_t mappings;
    uint64_t fetches, fetched; /* loads or copies, and their octets */
    uint64_t again;            /* octets fetched that had been already */
    uint64_t stores;
};
extern struct fetch_counts fetch_counts;

#endif /* CONNECTED_H */
