#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "items.h"
#include "loop.h"
#include "options.h"

#define NO_PLACE UINT32_MAX

/* ---- places ------------------------------------------------------------- */

static bool take_place(struct ivmc_socket_loop *loop,
                       struct loop_client *client)
{
    struct loop_place *place;
    uint32_t n = loop->first_free;

    if (n == NO_PLACE) {
        if (loop->place_count == loop->place_cap)
            return false;
        n = loop->place_count++;
    } else {
        loop->first_free = loop->places[n].next_free;
    }
    place = &loop->places[n];
    place->client = client;
    place->generation++;
    client->place = n;
    return true;
}

static void give_place(struct loop_client *client)
{
    struct ivmc_socket_loop *loop = client->loop;
    struct loop_place *place = &loop->places[client->place];

    place->client = NULL;
    place->next_free = loop->first_free;
    loop->first_free = client->place;
}

uint64_t ivmc_client_id(const struct loop_client *client)
{
    const struct loop_place *place = &client->loop->places[client->place];

    return (uint64_t)place->generation << 32 | client->place;
}

struct ivmc_channel *ivmc_loop_find_channel(void *context, uint64_t id)
{
    struct ivmc_socket_loop *loop = context;
    uint32_t place = (uint32_t)(id & UINT32_MAX);
    struct loop_client *client;

    if (place >= loop->place_count)
        return NULL;
    client = loop->places[place].client;
    if (!client || client->state != CLIENT_OPEN || ivmc_client_id(client) != id)
        return NULL;
    return &client->base;
}

/* ---- lists -------------------------------------------------------------- */

void ivmc_client_watch(struct loop_client *client, struct loop_list *list)
{
    struct loop_list *old = client->watch;

    if (old) {
        if (client->watch_prev)
            client->watch_prev->watch_next = client->watch_next;
        else
            old->first = client->watch_next;
        if (client->watch_next)
            client->watch_next->watch_prev = client->watch_prev;
        else
            old->last = client->watch_prev;
    }
    client->watch = list;
    if (!list)
        return;
    client->watch_since = client->loop->now_ns;
    client->watch_prev = list->last;
    client->watch_next = NULL;
    if (list->last)
        list->last->watch_next = client;
    else
        list->first = client;
    list->last = client;
}

void ivmc_client_make_ready(struct loop_client *client)
{
    struct ivmc_socket_loop *loop = client->loop;

    if (client->ready)
        return;
    client->ready = true;
    client->ready_next = NULL;
    if (loop->ready_last)
        loop->ready_last->ready_next = client;
    else
        loop->ready_first = client;
    loop->ready_last = client;
}

/* ---- life --------------------------------------------------------------- */

void ivmc_client_arm(struct loop_client *client)
{
    /* Who does not read replies is not asked for more requests. */
    uint32_t wanted = client->replies ? EPOLLOUT : EPOLLIN;
    struct epoll_event event;

    if (client->armed == wanted || client->state == CLIENT_DEAD)
        return;
    event.events = wanted;
    event.data.ptr = client;
    if (epoll_ctl(client->loop->hub.epoll,
                  client->armed ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, client->fd,
                  &event) < 0)
        ivmc_client_kill(client);
    else
        client->armed = wanted;
}

struct loop_client *ivmc_client_open(struct ivmc_socket_loop *loop, int fd,
                                     const struct ivmc_listener *l,
                                     const struct peer_key *peer)
{
    struct loop_client *client = calloc(1, sizeof *client);

    if (!client)
        goto close_fd;
    client->loop = loop;
    if (!take_place(loop, client))
        goto free_client;
    if (!ivmc_peer_join(&loop->peers, &client->share, peer))
        goto free_place;
    loop->alive++;
    client->fd = fd;
    client->heard_ns = loop->now_ns;
    client->packets = l->packets;
    client->items = l->items;
    client->ahead = l->packets ? loop->in_cap : LOOP_READ;
    client->max_message = l->options.max_message;
    if (l->packets) /* what a listener was given is not handed down */
        client->max_message = ivmc_socket_packet_limit(fd, client->max_message);
    loop->stats.accepted++;
    loop->stats.clients++;
    atomic_fetch_add(&loop->load, 1);
    ivmc_client_watch(client, &loop->hello);
    ivmc_client_arm(client);
    return client;

free_place:
    give_place(client);
free_client:
    free(client);
close_fd:
    close(fd);
    return NULL;
}

void ivmc_client_kill(struct loop_client *client)
{
    struct ivmc_socket_loop *loop = client->loop;

    if (client->state == CLIENT_DEAD)
        return;
    client->state = CLIENT_DEAD;
    ivmc_peer_leave(&loop->peers, &client->share);
    loop->alive--;
    ivmc_client_watch(client, NULL);
    client->dead_next = loop->dead;
    loop->dead = client;
}

void ivmc_client_empty(struct loop_client *client)
{
    ivmc_client_drop_replies(client);
    ivmc_client_free(client, client->rest, client->rest_cap);
    ivmc_client_free(client, client->message, client->message_len);
    client->rest = NULL;
    client->message = NULL;
}

static void client_close(struct loop_client *client)
{
    struct ivmc_socket_loop *loop = client->loop;

    ivmc_client_empty(client);
    ivmc_items_forget(&client->waiting);
    ivmc_items_close(&client->held_items);
    /* A child process may still hold the socket: then epoll would go on. */
    if (client->armed)
        (void)epoll_ctl(loop->hub.epoll, EPOLL_CTL_DEL, client->fd, NULL);
    close(client->fd);
    give_place(client);
    ivmc_server_ended(loop->server, client->base.id);
    loop->stats.closed++;
    loop->stats.clients--;
    atomic_fetch_sub(&loop->load, 1);
    free(client);
}

/* The dead may still stand in the list of those with more to serve. */
static void forget_ready(struct ivmc_socket_loop *loop)
{
    struct loop_client *next = loop->ready_first;

    loop->ready_first = NULL;
    loop->ready_last = NULL;
    while (next) {
        struct loop_client *client = next;

        next = client->ready_next;
        client->ready = false;
        if (client->state != CLIENT_DEAD)
            ivmc_client_make_ready(client);
    }
}

void ivmc_loop_bury(struct ivmc_socket_loop *loop)
{
    loop->evicted_now = 0;
    if (!loop->dead)
        return;
    forget_ready(loop);
    while (loop->dead) {
        struct loop_client *client = loop->dead;

        loop->dead = client->dead_next;
        client_close(client);
    }
}
