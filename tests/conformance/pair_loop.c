#include "pair_loop.h"

#include <pthread.h>
#include <stdlib.h>

#include <ivmc/sockets.h>

struct pair_loop {
    struct ivmc_socket_loop *loop;
    pthread_t thread;
    bool stopped;
    /* When clients are shared: the loop that accepts, and its own client. */
    struct ivmc_socket_loop *first;
    struct peer first_peer;
    pthread_t first_thread;
    struct ivmc_channel *first_client;
};

static void *run(void *context)
{
    ivmc_socket_loop_run(context);
    return NULL;
}

static struct pair_loop *open_loop(struct conformance_pair *p,
                                   const struct ivmc_socket_options *options)
{
    struct pair_loop *own = calloc(1, sizeof *own);

    ck_assert_ptr_nonnull(own);
    p->own = own;
    ck_status(ivmc_socket_loop_open(&p->peer.server, options, &own->loop),
              IVMC_OK);
    return own;
}

static void start(struct ivmc_socket_loop *loop, pthread_t *thread)
{
    ck_assert_int_eq(pthread_create(thread, NULL, run, loop), 0);
}

void pair_loop_open(struct conformance_pair *p, const char *address,
                    uint32_t max_message)
{
    struct ivmc_socket_options options = {.max_message = max_message,
                                          .timeout_ms = 5000};
    struct pair_loop *own = open_loop(p, &options);
    struct ivmc_listener *listener;

    ck_status(ivmc_socket_listen(address, &options, &listener), IVMC_OK);
    ck_status(ivmc_socket_loop_add(own->loop, listener), IVMC_OK);
    start(own->loop, &own->thread);
    ck_status(ivmc_socket_connect(ivmc_listener_address(listener), &options,
                                  &p->client),
              IVMC_OK);
    p->client->max_in_flight = 8;
}

void pair_loops_open(struct conformance_pair *p, const char *address,
                     uint32_t max_message)
{
    struct ivmc_socket_options options = {.max_message = max_message,
                                          .timeout_ms = 5000};
    struct pair_loop *own = open_loop(p, &options);
    struct ivmc_listener *listener;

    peer_init(&own->first_peer, max_message);
    ck_status(
        ivmc_socket_loop_open(&own->first_peer.server, &options, &own->first),
        IVMC_OK);
    ck_status(ivmc_socket_loop_join(own->loop, own->first), IVMC_OK);
    ck_status(ivmc_socket_listen(address, &options, &listener), IVMC_OK);
    ck_status(ivmc_socket_loop_add(own->first, listener), IVMC_OK);
    start(own->first, &own->first_thread);
    start(own->loop, &own->thread);
    ck_status(ivmc_socket_connect(address, &options, &own->first_client),
              IVMC_OK);
    ck_status(ivmc_socket_connect(address, &options, &p->client), IVMC_OK);
    p->client->max_in_flight = 8;
}

static void close_first(struct pair_loop *own)
{
    pthread_join(own->first_thread, NULL);
    ivmc_channel_close(own->first_client);
    ivmc_socket_loop_close(own->first);
    peer_done(&own->first_peer);
}

void pair_loop_stop(struct conformance_pair *p)
{
    struct pair_loop *own = p->own;

    if (own->stopped)
        return;
    ivmc_socket_loop_stop(own->loop);
    pthread_join(own->thread, NULL);
    if (own->first)
        close_first(own);
    ivmc_socket_loop_close(own->loop);
    own->stopped = true;
}

void pair_loop_close(struct conformance_pair *p)
{
    ivmc_channel_close(p->client);
    pair_loop_stop(p);
    free(p->own);
}
