#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "address.h"
#include "channel.h"
#include "options.h"

/* Why no connection came about. */
static enum ivmc_status connect_failure(int error)
{
    switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENODEV: /* vsock without its device */
    case ENOENT:
    case ETIMEDOUT:
        return IVMC_PEER_GONE;
    case EPROTOTYPE: /* a Unix socket of the other kind */
        return IVMC_BAD_ADDRESS;
    default:
        return IVMC_SYSTEM;
    }
}

/* A connect that goes on by itself: its outcome. */
static enum ivmc_status await_connect(int fd, struct ivmc_deadline *d)
{
    enum ivmc_status status = ivmc_wait_poll(fd, POLLOUT, d);
    int error = 0;
    socklen_t len = sizeof error;

    if (status != IVMC_OK)
        return status;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
        return IVMC_SYSTEM;
    errno = error;
    return error ? connect_failure(error) : IVMC_OK;
}

/* Unix servers whose backlog is full say so at once: asked again soon. */
static enum ivmc_status pause_a_little(struct ivmc_deadline *d)
{
    struct timespec t = {0, 2000000};

    if (!ivmc_wait_left_ms(d))
        return IVMC_TIMEOUT;
    nanosleep(&t, NULL);
    return IVMC_OK;
}

static enum ivmc_status connect_to(int fd, const struct address_target *t,
                                   struct ivmc_deadline *d)
{
    for (;;) {
        enum ivmc_status status;

        if (connect(fd, (const struct sockaddr *)&t->to, t->len) == 0)
            return IVMC_OK;
        if (errno == EINPROGRESS || errno == EINTR)
            return await_connect(fd, d);
        if (errno != EAGAIN)
            return connect_failure(errno);
        status = pause_a_little(d);
        if (status != IVMC_OK)
            return status;
    }
}

static enum ivmc_status open_target(const struct address_target *t, int type,
                                    struct ivmc_deadline *d, int *result)
{
    int fd = socket(t->family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    enum ivmc_status status;
    int error;

    if (fd < 0)
        return errno == EAFNOSUPPORT ? IVMC_PEER_GONE : IVMC_SYSTEM;
    status = connect_to(fd, t, d);
    if (status == IVMC_OK) {
        *result = fd;
        return IVMC_OK;
    }
    error = errno;
    close(fd);
    errno = error;
    return status;
}

enum ivmc_status ivmc_socket_connect(const char *address,
                                     const struct ivmc_socket_options *options,
                                     struct ivmc_channel **channel)
{
    struct ivmc_socket_options o = ivmc_options_complete(options);
    struct ivmc_deadline d = ivmc_deadline_in(o.timeout_ms);
    struct address_targets targets;
    enum ivmc_status status;
    struct address a;
    unsigned i;
    int fd = -1;

    *channel = NULL;
    status = ivmc_address_parse(&a, address);
    if (status == IVMC_OK)
        status = ivmc_address_resolve(&a, &targets);
    if (status != IVMC_OK)
        return status;
    status = IVMC_BAD_ADDRESS;
    for (i = 0; i < targets.count; i++) {
        status = open_target(&targets.target[i], ivmc_address_socket_type(&a),
                             &d, &fd);
        if (status == IVMC_OK || status == IVMC_TIMEOUT)
            break;
    }
    if (status != IVMC_OK)
        return status;
    if (o.timeout_ms != IVMC_FOREVER) {
        int left = ivmc_wait_left_ms(&d);

        o.timeout_ms = left ? (uint32_t)left : 1;
    }
    return ivmc_channel_open(fd, false, &o, channel);
}

enum ivmc_status ivmc_socket_adopt(int fd, bool server,
                                   const struct ivmc_socket_options *options,
                                   struct ivmc_channel **channel)
{
    struct ivmc_socket_options o = ivmc_options_complete(options);

    *channel = NULL;
    return ivmc_channel_open(fd, server, &o, channel);
}
