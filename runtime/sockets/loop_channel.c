#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "channel.h"
#include "items.h"
#include "loop.h"
#include "wait.h"

static struct loop_client *client_of(struct ivmc_channel *c)
{
    return (struct loop_client *)(void *)c;
}

static enum ivmc_status loop_begin(struct ivmc_channel *c,
                                   struct ivmc_room *room,
                                   struct ivmc_deadline *d)
{
    struct loop_client *client = client_of(c);

    (void)d;
    if (client->state != CLIENT_OPEN)
        return IVMC_PEER_GONE;
    *room = (struct ivmc_room){.data = client->loop->room,
                               .here = c->max_message,
                               .cap = c->max_message,
                               .gather_from = CHANNEL_GATHER_FROM,
                               .items = client->items};
    return IVMC_OK;
}

static enum ivmc_status loop_send(struct ivmc_channel *c,
                                  const struct ivmc_message *message,
                                  struct ivmc_deadline *d)
{
    struct loop_client *client = client_of(c);
    struct iovec iov[IVMC_MAX_SEGMENTS];
    uint32_t i;

    (void)d; /* nothing here waits */
    if (client->state != CLIENT_OPEN)
        return IVMC_PEER_GONE;
    if (message->length > c->max_message)
        return IVMC_TOO_LARGE;
    if (message->items && message->items->count && !client->items)
        return IVMC_NOT_TRANSFERABLE;
    for (i = 0; i < message->segment_count; i++) {
        /* sendmsg only reads; its structure cannot say so. */
        memcpy(&iov[i].iov_base, &message->segment[i].data, sizeof(void *));
        iov[i].iov_len = message->segment[i].len;
    }
    return ivmc_client_send(client, iov, message->segment_count,
                            message->items);
}

/* The loop receives; a servant that waits here would stop all clients. */
static enum ivmc_status loop_receive(struct ivmc_channel *c,
                                     struct ivmc_header *h,
                                     struct ivmc_deadline *d)
{
    (void)c;
    (void)h;
    (void)d;
    return IVMC_REFUSED;
}

/* The message is private and complete: it is lent as it lies, if aligned. */
static enum ivmc_status loop_body(struct ivmc_channel *c,
                                  struct ivmc_arena *arena, struct ivmc_dec *d,
                                  struct ivmc_items *items,
                                  struct ivmc_deadline *deadline)
{
    struct loop_client *client = client_of(c);
    uint32_t len = client->header.length - IVMC_HEADER_SIZE;
    unsigned char *body = client->body;

    (void)deadline;
    if (!client->held)
        return IVMC_PEER_GONE;
    if (client->lost_items)
        return IVMC_LIMIT;
    if ((uintptr_t)body % 8 != 0) {
        body = ivmc_arena_alloc(arena, len, 8);
        if (!body)
            return IVMC_LIMIT;
        memcpy(body, client->body, len);
    }
    ivmc_dec_init(d, body, len, arena);
    ivmc_items_move(items, &client->held_items);
    d->items = items;
    return IVMC_OK;
}

/* The octets stay where they are until the dispatch is over. */
static void loop_release(struct ivmc_channel *c)
{
    struct loop_client *client = client_of(c);

    client->held = false;
    ivmc_items_close(&client->held_items);
}

static void loop_close_item(struct ivmc_channel *c, struct ivmc_item *item)
{
    (void)c;
    close((int)item->handle);
}

static void loop_close(struct ivmc_channel *c)
{
    ivmc_client_kill(client_of(c));
}

#define LOOP_OPS(name)                                                         \
    {                                                                          \
        name, loop_begin, loop_send, loop_receive, loop_body, loop_release,    \
            loop_close_item, loop_close, ivmc_wait_now_of                      \
    }

static const struct ivmc_channel_ops unix_ops = LOOP_OPS("unix");
static const struct ivmc_channel_ops packet_ops = LOOP_OPS("seqpacket");
static const struct ivmc_channel_ops stream_ops = LOOP_OPS("tcp");

void ivmc_client_channel_init(struct loop_client *client, uint32_t max_message,
                              uint32_t epoch)
{
    const struct ivmc_channel_ops *ops = &stream_ops;

    if (client->packets)
        ops = &packet_ops;
    else if (client->items)
        ops = &unix_ops;
    ivmc_channel_init(&client->base, ops, max_message, epoch);
    client->base.bindings = client->bindings;
    client->base.id = ivmc_client_id(client);
    client->state = CLIENT_OPEN;
}
