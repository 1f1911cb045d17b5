/*
 * The owner of memory lent to another domain. The notice and the directories
 * lie in pages of their own. The borrower may write there, for its receipts:
 * we never read directories, and the grants in them are all for that domain.
 */
#include <stdlib.h>
#include <string.h>

#include "linux_region.h"
#include "receipt.h"

void linux_memory_clear(struct ivmc_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    memory->handle = IVMC_NO_HANDLE;
}

/* The entry of data page n; the notice's page is followed by the first. */
static uint32_t *entry_of(void *notice, uint32_t n)
{
    return (uint32_t *)notice +
           (size_t)(1 + n / XEN_REGION_PAGES) * (PAGE_SIZE / 4) + 1 +
           n % XEN_REGION_PAGES;
}

/* Enters references of the data, of the notice and of each next directory. */
static void fill(void *notice, const uint32_t *own, const uint32_t *data,
                 uint32_t pages)
{
    uint32_t directories = xen_region_directories(pages);
    uint32_t n;

    *(entry_of(notice, 0) - 1) = own[0];
    for (n = 0; n < pages; n++)
        *entry_of(notice, n) = data[n];
    for (n = 1; n < directories; n++)
        *(entry_of(notice, n * XEN_REGION_PAGES) - 2) = own[1 + n];
}

/* own[0] is the notice's page, own[1] the first directory. */
_Static_assert(XEN_REGION_NEXT * 4 + 4 == PAGE_SIZE,
               "the entry of the next is the last");

static enum ivmc_status share(struct ivmc_memory *m, uint16_t domid,
                              uint32_t pages, uint32_t *refs)
{
    uint32_t directories = xen_region_directories(pages);
    uint32_t *own = refs + pages;
    struct xen_item item = {XEN_REGION, domid, 0, pages};

    m->at = linux_share(domid, pages, m->rights & IVMC_WRITE, refs, 0, 0);
    if (!m->at)
        return linux_share_failed();
    m->notice = linux_share(domid, 1 + directories, true, own, 0, 0);
    if (!m->notice)
        return linux_share_failed();
    fill(m->notice, own, refs, pages);
    item.ref = own[1];
    return xen_item_handle(&m->handle, &item) ? IVMC_OK : IVMC_LIMIT;
}

enum ivmc_status ivmc_xen_memory_create(struct ivmc_memory *memory,
                                        uint16_t domid, uint64_t size,
                                        uint32_t rights)
{
    uint32_t pages = xen_region_pages(size);
    uint32_t *refs;
    enum ivmc_status s;

    linux_memory_clear(memory);
    if (!linux_rights_are_good(rights) || size == 0 || domid >= XEN_DOMID_END)
        return IVMC_BAD_ARGUMENT;
    if (pages == 0)
        return IVMC_LIMIT;
    refs = malloc((pages + 1 + xen_region_directories(pages)) * sizeof *refs);
    if (!refs)
        return IVMC_SYSTEM;
    memory->size = (size_t)size;
    memory->rights = rights;
    memory->mapped = (size_t)pages * PAGE_SIZE;
    s = share(memory, domid, pages, refs);
    if (s != IVMC_OK)
        ivmc_xen_memory_destroy(memory);
    free(refs);
    return s;
}

enum ivmc_status ivmc_xen_memory_offer(const struct ivmc_memory *memory,
                                       struct ivmc_region *region)
{
    memset(region, 0, sizeof *region);
    region->handle = IVMC_NO_HANDLE;
    if (memory->handle == IVMC_NO_HANDLE)
        return IVMC_BAD_ARGUMENT;
    if (memory->revoked)
        return IVMC_REFUSED;
    region->size = memory->size;
    region->rights = memory->rights;
    region->handle = memory->handle;
    return IVMC_OK;
}

/* With a whole domain its mappings have gone, but not its receipts. */
static bool borrower_is_there(const struct ivmc_memory *memory)
{
    struct linux_handles h = {.slice = -1};
    struct xen_item item;
    bool there;

    if (!xen_item_of(&item, memory->handle))
        return true;
    there = linux_domain_is_there(&h, item.domid);
    linux_store_close(&h);
    return there;
}

enum ivmc_status ivmc_xen_memory_revoke(struct ivmc_memory *memory)
{
    if (memory->handle == IVMC_NO_HANDLE)
        return IVMC_BAD_ARGUMENT;
    memory->revoked = true;
    __atomic_store_n((uint32_t *)memory->notice, 1, __ATOMIC_RELEASE);
    /* The kernel does not say whether a grant is in use. */
    return xen_receipts_any(memory->notice) && borrower_is_there(memory)
               ? IVMC_BUSY
               : IVMC_OK;
}

void ivmc_xen_memory_destroy(struct ivmc_memory *memory)
{
    uint32_t pages = xen_region_pages(memory->size);

    if (memory->notice)
        linux_unshare(memory->notice, 1 + xen_region_directories(pages));
    if (memory->at)
        linux_unshare(memory->at, pages);
    linux_memory_clear(memory);
}
