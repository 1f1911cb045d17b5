#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "options.h"
#include "wait.h"

#define NS_PER_MS UINT64_C(1000000)

/* ---- opening and closing ------------------------------------------------ */

static enum ivmc_status step(void *loop, uint32_t timeout_ms)
{
    return ivmc_socket_loop_step(loop, timeout_ms);
}

static bool unsent(const void *context)
{
    const struct ivmc_socket_loop *loop = context;

    return loop->unsent != 0;
}

static const struct hub_ops hub_ops = {step, unsent, ivmc_loop_accept,
                                       ivmc_loop_accept_full};

enum ivmc_status ivmc_socket_loop_open(
    struct ivmc_server *server, const struct ivmc_socket_options *options,
    struct ivmc_socket_loop **result)
{
    struct ivmc_socket_loop *loop;

    *result = NULL;
    if (server->find_channel)
        return IVMC_BUSY;
    loop = calloc(1, sizeof *loop);
    if (!loop)
        return IVMC_SYSTEM;
    loop->server = server;
    loop->joined = loop;
    loop->mail[0] = loop->mail[1] = -1;
    loop->options = ivmc_options_complete(options);
    loop->peers.take = ivmc_loop_take_memory;
    loop->peers.loop = loop;
    loop->peers.max_memory = loop->options.max_memory;
    loop->hello.after_ns = loop->options.timeout_ms * NS_PER_MS;
    loop->busy.after_ns = loop->options.idle_ms * NS_PER_MS;
    loop->first_free = UINT32_MAX;
    loop->place_cap = loop->options.max_clients + LOOP_EVICTIONS_A_ROUND;
    loop->places = calloc(loop->place_cap, sizeof *loop->places);
    loop->in_cap = LOOP_READ;
    loop->in = malloc(loop->in_cap);
    loop->spare = -1;
    (void)ivmc_loop_have_spare(loop);
    if (!ivmc_hub_open(&loop->hub, &hub_ops, loop) || !loop->places ||
        !loop->in) {
        int error = errno;

        ivmc_socket_loop_close(loop);
        errno = error;
        return IVMC_SYSTEM;
    }
    server->loop = loop;
    server->find_channel = ivmc_loop_find_channel;
    *result = loop;
    return IVMC_OK;
}

static void close_clients(struct ivmc_socket_loop *loop)
{
    uint32_t i;

    for (i = 0; i < loop->place_count; i++) {
        if (loop->places[i].client)
            ivmc_client_kill(loop->places[i].client);
    }
    ivmc_loop_bury(loop);
}

void ivmc_socket_loop_close(struct ivmc_socket_loop *loop)
{
    struct ivmc_listener *l;

    if (!loop)
        return;
    close_clients(loop);
    ivmc_loop_leave(loop);
    while ((l = loop->hub.listeners) != NULL) {
        loop->hub.listeners = l->next;
        ivmc_listener_close(l);
    }
    if (loop->server->loop == loop) {
        loop->server->loop = NULL;
        loop->server->find_channel = NULL;
    }
    ivmc_hub_close(&loop->hub);
    if (loop->spare >= 0)
        close(loop->spare);
    free(loop->places);
    free(loop->in);
    free(loop->room);
    free(loop);
}

/* A buffer that all clients use in turn grows with the largest message. */
static bool grow(unsigned char **buffer, uint32_t *cap, uint32_t wanted)
{
    unsigned char *grown;

    if (wanted <= *cap)
        return true;
    grown = realloc(*buffer, wanted);
    if (!grown)
        return false;
    *buffer = grown;
    *cap = wanted;
    return true;
}

bool ivmc_loop_fit(struct ivmc_socket_loop *loop, const struct ivmc_listener *l)
{
    uint32_t largest = l->options.max_message;

    return grow(&loop->room, &loop->room_cap, largest) &&
           (!l->packets || grow(&loop->in, &loop->in_cap, largest));
}

enum ivmc_status ivmc_socket_loop_add(struct ivmc_socket_loop *loop,
                                      struct ivmc_listener *listener)
{
    struct ivmc_socket_loop *at = loop;

