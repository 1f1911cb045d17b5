/* Items, as octets and as handles. */
#include "item.h"

#include <ivmc/codec.h>

#define NUMBER_BITS 20
#define DOMID_BITS  15
#define REF_BITS    27

_Static_assert(sizeof(intptr_t) == 8, "handles have 63 bits");
_Static_assert(1 + NUMBER_BITS + DOMID_BITS + REF_BITS == 63,
               "none is negative");

static uint64_t bits(uint32_t count)
{
    return (UINT64_C(1) << count) - 1;
}

/* A region without pages is none; an endpoint has a port and needs no more. */
static bool is_good(const struct xen_item *i)
{
    return i->kind == XEN_REGION ? i->number != 0 : i->kind == XEN_ENDPOINT;
}

bool xen_item_handle(intptr_t *handle, const struct xen_item *i)
{
    uint64_t h = i->kind == XEN_ENDPOINT ? 1 : 0;

    if (!is_good(i) || i->number > bits(NUMBER_BITS) ||
        i->domid > bits(DOMID_BITS) || i->ref > bits(REF_BITS))
        return false;
    h = h << NUMBER_BITS | i->number;
    h = h << DOMID_BITS | i->domid;
    h = h << REF_BITS | i->ref;
    *handle = (intptr_t)h;
    return true;
}

bool xen_item_of(struct xen_item *i, intptr_t handle)
{
    uint64_t h = (uint64_t)handle;

    if (handle < 0)
        return false;
    i->ref = (uint32_t)(h & bits(REF_BITS));
    h >>= REF_BITS;
    i->domid = (uint16_t)(h & bits(DOMID_BITS));
    h >>= DOMID_BITS;
    i->number = (uint32_t)(h & bits(NUMBER_BITS));
    i->kind = h >> NUMBER_BITS != 0 ? XEN_ENDPOINT : XEN_REGION;
    return is_good(i);
}

bool xen_item_write(unsigned char to[PAGE_ITEM], intptr_t handle, uint16_t peer)
{
    struct xen_item i;

    if (!xen_item_of(&i, handle) || i.domid != peer)
        return false;
    ivmc_store_u32(to, i.kind);
    ivmc_store_u32(to + 4, i.ref);
    ivmc_store_u32(to + 8, i.kind == XEN_REGION ? i.number : 0);
    ivmc_store_u32(to + 12, i.kind == XEN_ENDPOINT ? i.number : 0);
    return true;
}

bool xen_item_read(intptr_t *handle, const unsigned char from[PAGE_ITEM],
                   uint16_t peer)
{
    uint32_t kind = ivmc_load_u32(from);
    uint32_t pages = ivmc_load_u32(from + 8);
    uint32_t port = ivmc_load_u32(from + 12);
    struct xen_item i = {.domid = peer, .ref = ivmc_load_u32(from + 4)};

    if (kind != XEN_REGION && kind != XEN_ENDPOINT)
        return false;
    i.kind = kind == XEN_REGION ? XEN_REGION : XEN_ENDPOINT;
    i.number = i.kind == XEN_REGION ? pages : port;
    return (i.kind == XEN_REGION ? port : pages) == 0 &&
           xen_item_handle(handle, &i);
}
