#include "listener.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wait.h"

/* Whether somebody accepts connections there. */
static bool is_served(const struct address_target *t, int type)
{
    int fd = socket(t->family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool served = true; /* when in doubt, nothing is taken over */

    if (fd < 0)
        return served;
    if (connect(fd, (const struct sockaddr *)&t->to, t->len) < 0)
        served = errno != ECONNREFUSED;
    close(fd);
    return served;
}

/* Removes the socket that a dead server left behind; nothing else. */
static bool take_over(const struct ivmc_listener *l,
                      const struct address_target *t, int type)
{
    struct stat st;

    if (!l->path || lstat(l->path, &st) < 0 || !S_ISSOCK(st.st_mode))
        return false;
    return !is_served(t, type) && unlink(l->path) == 0;
}

static bool bind_to(int fd, const struct address_target *t)
{
    if (t->prepare)
        t->prepare(fd, t->family);
    return bind(fd, (const struct sockaddr *)&t->to, t->len) == 0;
}

static enum ivmc_status open_target(struct ivmc_listener *l,
                                    const struct address_target *t, int type)
{
    l->fd = socket(t->family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (l->fd < 0)
        return IVMC_SYSTEM;
    if (bind_to(l->fd, t))
        return IVMC_OK;
    if (errno != EADDRINUSE)
        return IVMC_SYSTEM;
    if (!take_over(l, t, type))
        return IVMC_BUSY;
    return bind_to(l->fd, t) ? IVMC_OK : IVMC_SYSTEM;
}

/* What to remove at the end, unless another server has replaced it. */
static void remember_path(struct ivmc_listener *l)
{
    struct stat st;

    if (!l->path || lstat(l->path, &st) < 0) {
        l->path = NULL;
        return;
    }
    l->device = st.st_dev;
    l->inode = st.st_ino;
}

static enum ivmc_status start(struct ivmc_listener *l,
                              const struct address_target *t, int type,
                              uint32_t backlog)
{
    enum ivmc_status status = open_target(l, t, type);

    if (status != IVMC_OK) {
        l->path = NULL; /* not ours */
        return status;
    }
    remember_path(l);
    if (backlog > 65535)
        backlog = 65535;
    return listen(l->fd, (int)backlog) == 0 ? IVMC_OK : IVMC_SYSTEM;
}

enum ivmc_status ivmc_listener_open(const char *text, const char *path,
                                    const struct address_target *t, int type,
                                    uint32_t backlog,
                                    struct ivmc_listener **listener)
{
    size_t len = strlen(text);
    struct ivmc_listener *l;
    enum ivmc_status status;

    *listener = NULL;
    if (len >= LISTENER_TEXT_MAX)
        return IVMC_BAD_ADDRESS;
    l = calloc(1, sizeof *l);
    if (!l)
        return IVMC_SYSTEM;
    memcpy(l->text, text, len + 1);
    if (path && *path != '@')
        l->path = l->text + (path - text);
    status = start(l, t, type, backlog);
    if (status != IVMC_OK) {
        int error = errno;

        ivmc_listener_close(l);
        errno = error;
        return status;
    }
    *listener = l;
    return IVMC_OK;
}

const char *ivmc_listener_address(const struct ivmc_listener *listener)
{
    return listener->text;
}

void ivmc_listener_close(struct ivmc_listener *listener)
{
    struct stat st;

    if (!listener)
        return;
    if (listener->path && lstat(listener->path, &st) == 0 &&
        st.st_dev == listener->device && st.st_ino == listener->inode)
        unlink(listener->path);
    if (listener->fd >= 0)
        close(listener->fd);
    free(listener);
}

int ivmc_listener_take(struct ivmc_listener *l, int flags)
{
    return accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | flags);
}

/* Errors of a connection that went before it was taken, not of accepting. */
static bool try_again(int error)
{
    switch (error) {
    case EAGAIN:
    case ECONNABORTED:
    case EINTR:
    case EPROTO:
        return true;
    default:
        return false;
    }
}

enum ivmc_status ivmc_listener_await(struct ivmc_listener *l,
                                     uint32_t timeout_ms, int flags, int *fd)
{
    struct ivmc_deadline d = ivmc_deadline_in(timeout_ms);

    for (;;) {
        enum ivmc_status status = ivmc_wait_poll(l->fd, POLLIN, &d);

        if (status != IVMC_OK)
            return status;
        *fd = ivmc_listener_take(l, flags);
        if (*fd >= 0)
            return IVMC_OK;
        if (!try_again(errno))
            return IVMC_SYSTEM;
    }
}
