/* Clients, and sockets that are there already. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "address.h"
#include "host.h"
#include "wait.h"

bool host_address(const char *address, char to[HOST_ADDRESS_MAX])
{
    static const char scheme[] = "seqpacket:";
    size_t len = strlen(address);

    if (strncmp(address, "page:", 5) != 0 ||
        len - 5 + sizeof scheme > HOST_ADDRESS_MAX)
        return false;
    memcpy(to, scheme, sizeof scheme - 1);
    memcpy(to + sizeof scheme - 1, address + 5, len - 5 + 1);
    return true;
}

enum ivmc_status host_open(int fd, bool server,
                           const struct ivmc_page_options *options,
                           struct ivmc_channel **channel)
{
    struct ivmc_page_options o = host_options(options);
    struct host_port *p = malloc(sizeof *p);
    enum ivmc_status s;
    int error;

    *channel = NULL;
    if (!p) {
        close(fd);
        errno = ENOMEM;
        return IVMC_SYSTEM;
    }
    host_port_init(p);
    p->socket = fd;
    s = server ? host_answer(p, &o) : host_share(p, &o);
    if (s == IVMC_OK) {
        *channel = &p->channel.base;
        return IVMC_OK;
    }
    error = errno;
    host_port_done(p);
    free(p);
    errno = error;
    return s;
}

enum ivmc_status ivmc_page_adopt(int fd, bool server,
                                 const struct ivmc_page_options *options,
                                 struct ivmc_channel **channel)
{
    return host_open(fd, server, options, channel);
}

static enum ivmc_status connect_failure(int error)
{
    switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
    case ENOENT:
        return IVMC_PEER_GONE;
    case EPROTOTYPE: /* a Unix socket of another kind */
        return IVMC_BAD_ADDRESS;
    default:
        return IVMC_SYSTEM;
    }
}

/* A server whose backlog is full says so at once: asked again soon. */
static enum ivmc_status connect_to(int fd, const struct address_target *t,
                                   struct ivmc_deadline *d)
{
    struct timespec little = {0, 2000000};

    while (connect(fd, (const struct sockaddr *)&t->to, t->len) < 0) {
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return connect_failure(errno);
        if (ivmc_wait_left_ms(d) == 0)
            return IVMC_TIMEOUT;
        nanosleep(&little, NULL);
    }
    return IVMC_OK;
}

enum ivmc_status ivmc_page_connect(const char *address,
                                   const struct ivmc_page_options *options,
                                   struct ivmc_channel **channel)
{
    struct ivmc_page_options o = host_options(options);
    struct ivmc_deadline d = ivmc_deadline_in(o.timeout_ms);
    struct address_targets targets;
    char text[HOST_ADDRESS_MAX];
    enum ivmc_status s;
    struct address a;
    int fd, error;

    *channel = NULL;
    if (!host_address(address, text))
        return IVMC_BAD_ADDRESS;
    s = ivmc_address_parse(&a, text);
    if (s == IVMC_OK)
        s = ivmc_address_resolve(&a, &targets);
    if (s != IVMC_OK)
        return s;
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return IVMC_SYSTEM;
    s = connect_to(fd, &targets.target[0], &d);
    if (s == IVMC_OK)
        return host_open(fd, false, &o, channel);
    error = errno;
    close(fd);
    errno = error;
    return s;
}
