/* From the builder's hand to guest_main, and the end. */
#include "guest.h"

#include <xen/sched.h>

#define MAPPED_LOW 0x67u /* present, writable, user, accessed, dirty */

extern char guest_base[];        /* the first page that the builder mapped */
extern char guest_stack_guard[]; /* the page below the stack */

const start_info_t *guest_info;
shared_info_t *guest_shared;

static char shared_page[GUEST_PAGE] __attribute__((aligned(GUEST_PAGE)));

/* What fs points at: compiled C finds its canary 40 octets on. */
static uint64_t thread_page[8];

_Noreturn void guest_start(const start_info_t *info);

void *guest_page_of(uint64_t mfn)
{
    return guest_base +
           ((const unsigned long *)HYPERVISOR_VIRT_START)[mfn] * GUEST_PAGE;
}

uint64_t guest_frame_of(const void *page)
{
    uint64_t pfn =
        (guest_address(page) - guest_address(guest_base)) / GUEST_PAGE;

    return ((const unsigned long *)guest_info->mfn_list)[pfn];
}

bool guest_map_frame(void *page, uint64_t mfn)
{
    return guest_hypercall(__HYPERVISOR_update_va_mapping, guest_address(page),
                           mfn * GUEST_PAGE | MAPPED_LOW,
                           UVMF_INVLPG | UVMF_LOCAL, 0) == 0;
}

void guest_hide_page(void *page)
{
    (void)guest_hypercall(__HYPERVISOR_update_va_mapping, guest_address(page),
                          0, UVMF_INVLPG | UVMF_LOCAL, 0);
}

void ivmc_guest_end(bool crash)
{
    struct sched_shutdown end = {crash ? SHUTDOWN_crash : SHUTDOWN_poweroff};

    for (;;)
        (void)guest_hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown,
                              guest_address(&end), 0, 0);
}

/* Has no canary of its own: the first lines make canaries possible. */
__attribute__((no_stack_protector)) _Noreturn void guest_start(
    const start_info_t *info)
{
    (void)guest_hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS,
                          guest_address(thread_page), 0, 0);
    guest_info = info;
    guest_traps_open();
    if (!guest_map_frame(shared_page, info->shared_info / GUEST_PAGE))
        ivmc_guest_end(true);
    guest_shared = (shared_info_t *)(void *)shared_page;
    thread_page[5] = ivmc_guest_random();
    /* Who runs out of the stack has a fault. */
    guest_hide_page(guest_stack_guard);
    guest_console_open(guest_page_of(info->console.domU.mfn),
                       info->console.domU.evtchn);
    guest_store_open(guest_page_of(info->store_mfn), info->store_evtchn);
    guest_grants_open();
    ivmc_guest_end(guest_main((const char *)info->cmd_line) != 0);
}
