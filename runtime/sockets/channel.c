#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hello.h"
#include "items.h"
#include "options.h"

static struct socket_channel *socket_of(struct ivmc_channel *c)
{
    return (struct socket_channel *)(void *)c;
}

/* The connection is lost, for `status`; what comes after is PEER_GONE. */
static enum ivmc_status lose(struct socket_channel *s, enum ivmc_status status)
{
    s->gone = true;
    shutdown(s->socket.fd, SHUT_RDWR); /* the peer is told at once */
    return status;
}

static uint32_t buffered(const struct socket_channel *s)
{
    return s->in_end - s->in_start;
}

/* ---- receiving ---------------------------------------------------------- */

/* One receive call. False when the peer attached what it may not attach. */
static bool receive_once(struct socket_channel *s, void *to, size_t len,
                         int *flags, ssize_t *n)
{
    struct iovec iov = {to, len};

    if (!s->items) {
        *n = recv(s->socket.fd, to, len, *flags);
        *flags = 0;
        return true;
    }
    return ivmc_items_await(s->socket.fd, &iov, flags, n, &s->waiting);
}

/*
 * At least one octet into `to`; IVMC_TIMEOUT leaves all as it was. When
 * MSG_DONTWAIT is wanted, the time-out is set only once there is nothing.
 */
static enum ivmc_status fetch(struct socket_channel *s, void *to, size_t len,
                              int wanted, uint32_t *got,
                              struct ivmc_deadline *d)
{
    for (;;) {
        bool wait =
            !(wanted & MSG_DONTWAIT) && ivmc_wait_before_receive(&s->socket, d);
        int flags = wanted | (wait ? 0 : MSG_DONTWAIT);
        ssize_t n;

        if (!receive_once(s, to, len, &flags, &n) || (flags & MSG_TRUNC))
            return lose(s, IVMC_BAD_MESSAGE);
        if (n > 0) {
            *got = (uint32_t)n;
            return IVMC_OK;
        }
        if (n == 0)
            return lose(s, IVMC_PEER_GONE);
        if (errno == EINTR)
            continue;
        if (errno == ENOMEM && wanted == MSG_WAITALL) {
            /* A vsock does not wait for more than its buffer holds. */
            wanted = 0;
            continue;
        }
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return lose(s, IVMC_PEER_GONE);
        if (wanted & MSG_DONTWAIT)
            wanted = MSG_WAITALL;
        else if (!wait)
            return IVMC_TIMEOUT;
    }
}

/* More octets after those that are buffered already. */
static enum ivmc_status read_ahead(struct socket_channel *s,
                                   struct ivmc_deadline *d)
{
    uint32_t have = buffered(s), got = 0;
    enum ivmc_status status;

    if (have && s->in_start)
        memmove(s->in, s->in + s->in_start, have);
    s->in_start = 0;
    s->in_end = have;
    status = fetch(s, s->in + have, s->ahead - have, 0, &got, d);
    s->in_end += got;
    return status;
}

/* What is still to come of a message that was given up. */
static enum ivmc_status drain(struct socket_channel *s, struct ivmc_deadline *d)
{
    while (s->skip) {
        uint32_t n = buffered(s);
        enum ivmc_status status;

        if (!n) {
            status = read_ahead(s, d);
            if (status != IVMC_OK)
                return status;
            n = buffered(s);
        }
        if (n > s->skip)
            n = s->skip;
        s->in_start += n;
        s->skip -= n;
    }
    return IVMC_OK;
}

static void socket_release(struct ivmc_channel *c)
{
    struct socket_channel *s = socket_of(c);
    uint32_t n = buffered(s);

    if (!s->held)
        return;
    s->held = false;
    ivmc_items_close(&s->held_items);
    if (n > s->body_left)
        n = s->body_left;
    s->in_start += n;
    s->skip = s->body_left - n;
    s->body_left = 0;
}

static enum ivmc_status socket_receive(struct ivmc_channel *c,
                                       struct ivmc_header *h,
                                       struct ivmc_deadline *d)
{
    struct socket_channel *s = socket_of(c);
    enum ivmc_status status;

    socket_release(c);
    if (s->gone)
        return IVMC_PEER_GONE;
    status = drain(s, d);
    while (status == IVMC_OK && buffered(s) < IVMC_HEADER_SIZE) {
        if (s->socket.packets && buffered(s))
            return lose(s, IVMC_BAD_MESSAGE);
        status = read_ahead(s, d);
    }
    if (status != IVMC_OK)
        return status;
    if (!ivmc_header_load(&s->header, s->in + s->in_start, c->max_message) ||
        (s->socket.packets && s->header.length != buffered(s)))
        return lose(s, IVMC_BAD_MESSAGE);
    status =
        ivmc_items_claim(&s->waiting, &s->header, buffered(s), &s->held_items);
    if (status == IVMC_BAD_MESSAGE)
        return lose(s, status);
    s->lost_items = status != IVMC_OK;
    s->ahead = s->header.length > s->in_cap ? CHANNEL_READ_LITTLE : s->in_cap;
    s->in_start += IVMC_HEADER_SIZE;
    s->body_left = s->header.length - IVMC_HEADER_SIZE;
    s->held = true;
    *h = s->header;
    return IVMC_OK;
}

