#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "hello.h"
#include "items.h"
#include "loop.h"

/* ---- octets ------------------------------------------------------------- */

/*
 * What the client has sent, `cap` octets at most, without waiting. 0 when
 * there is nothing now, or the client is dead.
 */
static uint32_t receive_some(struct loop_client *client, void *to, size_t cap)
{
    struct iovec iov = {to, cap};
    bool good = true;
    int flags;
    ssize_t n;

    do {
        flags = MSG_DONTWAIT;
        if (client->items) {
            good = ivmc_items_await(client->fd, &iov, &flags, &n,
                                    &client->waiting);
        } else {
            n = recv(client->fd, to, cap, flags);
            flags = 0;
        }
    } while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return 0;
    if (n <= 0 || !good || (flags & MSG_TRUNC)) {
        ivmc_client_kill(client);
        return 0;
    }
    return (uint32_t)n;
}

static void drop_rest(struct loop_client *client)
{
    ivmc_client_free(client, client->rest, client->rest_cap);
    client->rest = NULL;
    client->rest_len = 0;
    client->rest_cap = 0;
}

/* Keeps what cannot be used yet until more has come. */
static void keep_rest(struct loop_client *client, const unsigned char *octets,
                      uint32_t len)
{
    if (len > client->rest_cap || !len)
        drop_rest(client);
    if (!len)
        return;
    if (!client->rest) {
        uint32_t cap = (len + 255) / 256 * 256;

        client->rest = ivmc_client_alloc(client, cap);
        if (!client->rest) {
            ivmc_client_kill(client);
            return;
        }
        client->rest_cap = cap;
    }
    memcpy(client->rest, octets, len);
    client->rest_len = len;
    client->share.moved_ns = client->loop->now_ns;
}

/* ---- messages ----------------------------------------------------------- */

static void greet(struct loop_client *client, const unsigned char *theirs)
{
    unsigned char ours[IVMC_HELLO_SIZE];
    struct iovec iov = {ours, sizeof ours};
    struct hello_agreed agreed;
    enum ivmc_status status =
        ivmc_hello_judge(theirs, ours, client->max_message, IVMC_OK, &agreed);

    if (ivmc_items_are_waiting(&client->waiting))
        status = IVMC_BAD_MESSAGE; /* a hello brings no items */
    if (status != IVMC_BAD_MESSAGE) {
        if (status == IVMC_OK)
            ivmc_client_channel_init(client, agreed.max_message, agreed.epoch);
        if (ivmc_client_send(client, &iov, 1, NULL) == IVMC_OK &&
            status == IVMC_OK) {
            if (!client->replies)
                ivmc_client_watch(client, NULL);
            return;
        }
    }
    client->loop->stats.refused++;
    ivmc_client_kill(client);
}

/*
 * There was no descriptor for the items of `client`. If that is still so,
 * somebody goes, and there is one for its next try.
 */
static void free_descriptor(struct loop_client *client)
{
    int fd = fcntl(client->fd, F_DUPFD_CLOEXEC, 0);

    if (fd >= 0)
        close(fd);
    else
        (void)ivmc_loop_make_room(client->loop, &client->share.peer->key);
}

/*
 * The message that `header` stands for: `octets`, of which the first was
 * received `since` octets ago.
 */
static void serve(struct loop_client *client, unsigned char *octets,
                  uint32_t since)
{
    struct ivmc_socket_loop *loop = client->loop;
    enum ivmc_status claimed = ivmc_items_claim(
        &client->waiting, &client->header, since, &client->held_items);

    ivmc_client_watch(client, NULL); /* it came in time */
    if (claimed == IVMC_BAD_MESSAGE) {
        ivmc_client_kill(client);
        return;
    }
    client->lost_items = claimed != IVMC_OK;
    if (client->lost_items)
        free_descriptor(client);
    client->body = octets + IVMC_HEADER_SIZE;
    client->held = true;
    client->called = true;
    client->heard_ns = loop->now_ns;
    loop->stats.requests++;
    if (ivmc_dispatch(loop->server, &client->base, &client->header,
                      &loop->request) != IVMC_OK)
        ivmc_client_kill(client);
    client->base.ops->release(&client->base);
}

/*
 * A request whose octets there is no memory for is answered, and skipped:
 * `left` of them are still to come.
 */
static void refuse(struct loop_client *client, uint32_t left)
{
    unsigned char octets[IVMC_HEADER_SIZE];
    struct iovec iov = {octets, sizeof octets};
    struct ivmc_header reply = client->header;

    client->skip = left;
    if (reply.kind != IVMC_KIND_REQUEST && reply.kind != IVMC_KIND_BIND)
        return;
    reply.length = IVMC_HEADER_SIZE;
    reply.kind = IVMC_KIND_STATUS;
    reply.items = 0;
    reply.status = IVMC_LIMIT;
    ivmc_header_store(octets, &reply);
    if (ivmc_client_send(client, &iov, 1, NULL) != IVMC_OK)
        ivmc_client_kill(client); /* or it would wait in vain */
}

