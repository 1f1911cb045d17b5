#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <ivmc/message.h>

static const struct {
    const char *name;
    int error;
} kinds[FAULT_KINDS] = {
    [FAULT_MALLOC] = {"malloc", ENOMEM},
    [FAULT_CALLOC] = {"calloc", ENOMEM},
    [FAULT_REALLOC] = {"realloc", ENOMEM},
    [FAULT_SOCKET] = {"socket", EMFILE},
    [FAULT_BIND] = {"bind", EACCES},
    [FAULT_LISTEN] = {"listen", EADDRINUSE},
    [FAULT_CONNECT] = {"connect", ENETUNREACH},
    [FAULT_ACCEPT] = {"accept4", EMFILE},
    [FAULT_GETSOCKOPT] = {"getsockopt", ENOBUFS},
    [FAULT_SETSOCKOPT] = {"setsockopt", ENOBUFS},
    [FAULT_FCNTL] = {"fcntl", EMFILE},
    [FAULT_EPOLL_CREATE] = {"epoll_create1", EMFILE},
    [FAULT_EPOLL_CTL] = {"epoll_ctl", ENOSPC},
    [FAULT_EVENTFD] = {"eventfd", EMFILE},
    [FAULT_SEND] = {"send", ENOBUFS},
    [FAULT_SENDMSG] = {"sendmsg", ENOBUFS},
    [FAULT_RECV] = {"recv", EIO},
    [FAULT_RECVMSG] = {"recvmsg", EIO},
};

static atomic_int mode, kind_to_fail, calls_left, calls_made;

const char *fault_name(enum fault_kind kind)
{
    return kinds[kind].name;
}

void fault_begin(enum fault fault, enum fault_kind kind, int at)
{
    kind_to_fail = (int)kind;
    calls_left = at;
    calls_made = 0;
    mode = (int)fault;
}

int fault_end(void)
{
    mode = FAULT_NONE;
    return calls_left <= 0;
}

static bool fails(enum fault_kind kind)
{
    if (mode != FAULT_FAIL || kind_to_fail != (int)kind || --calls_left != 0)
        return false;
    errno = kinds[kind].error;
    return true;
}

static bool interrupted(void)
{
    if (mode != FAULT_INTERRUPT || ++calls_made % 2 == 0)
        return false;
    errno = EINTR;
    return true;
}

static bool little(void)
{
    return mode == FAULT_LITTLE;
}

/* One to seven octets, differently each time. */
static size_t less(size_t len)
{
    size_t n = (size_t)(++calls_made % 7 + 1);

    return n < len ? n : len;
}

/* ---- memory ------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails(FAULT_MALLOC) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails(FAULT_CALLOC) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails(FAULT_REALLOC) ? NULL : __real_realloc(memory, size);
}

/* ---- descriptors -------------------------------------------------------- */

int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol);
int __real_bind(int fd, const struct sockaddr *to, socklen_t len);
int __wrap_bind(int fd, const struct sockaddr *to, socklen_t len);
int __real_listen(int fd, int backlog);
int __wrap_listen(int fd, int backlog);
int __real_connect(int fd, const struct sockaddr *to, socklen_t len);
int __wrap_connect(int fd, const struct sockaddr *to, socklen_t len);
int __real_accept4(int fd, struct sockaddr *from, socklen_t *len, int flags);
int __wrap_accept4(int fd, struct sockaddr *from, socklen_t *len, int flags);
int __real_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int __real_setsockopt(int fd, int level, int name, const void *value,
                      socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
                      socklen_t len);
int __real_fcntl(int fd, int command, long value);
int __wrap_fcntl(int fd, int command, ...);
int __real_epoll_create1(int flags);
int __wrap_epoll_create1(int flags);
int __real_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event);
int __real_epoll_wait(int epoll, struct epoll_event *events, int max, int ms);
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int max, int ms);
int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);
int __real_eventfd(unsigned count, int flags);
int __wrap_eventfd(unsigned count, int flags);

int __wrap_socket(int domain, int type, int protocol)
{
    return fails(FAULT_SOCKET) ? -1 : __real_socket(domain, type, protocol);
}

int __wrap_bind(int fd, const struct sockaddr *to, socklen_t len)
{
    return fails(FAULT_BIND) ? -1 : __real_bind(fd, to, len);
}

