/* Hypercalls, answered; and what the guest's first lines would have set up. */
#include "hypervisor.h"

#include <stdlib.h>
#include <string.h>

#include <xen/errno.h>
#include <xen/sched.h>

#define FIRST_FRAME 1000u

struct hypervisor xen;
unsigned char own_pages[TEST_PAGES][GUEST_PAGE]
    __attribute__((aligned(GUEST_PAGE)));

static shared_info_t shared;
shared_info_t *guest_shared = &shared;

void hypervisor_reset(void)
{
    memset(&xen, 0, sizeof xen);
    memset(&shared, 0, sizeof shared);
    memset(own_pages, 0, sizeof own_pages);
    xen.label = "system_u:system_r:guest_t";
    xen.grant_frames = 4;
}

uint64_t ivmc_guest_now(void)
{
    return xen.now += 1000;
}

void ivmc_guest_end(bool crash)
{
    (void)crash;
    ck_abort_msg("the guest ended");
    abort();
}

/* ---- frames ------------------------------------------------------------------- */

void *guest_page_of(uint64_t mfn)
{
    ck_assert_uint_ge(mfn, FIRST_FRAME);
    return own_pages[mfn - FIRST_FRAME];
}

uint64_t guest_frame_of(const void *page)
{
    size_t at = (size_t)((const unsigned char *)page - own_pages[0]);

    ck_assert_uint_lt(at, sizeof own_pages);
    return FIRST_FRAME + at / GUEST_PAGE;
}

bool guest_map_frame(void *page, uint64_t mfn)
{
    (void)mfn;
    if (!xen.table)
        xen.table = page;
    xen.restored = page;
    return true;
}

void guest_hide_page(void *page)
{
    xen.hidden = page;
}

/* ---- hypercalls ------------------------------------------------------------------ */

void hypervisor_ring(uint32_t port)
{
    shared.evtchn_pending[port / 64] |= 1ul << port % 64;
}

static long schedule(uint64_t operation, const struct sched_poll *poll)
{
    uint32_t i;

    ck_assert_uint_eq(operation, SCHEDOP_poll);
    xen.sleeps++;
    if (xen.slept)
        xen.slept();
    for (i = 0; i < poll->nr_ports; i++)
        if (shared.evtchn_pending[poll->ports.p[i] / 64] >>
                (poll->ports.p[i] % 64) &
            1)
            return 0;
    if (poll->timeout > xen.now)
        xen.now = poll->timeout;
    return 0;
}

static long events(uint64_t operation, void *argument)
{
    struct evtchn_status *status = argument;

    switch (operation) {
    case EVTCHNOP_send:
        xen.rings++;
        if (xen.rung)
            xen.rung(((const struct evtchn_send *)argument)->port);
        return 0;
    case EVTCHNOP_alloc_unbound:
        ((struct evtchn_alloc_unbound *)argument)->port = 17;
        return 0;
    case EVTCHNOP_bind_interdomain:
        ((struct evtchn_bind_interdomain *)argument)->local_port = 18;
        return ((struct evtchn_bind_interdomain *)argument)->remote_port == 99
                   ? -XEN_EINVAL
                   : 0;
    case EVTCHNOP_status:
        status->status =
            status->port == 18 ? EVTCHNSTAT_interdomain : EVTCHNSTAT_unbound;
        return 0;
    case EVTCHNOP_close:
        return 0;
    default:
        ck_abort_msg("event operation %lu", (unsigned long)operation);
        return -XEN_ENOSYS;
    }
}

static long grants(uint64_t operation, void *argument)
{
    struct gnttab_setup_table *setup = argument;

    switch (operation) {
    case GNTTABOP_setup_table:
        setup->status = setup->nr_frames <= xen.grant_frames
                            ? GNTST_okay
                            : GNTST_general_error;
        return 0;
    case GNTTABOP_map_grant_ref:
        ck_assert_uint_eq(((struct gnttab_map_grant_ref *)argument)->host_addr,
                          guest_address(xen.hidden));
        xen.mapped = *(struct gnttab_map_grant_ref *)argument;
        ((struct gnttab_map_grant_ref *)argument)->status = xen.map_status;
        ((struct gnttab_map_grant_ref *)argument)->handle = 70;
        return 0;
    case GNTTABOP_unmap_grant_ref:
        xen.unmapped = ((struct gnttab_unmap_grant_ref *)argument)->handle;
        ((struct gnttab_unmap_grant_ref *)argument)->status = GNTST_okay;
        return 0;
    default:
        ck_abort_msg("grant operation %lu", (unsigned long)operation);
        return -XEN_ENOSYS;
    }
}

static long flask(struct xen_flask_op *op)
{
    size_t len = strlen(xen.label) + 1;

    if (xen.flask_result != 0)
        return xen.flask_result;
    if (op->cmd == FLASK_GET_PEER_SID) {
        op->u.peersid.sid = 5;
        return 0;
    }
    ck_assert_uint_eq(op->cmd, FLASK_SID_TO_CONTEXT);
    ck_assert_uint_eq(op->u.sid_context.sid, 5);
    if (len > op->u.sid_context.size)
        return -XEN_ERANGE;
    memcpy(op->u.sid_context.context.p, xen.label, len);
    op->u.sid_context.size = (uint32_t)len;
    return 0;
}

long guest_hypercall(uint32_t number, uint64_t a, uint64_t b, uint64_t c,
                     uint64_t d)
{
    (void)c;
    (void)d;
    switch (number) {
    case __HYPERVISOR_sched_op:
        return schedule(a, (const struct sched_poll *)(uintptr_t)b);
    case __HYPERVISOR_event_channel_op:
        return events(a, (void *)(uintptr_t)b);
    case __HYPERVISOR_grant_table_op:
        return grants(a, (void *)(uintptr_t)b);
    case __HYPERVISOR_xsm_op:
        return flask((struct xen_flask_op *)(uintptr_t)a);
    case __HYPERVISOR_console_io:
        return -XEN_EPERM;
    default:
        ck_abort_msg("hypercall %u", number);
        return -XEN_ENOSYS;
    }
}
