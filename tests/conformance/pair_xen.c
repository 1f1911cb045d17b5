#include "pair_xen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xenstore.h>

struct pair_xen {
    struct ivmc_server *server;
    struct ivmc_xen_listener *listener; /* NULL: the loop's */
    struct ivmc_xen_loop *loop;         /* NULL: a server of one client */
    atomic_bool ending;
    pthread_t thread;
    bool stopped;
};

static void *run(void *context)
{
    struct pair_xen *own = context;
    struct ivmc_channel *channel;
    enum ivmc_status status;

    if (own->loop) {
        if (ivmc_xen_loop_run(own->loop) != IVMC_OK)
            abort();
        return NULL;
    }
    if (ivmc_xen_accept(own->listener, 5000, &channel) != IVMC_OK)
        abort();
    do
        status = ivmc_serve_next(own->server, channel, 10);
    while ((status == IVMC_OK || status == IVMC_TIMEOUT) && !own->ending);
    ivmc_channel_close(channel);
    return NULL;
}

/* The domain that we run in. */
static unsigned own_domain(void)
{
    struct xs_handle *store = xs_open(0);
    unsigned len, domid;
    char *text;

    ck_assert_ptr_nonnull(store);
    text = xs_read(store, XBT_NULL, "domid", &len);
    ck_assert_ptr_nonnull(text);
    domid = (unsigned)strtoul(text, NULL, 10);
    free(text);
    xs_close(store);
    return domid;
}

void pair_xen_open(struct conformance_pair *p, bool loop,
                   const struct ivmc_xen_options *given)
{
    struct pair_xen *own = calloc(1, sizeof *own);
    struct ivmc_xen_options labelled = *given;
    const struct ivmc_xen_options *options = &labelled;
    char name[32], address[64];

    ck_assert_ptr_nonnull(own);
    p->own = own;
    labelled.peer_label = getenv("IVMC_XEN_LABEL");
    own->server = &p->peer.server;
    snprintf(name, sizeof name, "test-%d", (int)getpid());
    snprintf(address, sizeof address, "xen:%u/%s", own_domain(), name);
    ck_status(ivmc_xen_listen(name, options, &own->listener), IVMC_OK);
    if (loop) {
        ck_status(ivmc_xen_loop_open(own->server, options, &own->loop),
                  IVMC_OK);
        ck_status(ivmc_xen_loop_add(own->loop, own->listener), IVMC_OK);
        own->listener = NULL;
    }
    ck_assert_int_eq(pthread_create(&own->thread, NULL, run, own), 0);
    ck_status(ivmc_xen_connect(address, options, &p->client), IVMC_OK);
    p->client->max_in_flight = 8;
}

void pair_xen_stop(struct conformance_pair *p)
{
    struct pair_xen *own = p->own;

    if (own->stopped)
        return;
    own->ending = true;
    if (own->loop)
        ivmc_xen_loop_stop(own->loop);
    pthread_join(own->thread, NULL);
    ivmc_xen_loop_close(own->loop);
    ivmc_xen_listener_close(own->listener);
    own->stopped = true;
}

void pair_xen_close(struct conformance_pair *p)
{
    ivmc_channel_close(p->client);
    pair_xen_stop(p);
    free(p->own);
}
