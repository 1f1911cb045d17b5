#include "common/sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/measure.h"

union any_address {
    struct sockaddr any;
    struct sockaddr_un un;
    struct sockaddr_in in;
};

static socklen_t fill(union any_address *to, const struct bench_address *a)
{
    memset(to, 0, sizeof *to);
    if (a->path) {
        to->un.sun_family = AF_UNIX;
        snprintf(to->un.sun_path, sizeof to->un.sun_path, "%s", a->path);
        return sizeof to->un;
    }
    to->in.sin_family = AF_INET;
    to->in.sin_port = htons(a->port);
    to->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sizeof to->in;
}

static void no_delay(int fd)
{
    int one = 1;

    /* Fails on Unix sockets, which never wait for more to send. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

int bench_listen(const struct bench_address *a)
{
    union any_address to;
    socklen_t len = fill(&to, a);
    int fd = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int one = 1;

    if (fd < 0)
        bench_die("socket");
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, &to.any, len) != 0 || listen(fd, 128) != 0)
        bench_die("cannot listen");
    return fd;
}

int bench_connect(const struct bench_address *a)
{
    union any_address to;
    socklen_t len = fill(&to, a);
    int fd = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        bench_die("socket");
    if (connect(fd, &to.any, len) != 0) {
        close(fd);
        return -1;
    }
    no_delay(fd);
    return fd;
}

int bench_accept(int listener)
{
    int fd;

    do
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    while (fd < 0 && errno == EINTR);
    if (fd < 0)
        bench_die("accept");
    no_delay(fd);
    return fd;
}

uint16_t bench_free_port(void)
{
    struct bench_address none = {NULL, 0};
    union any_address to;
    socklen_t len = sizeof to;
    int fd = bench_listen(&none);

    if (getsockname(fd, &to.any, &len) != 0)
        bench_die("getsockname");
    close(fd);
    return ntohs(to.in.sin_port);
}

bool bench_send_all(int fd, struct iovec *part, size_t count)
{
    struct msghdr m;

    memset(&m, 0, sizeof m);
    while (count > 0) {
        ssize_t n;

        m.msg_iov = part;
        m.msg_iovlen = count;
        n = sendmsg(fd, &m, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        while (count > 0 && (size_t)n >= part->iov_len) {
            n -= (ssize_t)part->iov_len;
            part++;
            count--;
        }
        if (count > 0) {
            part->iov_base = (char *)part->iov_base + n;
            part->iov_len -= (size_t)n;
        }
    }
    return true;
}

bool bench_recv_all(int fd, void *to, size_t len)
{
    char *at = (char *)to;

    while (len > 0) {
        ssize_t n = recv(fd, at, len, MSG_WAITALL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

struct client {
    void (*serve)(int fd);
    int fd;
};

static void *serve_client(void *argument)
{
    struct client *c = (struct client *)argument;

    c->serve(c->fd);
    close(c->fd);
    return NULL;
}

void bench_thread_per_client(const struct bench_address *a,
                             void (*serve)(int fd))
{
    int listener = bench_listen(a);

    for (;;) {
        /* Lent to the thread for good: the process ends with the run. */
        struct client *c = (struct client *)bench_memory(sizeof *c);
        pthread_t thread;

        c->serve = serve;
        c->fd = bench_accept(listener);
        if (pthread_create(&thread, NULL, serve_client, c) != 0)
            bench_die("pthread_create");
        pthread_detach(thread);
    }
}
