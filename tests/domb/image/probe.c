/*
 * An image that tries, when it has handed a domain over, all that it could do
 * to it before: the hypervisor has to refuse each.
 */
#include <ivmc/guest.h>

#include "target.h"

long __real_target_map(uint16_t domid, void *at, const uint64_t *frames,
                       uint32_t count);
long __wrap_target_map(uint16_t domid, void *at, const uint64_t *frames,
                       uint32_t count);
long __real_target_relabel(uint16_t domid);
long __wrap_target_relabel(uint16_t domid);

static _Alignas(TARGET_PAGE) unsigned char window[TARGET_PAGE];
static uint64_t frame; /* one that could be mapped before */

long __wrap_target_map(uint16_t domid, void *at, const uint64_t *frames,
                       uint32_t count)
{
    frame = frames[0];
    return __real_target_map(domid, at, frames, count);
}

static void tell(const char *what, long result)
{
    ivmc_guest_print("probe: %s: %ld\n", what, result);
}

long __wrap_target_relabel(uint16_t domid)
{
    static vcpu_guest_context_t context;
    long r = __real_target_map(domid, window, &frame, 1);
    uint64_t page = 1;

    target_unmap(window, 1);
    tell("mapped before", r);
    r = __real_target_relabel(domid);
    tell("handed over", r);
    tell("map", __real_target_map(domid, window, &frame, 1));
    target_unmap(window, 1);
    tell("populate", target_populate(domid, 0, &page, 1) == 1 ? 0 : -1);
    tell("grants", target_grant_frame(domid, &page));
    tell("pin", target_pin(domid, frame));
    tell("hypercalls", target_hypercall_page(domid, frame));
    tell("context", target_set_context(domid, &context));
    tell("relabel", __real_target_relabel(domid));
    return r;
}
