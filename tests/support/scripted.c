#include "scripted.h"

#include <stdlib.h>

static struct scripted *script_of(struct ivmc_channel *c)
{
    return (struct scripted *)(void *)c;
}

static enum ivmc_status begin(struct ivmc_channel *c, struct ivmc_room *room,
                              struct ivmc_deadline *deadline)
{
    struct scripted *s = script_of(c);

    (void)deadline;
    s->begun++;
    if (s->begin_fails != IVMC_OK)
        return s->begin_fails;
    /* Whatever is not written stands out. */
    memset(s->room.octets, 0xee, sizeof s->room.octets);
    *room = (struct ivmc_room){.data = s->room.octets,
                               .here = c->max_message,
                               .cap = c->max_message,
                               .gather_from = s->gather_from,
                               .items = !s->no_items};
    return IVMC_OK;
}

static enum ivmc_status send(struct ivmc_channel *c,
                             const struct ivmc_message *m,
                             struct ivmc_deadline *deadline)
{
    struct scripted *s = script_of(c);
    uint32_t at = 0;
    uint32_t i;

    (void)deadline;
    if (s->send_fails != IVMC_OK)
        return s->send_fails;
    for (i = 0; i < m->segment_count; i++) {
        memcpy(s->sent.octets + at, m->segment[i].data, m->segment[i].len);
        at += (uint32_t)m->segment[i].len;
    }
    if (at != m->length)
        abort();
    s->sent.length = at;
    s->sent.items.count = 0;
    if (m->items)
        s->sent.items = *m->items;
    s->segments = m->segment_count;
    s->sends++;
    return IVMC_OK;
}

static void release(struct ivmc_channel *c)
{
    struct scripted *s = script_of(c);

    if (!s->held)
        return;
    s->held = false;
    s->released++;
    /* Nobody may look at it any more. */
    memset(s->queue[s->first].octets, 0xdd, SCRIPTED_MAX);
    s->first++;
    s->count--;
}

static enum ivmc_status receive(struct ivmc_channel *c, struct ivmc_header *h,
                                struct ivmc_deadline *deadline)
{
    struct scripted *s = script_of(c);

    (void)deadline;
    release(c);
    if (s->count == 0)
        return s->receive_fails != IVMC_OK ? s->receive_fails : IVMC_TIMEOUT;
    if (!ivmc_header_load(h, s->queue[s->first].octets, c->max_message))
        return IVMC_BAD_MESSAGE;
    s->held = true;
    return IVMC_OK;
}

static enum ivmc_status body(struct ivmc_channel *c, struct ivmc_arena *arena,
                             struct ivmc_dec *d, struct ivmc_items *items,
                             struct ivmc_deadline *deadline)
{
    struct scripted *s = script_of(c);
    struct scripted_message *m = &s->queue[s->first];
    uint32_t len = m->length - IVMC_HEADER_SIZE;
    void *copy;
    uint32_t i;

    (void)deadline;
    if (s->body_fails != IVMC_OK)
        return s->body_fails;
    copy = ivmc_arena_alloc(arena, len, 8);
    if (!copy)
        return IVMC_LIMIT;
    if (s->in_place) {
        memcpy(copy, m->octets + IVMC_HEADER_SIZE, len);
        ivmc_dec_init(d, copy, len, arena);
    } else {
        ivmc_dec_init_shared(d, m->octets + IVMC_HEADER_SIZE, copy, len, arena);
    }
    items->count = m->items.count;
    for (i = 0; i < items->count; i++)
        items->item[i] = m->items.item[i];
    return IVMC_OK;
}

static void close_item(struct ivmc_channel *c, struct ivmc_item *item)
{
    struct scripted *s = script_of(c);

    s->closed_handle[s->items_closed++ % 32] = item->handle;
    item->handle = IVMC_NO_HANDLE;
}

static void close_channel(struct ivmc_channel *c)
{
    script_of(c)->closed = true;
}

static const struct ivmc_channel_ops ops = {"scripted", begin,         send,
                                            receive,    body,          release,
                                            close_item, close_channel, NULL};

void scripted_init(struct scripted *s, uint32_t max_message)
{
    memset(s, 0, sizeof *s);
    ivmc_channel_init(&s->channel, &ops, max_message, 7);
    s->channel.bindings = s->bindings;
    s->channel.id = 1;
}

void scripted_queue(struct scripted *s, const struct ivmc_header *h,
                    const void *octets, uint32_t len)
{
    struct scripted_message *m = &s->queue[s->first + s->count];
    struct ivmc_header header = *h;

    if (s->first + s->count == SCRIPTED_QUEUE ||
        len > SCRIPTED_MAX - IVMC_HEADER_SIZE)
        abort();
    header.length = IVMC_HEADER_SIZE + len;
    ivmc_header_store(m->octets, &header);
    if (len != 0)
        memcpy(m->octets + IVMC_HEADER_SIZE, octets, len);
    m->length = header.length;
    m->items.count = h->items;
    s->count++;
}

void scripted_answer(struct scripted *s, enum ivmc_kind kind, uint32_t status,
                     const void *octets, uint32_t len)
{
    struct ivmc_header h = scripted_sent(s);

    h.kind = (uint16_t)kind;
    h.status = status;
    h.items = 0;
    scripted_queue(s, &h, octets, len);
}

struct ivmc_header scripted_sent(const struct scripted *s)
{
    struct ivmc_header h;

    if (!ivmc_header_load(&h, s->sent.octets, SCRIPTED_MAX))
        abort();
    return h;
}

const unsigned char *scripted_body(const struct scripted *s)
{
    return s->sent.octets + IVMC_HEADER_SIZE;
}