static void drop_message(struct loop_client *client)
{
    ivmc_client_free(client, client->message, client->message_len);
    client->message = NULL;
}

void ivmc_client_refuse_large(struct loop_client *client)
{
    drop_message(client);
    refuse(client, client->message_len - client->message_got);
}

/* A large message: the rest of it is received into its place. */
static void begin_large(struct loop_client *client, const unsigned char *octets,
                        uint32_t len)
{
    client->message_len = client->header.length;
    client->message_got = len;
    client->message = ivmc_client_alloc(client, client->message_len);
    if (client->message)
        memcpy(client->message, octets, len);
    else
        refuse(client, client->message_len - len);
}

/* Uses one message of `len` octets; 0 when more must come first. */
static uint32_t take_one(struct loop_client *client, unsigned char *octets,
                         uint32_t len)
{
    struct ivmc_header *h = &client->header;

    if (client->state == CLIENT_HELLO) {
        if (len < IVMC_HELLO_SIZE)
            return 0;
        greet(client, octets);
        return IVMC_HELLO_SIZE;
    }
    if (len < IVMC_HEADER_SIZE)
        return 0;
    if (!ivmc_header_load(h, octets, client->base.max_message) ||
        (client->packets && h->length != len)) {
        ivmc_client_kill(client);
        return len;
    }
    if (!client->packets)
        client->ahead = h->length > LOOP_READ ? LOOP_READ_LITTLE : LOOP_READ;
    if (h->length <= len) {
        serve(client, octets, len);
        return h->length;
    }
    if (h->length <= LOOP_READ)
        return 0;
    begin_large(client, octets, len);
    return len;
}

/* ---- a round ------------------------------------------------------------ */

/* Who goes on by this much has not stood still. */
#define PROGRESS 4096u

static void collect(struct loop_client *client)
{
    uint32_t before = client->message_got;

    client->message_got += receive_some(client, client->message + before,
                                        client->message_len - before);
    if (client->message_got / PROGRESS != before / PROGRESS)
        client->share.moved_ns = client->loop->now_ns;
    if (client->state == CLIENT_DEAD ||
        client->message_got < client->message_len)
        return;
    serve(client, client->message, client->message_len);
    drop_message(client);
}

static void skip(struct loop_client *client)
{
    uint32_t cap = client->skip < LOOP_READ ? client->skip : LOOP_READ;

    client->skip -= receive_some(client, client->loop->in, cap);
    if (!client->skip) {
        ivmc_items_forget(&client->waiting);
        ivmc_client_watch(client, NULL);
    }
}

/* Serves what `loop->in` holds; gives the octets used. */
static uint32_t serve_some(struct loop_client *client, uint32_t have)
{
    unsigned char *in = client->loop->in;
    uint32_t used = 0;
    int n;

    for (n = 0; n < LOOP_MESSAGES_A_ROUND; n++) {
        uint32_t taken = take_one(client, in + used, have - used);

        used += taken;
        if (!taken || client->state == CLIENT_DEAD)
            return used;
        if (client->replies)
            break;
    }
    client->more = used < have;
    return used;
}

static void serve_round(struct loop_client *client)
{
    struct ivmc_socket_loop *loop = client->loop;
    uint32_t have = client->rest_len, used;

    if (have)
        memcpy(loop->in, client->rest, have);
    if (!client->more) {
        uint32_t got =
            receive_some(client, loop->in + have, client->ahead - have);

        if (!got)
            return;
        have += got;
    }
    client->more = false;
    used = serve_some(client, have);
    if (client->state == CLIENT_DEAD)
        return;
    if (client->packets && used < have)
        ivmc_client_kill(client); /* a packet is one whole message */
    else
        keep_rest(client, loop->in + used, have - used);
    if (client->message)
        collect(client);
}

void ivmc_client_settle(struct loop_client *client)
{
    bool waits =
        client->message || client->skip || (client->rest_len && !client->more);

    if (client->state != CLIENT_OPEN || client->replies)
        return;
    if (!waits)
        ivmc_client_watch(client, NULL);
    else if (!client->watch)
        ivmc_client_watch(client, &client->loop->busy);
    if (client->more)
        ivmc_client_make_ready(client);
}

void ivmc_client_input(struct loop_client *client)
{
    if (client->message)
        collect(client);
    else if (client->skip)
        skip(client);
    else
        serve_round(client);
    ivmc_client_settle(client);
}
