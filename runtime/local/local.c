/*
 * Calls inside one process. The server works on the client's message in
 * place; replies wait in a ring and are pulled out of it by the client.
 */
#include <ivmc/callback.h>
#include <ivmc/local.h>

static size_t room_for(uint32_t max_message)
{
    return ((size_t)max_message + 7) & ~(size_t)7;
}

size_t ivmc_local_memory(uint32_t max_message)
{
    return room_for(max_message) * (2 + IVMC_LOCAL_DEPTH);
}

static struct ivmc_local *client_of(struct ivmc_channel *c)
{
    return (struct ivmc_local *)(void *)((unsigned char *)c -
                                         offsetof(struct ivmc_local, client));
}

static struct ivmc_local *server_of(struct ivmc_channel *c)
{
    return (struct ivmc_local *)(void *)((unsigned char *)c -
                                         offsetof(struct ivmc_local, server));
}

static void copy_items(struct ivmc_items *to, const struct ivmc_items *from)
{
    uint32_t i;

    to->count = from ? from->count : 0;
    for (i = 0; i < to->count; i++)
        to->item[i] = from->item[i];
}

static void lend(struct ivmc_room *room, unsigned char *data, uint32_t cap)
{
    *room = (struct ivmc_room){.data = data, .here = cap, .cap = cap};
    room->items = true;
}

/* Handles are not duplicated: they stay the sender's. */
static void close_item(struct ivmc_channel *c, struct ivmc_item *item)
{
    (void)c;
    item->handle = IVMC_NO_HANDLE;
}

/* A room that the next message takes: its body is pulled into private memory. */
static enum ivmc_status copy_body(const struct ivmc_local_message *m,
                                  struct ivmc_arena *arena, struct ivmc_dec *d,
                                  struct ivmc_items *items)
{
    uint32_t len = m->length - IVMC_HEADER_SIZE;
    void *copy = ivmc_arena_alloc(arena, len, 8);

    if (!copy)
        return IVMC_LIMIT;
    ivmc_dec_init_shared(d, m->octets + IVMC_HEADER_SIZE, copy, len, arena);
    copy_items(items, &m->items);
    return IVMC_OK;
}

/* ---- the client's end --------------------------------------------------- */

static enum ivmc_status client_begin(struct ivmc_channel *c,
                                     struct ivmc_room *room,
                                     struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = client_of(c);

    (void)deadline;
    if (l->closed)
        return IVMC_PEER_GONE;
    /* The servant still reads the message that it is called with. */
    if (l->serving_now && (!c->callbacks || c->callbacks->depth == 0))
        return IVMC_BUSY;
    lend(room, l->serving_now ? l->inner.octets : l->request, c->max_message);
    return IVMC_OK;
}

/* Serves the message in the client's room. */
static enum ivmc_status serve(struct ivmc_local *l)
{
    struct ivmc_request rq;

    if (!ivmc_header_load(&rq.header, l->request, l->server.max_message) ||
        rq.header.items != l->request_items.count)
        return IVMC_BAD_MESSAGE;
    return ivmc_dispatch(l->serving, &l->server, &rq.header, &rq);
}

static enum ivmc_status client_send(struct ivmc_channel *c,
                                    const struct ivmc_message *m,
                                    struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = client_of(c);

    (void)deadline;
    if (l->closed)
        return IVMC_PEER_GONE;
    if (l->serving_now) {
        l->inner.length = m->length;
        copy_items(&l->inner.items, m->items);
        l->inner_sent = true;
        return IVMC_OK;
    }
    copy_items(&l->request_items, m->items);
    l->serving_now = true;
    if (serve(l) != IVMC_OK)
        l->closed = true;
    l->serving_now = false;
    return IVMC_OK;
}

static void client_release(struct ivmc_channel *c)
{
    struct ivmc_local *l = client_of(c);

    if (!l->held)
        return;
    l->held = false;
    l->first = (l->first + 1) % IVMC_LOCAL_DEPTH;
    l->count--;
}

/* The server's end holds what the client sent while it is being served. */
static bool take_inner(struct ivmc_local *l, struct ivmc_header *h)
{
    if (!l->inner_sent)
        return false;
    l->inner_sent = false;
    l->inner_held = ivmc_header_load(h, l->inner.octets, l->server.max_message);
    l->closed = l->closed || !l->inner_held;
    return l->inner_held;
}

static enum ivmc_status client_receive(struct ivmc_channel *c,
                                       struct ivmc_header *h,
                                       struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = client_of(c);

    client_release(c);
    if (l->count == 0 && l->server.callbacks && take_inner(l, h))
        (void)l->server.callbacks->serve(&l->server, h, deadline);
    if (l->count == 0)
        return l->closed ? IVMC_PEER_GONE : IVMC_TIMEOUT;
    if (!ivmc_header_load(h, l->queue[l->first].octets, c->max_message)) {
        l->closed = true;
        return IVMC_PEER_GONE;
    }
    l->held = true;
    return IVMC_OK;
}

static enum ivmc_status client_body(struct ivmc_channel *c,
                                    struct ivmc_arena *arena,
                                    struct ivmc_dec *d,
                                    struct ivmc_items *items,
                                    struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = client_of(c);

    (void)deadline;
    return copy_body(&l->queue[l->first], arena, d, items);
}

/* ---- the server's end --------------------------------------------------- */

