/* What every channel has: its fields, and messages put together. */
#include <ivmc/transport.h>

void ivmc_channel_init(struct ivmc_channel *c,
                       const struct ivmc_channel_ops *ops, uint32_t max_message,
                       uint32_t epoch)
{
    memset(c, 0, sizeof *c);
    c->ops = ops;
    c->max_message = max_message;
    c->epoch = epoch;
    c->next_call_id = 1;
    c->max_in_flight = 1;
}

void ivmc_channel_close(struct ivmc_channel *c)
{
    if (c)
        c->ops->close(c);
}

static void add_segment(struct ivmc_message *m, const void *data, size_t len)
{
    if (len == 0)
        return;
    m->segment[m->segment_count].data = data;
    m->segment[m->segment_count].len = len;
    m->segment_count++;
}

void ivmc_message_finish(struct ivmc_message *m, const struct ivmc_room *room,
                         const struct ivmc_enc *e, struct ivmc_header *h)
{
    const unsigned char *from = room->data;
    const unsigned char *to;
    uint32_t skipped = 0;
    uint32_t i;

    h->length = IVMC_HEADER_SIZE + e->pos;
    h->items = e->items ? (uint16_t)e->items->count : 0;
    ivmc_header_store(room->data, h);
    m->segment_count = 0;
    m->length = h->length;
    m->items = h->items != 0 ? e->items : NULL;
    for (i = 0; i < e->gathered_count; i++) {
        to = e->data + (e->gathered[i].at - skipped);
        add_segment(m, from, (size_t)(to - from));
        add_segment(m, e->gathered[i].data, e->gathered[i].len);
        skipped += e->gathered[i].len;
        from = to;
    }
    to = e->data + (e->pos - skipped);
    add_segment(m, from, (size_t)(to - from));
}
