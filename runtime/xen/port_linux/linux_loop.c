/*
 * A server of many. Whoever sent an event or was just served is hot: it is
 * looked at each round, without events. Before the loop sleeps all hot clients
 * are told to send one, and looked at once more.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "linux_loop.h"
#include "wait.h"

#define NS_PER_MS UINT64_C(1000000)

/* Taken in one round. */
#define EVENTS_A_ROUND   256
#define REQUESTS_A_ROUND 16

/* Rounds between two looks for events while there is always work. */
#define ROUNDS_A_LOOK 16

/* Clients are looked after this often while one of them is late. */
#define TICK_MS 100
#define SOON_MS 10 /* while one is muted, or an inbox is to be looked at */

/* Replies under way have this long when the loop is stopped. */
#define FINISH_NS (1000 * NS_PER_MS)

/* ---- opening and closing ------------------------------------------------------------ */

/* What is polled: the events, the wake, then each listener. */
static bool list_fds(struct ivmc_xen_loop *loop)
{
    size_t count = 2 + (size_t)loop->listener_count;
    struct pollfd *fds = realloc(loop->fds, count * sizeof *fds);
    struct ivmc_xen_listener *l;
    size_t i = 2;

    if (!fds)
        return false;
    loop->fds = fds;
    fds[0] = (struct pollfd){xenevtchn_fd(loop->handles.events), POLLIN, 0};
    fds[1] = (struct pollfd){loop->wake, POLLIN, 0};
    for (l = loop->listeners; l; l = l->next)
        fds[i++] = (struct pollfd){xs_fileno(l->store), POLLIN, 0};
    return true;
}

enum ivmc_status ivmc_xen_loop_open(struct ivmc_server *server,
                                    const struct ivmc_xen_options *options,
                                    struct ivmc_xen_loop **result)
{
    struct ivmc_xen_loop *loop;

    *result = NULL;
    if (server->find_channel)
        return IVMC_BUSY;
    loop = calloc(1, sizeof *loop);
    if (!loop)
        return IVMC_SYSTEM;
    loop->server = server;
    loop->handles.slice = -1;
    loop->options = linux_options(options);
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->spill = malloc(loop->options.max_message);
    if (loop->wake < 0 || !loop->spill ||
        linux_handles_open(&loop->handles) != IVMC_OK || !list_fds(loop)) {
        int error = errno;

        ivmc_xen_loop_close(loop);
        errno = error;
        return IVMC_SYSTEM;
    }
    server->loop = loop;
    server->find_channel = linux_loop_find;
    *result = loop;
    return IVMC_OK;
}

void ivmc_xen_loop_close(struct ivmc_xen_loop *loop)
{
    struct ivmc_xen_listener *l;

    if (!loop)
        return;
    while (loop->clients) {
        linux_client_kill(loop->clients);
        linux_clients_bury(loop);
    }
    while ((l = loop->listeners) != NULL) {
        loop->listeners = l->next;
        ivmc_xen_listener_close(l);
    }
    if (loop->server->loop == loop) {
        loop->server->loop = NULL;
        loop->server->find_channel = NULL;
    }
    linux_handles_close(&loop->handles);
    if (loop->wake >= 0)
        close(loop->wake);
    free(loop->by_port);
    free(loop->fds);
    free(loop->spill);
    free(loop);
}

enum ivmc_status ivmc_xen_loop_add(struct ivmc_xen_loop *loop,
                                   struct ivmc_xen_listener *listener)
{
    /* Replies of all clients are begun in the loop's one buffer. */
    if (listener->options.max_message > loop->options.max_message)
        listener->options.max_message = loop->options.max_message;
    listener->next = loop->listeners;
    loop->listeners = listener;
    loop->listener_count++;
    if (list_fds(loop))
        return IVMC_OK;
    loop->listeners = listener->next;
    loop->listener_count--;
    return IVMC_SYSTEM;
}

enum ivmc_status ivmc_xen_loop_adopt(struct ivmc_xen_loop *loop,
                                     const struct ivmc_xen_triple *triple)
{
    loop->now_ns = ivmc_wait_now();
    return linux_client_take(loop, triple, &loop->options);
}

