/*
 * The domain that is built, as the hypervisor lets us at it: a hypercall each.
 * The image links those of guest/target.c, tests a hypervisor of their own.
 *
 * Frames are machine frames of 4 KiB. Results below 0 are the hypervisor's
 * errors.
 */
#ifndef DOMB_TARGET_H
#define DOMB_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#ifndef __XEN_INTERFACE_VERSION__
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#endif
#include <xen/xen.h>

#define TARGET_PAGE 4096u
#define TARGET_MOST 128u /* pages mapped by one call */

/* What the hypervisor knows of a domain. */
struct target_record {
    bool building; /* its label is the one of domains to be built */
    bool paused;
    uint64_t pages; /* that it has */
    uint64_t shared_info;
    unsigned char handle[16];
};

/* Our own. */
uint16_t target_own_domid(void);

/* -ESRCH or -EACCES: there is none that we may know of. */
long target_record(uint16_t domid, struct target_record *record);

/*
 * Gives it `count` extents of 2^`order` pages: `frames` says where, as page
 * numbers of its own, and then where they are in the machine. Results in how
 * many there were to have.
 */
long target_populate(uint16_t domid, unsigned order, uint64_t *frames,
                     uint32_t count);

/*
 * Shows `count` of its frames, at most TARGET_MOST, at `at`, a multiple of
 * 4,096, to be written.
 */
long target_map(uint16_t domid, void *at, const uint64_t *frames,
                uint32_t count);

/* Has our own memory be there again, whatever was; cannot fail. */
void target_unmap(void *at, uint32_t count);

/* The first frame of its grant table. */
long target_grant_frame(uint16_t domid, uint64_t *frame);

/* Makes the frame, with all that it leads to, page tables: L4. */
long target_pin(uint16_t domid, uint64_t frame);

/* Fills the frame with the ways into the hypervisor. */
long target_hypercall_page(uint16_t domid, uint64_t frame);

/* Has virtual processor 0 start so. */
long target_set_context(uint16_t domid, vcpu_guest_context_t *context);

/* Gives it the label of domains that run, and us no more right to it. */
long target_relabel(uint16_t domid);

#endif /* DOMB_TARGET_H */
