/*
 * A hypervisor on the host, for builder/target.h: one domain with frames in a
 * memory file, shown to the builder by mmap. It counts what is mapped, knows
 * page tables from pages, and holds the builder to the order of things as Xen
 * does; what Xen would not notice, it does (`fault`).
 */
#ifndef DOMB_TEST_HOST_H
#define DOMB_TEST_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "target.h"

#define HOST_DOMID   5
#define HOST_OWN     3
#define HOST_REFUSES (-12) /* ENOMEM: what a call that is made to fail gives */

enum host_type { HOST_PAGE, HOST_L1, HOST_L2, HOST_L3, HOST_L4 };

struct host_frame {
    uint32_t page;     /* of the domain, that it is; or HOST_NOBODY */
    uint16_t shown;    /* how often it is mapped by the builder */
    uint16_t writable; /* how often the domain's own tables let it write */
    uint8_t type;
};

#define HOST_NOBODY UINT32_MAX

struct host {
    struct target_record record; /* of the domain, as the builder asks */
    long record_error;
    uint64_t limit;    /* pages that it may have */
    uint64_t asked;    /* how many the builder is to give it */
    bool superpages;   /* there are some */
    unsigned fail_at;  /* the number of the call that fails; 0: none */
    unsigned calls;    /* so far */
    const char *fault; /* what the builder did wrong; NULL: nothing */
    uint64_t root;     /* pinned; 0: not */
    uint64_t hypercall_frame;
    bool started, relabelled;
    vcpu_guest_context_t context;
    unsigned shown; /* pages mapped by the builder, all together */
};

extern struct host host;

/* A new domain, without memory; `frames` are there in the machine. */
void host_open(uint64_t frames);

/* The frame, as a test looks at it; there until the next call. */
const void *host_look(uint64_t frame);
const struct host_frame *host_frame(uint64_t frame);

/* What the hypervisor owns and the builder writes. */
uint64_t host_shared_frame(void);
uint64_t host_grant_frame(void);

#endif /* DOMB_TEST_HOST_H */