static enum ivmc_status server_begin(struct ivmc_channel *c,
                                     struct ivmc_room *room,
                                     struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = server_of(c);
    uint32_t next = (l->first + l->count) % IVMC_LOCAL_DEPTH;

    (void)deadline;
    if (l->closed)
        return IVMC_PEER_GONE;
    if (l->count == IVMC_LOCAL_DEPTH)
        return IVMC_BUSY;
    lend(room, l->queue[next].octets, c->max_message);
    return IVMC_OK;
}

static enum ivmc_status server_send(struct ivmc_channel *c,
                                    const struct ivmc_message *m,
                                    struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = server_of(c);
    uint32_t next = (l->first + l->count) % IVMC_LOCAL_DEPTH;

    (void)deadline;
    l->queue[next].length = m->length;
    copy_items(&l->queue[next].items, m->items);
    l->count++;
    return IVMC_OK;
}

static void server_release(struct ivmc_channel *c)
{
    struct ivmc_local *l = server_of(c);

    if (l->inner_held)
        l->inner.items.count = 0;
    else
        l->request_items.count = 0;
    l->inner_held = false;
}

/* The client, which waits, serves what was sent to call it back. */
static enum ivmc_status call_back(struct ivmc_local *l,
                                  struct ivmc_deadline *deadline)
{
    struct ivmc_callbacks *callbacks = l->client.callbacks;
    struct ivmc_header h;

    if (!callbacks || l->client.in_flight_count > 0) {
        l->count--;
        return IVMC_REFUSED;
    }
    while (!l->inner_sent && l->count > 0 &&
           client_receive(&l->client, &h, deadline) == IVMC_OK)
        (void)callbacks->serve(&l->client, &h, deadline);
    return IVMC_OK;
}

/*
 * Requests are served while they are sent: none can be waited for, but for
 * what answers a call back.
 */
static enum ivmc_status server_receive(struct ivmc_channel *c,
                                       struct ivmc_header *h,
                                       struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = server_of(c);
    enum ivmc_status s = IVMC_OK;

    server_release(c);
    if (l->serving_now && !l->inner_sent && l->count > 0)
        s = call_back(l, deadline);
    if (s == IVMC_OK && !take_inner(l, h))
        s = l->closed ? IVMC_PEER_GONE : IVMC_TIMEOUT;
    return s;
}

static enum ivmc_status server_body(struct ivmc_channel *c,
                                    struct ivmc_arena *arena,
                                    struct ivmc_dec *d,
                                    struct ivmc_items *items,
                                    struct ivmc_deadline *deadline)
{
    struct ivmc_local *l = server_of(c);

    (void)deadline;
    if (l->inner_held)
        return copy_body(&l->inner, arena, d, items);
    ivmc_dec_init(d, l->request + IVMC_HEADER_SIZE,
                  ivmc_load_u32(l->request) - IVMC_HEADER_SIZE, arena);
    copy_items(items, &l->request_items);
    return IVMC_OK;
}

/* ---- both --------------------------------------------------------------- */

static struct ivmc_channel *find_channel(void *loop, uint64_t id)
{
    struct ivmc_local *l = loop;

    while (l && l->server.id != id)
        l = l->next;
    return l ? &l->server : NULL;
}

/* Out of the list that starts at the server's loop. */
static void disconnect(struct ivmc_local *l)
{
    struct ivmc_local *at = l->serving->loop;

    ivmc_server_ended(l->serving, l->server.id);
    l->closed = true;
    if (at == l) {
        l->serving->loop = l->next;
        return;
    }
    while (at && at->next != l)
        at = at->next;
    if (at)
        at->next = l->next;
}

static void client_close(struct ivmc_channel *c)
{
    disconnect(client_of(c));
}

static void server_close(struct ivmc_channel *c)
{
    disconnect(server_of(c));
}

static const struct ivmc_channel_ops client_ops = {
    "local",        client_begin, client_send,
    client_receive, client_body,  client_release,
    close_item,     client_close, NULL};

static const struct ivmc_channel_ops server_ops = {
    "local",        server_begin, server_send,
    server_receive, server_body,  server_release,
    close_item,     server_close, NULL};

static void connect(struct ivmc_local *l, struct ivmc_server *server,
                    uint32_t max_message)
{
    uint64_t id = ++server->channel_count;

    /* Epoch 0 is never a connection's. */
    ivmc_channel_init(&l->client, &client_ops, max_message, (uint32_t)id | 1);
    ivmc_channel_init(&l->server, &server_ops, max_message, (uint32_t)id | 1);
    l->server.id = id;
    l->server.bindings = l->bindings;
    l->serving = server;
    l->next = server->loop;
    server->loop = l;
    server->find_channel = find_channel;
}

enum ivmc_status ivmc_local_open(struct ivmc_local *l,
                                 struct ivmc_server *server, void *memory,
                                 uint32_t max_message)
{
    unsigned char *at = memory;
    uint32_t i;

    if (server->find_channel && server->find_channel != find_channel)
        return IVMC_BUSY;
    if (max_message <= IVMC_HEADER_SIZE)
        return IVMC_BAD_ARGUMENT;
    memset(l, 0, sizeof *l);
    l->request = at;
    for (i = 0; i < IVMC_LOCAL_DEPTH; i++)
        l->queue[i].octets = at + room_for(max_message) * (i + 1);
    l->inner.octets = at + room_for(max_message) * (i + 1);
    connect(l, server, max_message);
    return IVMC_OK;
}
