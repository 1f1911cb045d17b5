/* Event channels: a handle is a pipe of the ports that were rung. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <xenevtchn.h>

#include "fake.h"

#define PORTS 512

struct xenevtchn_handle {
    int fd[2];
};

struct port {
    xenevtchn_handle *owner; /* NULL: closed */
    uint32_t remote;         /* 0: unbound */
    bool masked, pending;
};

static struct port ports[PORTS];

bool fake_is_bound(uint32_t port);

bool fake_is_bound(uint32_t port)
{
    bool bound;

    pthread_mutex_lock(&fake_lock);
    bound = port < PORTS && ports[port].owner && ports[port].remote != 0;
    pthread_mutex_unlock(&fake_lock);
    return bound;
}

xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger,
                                 unsigned flags)
{
    xenevtchn_handle *h;

    (void)logger;
    (void)flags;
    if (fake_fails(ENOENT))
        return NULL;
    h = malloc(sizeof *h);
    if (!h || pipe2(h->fd, O_CLOEXEC) < 0)
        abort();
    pthread_mutex_lock(&fake_lock);
    fake_handles++;
    pthread_mutex_unlock(&fake_lock);
    return h;
}

static void close_port(uint32_t n)
{
    if (!ports[n].owner)
        return;
    if (ports[n].remote != 0)
        ports[ports[n].remote].remote = 0;
    ports[n] = (struct port){.owner = NULL};
    fake_ports--;
}

int xenevtchn_close(xenevtchn_handle *h)
{
    uint32_t n;

    pthread_mutex_lock(&fake_lock);
    for (n = 0; n < PORTS; n++)
        if (ports[n].owner == h)
            close_port(n);
    fake_handles--;
    pthread_mutex_unlock(&fake_lock);
    close(h->fd[0]);
    close(h->fd[1]);
    free(h);
    return 0;
}

int xenevtchn_fd(xenevtchn_handle *h)
{
    return h->fd[0];
}

/* The lock is held. */
static void deliver(uint32_t n)
{
    struct port *p = &ports[n];

    if (!p->owner)
        return;
    if (p->masked) {
        p->pending = true;
        return;
    }
    p->masked = true;
    p->pending = false;
    if (write(p->owner->fd[1], &n, sizeof n) != sizeof n)
        abort();
}

void fake_ring(uint32_t port)
{
    pthread_mutex_lock(&fake_lock);
    if (port < PORTS && ports[port].owner && ports[port].remote != 0)
        deliver(ports[port].remote);
    pthread_mutex_unlock(&fake_lock);
}

int xenevtchn_notify(xenevtchn_handle *h, evtchn_port_t port)
{
    (void)h;
    fake_ring(port);
    return 0;
}

/* The lock is held. -1: all are taken. */
static int new_port(xenevtchn_handle *h)
{
    int n;

    for (n = 1; n < PORTS; n++)
        if (!ports[n].owner) {
            ports[n] = (struct port){.owner = h};
            fake_ports++;
            return n;
        }
    errno = ENOSPC;
    return -1;
}

xenevtchn_port_or_error_t xenevtchn_bind_unbound_port(xenevtchn_handle *h,
                                                      uint32_t domid)
{
    int n;

    (void)domid;
    if (fake_fails(ENOSPC))
        return -1;
    pthread_mutex_lock(&fake_lock);
    n = new_port(h);
    pthread_mutex_unlock(&fake_lock);
    return n;
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(xenevtchn_handle *h,
                                                     uint32_t domid,
                                                     evtchn_port_t remote)
{
    int n = -1;

    if (fake_fails(ENOSPC))
        return -1;
    pthread_mutex_lock(&fake_lock);
    errno = EINVAL;
    if (domid == FAKE_DOMID && remote < PORTS && ports[remote].owner &&
        ports[remote].remote == 0)
        n = new_port(h);
    if (n > 0) {
        ports[n].remote = remote;
        ports[remote].remote = (uint32_t)n;
        deliver((uint32_t)n); /* as Xen does */
    }
    pthread_mutex_unlock(&fake_lock);
    return n;
}

int xenevtchn_unbind(xenevtchn_handle *h, evtchn_port_t port)
{
    (void)h;
    pthread_mutex_lock(&fake_lock);
    close_port(port);
    pthread_mutex_unlock(&fake_lock);
    return 0;
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *h)
{
    uint32_t n;

    return read(h->fd[0], &n, sizeof n) == sizeof n ? (int)n : -1;
}

int xenevtchn_unmask(xenevtchn_handle *h, evtchn_port_t port)
{
    (void)h;
    pthread_mutex_lock(&fake_lock);
    ports[port].masked = false;
    if (ports[port].pending)
        deliver(port);
    pthread_mutex_unlock(&fake_lock);
    return 0;
}
