#include "fake.h"

#include <errno.h>
#include <stdlib.h>

#include <xencall.h>
#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/xsm/flask_op.h>
#include <string.h>

pthread_mutex_t fake_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
_Thread_local int fake_good = -1;
_Thread_local int fake_calls;
int fake_handles, fake_ports, fake_pages, fake_mappings;
const char *fake_label;

bool fake_fails(int error)
{
    fake_calls++;
    if (fake_good < 0 || fake_good-- > 0)
        return false;
    errno = error;
    return true;
}

struct fake_counts fake_count(void)
{
    struct fake_counts c;

    pthread_mutex_lock(&fake_lock);
    c.handles = fake_handles;
    c.ports = fake_ports;
    c.pages = fake_pages;
    c.mappings = fake_mappings;
    c.requests = fake_store_requests();
    pthread_mutex_unlock(&fake_lock);
    return c;
}

/* ---- hypercalls ------------------------------------------------------------------ */

struct xencall_handle {
    int unused;
};

xencall_handle *xencall_open(struct xentoollog_logger *logger, unsigned flags)
{
    xencall_handle *h;

    (void)logger;
    (void)flags;
    if (fake_fails(EACCES))
        return NULL;
    h = malloc(sizeof *h);
    if (h) {
        pthread_mutex_lock(&fake_lock);
        fake_handles++;
        pthread_mutex_unlock(&fake_lock);
    }
    return h;
}

int xencall_close(xencall_handle *h)
{
    pthread_mutex_lock(&fake_lock);
    fake_handles--;
    pthread_mutex_unlock(&fake_lock);
    free(h);
    return 0;
}

void *xencall_alloc_buffer(xencall_handle *h, size_t size)
{
    (void)h;
    return fake_fails(ENOMEM) ? NULL : malloc(size);
}

void xencall_free_buffer(xencall_handle *h, void *buffer)
{
    (void)h;
    free(buffer);
}

/* Labels: all domains have the same. */
int xencall1(xencall_handle *h, unsigned op, uint64_t arg)
{
    struct xen_flask_op *f = (struct xen_flask_op *)(uintptr_t)arg;

    (void)h;
    if (op != __HYPERVISOR_xsm_op || !fake_label || fake_fails(ENOSYS)) {
        errno = ENOSYS;
        return -1;
    }
    if (f->cmd == FLASK_GET_PEER_SID)
        f->u.peersid.sid = 5;
    else if (f->cmd == FLASK_SID_TO_CONTEXT && f->u.sid_context.sid == 5)
        strcpy(f->u.sid_context.context.p, fake_label);
    return 0;
}

bool fake_is_bound(uint32_t port);

int xencall2(xencall_handle *h, unsigned op, uint64_t command, uint64_t arg)
{
    struct evtchn_status *s = (struct evtchn_status *)(uintptr_t)arg;

    (void)h;
    if (op != __HYPERVISOR_event_channel_op || command != EVTCHNOP_status ||
        fake_fails(EINVAL))
        return -1;
    s->status =
        fake_is_bound(s->port) ? EVTCHNSTAT_interdomain : EVTCHNSTAT_unbound;
    return 0;
}