/* The whole rest of the body into `to`, past the buffer. */
static enum ivmc_status receive_rest(struct socket_channel *s,
                                     unsigned char *to, struct ivmc_deadline *d)
{
    /* Most of it is there by now, and then no time-out need be set. */
    int wanted = MSG_DONTWAIT;

    while (s->body_left) {
        enum ivmc_status status;
        uint32_t got = 0;

        status = fetch(s, to, s->body_left, wanted, &got, d);
        if (status != IVMC_OK)
            return status;
        if (ivmc_items_are_waiting(
                &s->waiting)) /* in the middle of a message */
            return lose(s, IVMC_BAD_MESSAGE);
        wanted = MSG_WAITALL;
        to += got;
        s->body_left -= got;
    }
    return IVMC_OK;
}

static enum ivmc_status socket_body(struct ivmc_channel *c,
                                    struct ivmc_arena *arena,
                                    struct ivmc_dec *d,
                                    struct ivmc_items *items,
                                    struct ivmc_deadline *deadline)
{
    struct socket_channel *s = socket_of(c);
    uint32_t len = s->header.length - IVMC_HEADER_SIZE;
    uint32_t n = buffered(s);
    enum ivmc_status status;
    unsigned char *body;

    if (s->gone || !s->held || s->body_left != len)
        return IVMC_PEER_GONE; /* or given up half way */
    if (s->lost_items)
        return IVMC_LIMIT;
    body = ivmc_arena_alloc(arena, len, 8);
    if (!body)
        return IVMC_LIMIT;
    if (n > len)
        n = len;
    memcpy(body, s->in + s->in_start, n);
    s->in_start += n;
    s->body_left -= n;
    status = receive_rest(s, body + n, deadline);
    if (status != IVMC_OK)
        return status;
    ivmc_dec_init(d, body, len, arena);
    ivmc_items_move(items, &s->held_items);
    d->items = items;
    return IVMC_OK;
}

/* ---- sending ------------------------------------------------------------ */

static enum ivmc_status socket_begin(struct ivmc_channel *c,
                                     struct ivmc_room *room,
                                     struct ivmc_deadline *d)
{
    struct socket_channel *s = socket_of(c);

    (void)d; /* the room is there: nothing to wait for */
    if (s->gone)
        return IVMC_PEER_GONE;
    *room = (struct ivmc_room){.data = s->room,
                               .here = c->max_message,
                               .cap = c->max_message,
                               .gather_from = CHANNEL_GATHER_FROM,
                               .items = s->items};
    return IVMC_OK;
}

/* Why a send failed before anything left. */
static enum ivmc_status send_failure(struct socket_channel *s, int error)
{
    switch (error) {
    case EBADF: /* an item that is no open descriptor */
        return IVMC_BAD_ARGUMENT;
    case EMSGSIZE:
        return IVMC_TOO_LARGE;
    case ETOOMANYREFS: /* too many descriptors under way */
    case ENOMEM:
    case ENOBUFS:
        return IVMC_LIMIT;
    default:
        return lose(s, IVMC_PEER_GONE);
    }
}

/* Moves past the `n` octets that left. */
static void advance(struct msghdr *m, size_t n)
{
    m->msg_control = NULL; /* descriptors leave with the first octet */
    m->msg_controllen = 0;
    while (m->msg_iovlen && n >= m->msg_iov->iov_len) {
        n -= m->msg_iov->iov_len;
        m->msg_iov++;
        m->msg_iovlen--;
    }
    if (m->msg_iovlen) {
        m->msg_iov->iov_base = (unsigned char *)m->msg_iov->iov_base + n;
        m->msg_iov->iov_len -= n;
    }
}

/*
 * Most messages leave with the first call, which does not wait, so that the
 * time-out of sending need not be set for them.
 */
static enum ivmc_status send_all(struct socket_channel *s, struct msghdr *m,
                                 struct ivmc_deadline *d)
{
    int wait = MSG_DONTWAIT;
    bool begun = false;

    for (;;) {
        ssize_t n = ivmc_items_send(s->socket.fd, m, MSG_NOSIGNAL | wait);

        if (n >= 0) {
            begun = true;
            advance(m, (size_t)n);
            if (!m->msg_iovlen)
                return IVMC_OK;
        } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
            return begun ? lose(s, IVMC_PEER_GONE) : send_failure(s, errno);
        }
        if (!ivmc_wait_before_send(&s->socket, d))
            return begun ? lose(s, IVMC_TIMEOUT) : IVMC_TIMEOUT;
        wait = 0;
    }
}

