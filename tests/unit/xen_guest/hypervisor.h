/* A hypervisor for unit tests: it notes what it is asked, and follows a script. */
#ifndef HYPERVISOR_H
#define HYPERVISOR_H

#include "unit.h"

#include "guest.h"

#include <xen/grant_table.h>
#include <xen/io/xs_wire.h>
#include <xen/xsm/flask_op.h>

#define TEST_PAGES 64u

struct hypervisor {
    uint64_t now;
    uint32_t sleeps, rings;
    /* Called when the guest rings a port, and when it sleeps. */
    void (*rung)(uint32_t port);
    void (*slept)(void);
    /* What is answered. */
    long flask_result;
    const char *label;
    uint32_t grant_frames; /* that a domain may have */
    int16_t map_status;
    /* What was seen. */
    struct gnttab_map_grant_ref mapped;
    uint32_t unmapped;
    grant_entry_v1_t *table; /* where the guest put it */
    const void *hidden;      /* the page that was taken away last */
    const void *restored;    /* the page that got its own frame back last */
    bool ended;
};

extern struct hypervisor xen;

/* Own pages; their frames are numbered from 1000 on. */
extern unsigned char own_pages[TEST_PAGES][GUEST_PAGE];

void hypervisor_reset(void);

/* Sets a port's pending bit. */
void hypervisor_ring(uint32_t port);

TCase *store_cases(void);
TCase *grant_cases(void);
TCase *event_cases(void);
TCase *text_cases(void);

#endif /* HYPERVISOR_H */
