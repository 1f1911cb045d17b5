/* Headers, and messages put together. */
#include <ivmc/transport.h>

#include "segment.h"

void ivmc_header_store(unsigned char octets[IVMC_HEADER_SIZE],
                       const struct ivmc_header *h)
{
    ivmc_store_u32(octets, h->length);
    ivmc_store_u16(octets + 4, h->kind);
    ivmc_store_u16(octets + 6, h->items);
    ivmc_store_u64(octets + 8, h->call_id);
    ivmc_store_u32(octets + 16, h->epoch);
    ivmc_store_u32(octets + 20, h->slot);
    ivmc_store_u32(octets + 24, h->op);
    ivmc_store_u32(octets + 28, h->status);
    ivmc_store_u64(octets + 32, h->key);
}

/* Whether only fields are set that the kind uses. */
static bool fields_fit_kind(const struct ivmc_header *h)
{
    switch (h->kind) {
    case IVMC_KIND_REQUEST:
    case IVMC_KIND_ONEWAY:
    case IVMC_KIND_CALLBACK:
        return h->slot != 0 && h->status == 0;
    case IVMC_KIND_BIND:
        return h->slot == 0 && h->op == 0 && h->status == 0 && h->items == 0;
    case IVMC_KIND_REPLY:
        return h->status == 0;
    case IVMC_KIND_EXCEPTION:
        return h->slot != 0;
    case IVMC_KIND_STATUS:
        return h->status > IVMC_EXCEPTION && h->status < IVMC_STATUS_COUNT &&
               h->length == IVMC_HEADER_SIZE && h->items == 0;
    default:
        return false;
    }
}

bool ivmc_header_load(struct ivmc_header *h,
                      const unsigned char octets[IVMC_HEADER_SIZE],
                      uint32_t max_message)
{
    h->length = ivmc_load_u32(octets);
    h->kind = ivmc_load_u16(octets + 4);
    h->items = ivmc_load_u16(octets + 6);
    h->call_id = ivmc_load_u64(octets + 8);
    h->epoch = ivmc_load_u32(octets + 16);
    h->slot = ivmc_load_u32(octets + 20);
    h->op = ivmc_load_u32(octets + 24);
    h->status = ivmc_load_u32(octets + 28);
    h->key = ivmc_load_u64(octets + 32);
    return h->length >= IVMC_HEADER_SIZE && h->length <= max_message &&
           h->items <= IVMC_MAX_ITEMS && h->call_id != 0 && fields_fit_kind(h);
}

void ivmc_message_finish(struct ivmc_message *m, const struct ivmc_room *room,
                         struct ivmc_enc *e, struct ivmc_header *h)
{
    h->length = IVMC_HEADER_SIZE + e->pos;
    h->items = e->items ? (uint16_t)e->items->count : 0;
    ivmc_header_store(room->data, h);
    end_segment(e);
    m->segment = e->segment;
    m->segment_count = e->segment_count;
    m->length = h->length;
    m->items = h->items != 0 ? e->items : NULL;
}
