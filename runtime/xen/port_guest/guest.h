/*
 * A guest of Xen without an operating system. What its user sees is
 * ivmc/guest.h; what its parts share stands here.
 *
 *   start.S          the first instructions, hypercalls, exceptions
 *   guest_start.c    from the builder's hand to guest_main, and the end
 *   guest_trap.c     exceptions: the registers, then the end
 *   guest_memory.c   memcpy and its like, which compiled C wants
 *   guest_console.c  text out
 *   guest_print.c    text made
 *   guest_store.c    XenStore
 *   guest_grant.c    pages lent to other domains, and borrowed from them
 *   guest_event.c    event channels, waiting, labels
 *   guest_clock.c    time, and numbers nobody guesses
 *
 * and the page channel over it (guest_port.h).
 */
#ifndef GUEST_GUEST_H
#define GUEST_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Not the first one that there was, which is what its headers start from. */
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <xen/xen.h>

#include <xen/event_channel.h>

#include <ivmc/guest.h>

#define GUEST_PAGE 4096u

/* start.S: a hypercall; what it gives is the hypervisor's, < 0 an error. */
long guest_hypercall(uint32_t number, uint64_t a, uint64_t b, uint64_t c,
                     uint64_t d);

/* A pointer as an argument of it. */
static inline uint64_t guest_address(const volatile void *p)
{
    return (uint64_t)(uintptr_t)p;
}

/* guest_start.c */
extern const start_info_t *guest_info;
extern shared_info_t *guest_shared;

/* Where the builder put what the machine knows as frame `mfn`; ours only. */
void *guest_page_of(uint64_t mfn);

/* The frame of an own page. */
uint64_t guest_frame_of(const void *page);

/* Has an own frame appear at `page`. */
bool guest_map_frame(void *page, uint64_t mfn);

/* Has nothing be there any more, not for the processor either. */
void guest_hide_page(void *page);

/* How long an operation of XenStore may take. */
#define GUEST_STORE_PATIENCE_NS UINT64_C(5000000000)
extern uint64_t guest_store_patience_ns;

/* What each part does before guest_main. */
void guest_traps_open(void);
void guest_console_open(void *ring, uint32_t port);
void guest_store_open(void *ring, uint32_t port);
void guest_grants_open(void);

#endif /* GUEST_GUEST_H */
