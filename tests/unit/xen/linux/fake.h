/*
 * Xen's libraries in one process, in place of those that are linked elsewhere:
 * enough of grants, event channels, XenStore and labels for both ends of a
 * channel in domain 7, and each call can be made to fail.
 */
#ifndef FAKE_H
#define FAKE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define FAKE_DOMID 7

/* Held while anything of the fake is looked at. Recursive. */
extern pthread_mutex_t fake_lock;

/*
 * Calls of this thread that are still good; then one fails. Negative: none
 * does. fake_calls counts them.
 */
extern _Thread_local int fake_good;
extern _Thread_local int fake_calls;

/* Whether this call is the one. Sets errno. */
bool fake_fails(int error);

/* What there is: all 0 when nothing is left behind. */
struct fake_counts {
    int handles; /* of any library */
    int ports;
    int pages;    /* granted */
    int mappings; /* of pages */
    int requests; /* in XenStore, below an inbox */
};

struct fake_counts fake_count(void);

/* Only the store's part of it. */
int fake_store_requests(void);

/* Parts of the count that others keep. */
extern int fake_handles, fake_ports, fake_pages, fake_mappings;

/* A doorbell as notify of the kernel sends it. */
void fake_ring(uint32_t port);

/* The next offer of this many pages is more than the kernel grants. */
extern uint32_t fake_page_limit;

/* The label that the hypervisor tells of all peers; NULL: it has none. */
extern const char *fake_label;

/* The domain that XenStore does not know any more; 0: none. */
extern unsigned fake_dead_domain;

/* A node of another domain's making. */
void fake_store_put(const char *path, const char *value, unsigned owner);

#endif /* FAKE_H */
