/* The hypercalls on the domain that is built. */
#define __XEN_TOOLS__ 1 /* domctl.h is for tools */
#include "guest.h"

#include <string.h>

#include <xen/domctl.h>
#include <xen/errno.h>
#include <xen/grant_table.h>
#include <xen/memory.h>
#include <xen/xsm/flask_op.h>

#include "domains.h"
#include "target.h"

#define BUILDING "system_u:system_r:guest_t_building"
#define BUILT    "system_u:system_r:guest_t"
#define WRITABLE 0x67u

/* ---- labels --------------------------------------------------------------- */

static long flask(struct xen_flask_op *op)
{
    op->interface_version = XEN_FLASK_INTERFACE_VERSION;
    return guest_hypercall(__HYPERVISOR_xsm_op, guest_address(op), 0, 0, 0);
}

/* 0: the policy has no such label, or there are none at all. */
static uint32_t number_of(char *label)
{
    struct xen_flask_op op = {.cmd = FLASK_CONTEXT_TO_SID};

    op.u.sid_context.size = (uint32_t)strlen(label);
    set_xen_guest_handle(op.u.sid_context.context, label);
    return flask(&op) == 0 ? op.u.sid_context.sid : 0;
}

long target_relabel(uint16_t domid)
{
    static char label[] = BUILT;
    struct xen_flask_op op = {.cmd = FLASK_RELABEL_DOMAIN};

    op.u.relabel.domid = domid;
    op.u.relabel.sid = number_of(label);
    return flask(&op);
}

/* ---- records -------------------------------------------------------------- */

static long domctl(struct xen_domctl *op, uint32_t cmd, uint16_t domid)
{
    op->cmd = cmd;
    op->domain = domid;
    op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    return guest_hypercall(__HYPERVISOR_domctl, guest_address(op), 0, 0, 0);
}

/* Of the first domain from `domid` on: which one that is, `op` says. */
static long get_info(struct xen_domctl *op, uint16_t domid)
{
    memset(op, 0, sizeof *op);
    return domctl(op, XEN_DOMCTL_getdomaininfo, domid);
}

long target_record(uint16_t domid, struct target_record *record)
{
    static char label[] = BUILDING;
    const struct xen_domctl_getdomaininfo *i;
    struct xen_domctl op;
    long r = get_info(&op, domid);

    i = &op.u.getdomaininfo;
    if (r != 0 || op.domain != domid)
        return r != 0 ? r : -XEN_ESRCH;
    record->building = i->ssidref != 0 && i->ssidref == number_of(label);
    record->paused = (i->flags & XEN_DOMINF_paused) != 0;
    record->pages = i->tot_pages;
    record->shared_info = i->shared_info_frame;
    memcpy(record->handle, i->handle, sizeof record->handle);
    return 0;
}

long domains_next(uint16_t from, uint16_t *domid, unsigned char handle[16])
{
    struct xen_domctl op;
    long r = get_info(&op, from);

    *domid = op.domain;
    memcpy(handle, op.u.getdomaininfo.handle, sizeof(xen_domain_handle_t));
    return r;
}

/* A port offered to ourselves says by what number we are known. */
uint16_t target_own_domid(void)
{
    struct evtchn_status status = {.dom = DOMID_SELF};
    uint16_t own = DOMID_SELF;

    if (ivmc_guest_port_offer(DOMID_SELF, &status.port) != IVMC_OK)
        return own;
    if (guest_hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status,
                        guest_address(&status), 0, 0) == 0)
        own = status.u.unbound.dom;
    ivmc_guest_port_close(status.port);
    return own;
}

/* ---- memory --------------------------------------------------------------- */

long target_populate(uint16_t domid, unsigned order, uint64_t *frames,
                     uint32_t count)
{
    struct xen_memory_reservation r = {
        .nr_extents = count, .extent_order = order, .domid = domid};

    set_xen_guest_handle(r.extent_start, frames);
    return guest_hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap,
                           guest_address(&r), 0, 0);
}

long target_map(uint16_t domid, void *at, const uint64_t *frames,
                uint32_t count)
{
    static multicall_entry_t call[TARGET_MOST];
    uint32_t i;
    long r;

    for (i = 0; i < count; i++)
        call[i] = (multicall_entry_t){
            .op = __HYPERVISOR_update_va_mapping_otherdomain,
            .args = {guest_address(at) + i * (uint64_t)GUEST_PAGE,
                     frames[i] * GUEST_PAGE | WRITABLE,
                     UVMF_INVLPG | UVMF_LOCAL, domid}};
    r = guest_hypercall(__HYPERVISOR_multicall, guest_address(call), count, 0,
                        0);
    for (i = 0; i < count && r == 0; i++)
        r = (long)call[i].result;
    return r;
}

void target_unmap(void *at, uint32_t count)
{
    uint64_t frames[TARGET_MOST];
    uint32_t i;

    for (i = 0; i < count; i++)
        frames[i] = guest_frame_of((unsigned char *)at + i * GUEST_PAGE);
    /* A page that stayed would be somebody else's under our hands. */
    if (target_map(DOMID_SELF, at, frames, count) != 0)
        ivmc_guest_end(true);
}

long target_grant_frame(uint16_t domid, uint64_t *frame)
{
    struct gnttab_setup_table setup = {.dom = domid, .nr_frames = 1};
    long r;

    set_xen_guest_handle(setup.frame_list, frame);
    r = guest_hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table,
                        guest_address(&setup), 1, 0);
    return r != 0 || setup.status == GNTST_okay ? r : -XEN_EPERM;
}

/* ---- the end of it -------------------------------------------------------- */

long target_pin(uint16_t domid, uint64_t frame)
{
    struct mmuext_op op = {.cmd = MMUEXT_PIN_L4_TABLE, .arg1.mfn = frame};

    return guest_hypercall(__HYPERVISOR_mmuext_op, guest_address(&op), 1, 0,
                           domid);
}

long target_hypercall_page(uint16_t domid, uint64_t frame)
{
    struct xen_domctl op = {.u.hypercall_init.gmfn = frame};

    return domctl(&op, XEN_DOMCTL_hypercall_init, domid);
}

long target_set_context(uint16_t domid, vcpu_guest_context_t *context)
{
    struct xen_domctl op = {.u.vcpucontext.vcpu = 0};

    set_xen_guest_handle(op.u.vcpucontext.ctxt, context);
    return domctl(&op, XEN_DOMCTL_setvcpucontext, domid);
}