/* ---- what comes ------------------------------------------------------------------------ */

/* Whether the request is of a client that was made an offer. */
static bool under_way(void *context, const char *path)
{
    const struct ivmc_xen_loop *loop = context;
    const struct linux_client *c;

    for (c = loop->clients; c; c = c->next)
        if (strcmp(c->request, path) == 0)
            return true;
    return false;
}

static void take_request(struct ivmc_xen_loop *loop,
                         struct ivmc_xen_listener *l,
                         const struct linux_taken *t)
{
    const struct ivmc_xen_triple triple = {t->client, t->request.ref,
                                           t->request.port};

    if (t->request.kind == XEN_ASK && linux_client_ask(loop, l, t) == IVMC_OK)
        return;
    if (t->request.kind == XEN_OFFER)
        (void)linux_client_take(loop, &triple, &l->options);
    /* Answered, or refused: it tells one from the other by page 0. */
    (void)xs_rm(l->store, XBT_NULL, t->path);
}

/* Those left over are an event again: the inbox changes with each one taken. */
static void take_requests(struct ivmc_xen_loop *loop,
                          struct ivmc_xen_listener *l)
{
    struct linux_taken t;
    int n;

    for (n = 0; n < REQUESTS_A_ROUND; n++) {
        if (!linux_take_request(l, under_way, loop, &t))
            break;
        take_request(loop, l, &t);
    }
}

static void look_into_inboxes(struct ivmc_xen_loop *loop)
{
    struct ivmc_xen_listener *l;

    for (l = loop->listeners; l; l = l->next)
        if (l->again)
            take_requests(loop, l);
}

static bool any_inbox(const struct ivmc_xen_loop *loop)
{
    const struct ivmc_xen_listener *l = loop->listeners;

    while (l && !l->again)
        l = l->next;
    return l != NULL;
}

/* One each at most: to ask for more than there are is a system call more. */
static void take_events(struct ivmc_xen_loop *loop)
{
    xenevtchn_handle *events = loop->handles.events;
    xenevtchn_port_or_error_t port;
    uint32_t most = loop->stats.clients;
    struct linux_client *c;
    uint32_t n = 0;

    do {
        port = xenevtchn_pending(events);
        if (port < 0)
            return;
        c = (uint32_t)port < loop->port_cap ? loop->by_port[port] : NULL;
        if (c && linux_client_event(c))
            (void)xenevtchn_unmask(events, (evtchn_port_t)port);
    } while (++n < most && n < EVENTS_A_ROUND);
}

static void handle(struct ivmc_xen_loop *loop)
{
    struct ivmc_xen_listener *l;
    size_t i = 2;
    uint64_t count;

    if (loop->fds[0].revents)
        take_events(loop);
    if (loop->fds[1].revents)
        (void)!read(loop->wake, &count, sizeof count);
    for (l = loop->listeners; l; l = l->next)
        if (loop->fds[i++].revents && linux_take_watches(l->store))
            l->again = true;
}

/* ---- rounds ----------------------------------------------------------------------------- */

static bool is_hot_pending(void *context)
{
    const struct ivmc_xen_loop *loop = context;
    struct linux_client *c;

    for (c = loop->hot; c; c = c->hot_next)
        if (linux_client_pending(c))
            return true;
    return false;
}

/* Who was served may have more to ask soon. */
static bool await_hot(struct ivmc_xen_loop *loop)
{
    return loop->hot &&
           page_hope_for(&loop->hope, &loop->hot->port.base,
                         loop->stats.clients, is_hot_pending, loop);
}

/*
 * Tells all hot clients to send events, and gives those up that have nothing
 * now. True when there is nothing left to do without sleeping.
 */
static bool arm_hot(struct ivmc_xen_loop *loop)
{
    struct linux_client **at = &loop->hot;
    struct linux_client *c;

    for (c = loop->hot; c; c = c->hot_next)
        linux_client_arm(c);
    /* Their counters are looked at after they can see that we sleep. */
    atomic_thread_fence(memory_order_seq_cst);
    while ((c = *at) != NULL) {
        if (linux_client_pending(c)) {
            linux_client_disarm(c);
            loop->hot_last = c;
            at = &c->hot_next;
        } else {
            c->hot = false;
            *at = c->hot_next;
        }
    }
    return loop->hot == NULL;
}