int __wrap_listen(int fd, int backlog)
{
    return fails(FAULT_LISTEN) ? -1 : __real_listen(fd, backlog);
}

int __wrap_connect(int fd, const struct sockaddr *to, socklen_t len)
{
    return fails(FAULT_CONNECT) ? -1 : __real_connect(fd, to, len);
}

int __wrap_accept4(int fd, struct sockaddr *from, socklen_t *len, int flags)
{
    if (fails(FAULT_ACCEPT) || interrupted())
        return -1;
    return __real_accept4(fd, from, len, flags);
}

int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
    if (fails(FAULT_GETSOCKOPT))
        return -1;
    return __real_getsockopt(fd, level, name, value, len);
}

int __wrap_setsockopt(int fd, int level, int name, const void *value,
                      socklen_t len)
{
    if (fails(FAULT_SETSOCKOPT))
        return -1;
    return __real_setsockopt(fd, level, name, value, len);
}

int __wrap_fcntl(int fd, int command, ...)
{
    va_list list;
    long value;

    va_start(list, command);
    value = va_arg(list, int); /* all that the runtime ever passes */
    va_end(list);
    return fails(FAULT_FCNTL) ? -1 : __real_fcntl(fd, command, value);
}

int __wrap_epoll_create1(int flags)
{
    return fails(FAULT_EPOLL_CREATE) ? -1 : __real_epoll_create1(flags);
}

int __wrap_epoll_ctl(int epoll, int op, int fd, struct epoll_event *event)
{
    if (op != EPOLL_CTL_DEL && fails(FAULT_EPOLL_CTL))
        return -1;
    return __real_epoll_ctl(epoll, op, fd, event);
}

int __wrap_epoll_wait(int epoll, struct epoll_event *events, int max, int ms)
{
    return interrupted() ? -1 : __real_epoll_wait(epoll, events, max, ms);
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
    return interrupted() ? -1 : __real_poll(fds, count, ms);
}

int __wrap_eventfd(unsigned count, int flags)
{
    return fails(FAULT_EVENTFD) ? -1 : __real_eventfd(count, flags);
}

/* ---- octets ------------------------------------------------------------- */

ssize_t __real_send(int fd, const void *octets, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *octets, size_t len, int flags);
ssize_t __real_recv(int fd, void *octets, size_t len, int flags);
ssize_t __wrap_recv(int fd, void *octets, size_t len, int flags);
ssize_t __real_sendmsg(int fd, const struct msghdr *m, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *m, int flags);
ssize_t __real_recvmsg(int fd, struct msghdr *m, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *m, int flags);

ssize_t __wrap_send(int fd, const void *octets, size_t len, int flags)
{
    if (fails(FAULT_SEND) || interrupted())
        return -1;
    /* A fresh socket has room for a hello, which is sent at once. */
    if (little() && len != IVMC_HELLO_SIZE)
        len = less(len);
    return __real_send(fd, octets, len, flags);
}

ssize_t __wrap_recv(int fd, void *octets, size_t len, int flags)
{
    if (fails(FAULT_RECV) || interrupted())
        return -1;
    return __real_recv(fd, octets, little() ? less(len) : len,
                       little() ? flags & ~MSG_WAITALL : flags);
}

/* The first piece of the message only, and not all of it. */
static ssize_t send_little(int fd, const struct msghdr *m, int flags)
{
    struct iovec iov = m->msg_iov[0];
    struct msghdr some = *m;

    iov.iov_len = less(iov.iov_len);
    some.msg_iov = &iov;
    some.msg_iovlen = 1;
    return __real_sendmsg(fd, &some, flags);
}

ssize_t __wrap_sendmsg(int fd, const struct msghdr *m, int flags)
{
    if (fails(FAULT_SENDMSG) || interrupted())
        return -1;
    return little() ? send_little(fd, m, flags) : __real_sendmsg(fd, m, flags);
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *m, int flags)
{
    size_t len = m->msg_iov[0].iov_len;
    ssize_t n;

    if (fails(FAULT_RECVMSG) || interrupted())
        return -1;
    if (!little())
        return __real_recvmsg(fd, m, flags);
    m->msg_iov[0].iov_len = less(len);
    n = __real_recvmsg(fd, m, flags & ~MSG_WAITALL);
    m->msg_iov[0].iov_len = len;
    return n;
}
