#include "pair_loop.h"

#include <pthread.h>
#include <stdlib.h>

#include <ivmc/sockets.h>

struct pair_loop {
    struct ivmc_socket_loop *loop;
    pthread_t thread;
    bool stopped;
};

static void *run(void *context)
{
    ivmc_socket_loop_run(context);
    return NULL;
}

void pair_loop_open(struct conformance_pair *p, const char *address,
                    uint32_t max_message)
{
    struct ivmc_socket_options options = {0};
    struct pair_loop *own = calloc(1, sizeof *own);
    struct ivmc_listener *listener;

    ck_assert_ptr_nonnull(own);
    p->own = own;
    options.max_message = max_message;
    options.timeout_ms = 5000;
    ck_status(ivmc_socket_listen(address, &options, &listener), IVMC_OK);
    ck_status(ivmc_socket_loop_open(&p->peer.server, &options, &own->loop),
              IVMC_OK);
    ck_status(ivmc_socket_loop_add(own->loop, listener), IVMC_OK);
    ck_assert_int_eq(pthread_create(&own->thread, NULL, run, own->loop), 0);
    ck_status(ivmc_socket_connect(ivmc_listener_address(listener), &options,
                                  &p->client),
              IVMC_OK);
    p->client->max_in_flight = 8;
}

void pair_loop_stop(struct conformance_pair *p)
{
    struct pair_loop *own = p->own;

    if (own->stopped)
        return;
    ivmc_socket_loop_stop(own->loop);
    pthread_join(own->thread, NULL);
    ivmc_socket_loop_close(own->loop);
    own->stopped = true;
}

void pair_loop_close(struct conformance_pair *p)
{
    ivmc_channel_close(p->client);
    pair_loop_stop(p);
    free(p->own);
}
