/* What user space of one domain has without Xen. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bare.h"
#include "dom0.h"

static void *as_handle(int fd)
{
    return (void *)(intptr_t)fd;
}

static int as_fd(void *handle)
{
    return (int)(intptr_t)handle;
}

static void echo(void *s)
{
    unsigned char message[BARE_OCTETS];

    while (recv(as_fd(s), message, BARE_OCTETS, MSG_WAITALL) == BARE_OCTETS &&
           send(as_fd(s), message, BARE_OCTETS, MSG_NOSIGNAL) == BARE_OCTETS)
        continue;
}

void *unix_open(void)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        fail("socketpair");
    in_child(echo, as_handle(pair[1]));
    close(pair[1]);
    return as_handle(pair[0]);
}

static void send_at_once(int fd)
{
    int yes = 1;

    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0)
        fail("TCP_NODELAY");
}

static void accept_and_echo(void *listening)
{
    int fd = accept(as_fd(listening), NULL, NULL);

    if (fd < 0)
        fail("accept");
    send_at_once(fd);
    echo(as_handle(fd));
}

void *tcp_open(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof a;
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(listening, (struct sockaddr *)&a, len) != 0 ||
        listen(listening, 1) != 0 ||
        getsockname(listening, (struct sockaddr *)&a, &len) != 0)
        fail("listen");
    in_child(accept_and_echo, as_handle(listening));
    if (connect(fd, (struct sockaddr *)&a, len) != 0)
        fail("connect");
    send_at_once(fd);
    return as_handle(fd);
}

void socket_call(void *s)
{
    unsigned char message[BARE_OCTETS] = {0};

    if (send(as_fd(s), message, BARE_OCTETS, MSG_NOSIGNAL) != BARE_OCTETS ||
        recv(as_fd(s), message, BARE_OCTETS, MSG_WAITALL) != BARE_OCTETS)
        fail("socket");
}