static int poll_timeout(const struct ivmc_xen_loop *loop, uint32_t timeout_ms)
{
    if ((loop->muted || any_inbox(loop)) && timeout_ms > SOON_MS)
        timeout_ms = SOON_MS;
    if (loop->late && timeout_ms > TICK_MS)
        timeout_ms = TICK_MS;
    if (loop->clients && timeout_ms > LOOP_DOMAINS_MS)
        timeout_ms = LOOP_DOMAINS_MS;
    if (timeout_ms == IVMC_FOREVER)
        return -1;
    return timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
}

static enum ivmc_status poll_events(struct ivmc_xen_loop *loop, int timeout_ms)
{
    int n = poll(loop->fds, 2 + (nfds_t)loop->listener_count, timeout_ms);

    if (n < 0 && errno != EINTR)
        return IVMC_SYSTEM;
    loop->now_ns = ivmc_wait_now();
    if (timeout_ms != 0)
        loop->stats.wakes++;
    if (n > 0)
        handle(loop);
    /* Whoever is stopped has no use for more clients. */
    if (!loop->stopping)
        look_into_inboxes(loop);
    return IVMC_OK;
}

/* What time brings, now and then. */
static void look_after(struct ivmc_xen_loop *loop)
{
    struct linux_client *c, *next;

    if (loop->now_ns - loop->looked_ns < 5 * NS_PER_MS)
        return;
    loop->looked_ns = loop->now_ns;
    for (c = loop->clients; c; c = next) {
        next = c->next;
        linux_client_tick(c);
    }
}

static void serve_hot(struct ivmc_xen_loop *loop)
{
    struct linux_client *c;

    for (c = loop->hot; c; c = c->hot_next) {
        linux_client_disarm(c);
        linux_client_serve(c);
    }
}

enum ivmc_status ivmc_xen_loop_step(struct ivmc_xen_loop *loop,
                                    uint32_t timeout_ms)
{
    bool news = timeout_ms != 0 && await_hot(loop);
    bool look = timeout_ms == 0 || ++loop->rounds % ROUNDS_A_LOOK == 0;
    bool idle = (look || !news) && arm_hot(loop);
    enum ivmc_status s = IVMC_OK;

    if (look || idle)
        s = poll_events(loop, idle ? poll_timeout(loop, timeout_ms) : 0);
    serve_hot(loop);
    look_after(loop);
    linux_clients_bury(loop);
    return s;
}

static bool any_kept(const struct ivmc_xen_loop *loop)
{
    const struct linux_client *c;

    for (c = loop->clients; c; c = c->next)
        if (c->port.channel.kept)
            return true;
    return false;
}

static enum ivmc_status finish(struct ivmc_xen_loop *loop)
{
    uint64_t end = ivmc_wait_now() + FINISH_NS;
    enum ivmc_status s = IVMC_OK;

    while (s == IVMC_OK && any_kept(loop) && loop->now_ns < end)
        s = ivmc_xen_loop_step(loop, 20);
    return s;
}

enum ivmc_status ivmc_xen_loop_run(struct ivmc_xen_loop *loop)
{
    enum ivmc_status s = IVMC_OK;

    while (s == IVMC_OK && !loop->stopping)
        s = ivmc_xen_loop_step(loop, IVMC_FOREVER);
    if (s == IVMC_OK)
        s = finish(loop);
    loop->stopping = false;
    return s;
}

void ivmc_xen_loop_stop(struct ivmc_xen_loop *loop)
{
    uint64_t one = 1;
    int error = errno; /* a signal handler must not change it */

    loop->stopping = true;
    (void)!write(loop->wake, &one, sizeof one);
    errno = error;
}

void ivmc_xen_loop_stats(const struct ivmc_xen_loop *loop,
                         struct ivmc_xen_stats *stats)
{
    *stats = loop->stats;
    stats->memory = loop->memory;
}
