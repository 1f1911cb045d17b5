#include "hub.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wait.h"

#define NS_PER_MS UINT64_C(1000000)

#define ACCEPTS_A_ROUND 16

/* How long accepting pauses when the system has no descriptor left. */
#define PAUSE_NS (50 * NS_PER_MS)

/* Replies under way have this long when the loop is stopped. */
#define FINISH_NS (1000 * NS_PER_MS)
#define FINISH_MS 20 /* a round of it */

bool ivmc_hub_tell(const struct hub *hub, int operation, int fd,
                   uint32_t events, void *who)
{
    struct epoll_event event;

    event.events = events;
    event.data.ptr = who;
    return epoll_ctl(hub->epoll, operation, fd, &event) == 0;
}

bool ivmc_hub_watch(const struct hub *hub, int fd, void *who)
{
    return ivmc_hub_tell(hub, EPOLL_CTL_ADD, fd, EPOLLIN, who);
}

bool ivmc_hub_open(struct hub *hub, const struct hub_ops *ops, void *loop)
{
    hub->ops = ops;
    hub->loop = loop;
    hub->epoll = epoll_create1(EPOLL_CLOEXEC);
    hub->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return hub->epoll >= 0 && hub->wake >= 0 &&
           ivmc_hub_watch(hub, hub->wake, hub);
}

void ivmc_hub_close(struct hub *hub)
{
    if (hub->epoll >= 0)
        close(hub->epoll);
    if (hub->wake >= 0)
        close(hub->wake);
}

bool ivmc_hub_listen(struct hub *hub, struct ivmc_listener *l)
{
    if (!ivmc_hub_watch(hub, l->fd, l))
        return false;
    l->next = hub->listeners;
    hub->listeners = l;
    return true;
}

/* ---- accepting ---------------------------------------------------------- */

static void listen_for(const struct hub *hub, uint32_t events)
{
    struct ivmc_listener *l;

    for (l = hub->listeners; l; l = l->next)
        (void)ivmc_hub_tell(hub, EPOLL_CTL_MOD, l->fd, events, l);
}

void ivmc_hub_pause(struct hub *hub, uint64_t now_ns)
{
    hub->paused = true;
    hub->resume_ns = now_ns + PAUSE_NS;
    listen_for(hub, 0);
}

bool ivmc_hub_resume(struct hub *hub, uint64_t now_ns)
{
    if (!hub->paused || hub->resume_ns > now_ns)
        return false;
    hub->paused = false;
    listen_for(hub, EPOLLIN);
    return true;
}

static void accept_some(struct hub *hub, struct ivmc_listener *l)
{
    int n, fd;

    for (n = 0; n < ACCEPTS_A_ROUND && !hub->paused; n++) {
        fd = ivmc_listener_take(l, SOCK_NONBLOCK);
        if (fd >= 0) {
            hub->ops->take(hub->loop, l, fd);
            continue;
        }
        switch (errno) {
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            if (!hub->ops->full(hub->loop, l))
                return;
            break;
        case EAGAIN:
            return;
        default:
            break; /* a connection that went before we came to it */
        }
    }
}

/* ---- events ------------------------------------------------------------- */

static struct ivmc_listener *listener_of(const struct hub *hub, const void *who)
{
    struct ivmc_listener *l = hub->listeners;

    while (l && l != who)
        l = l->next;
    return l;
}

bool ivmc_hub_event(struct hub *hub, const void *who)
{
    struct ivmc_listener *l;
    uint64_t count;

    if (who == hub) {
        if (read(hub->wake, &count, sizeof count) > 0)
            hub->stopping = true;
        return true;
    }
    l = listener_of(hub, who);
    if (l)
        accept_some(hub, l);
    return l != NULL;
}

int ivmc_hub_timeout(uint32_t timeout_ms)
{
    if (timeout_ms == IVMC_FOREVER)
        return -1;
    return timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
}

enum ivmc_status ivmc_hub_run(struct hub *hub)
{
    const struct hub_ops *ops = hub->ops;
    enum ivmc_status s = IVMC_OK;
    uint64_t end;

    while (s == IVMC_OK && !hub->stopping)
        s = ops->step(hub->loop, IVMC_FOREVER);
    end = ivmc_wait_now() + FINISH_NS;
    while (s == IVMC_OK && ops->unsent(hub->loop) && ivmc_wait_now() < end)
        s = ops->step(hub->loop, FINISH_MS);
    hub->stopping = false;
    return s;
}

void ivmc_hub_stop(const struct hub *hub)
{
    uint64_t one = 1;
    int error = errno; /* a signal handler must not change it */

    (void)!write(hub->wake, &one, sizeof one);
    errno = error;
}
