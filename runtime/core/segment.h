/* What an encoder has for the transport so far, segment by segment. */
#ifndef IVMC_CORE_SEGMENT_H
#define IVMC_CORE_SEGMENT_H

#include <ivmc/codec.h>

static inline void add_segment(struct ivmc_enc *e, const void *data, size_t len)
{
    e->segment[e->segment_count].data = data;
    e->segment[e->segment_count].len = len;
    e->segment_count++;
}

/* Ends the segment in the room: what follows lies elsewhere, or is nothing. */
static inline void end_segment(struct ivmc_enc *e)
{
    unsigned char *end = e->data + (e->pos - e->skipped);

    if (end != e->unsent)
        add_segment(e, e->unsent, (size_t)(end - e->unsent));
    e->unsent = end;
}

/* What comes next lies at `data`, where all that fits the message fits. */
static inline void go_on_at(struct ivmc_enc *e, unsigned char *data,
                            uint32_t limit)
{
    e->data = data;
    e->unsent = data;
    e->skipped = e->pos;
    e->cap = limit;
}

#endif /* IVMC_CORE_SEGMENT_H */