    do {
        if (!ivmc_loop_fit(at, listener))
            return IVMC_SYSTEM;
        at = at->joined;
    } while (at != loop);
    return ivmc_hub_listen(&loop->hub, listener) ? IVMC_OK : IVMC_SYSTEM;
}

/* ---- time --------------------------------------------------------------- */

/* When the first of `list` is due, or `at` if that is earlier. */
static uint64_t earlier(const struct loop_list *list, uint64_t at)
{
    uint64_t due;

    if (!list->first)
        return at;
    due = list->first->watch_since + list->after_ns;
    return due < at ? due : at;
}

static int round_timeout(struct ivmc_socket_loop *loop, uint32_t timeout_ms)
{
    uint64_t due = UINT64_MAX, ms;

    if (loop->ready_first)
        return 0;
    due = earlier(&loop->hello, earlier(&loop->busy, due));
    if (loop->hub.paused && loop->hub.resume_ns < due)
        due = loop->hub.resume_ns;
    if (due != UINT64_MAX) {
        uint64_t now = ivmc_wait_now();

        ms = due > now ? (due - now) / NS_PER_MS + 1 : 0;
        if (ms < timeout_ms)
            timeout_ms = (uint32_t)ms;
    }
    return ivmc_hub_timeout(timeout_ms);
}

/* Ends those who had their time; the lists are in the order of it. */
static void expire(struct ivmc_socket_loop *loop, struct loop_list *list)
{
    while (list->first &&
           list->first->watch_since + list->after_ns <= loop->now_ns)
        ivmc_client_kill(list->first);
}

/* ---- rounds ------------------------------------------------------------- */

static void handle(struct ivmc_socket_loop *loop, void *who)
{
    struct loop_client *client;

    if (ivmc_hub_event(&loop->hub, who))
        return;
    if (who == &loop->mail) {
        ivmc_loop_take_over(loop);
        return;
    }
    client = who;
    if (client->state == CLIENT_DEAD)
        return;
    if (client->replies)
        ivmc_client_output(client);
    else if (!client->ready)
        ivmc_client_input(client);
}

/* Those who had sent more than one round's work. */
static void serve_ready(struct ivmc_socket_loop *loop)
{
    struct loop_client *next = loop->ready_first;

    loop->ready_first = NULL;
    loop->ready_last = NULL;
    while (next) {
        struct loop_client *client = next;

        next = client->ready_next;
        client->ready = false;
        if (client->state != CLIENT_DEAD && !client->replies)
            ivmc_client_input(client);
    }
}

enum ivmc_status ivmc_socket_loop_step(struct ivmc_socket_loop *loop,
                                       uint32_t timeout_ms)
{
    struct epoll_event events[LOOP_EVENTS];
    int n, i;

    n = epoll_wait(loop->hub.epoll, events, LOOP_EVENTS,
                   round_timeout(loop, timeout_ms));
    if (n < 0 && errno != EINTR)
        return IVMC_SYSTEM;
    loop->now_ns = ivmc_wait_now();
    serve_ready(loop);
    for (i = 0; i < n; i++)
        handle(loop, events[i].data.ptr);
    expire(loop, &loop->hello);
    expire(loop, &loop->busy);
    (void)ivmc_hub_resume(&loop->hub, loop->now_ns);
    ivmc_loop_bury(loop);
    (void)ivmc_loop_have_spare(loop);
    return IVMC_OK;
}

enum ivmc_status ivmc_socket_loop_run(struct ivmc_socket_loop *loop)
{
    return ivmc_hub_run(&loop->hub);
}

void ivmc_socket_loop_stop(struct ivmc_socket_loop *loop)
{
    struct ivmc_socket_loop *at = loop;

    do {
        ivmc_hub_stop(&at->hub);
        at = at->joined;
    } while (at != loop);
}

void ivmc_socket_loop_stats(const struct ivmc_socket_loop *loop,
                            struct ivmc_socket_stats *stats)
{
    *stats = loop->stats;
    stats->memory = loop->peers.memory;
}
