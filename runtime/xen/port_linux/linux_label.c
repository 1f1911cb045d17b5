/* What the hypervisor knows of the peer. */
#include "linux.h" /* first: Xen's headers want the types of stdint.h */

#include <string.h>
#include <xen/event_channel.h>
#include <xen/xen.h>
#include <xen/xsm/flask_op.h>

/* ---- the link -------------------------------------------------------------------- */

enum linux_link linux_link_of(struct linux_handles *h, uint32_t port)
{
    xencall_handle *calls = linux_calls(h);
    enum linux_link link = LINK_UNKNOWN;
    struct evtchn_status *status;

    status = calls ? xencall_alloc_buffer(calls, sizeof *status) : NULL;
    if (!status)
        return link;
    memset(status, 0, sizeof *status);
    status->dom = DOMID_SELF;
    status->port = port;
    if (xencall2(calls, __HYPERVISOR_event_channel_op, EVTCHNOP_status,
                 (uint64_t)(uintptr_t)status) == 0)
        link = status->status == EVTCHNSTAT_interdomain ? LINK_UP : LINK_DOWN;
    xencall_free_buffer(calls, status);
    return link;
}

/* ---- the label ------------------------------------------------------------------- */

/* What a call reads and writes: in memory that hypercalls can reach. */
struct label_buffer {
    struct xen_flask_op op;
    char context[IVMC_XEN_LABEL_MAX];
};

static bool call(xencall_handle *calls, struct label_buffer *b,
                 uint32_t command)
{
    b->op.cmd = command;
    b->op.interface_version = XEN_FLASK_INTERFACE_VERSION;
    return xencall1(calls, __HYPERVISOR_xsm_op, (uint64_t)(uintptr_t)&b->op) ==
           0;
}

/* Fails where Xen has no labels, or policy keeps them from us. */
static bool look_up(xencall_handle *calls, struct label_buffer *b,
                    uint32_t port)
{
    uint32_t sid;

    b->op.u.peersid.evtchn = port;
    if (!call(calls, b, FLASK_GET_PEER_SID))
        return false;
    sid = b->op.u.peersid.sid;
    memset(&b->op, 0, sizeof b->op);
    b->op.u.sid_context.sid = sid;
    b->op.u.sid_context.size = sizeof b->context - 1;
    set_xen_guest_handle(b->op.u.sid_context.context, b->context);
    return call(calls, b, FLASK_SID_TO_CONTEXT);
}

void linux_label_read(struct linux_handles *h, uint32_t port,
                      struct ivmc_xen_peer *peer)
{
    xencall_handle *calls = linux_calls(h);
    struct label_buffer *b;

    peer->attested = false;
    memset(peer->label, 0, sizeof peer->label);
    b = calls ? xencall_alloc_buffer(calls, sizeof *b) : NULL;
    if (!b)
        return;
    memset(b, 0, sizeof *b);
    if (look_up(calls, b, port)) {
        peer->attested = true;
        memcpy(peer->label, b->context, sizeof peer->label - 1);
    }
    xencall_free_buffer(calls, b);
}
