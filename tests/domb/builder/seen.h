/* A built domain, as it sees itself when it starts. */
#ifndef DOMB_TEST_SEEN_H
#define DOMB_TEST_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xen/xen.h>

#define SEEN_NOTHING UINT64_MAX

/* The last entry of the tables for this address; 0: nothing is there. */
uint64_t seen_entry(uint64_t address);

/* Copies out; false: something of it is not mapped. */
bool seen_read(uint64_t address, void *to, size_t len);

/* The frame of a page, by the domain's own list. */
uint64_t seen_frame(const start_info_t *info, uint64_t page);

#endif /* DOMB_TEST_SEEN_H */
