/*
 * What travels beside the octets of calls between domains: memory lent by
 * grants, and channels to be. ivmc_xen(7) specifies it. 16 octets each, in the
 * frame of their message:
 *
 *      0  u32 kind     1 region, 2 endpoint
 *      4  u32 ref      region: its directory; endpoint: page 0
 *      8  u32 pages    region: of data, at least 1; endpoint: 0
 *     12  u32 port     region: 0; endpoint: the event channel
 *
 * A region's directory is a page of grants, u32 each: entry 0 of the page with
 * the owner's notice of revocation, a word that is not 0 then, and the
 * borrowers' receipts (receipt.h); entries 1 to
 * 1022 of the data; entry 1023 of the next directory, which begins with its
 * entry 1, or 0.
 *
 * A handle, as struct ivmc_region has it, is the same as a number that is not
 * negative; no memory stands behind it.
 */
#ifndef XEN_ITEM_H
#define XEN_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "page.h"

enum xen_item_kind { XEN_REGION = 1, XEN_ENDPOINT = 2 };

struct xen_item {
    enum xen_item_kind kind;
    uint16_t domid; /* the other side's: for whom, or from whom it is */
    uint32_t ref;
    uint32_t number; /* a region's pages, an endpoint's port */
};

/* False when it does not fit: a handle has fewer bits. */
bool xen_item_handle(intptr_t *handle, const struct xen_item *item);

/* False when it is no handle of these. */
bool xen_item_of(struct xen_item *item, intptr_t handle);

/* The octets to `peer`; false: it is not for this peer, or none. */
bool xen_item_write(unsigned char to[PAGE_ITEM], intptr_t handle,
                    uint16_t peer);

/* What `peer` sent; false: not an item. */
bool xen_item_read(intptr_t *handle, const unsigned char from[PAGE_ITEM],
                   uint16_t peer);

/* ---- a region's directory ----------------------------------------------------- */

#define XEN_REGION_PAGES 1022u /* of data, of each directory */
#define XEN_REGION_NEXT  1023u /* the entry of the next one */
#define XEN_REGION_MOST  0xfffffu

/* How many directories name so many pages. */
static inline uint32_t xen_region_directories(uint32_t pages)
{
    return (pages + XEN_REGION_PAGES - 1) / XEN_REGION_PAGES;
}

/* Pages of so many octets; 0: none, or too many. */
static inline uint32_t xen_region_pages(uint64_t size)
{
    uint64_t pages = size / PAGE_SIZE + (size % PAGE_SIZE != 0);

    return pages <= XEN_REGION_MOST ? (uint32_t)pages : 0;
}

#endif /* XEN_ITEM_H */
