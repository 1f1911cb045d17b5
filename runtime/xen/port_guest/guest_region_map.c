/* The receiver of memory that another domain lends: it may be anything. */
#include <string.h>

#include "guest_region.h"
#include "receipt.h"

struct mapping {
    uint16_t domid;
    bool writable;      /* the data */
    uint32_t *handles;  /* of the notice, and of each page of data */
    uint32_t *window;   /* where one directory is mapped */
    uint32_t directory; /* its handle */
    unsigned char *to;  /* the notice; the data follow */
    uint32_t mapped;    /* pages, from `to` on */
};

/* Where a mapping of so many pages keeps the place of its receipt. */
static uint32_t *receipt_of(uint32_t *handles, uint32_t pages)
{
    return &handles[pages + 1];
}

/* IVMC_REFUSED: the owner has revoked it meanwhile. */
static enum ivmc_status leave_receipt(const struct mapping *m, uint32_t pages)
{
    uint32_t place = xen_receipt_take(m->to);

    *receipt_of(m->handles, pages) = place;
    if (place == 0)
        return IVMC_LIMIT;
    return xen_receipt_too_late(m->to) ? IVMC_REFUSED : IVMC_OK;
}

static uint32_t fetch(const struct mapping *m, uint32_t entry)
{
    return ((const volatile uint32_t *)m->window)[entry];
}

static enum ivmc_status map_next(struct mapping *m, uint32_t ref, bool writable)
{
    enum ivmc_status s = ivmc_guest_map(m->domid, ref, writable,
                                        m->to + (size_t)m->mapped * GUEST_PAGE,
                                        &m->handles[m->mapped]);

    if (s == IVMC_OK)
        m->mapped++;
    return s;
}

/* The directory at `ref`, and what of `pages` it names. */
static enum ivmc_status map_directory(struct mapping *m, uint32_t ref,
                                      uint32_t pages, uint32_t *next)
{
    uint32_t n;
    enum ivmc_status s;

    s = ivmc_guest_map(m->domid, ref, false, m->window, &m->directory);
    if (s != IVMC_OK)
        return s;
    if (m->mapped == 0)
        s = map_next(m, fetch(m, 0), true);
    for (n = 0; s == IVMC_OK && n < pages && n < XEN_REGION_PAGES; n++)
        s = map_next(m, fetch(m, n + 1), m->writable);
    *next = fetch(m, XEN_REGION_NEXT);
    ivmc_guest_unmap(m->window, m->directory);
    return s;
}

static enum ivmc_status map_all(struct mapping *m, uint32_t ref, uint32_t pages)
{
    enum ivmc_status s = IVMC_OK;

    /* The notice is the first that is mapped. */
    while (s == IVMC_OK && m->mapped < pages + 1) {
        uint32_t left = m->mapped == 0 ? pages : pages + 1 - m->mapped;

        s = map_directory(m, ref, left, &ref);
    }
    return s;
}

/* The notice last, with the receipt for all. */
static void unmap_all(const struct mapping *m, uint32_t pages)
{
    uint32_t place = *receipt_of(m->handles, pages);
    uint32_t n = m->mapped;

    while (n-- > 0) {
        if (n == 0 && place != 0)
            xen_receipt_clear(m->to, place);
        ivmc_guest_unmap(m->to + (size_t)n * GUEST_PAGE, m->handles[n]);
    }
}

static enum ivmc_status check(const struct ivmc_region *region, uint32_t rights,
                              uint64_t max_size, struct xen_item *item)
{
    if (!guest_rights_are_good(rights))
        return IVMC_BAD_ARGUMENT;
    if (!xen_item_of(item, region->handle) || item->kind != XEN_REGION ||
        region->size == 0 || item->number != xen_region_pages(region->size))
        return IVMC_BAD_MESSAGE;
    if ((rights & ~region->rights) != 0)
        return IVMC_REFUSED;
    return region->size <= max_size ? IVMC_OK : IVMC_LIMIT;
}

enum ivmc_status ivmc_xen_guest_memory_map(struct ivmc_memory *memory,
                                           const struct ivmc_region *region,
                                           uint32_t rights, uint64_t max_size,
                                           void *lent, size_t lent_size)
{
    unsigned char *at = lent;
    struct mapping m = {.writable = (rights & IVMC_WRITE) != 0};
    struct xen_item item;
    enum ivmc_status s = check(region, rights, max_size, &item);

    memset(memory, 0, sizeof *memory);
    memory->handle = IVMC_NO_HANDLE;
    if (s != IVMC_OK)
        return s;
    at += guest_handles_size(item.number);
    if (guest_address(lent) % GUEST_PAGE != 0 ||
        lent_size < guest_handles_size(item.number) +
                        ((size_t)item.number + 2) * GUEST_PAGE)
        return IVMC_LIMIT;
    m.domid = item.domid;
    m.handles = lent;
    *receipt_of(m.handles, item.number) = 0;
    m.window = (uint32_t *)(void *)at;
    m.to = at + GUEST_PAGE;
    if (map_all(&m, item.ref, item.number) != IVMC_OK)
        s = IVMC_BAD_MESSAGE;
    else
        s = leave_receipt(&m, item.number);
    if (s != IVMC_OK) {
        unmap_all(&m, item.number);
        return s;
    }
    memory->notice = m.to;
    memory->at = m.to + GUEST_PAGE;
    memory->size = (size_t)region->size;
    memory->rights = rights;
    memory->mapped = ((size_t)item.number + 1) * GUEST_PAGE;
    return IVMC_OK;
}

void ivmc_xen_guest_memory_unmap(struct ivmc_memory *memory)
{
    uint32_t pages = xen_region_pages(memory->size);
    struct mapping m = {.to = memory->notice, .mapped = pages + 1};

    if (memory->at) {
        m.handles =
            (uint32_t *)(void *)(m.to - GUEST_PAGE - guest_handles_size(pages));
        unmap_all(&m, pages);
    }
    memset(memory, 0, sizeof *memory);
    memory->handle = IVMC_NO_HANDLE;
}
