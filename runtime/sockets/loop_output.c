#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "items.h"
#include "loop.h"

/* Replies kept for one client, in its largest messages: then it is closed. */
#define KEPT_MESSAGES 4

static bool would_wait(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK;
}

/* sendmsg that gives 0 when the client takes nothing now. */
static ssize_t send_some(struct loop_client *client, struct iovec *iov,
                         uint32_t count, const struct ivmc_items *items)
{
    union items_control control;
    struct msghdr m;
    ssize_t n;

    memset(&m, 0, sizeof m);
    m.msg_iov = iov;
    m.msg_iovlen = count;
    ivmc_items_attach(&m, &control, items);
    do {
        n = ivmc_items_send(client->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (n < 0 && errno == EINTR);
    return n < 0 && would_wait(errno) ? 0 : n;
}

static size_t octets_of(const struct iovec *iov, uint32_t count)
{
    size_t len = 0;
    uint32_t i;

    for (i = 0; i < count; i++)
        len += iov[i].iov_len;
    return len;
}

/* The octets of `iov` after the first `from`. */
static void copy_rest(unsigned char *to, const struct iovec *iov,
                      uint32_t count, size_t from)
{
    uint32_t i;

    for (i = 0; i < count; i++) {
        size_t len = iov[i].iov_len;

        if (from >= len) {
            from -= len;
            continue;
        }
        memcpy(to, (const unsigned char *)iov[i].iov_base + from, len - from);
        to += len - from;
        from = 0;
    }
}

/* The caller closes its own when we return. */
static bool keep_items(struct ivmc_items *kept, const struct ivmc_items *items)
{
    uint32_t i;

    kept->count = 0;
    for (i = 0; items && i < items->count; i++) {
        int fd = fcntl((int)items->item[i].handle, F_DUPFD_CLOEXEC, 0);

        if (fd < 0) {
            ivmc_items_close(kept);
            return false;
        }
        kept->item[kept->count++].handle = fd;
    }
    return true;
}

static enum ivmc_status keep(struct loop_client *client,
                             const struct iovec *iov, uint32_t count,
                             size_t from, const struct ivmc_items *items)
{
    struct ivmc_socket_loop *loop = client->loop;
    size_t len = octets_of(iov, count) - from;
    size_t size = sizeof(struct loop_reply) + len;
    struct loop_reply *reply;

    if (client->reply_memory + size >
        KEPT_MESSAGES * ((uint64_t)client->base.max_message + sizeof *reply))
        return IVMC_LIMIT;
    reply = ivmc_client_alloc(client, size);
    if (!reply)
        return IVMC_LIMIT;
    if (!keep_items(&reply->items, items)) {
        ivmc_client_free(client, reply, size);
        return IVMC_LIMIT;
    }
    copy_rest(reply->octets, iov, count, from);
    reply->len = len;
    reply->sent = 0;
    reply->next = NULL;
    if (client->last_reply) {
        client->last_reply->next = reply;
    } else {
        client->replies = reply;
        loop->unsent++;
    }
    client->last_reply = reply;
    client->reply_memory += size;
    ivmc_client_watch(client, &loop->busy);
    ivmc_client_arm(client);
    return IVMC_OK;
}

enum ivmc_status ivmc_client_send(struct loop_client *client, struct iovec *iov,
                                  uint32_t count,
                                  const struct ivmc_items *items)
{
    size_t len = octets_of(iov, count);
    ssize_t n = 0;

    /* Behind others that wait, so that replies stay whole. */
    if (!client->replies)
        n = send_some(client, iov, count, items);
    if (n < 0) {
        switch (errno) {
        case EBADF:
            return IVMC_BAD_ARGUMENT;
        case ETOOMANYREFS:
        case ENOMEM:
        case ENOBUFS:
            return IVMC_LIMIT; /* for now; nothing of it has left */
        default:
            ivmc_client_kill(client);
            return IVMC_PEER_GONE;
        }
    }
    if ((size_t)n == len)
        return IVMC_OK;
    if (keep(client, iov, count, (size_t)n, n ? NULL : items) == IVMC_OK)
        return IVMC_OK;
    /* Its replies no longer fit anywhere: it has not read for too long. */
    ivmc_client_kill(client);
    return IVMC_PEER_GONE;
}

static void drop_first(struct loop_client *client)
{
    struct loop_reply *reply = client->replies;
    size_t size = sizeof *reply + reply->len;

    client->replies = reply->next;
    if (!client->replies) {
        client->last_reply = NULL;
        client->loop->unsent--;
    }
    client->reply_memory -= size;
    ivmc_items_close(&reply->items);
    ivmc_client_free(client, reply, size);
}

void ivmc_client_drop_replies(struct loop_client *client)
{
    while (client->replies)
        drop_first(client);
}

/* False when the client takes no more now, or is dead. */
static bool send_first(struct loop_client *client)
{
    struct loop_reply *reply = client->replies;
    struct iovec iov = {reply->octets + reply->sent, reply->len - reply->sent};
    ssize_t n = send_some(client, &iov, 1, &reply->items);

    if (n < 0) {
        ivmc_client_kill(client);
        return false;
    }
    if (n == 0)
        return false;
    ivmc_items_close(&reply->items);
    reply->sent += (size_t)n;
    client->share.moved_ns = client->loop->now_ns;
    ivmc_client_watch(client, &client->loop->busy); /* it goes on */
    if (reply->sent < reply->len)
        return false;
    drop_first(client);
    return true;
}

void ivmc_client_output(struct loop_client *client)
{
    while (client->replies && send_first(client))
        ;
    if (client->replies || client->state == CLIENT_DEAD)
        return;
    ivmc_client_watch(client, NULL);
    ivmc_client_arm(client);
    ivmc_client_settle(client);
}
