#include "target.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "wait.h"

#define PATH_MAX_UNIX (sizeof((struct sockaddr_un *)0)->sun_path - 1)

bool ivmc_target_is_path(const char *path)
{
    size_t len = strlen(path);

    return len <= PATH_MAX_UNIX && len > (path[0] == '@' ? 1 : 0);
}

void ivmc_target_of_path(struct address_target *t, const char *path)
{
    struct sockaddr_un un;
    size_t len = strlen(path);

    memset(&un, 0, sizeof un);
    un.sun_family = AF_UNIX;
    memcpy(un.sun_path, path, len);
    t->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    if (un.sun_path[0] == '@')
        un.sun_path[0] = '\0'; /* abstract names carry no NUL at the end */
    else
        t->len++;
    t->family = AF_UNIX;
    t->prepare = NULL;
    memcpy(&t->to, &un, sizeof un);
}

/* ---- connecting --------------------------------------------------------- */

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

enum ivmc_status ivmc_target_connect(const struct address_target *t, int type,
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
