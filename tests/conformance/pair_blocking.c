#include "pair_blocking.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <ivmc/sockets.h>

struct pair_blocking {
    struct ivmc_socket_options options;
    struct ivmc_server *server;
    struct ivmc_listener *listener; /* NULL: over `fd` */
    int fd;                         /* the server's end */
    atomic_bool ending;
    pthread_t thread;
    bool stopped;
};

static void *run(void *context)
{
    struct pair_blocking *own = context;
    struct ivmc_channel *channel;
    enum ivmc_status status;

    status = own->listener
                 ? ivmc_socket_accept(own->listener, 5000, &channel)
                 : ivmc_socket_adopt(own->fd, true, &own->options, &channel);
    if (status != IVMC_OK)
        abort();
    do
        status = ivmc_serve_next(own->server, channel, 10);
    while ((status == IVMC_OK || status == IVMC_TIMEOUT) && !own->ending);
    ivmc_channel_close(channel);
    return NULL;
}

static struct pair_blocking *start(struct conformance_pair *p,
                                   uint32_t max_message)
{
    struct pair_blocking *own = calloc(1, sizeof *own);

    ck_assert_ptr_nonnull(own);
    p->own = own;
    own->server = &p->peer.server;
    own->options.max_message = max_message;
    own->options.timeout_ms = 5000;
    own->fd = -1;
    return own;
}

void pair_blocking_open(struct conformance_pair *p, int type,
                        uint32_t max_message)
{
    struct pair_blocking *own = start(p, max_message);
    int fd[2];

    ck_assert_int_eq(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fd), 0);
    own->fd = fd[1];
    ck_assert_int_eq(pthread_create(&own->thread, NULL, run, own), 0);
    ck_status(ivmc_socket_adopt(fd[0], false, &own->options, &p->client),
              IVMC_OK);
    p->client->max_in_flight = 8;
}

void pair_accept_open(struct conformance_pair *p, const char *address,
                      uint32_t max_message)
{
    struct pair_blocking *own = start(p, max_message);

    ck_status(ivmc_socket_listen(address, &own->options, &own->listener),
              IVMC_OK);
    ck_assert_int_eq(pthread_create(&own->thread, NULL, run, own), 0);
    ck_status(ivmc_socket_connect(ivmc_listener_address(own->listener),
                                  &own->options, &p->client),
              IVMC_OK);
    p->client->max_in_flight = 8;
}

void pair_blocking_stop(struct conformance_pair *p)
{
    struct pair_blocking *own = p->own;

    if (own->stopped)
        return;
    own->ending = true;
    pthread_join(own->thread, NULL);
    ivmc_listener_close(own->listener);
    own->stopped = true;
}

void pair_blocking_close(struct conformance_pair *p)
{
    ivmc_channel_close(p->client);
    pair_blocking_stop(p);
    free(p->own);
}
