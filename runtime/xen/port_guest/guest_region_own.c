/* The owner of memory lent to another domain. */
#include <string.h>

#include "guest_region.h"

/* What is lent, from its directories to its data. */
struct parts {
    uint32_t pages, directories;
    uint32_t *directory; /* the first; the others follow */
    unsigned char *notice;
};

static struct parts parts_of(const struct ivmc_memory *memory)
{
    struct parts p;

    p.pages = xen_region_pages(memory->size);
    p.directories = xen_region_directories(p.pages);
    p.notice = memory->at - GUEST_PAGE;
    p.directory =
        (uint32_t *)(void *)(p.notice - (size_t)p.directories * GUEST_PAGE);
    return p;
}

static uint32_t *directory_at(const struct parts *p, uint32_t n)
{
    return p->directory + (size_t)n * (GUEST_PAGE / 4);
}

/* The entry of data page n. */
static uint32_t *entry_of(const struct parts *p, uint32_t n)
{
    return directory_at(p, n / XEN_REGION_PAGES) + 1 + n % XEN_REGION_PAGES;
}

/* Data first, the directories last: a receiver finds what is announced. */
static enum ivmc_status grant_all(const struct ivmc_memory *memory,
                                  uint16_t domid, uint32_t *first)
{
    const struct parts p = parts_of(memory);
    bool writable = (memory->rights & IVMC_WRITE) != 0;
    enum ivmc_status s;
    uint32_t n;

    s = ivmc_guest_grant(domid, p.notice, true, &p.directory[0]);
    for (n = 0; n < p.pages && s == IVMC_OK; n++)
        s = ivmc_guest_grant(domid, memory->at + (size_t)n * GUEST_PAGE,
                             writable, entry_of(&p, n));
    for (n = p.directories; n > 0 && s == IVMC_OK; n--)
        s = ivmc_guest_grant(domid, directory_at(&p, n - 1), false,
                             n > 1 ? &directory_at(&p, n - 2)[XEN_REGION_NEXT]
                                   : first);
    return s;
}

/* Ends what an entry names, and forgets it; IVMC_BUSY: it stays for now. */
static enum ivmc_status end(uint32_t *entry, enum ivmc_status before)
{
    uint32_t ref = *entry;

    if (ref == 0)
        return before;
    if (ivmc_guest_grant_end(ref) != IVMC_OK)
        return IVMC_BUSY;
    /* Not again: it may soon be the grant of something else. */
    *entry = 0;
    return before;
}

static enum ivmc_status end_all(const struct ivmc_memory *memory,
                                uint32_t *first)
{
    const struct parts p = parts_of(memory);
    enum ivmc_status s = end(first, IVMC_OK);
    uint32_t n;

    for (n = 0; n + 1 < p.directories; n++)
        s = end(&directory_at(&p, n)[XEN_REGION_NEXT], s);
    for (n = 0; n < p.pages; n++)
        s = end(entry_of(&p, n), s);
    return end(&p.directory[0], s);
}

static void clear(struct ivmc_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    memory->handle = IVMC_NO_HANDLE;
}

enum ivmc_status ivmc_xen_guest_memory_create(struct ivmc_memory *memory,
                                              uint16_t domid, void *lent,
                                              size_t lent_size, uint64_t size,
                                              uint32_t rights)
{
    struct xen_item item = {
        .kind = XEN_REGION, .domid = domid, .number = xen_region_pages(size)};
    size_t before =
        ((size_t)xen_region_directories(item.number) + 1) * GUEST_PAGE;
    enum ivmc_status s;

    clear(memory);
    if (size == 0 || !guest_rights_are_good(rights))
        return IVMC_BAD_ARGUMENT;
    if (item.number == 0 || guest_address(lent) % GUEST_PAGE != 0 ||
        lent_size < before + (size_t)item.number * GUEST_PAGE)
        return IVMC_LIMIT;
    if (ivmc_guest_is_granted(lent, lent_size))
        return IVMC_BUSY;
    memset(lent, 0, before + (size_t)item.number * GUEST_PAGE);
    memory->at = (unsigned char *)lent + before;
    memory->notice = memory->at - GUEST_PAGE;
    memory->size = (size_t)size;
    memory->rights = rights;
    s = grant_all(memory, domid, &item.ref);
    if (s == IVMC_OK && !xen_item_handle(&memory->handle, &item))
        s = IVMC_LIMIT;
    if (s == IVMC_OK)
        return s;
    (void)end_all(memory, &item.ref);
    clear(memory);
    return s;
}

enum ivmc_status ivmc_xen_guest_memory_offer(const struct ivmc_memory *memory,
                                             struct ivmc_region *region)
{
    *region = (struct ivmc_region){.handle = IVMC_NO_HANDLE};
    if (memory->handle == IVMC_NO_HANDLE)
        return IVMC_BAD_ARGUMENT;
    if (memory->revoked)
        return IVMC_REFUSED;
    region->size = memory->size;
    region->rights = memory->rights;
    region->handle = memory->handle;
    return IVMC_OK;
}

enum ivmc_status ivmc_xen_guest_memory_revoke(struct ivmc_memory *memory)
{
    struct xen_item item;
    enum ivmc_status s;

    if (!xen_item_of(&item, memory->handle))
        return IVMC_BAD_ARGUMENT;
    __atomic_store_n((uint32_t *)memory->notice, 1, __ATOMIC_RELAXED);
    memory->revoked = true;
    s = end_all(memory, &item.ref);
    /* With the reference of the first directory, or without. */
    (void)xen_item_handle(&memory->handle, &item);
    return s;
}

void ivmc_xen_guest_memory_destroy(struct ivmc_memory *memory)
{
    if (memory->at)
        (void)ivmc_xen_guest_memory_revoke(memory);
    clear(memory);
}
