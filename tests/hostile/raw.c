#include "raw.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

int raw_connect_unix(const char *name, int type)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    size_t len = strlen(name);
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

    memcpy(un.sun_path + 1, name, len); /* abstract */
    ck_assert_int_ge(fd, 0);
    ck_assert_msg(connect(fd, (struct sockaddr *)&un,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
                                      1 + len)) == 0,
                  "%s: %s", name, strerror(errno));
    return fd;
}

static int connect_tcp(const char *address, uint8_t n)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;

    ck_assert_int_ge(fd, 0);
    /* What is sent leaves at once. */
    ck_assert_int_eq(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on),
                     0);
    in.sin_addr.s_addr = htonl((INADDR_LOOPBACK & 0xffffff00) | n);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
    in.sin_port = htons((uint16_t)atoi(strrchr(address, ':') + 1));
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
    return fd;
}

static int with_deadline(int fd)
{
    struct timeval t = {2, 0};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
    return fd;
}

int raw_connect(const char *address)
{
    int fd;

    if (strncmp(address, "unix:@", 6) == 0)
        fd = raw_connect_unix(address + 6, SOCK_STREAM);
    else if (strncmp(address, "seqpacket:@", 11) == 0)
        fd = raw_connect_unix(address + 11, SOCK_SEQPACKET);
    else
        fd = connect_tcp(address, 1);
    return with_deadline(fd);
}

int raw_connect_from(const char *address, uint8_t n)
{
    return with_deadline(connect_tcp(address, n));
}

void raw_send(int fd, const void *octets, size_t len)
{
    const unsigned char *p = octets;

    while (len) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* closed already, which the case looks at later */
        p += n;
        len -= (size_t)n;
    }
}

void raw_send_copies(int fd, const void *octets, size_t len, int item,
                     unsigned count)
{
    unsigned char control[CMSG_SPACE(sizeof(int) * 253)];
    struct iovec iov = {NULL, len};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
    struct cmsghdr *c;
    unsigned i;

    memcpy(&iov.iov_base, &octets, sizeof octets);
    memset(control, 0, sizeof control);
    if (count) {
        m.msg_control = control;
        m.msg_controllen = CMSG_SPACE(sizeof(int) * count);
        c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int) * count);
        for (i = 0; i < count; i++)
            memcpy(CMSG_DATA(c) + i * sizeof(int), &item, sizeof item);
    }
    (void)!sendmsg(fd, &m, MSG_NOSIGNAL);
}

void raw_send_items(int fd, const void *octets, size_t len, unsigned count)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    raw_send_copies(fd, octets, len, null, count);
    close(null);
}

/* What comes with the octets is let go at once. */
static ssize_t receive_some(int fd, void *to, size_t cap)
{
    unsigned char control[CMSG_SPACE(sizeof(int) * 253)];
    struct iovec iov = {to, cap};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
    struct cmsghdr *c;
    size_t at;
    ssize_t n;

    m.msg_control = control;
    m.msg_controllen = sizeof control;
    n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    for (c = n < 0 ? NULL : CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        for (at = CMSG_LEN(0); at < c->cmsg_len; at += sizeof(int)) {
            int item;

            memcpy(&item, (unsigned char *)c + at, sizeof item);
            close(item);
        }
    }
    return n;
}

static bool receive_all(int fd, unsigned char *to, size_t len)
{
    while (len) {
        ssize_t n = receive_some(fd, to, len);

        if (n <= 0)
            return false;
        to += n;
        len -= (size_t)n;
    }
    return true;
}

static bool is_packets(int fd)
{
    int type = 0;
    socklen_t len = sizeof type;

    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len);
    return type == SOCK_SEQPACKET;
}

bool raw_receive(int fd, struct frame *f)
{
    uint64_t len;

    if (is_packets(fd)) {
        ssize_t n = receive_some(fd, f->octets, FRAME_MAX);

        f->len = n > 0 ? (uint32_t)n : 0;
        return n >= AT_BODY;
    }
    if (!receive_all(fd, f->octets, AT_BODY))
        return false;
    len = frame_field(f, AT_LENGTH, 4);
    if (len < AT_BODY || len > FRAME_MAX)
        return false;
    f->len = (uint32_t)len;
    return receive_all(fd, f->octets + AT_BODY, f->len - AT_BODY);
}

bool raw_receive_hello(int fd, struct frame *f)
{
    f->len = 32;
    return receive_all(fd, f->octets, 32);
}

bool raw_is_closed(int fd)
{
    unsigned char octets[4096];
    ssize_t n;

    do
        n = receive_some(fd, octets, sizeof octets);
    while (n > 0);
    return n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

uint32_t raw_greet(int fd)
{
    struct frame f;

    frame_hello(&f);
    raw_send(fd, f.octets, f.len);
    ck_assert(raw_receive_hello(fd, &f));
    ck_assert_uint_eq(frame_field(&f, 6, 2), 0);
    return (uint32_t)frame_field(&f, 12, 4);
}

uint32_t raw_begin(int fd, uint32_t *epoch)
{
    struct evil e;

    *epoch = raw_greet(fd);
    raw_evil(&e, fd, *epoch);
    return evil_bind(&e);
}

/* ---- as any attacker ---------------------------------------------------- */

static void end_send(struct evil *e, const void *octets, size_t len)
{
    raw_send(e->fd, octets, len);
}

static bool end_receive(struct evil *e, struct frame *f)
{
    return raw_receive(e->fd, f);
}

static void end_finish(struct evil *e)
{
    shutdown(e->fd, SHUT_WR);
}

static bool end_is_closed(struct evil *e)
{
    return raw_is_closed(e->fd);
}

static void end_close(struct evil *e)
{
    close(e->fd);
}

static const struct evil_ops ops = {
    .send = end_send,
    .receive = end_receive,
    .finish = end_finish,
    .is_closed = end_is_closed,
    .close = end_close,
};

void raw_evil(struct evil *e, int fd, uint32_t epoch)
{
    memset(e, 0, sizeof *e);
    e->ops = &ops;
    e->fd = fd;
    e->epoch = epoch;
}
