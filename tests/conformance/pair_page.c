#include "pair_page.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct pair_page {
    struct ivmc_server *server;
    struct ivmc_page_listener *listener; /* NULL: the loop's */
    struct ivmc_page_loop *loop;         /* NULL: a server of one client */
    atomic_bool ending;
    pthread_t thread;
    bool stopped;
};

static void *run(void *context)
{
    struct pair_page *own = context;
    struct ivmc_channel *channel;
    enum ivmc_status status;

    if (own->loop) {
        if (ivmc_page_loop_run(own->loop) != IVMC_OK)
            abort();
        return NULL;
    }
    if (ivmc_page_accept(own->listener, 5000, &channel) != IVMC_OK)
        abort();
    do
        status = ivmc_serve_next(own->server, channel, 10);
    while ((status == IVMC_OK || status == IVMC_TIMEOUT) && !own->ending);
    ivmc_channel_close(channel);
    return NULL;
}

void pair_page_open(struct conformance_pair *p, bool loop,
                    const struct ivmc_page_options *options)
{
    struct pair_page *own = calloc(1, sizeof *own);
    char address[64];

    ck_assert_ptr_nonnull(own);
    p->own = own;
    own->server = &p->peer.server;
    snprintf(address, sizeof address, "page:@ivmc-test-%d", (int)getpid());
    ck_status(ivmc_page_listen(address, options, &own->listener), IVMC_OK);
    if (loop) {
        ck_status(ivmc_page_loop_open(own->server, options, &own->loop),
                  IVMC_OK);
        ck_status(ivmc_page_loop_add(own->loop, own->listener), IVMC_OK);
        own->listener = NULL;
    }
    ck_assert_int_eq(pthread_create(&own->thread, NULL, run, own), 0);
    ck_status(ivmc_page_connect(address, options, &p->client), IVMC_OK);
    p->client->max_in_flight = 8;
}

void pair_page_stop(struct conformance_pair *p)
{
    struct pair_page *own = p->own;

    if (own->stopped)
        return;
    own->ending = true;
    if (own->loop)
        ivmc_page_loop_stop(own->loop);
    pthread_join(own->thread, NULL);
    ivmc_page_loop_close(own->loop);
    ivmc_page_listener_close(own->listener);
    own->stopped = true;
}

void pair_page_close(struct conformance_pair *p)
{
    ivmc_channel_close(p->client);
    pair_page_stop(p);
    free(p->own);
}