static enum ivmc_status socket_send(struct ivmc_channel *c,
                                    const struct ivmc_message *message,
                                    struct ivmc_deadline *d)
{
    struct socket_channel *s = socket_of(c);
    struct iovec iov[IVMC_MAX_SEGMENTS];
    union items_control control;
    struct msghdr m;
    uint32_t i;

    if (s->gone)
        return IVMC_PEER_GONE;
    if (message->length > c->max_message)
        return IVMC_TOO_LARGE;
    if (message->items && message->items->count && !s->items)
        return IVMC_NOT_TRANSFERABLE;
    for (i = 0; i < message->segment_count; i++) {
        /* sendmsg only reads; its structure cannot say so. */
        memcpy(&iov[i].iov_base, &message->segment[i].data, sizeof(void *));
        iov[i].iov_len = message->segment[i].len;
    }
    memset(&m, 0, sizeof m);
    m.msg_iov = iov;
    m.msg_iovlen = message->segment_count;
    ivmc_items_attach(&m, &control, message->items);
    return send_all(s, &m, d);
}

/* ---- the channel -------------------------------------------------------- */

static void socket_close_item(struct ivmc_channel *c, struct ivmc_item *item)
{
    (void)c;
    close((int)item->handle);
}

static void socket_close(struct ivmc_channel *c)
{
    struct socket_channel *s = socket_of(c);

    ivmc_items_close(&s->held_items);
    ivmc_items_forget(&s->waiting);
    close(s->socket.fd);
    free(s->room);
    free(s->in);
    free(s);
}

#define SOCKET_OPS(name)                                                       \
    {                                                                          \
        name, socket_begin, socket_send, socket_receive, socket_body,          \
            socket_release, socket_close_item, socket_close, ivmc_wait_now_of  \
    }

static const struct ivmc_channel_ops unix_ops = SOCKET_OPS("unix");
static const struct ivmc_channel_ops packet_ops = SOCKET_OPS("seqpacket");
static const struct ivmc_channel_ops stream_ops = SOCKET_OPS("tcp");

static bool socket_int(int fd, int option, int *value)
{
    socklen_t len = sizeof *value;

    return getsockopt(fd, SOL_SOCKET, option, value, &len) == 0;
}

/* Finds out what kind of socket was adopted, and makes it block. */
static enum ivmc_status look_at_socket(struct socket_channel *s)
{
    int fd = s->socket.fd;
    int domain = 0, type = 0, flags;

    if (!socket_int(fd, SO_DOMAIN, &domain) || !socket_int(fd, SO_TYPE, &type))
        return IVMC_SYSTEM;
    s->items = domain == AF_UNIX;
    s->socket.packets = type == SOCK_SEQPACKET;
    if (type != SOCK_STREAM && !(s->items && s->socket.packets))
        return IVMC_BAD_ARGUMENT;
    flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        return IVMC_SYSTEM;
    ivmc_socket_prepare(fd);
    return IVMC_OK;
}

static enum ivmc_status lend_buffers(struct socket_channel *s)
{
    s->in_cap = CHANNEL_READ_AHEAD;
    if (s->socket.packets && s->base.max_message > s->in_cap)
        s->in_cap = s->base.max_message;
    s->ahead = s->in_cap;
    s->in = malloc(s->in_cap);
    s->room = malloc(s->base.max_message);
    if (s->in && s->room)
        return IVMC_OK;
    errno = ENOMEM;
    return IVMC_SYSTEM;
}

static enum ivmc_status open_channel(struct socket_channel *s, bool server,
                                     const struct ivmc_socket_options *options)
{
    struct ivmc_deadline d = ivmc_deadline_in(options->timeout_ms);
    struct hello_agreed agreed;
    uint32_t limit = options->max_message;
    enum ivmc_status status = look_at_socket(s);

    if (status != IVMC_OK)
        return status;
    if (s->socket.packets)
        limit = ivmc_socket_packet_limit(s->socket.fd, limit);
    status = server ? ivmc_hello_answer(&s->socket, limit, &agreed, &d)
                    : ivmc_hello_greet(&s->socket, limit, &agreed, &d);
    if (status != IVMC_OK)
        return status;
    ivmc_channel_init(&s->base,
                      s->socket.packets ? &packet_ops
                      : s->items        ? &unix_ops
                                        : &stream_ops,
                      agreed.max_message, agreed.epoch);
    if (server)
        s->base.bindings = s->bindings;
    return lend_buffers(s);
}

enum ivmc_status ivmc_channel_open(int fd, bool server,
                                   const struct ivmc_socket_options *options,
                                   struct ivmc_channel **channel)
{
    struct socket_channel *s = calloc(1, sizeof *s);
    enum ivmc_status status;

    if (!s) {
        close(fd);
        errno = ENOMEM;
        return IVMC_SYSTEM;
    }
    s->socket.fd = fd;
    status = open_channel(s, server, options);
    if (status != IVMC_OK) {
        int error = errno;

        socket_close(&s->base);
        errno = error;
        return status;
    }
    *channel = &s->base;
    return IVMC_OK;
}
