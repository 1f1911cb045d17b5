/* Servers of one client, and what they take requests from. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "linux.h"
#include "wait.h"

/* So long a keeper may take to go. */
#define KEEPER_MS 5000

/* Bad requests removed in one go. */
#define REMOVALS 64

/* ---- the name ----------------------------------------------------------------------- */

/*
 * An abstract socket: it is free again when its process has gone, however it
 * went. -1: errno; EADDRINUSE when somebody has it.
 */
static int hold(const char *what, const char *name)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd, len, error;

    len =
        snprintf(to.sun_path + 1, sizeof to.sun_path - 1, "%s/%s", what, name);
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (bind(fd, (const struct sockaddr *)&to,
             (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
                         (size_t)len)) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

static enum ivmc_status lock_name(struct ivmc_xen_listener *l, const char *name)
{
    l->lock = hold("ivmc-xen", name);
    if (l->lock >= 0)
        return IVMC_OK;
    return errno == EADDRINUSE ? IVMC_BUSY : IVMC_SYSTEM;
}

/* The keeper of a server before us may be about to take the inbox away. */
static int await_keeper(const char *name)
{
    const struct timespec little = {0, 1000000};
    struct ivmc_deadline d = ivmc_deadline_in(KEEPER_MS);
    int lock;

    while ((lock = hold("ivmc-xen-keeper", name)) < 0 && errno == EADDRINUSE &&
           ivmc_wait_left_ms(&d) != 0)
        nanosleep(&little, NULL);
    return lock;
}

/* If there can be no keeper, the server is as good as long as it lives. */
static enum ivmc_status make_inbox(struct ivmc_xen_listener *l,
                                   const char *name)
{
    int lock = await_keeper(name);

    if (lock < 0)
        return errno == EADDRINUSE ? IVMC_BUSY : IVMC_SYSTEM;
    if (linux_inbox_make(l->store, l->path, l->own))
        l->keeper = linux_keeper_start(lock, l->path);
    close(lock);
    return l->keeper >= 0 ? IVMC_OK : IVMC_SYSTEM;
}

static enum ivmc_status open_inbox(struct ivmc_xen_listener *l,
                                   const char *name)
{
    enum ivmc_status s = lock_name(l, name);

    if (s != IVMC_OK)
        return s;
    l->store = xs_open(0);
    if (!l->store || !linux_own_domid(l->store, &l->own))
        return IVMC_SYSTEM;
    xen_inbox_path(l->path, l->own, name);
    s = make_inbox(l, name);
    if (s != IVMC_OK)
        return s;
    return xs_watch(l->store, l->path, "") ? IVMC_OK : IVMC_SYSTEM;
}

enum ivmc_status ivmc_xen_listen(const char *name,
                                 const struct ivmc_xen_options *options,
                                 struct ivmc_xen_listener **listener)
{
    struct ivmc_xen_listener *l;
    enum ivmc_status s;

    *listener = NULL;
    if (!xen_name_is_good(name))
        return IVMC_BAD_ADDRESS;
    l = calloc(1, sizeof *l);
    if (!l)
        return IVMC_SYSTEM;
    l->options = linux_options(options);
    l->lock = l->keeper = -1;
    s = open_inbox(l, name);
    if (s == IVMC_OK)
        *listener = l;
    else
        ivmc_xen_listener_close(l);
    return s;
}

void ivmc_xen_listener_close(struct ivmc_xen_listener *l)
{
    int error = errno;

    if (!l)
        return;
    if (l->store) {
        if (l->keeper >= 0)
            linux_inbox_remove(l->store, l->path);
        xs_close(l->store);
    }
    if (l->keeper >= 0)
        linux_keeper_dismiss(l->keeper);
    if (l->lock >= 0)
        close(l->lock);
    free(l);
    errno = error;
}

/* ---- requests ----------------------------------------------------------------------- */

/* Looks at one of the names listed: true when it is a good one. */
static bool look_at(struct ivmc_xen_listener *l, const char *name,
                    struct linux_taken *t, int *removed)
{
    if (strlen(name) < XEN_VALUE_MAX) {
        xen_request_path(t->path, l->path, name);
        if (linux_inbox_read(l->store, t->path, &t->client, &t->request))
            return true;
        /* One that may not be removed is passed by each time. */
        if (xs_rm(l->store, XBT_NULL, t->path))
            ++*removed;
    }
    return false;
}

bool linux_take_request(struct ivmc_xen_listener *l,
                        bool (*under_way)(void *context, const char *path),
                        void *context, struct linux_taken *t)
{
    unsigned count = 0, i;
    char **names = linux_inbox_list(l->store, l->path, &count);
    bool found = false;
    int removed = 0;

    l->again = !names;
    /* All domains may write there, and so remove it. */
    if (!names && errno == ENOENT)
        l->again = !linux_inbox_make(l->store, l->path, l->own);
    for (i = 0; i < count && !found && removed < REMOVALS; i++) {
        if (strlen(names[i]) < XEN_VALUE_MAX)
            xen_request_path(t->path, l->path, names[i]);
        else
            t->path[0] = '\0';
        if (under_way && under_way(context, t->path))
            continue;
        found = look_at(l, names[i], t, &removed);
    }
    free(names);
    return found;
}

/* ---- servers of one client ------------------------------------------------------------ */

static enum ivmc_status answer_offer(struct linux_port *p,
                                     struct ivmc_xen_listener *l,
                                     const struct linux_taken *t)
{
    const struct ivmc_xen_triple triple = {t->client, t->request.ref,
                                           t->request.port};
    enum ivmc_status s = linux_map(p, &triple, l->options.max_pages, true);

    return s == IVMC_OK ? linux_answer(p, &l->options, NULL) : s;
}

/* A client that does not come is not waited for longer than it may take. */
static enum ivmc_status answer_ask(struct linux_port *p,
                                   struct ivmc_xen_listener *l,
                                   const struct linux_taken *t)
{
    struct ivmc_deadline d = ivmc_deadline_in(l->options.timeout_ms);
    struct linux_request q = {.put = true};
    struct ivmc_xen_triple triple;
    enum ivmc_status s;

    if (t->request.pages > l->options.max_pages)
        return IVMC_REFUSED;
    s = linux_grant(p, t->client, t->request.pages, true);
    if (s != IVMC_OK)
        return s;
    triple.domid = l->own;
    triple.ref = p->pages.ref;
    triple.port = p->port;
    if (!linux_inbox_answer(l->store, t->path, &triple))
        return IVMC_PEER_GONE;
    memcpy(q.path, t->path, sizeof q.path);
    if (!linux_store(p->handles))
        return IVMC_SYSTEM;
    s = linux_await(p, linux_is_called, &q, &d);
    return s == IVMC_OK ? linux_answer(p, &l->options, NULL) : s;
}

static enum ivmc_status answer(struct ivmc_xen_listener *l,
                               const struct linux_taken *t,
                               struct ivmc_channel **channel)
{
    struct linux_port *p;
    enum ivmc_status s = linux_port_new(&p);

    if (s != IVMC_OK)
        return s;
    s = t->request.kind == XEN_OFFER ? answer_offer(p, l, t)
                                     : answer_ask(p, l, t);
    (void)xs_rm(l->store, XBT_NULL, t->path);
    return linux_finish(p, s, channel);
}

enum ivmc_status ivmc_xen_accept(struct ivmc_xen_listener *listener,
                                 uint32_t timeout_ms,
                                 struct ivmc_channel **channel)
{
    struct ivmc_deadline d = ivmc_deadline_in(timeout_ms);
    struct pollfd f = {xs_fileno(listener->store), POLLIN, 0};
    struct linux_taken t;
    int ms;

    *channel = NULL;
    for (;;) {
        /* One that went before it was answered is not ours to report. */
        if (linux_take_request(listener, NULL, NULL, &t)) {
            if (answer(listener, &t, channel) == IVMC_OK)
                return IVMC_OK;
            continue;
        }
        ms = linux_slice(&d);
        if (ms == 0)
            return IVMC_TIMEOUT;
        if (poll(&f, 1, ms) < 0 && errno != EINTR)
            return IVMC_SYSTEM;
        (void)linux_take_watches(listener->store);
    }
}
