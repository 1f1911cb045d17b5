/* Event channels: no upcalls, a port is looked at and slept for. */
#include "guest.h"

#include <xen/errno.h>
#include <xen/sched.h>
#include <xen/xsm/flask_op.h>

static long operate(uint32_t operation, void *argument)
{
    return guest_hypercall(__HYPERVISOR_event_channel_op, operation,
                           guest_address(argument), 0, 0);
}

enum ivmc_status ivmc_guest_port_offer(uint16_t domid, uint32_t *port)
{
    struct evtchn_alloc_unbound offer = {.dom = DOMID_SELF,
                                         .remote_dom = domid};

    if (operate(EVTCHNOP_alloc_unbound, &offer) != 0)
        return IVMC_LIMIT;
    *port = offer.port;
    return IVMC_OK;
}

enum ivmc_status ivmc_guest_port_bind(uint16_t domid, uint32_t remote,
                                      uint32_t *port)
{
    struct evtchn_bind_interdomain bind = {.remote_dom = domid,
                                           .remote_port = remote};

    if (operate(EVTCHNOP_bind_interdomain, &bind) != 0)
        return IVMC_PEER_GONE;
    *port = bind.local_port;
    return IVMC_OK;
}

void ivmc_guest_port_close(uint32_t port)
{
    struct evtchn_close end = {port};

    (void)operate(EVTCHNOP_close, &end);
    (void)ivmc_guest_port_rung(port); /* the number may be given again */
}

void ivmc_guest_port_ring(uint32_t port)
{
    struct evtchn_send send = {port};

    (void)operate(EVTCHNOP_send, &send);
}

bool ivmc_guest_port_rung(uint32_t port)
{
    unsigned long *word = &guest_shared->evtchn_pending[port / 64];
    unsigned long bit = 1ul << port % 64;

    if ((__atomic_load_n(word, __ATOMIC_ACQUIRE) & bit) == 0)
        return false;
    (void)__atomic_fetch_and(word, ~bit, __ATOMIC_SEQ_CST);
    return true;
}

bool ivmc_guest_port_connected(uint32_t port)
{
    struct evtchn_status status = {.dom = DOMID_SELF, .port = port};

    return operate(EVTCHNOP_status, &status) == 0 &&
           status.status == EVTCHNSTAT_interdomain;
}

void ivmc_guest_wait(const uint32_t *ports, uint32_t count, uint64_t until_ns)
{
    struct sched_poll poll = {.nr_ports = count,
                              .timeout = until_ns == UINT64_MAX ? 0 : until_ns};

    /* It is only read; what it points at is const to us. */
    set_xen_guest_handle(poll.ports, (evtchn_port_t *)(uintptr_t)ports);
    (void)guest_hypercall(__HYPERVISOR_sched_op, SCHEDOP_poll,
                          guest_address(&poll), 0, 0);
}

/* ---- labels ----------------------------------------------------------------- */

static enum ivmc_status ask_flask(struct xen_flask_op *op)
{
    long r;

    op->interface_version = XEN_FLASK_INTERFACE_VERSION;
    r = guest_hypercall(__HYPERVISOR_xsm_op, guest_address(op), 0, 0, 0);
    if (r == -XEN_ENOSYS || r == -XEN_EOPNOTSUPP)
        return IVMC_BAD_OPERATION;
    if (r == -XEN_EINVAL)
        return IVMC_PEER_GONE;
    return r == 0 ? IVMC_OK : IVMC_REFUSED;
}

enum ivmc_status ivmc_guest_port_label(uint32_t port, char *label, uint32_t cap)
{
    struct xen_flask_op peer = {.cmd = FLASK_GET_PEER_SID};
    struct xen_flask_op context = {.cmd = FLASK_SID_TO_CONTEXT};
    enum ivmc_status s;

    label[0] = '\0';
    peer.u.peersid.evtchn = port;
    s = ask_flask(&peer);
    if (s != IVMC_OK)
        return s;
    context.u.sid_context.sid = peer.u.peersid.sid;
    context.u.sid_context.size = cap - 1;
    set_xen_guest_handle(context.u.sid_context.context, label);
    s = ask_flask(&context);
    /* Whether its size counts a NUL is not said. */
    label[s == IVMC_OK && context.u.sid_context.size < cap
              ? context.u.sid_context.size
              : 0] = '\0';
    return s;
}
