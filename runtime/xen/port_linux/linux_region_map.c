/* The receiver of memory that another domain lends: it may be anything. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "linux_region.h"
#include "receipt.h"

#define NO_PORT UINT32_MAX /* nobody is told of the end */

/* ---- the device ------------------------------------------------------------------ */

/* All mappings of regions: open while there is one. */
static struct {
    pthread_mutex_t lock;
    xengnttab_handle *handle;
    uint32_t users;
} grants = {.lock = PTHREAD_MUTEX_INITIALIZER};

static xengnttab_handle *use_grants(void)
{
    xengnttab_handle *h;

    pthread_mutex_lock(&grants.lock);
    if (!grants.handle)
        grants.handle = xengnttab_open(&linux_silence, 0);
    h = grants.handle;
    if (h)
        grants.users++;
    pthread_mutex_unlock(&grants.lock);
    return h;
}

static void leave_grants(void)
{
    int error = errno;

    pthread_mutex_lock(&grants.lock);
    if (--grants.users == 0) {
        xengnttab_close(grants.handle);
        grants.handle = NULL;
    }
    pthread_mutex_unlock(&grants.lock);
    errno = error;
}

/* ---- directories ------------------------------------------------------------------- */

/*
 * Whether all are entries that are used: to Dom0 a guest has granted 0, too,
 * its console.
 */
static bool are_used(const uint32_t *refs, uint32_t count)
{
    uint32_t i;

    for (i = 0; i < count; i++)
        if (refs[i] == 0)
            return false;
    return true;
}

/*
 * The entries of `pages` data pages, and that of the notice, out of the
 * directories from `ref` on: each word fetched once, and no more of them than
 * the number of pages wants.
 */
static bool read_directories(xengnttab_handle *h, uint16_t domid, uint32_t ref,
                             uint32_t *data, uint32_t pages, uint32_t *notice)
{
    const volatile uint32_t *entry;
    uint32_t n, i;
    void *at;

    for (n = 0; n < pages; n += i) {
        if (ref == 0)
            return false;
        at = xengnttab_map_domain_grant_refs(h, 1, domid, &ref, PROT_READ);
        if (!at)
            return false;
        entry = at;
        if (n == 0)
            *notice = entry[0];
        for (i = 0; i < XEN_REGION_PAGES && n + i < pages; i++)
            data[n + i] = entry[1 + i];
        ref = entry[XEN_REGION_NEXT];
        xengnttab_unmap(h, at, 1);
    }
    return *notice != 0 && are_used(data, pages);
}

/* ---- the notice -------------------------------------------------------------------- */

/*
 * The notice, with a receipt that the kernel clears when the mapping ends: what
 * the kernel is to clear must be known before it maps.
 */
static enum ivmc_status map_notice(struct ivmc_memory *m, xengnttab_handle *h,
                                   uint16_t domid, uint32_t ref)
{
    const int both = PROT_READ | PROT_WRITE;
    void *at = xengnttab_map_domain_grant_refs(h, 1, domid, &ref, both);
    enum ivmc_status s = IVMC_LIMIT;
    uint32_t place;

    if (!at)
        return IVMC_BAD_MESSAGE;
    place = xen_receipt_take(at);
    if (place != 0) {
        m->notice =
            xengnttab_map_grant_ref_notify(h, domid, ref, both, place, NO_PORT);
        s = m->notice ? IVMC_OK : IVMC_SYSTEM;
        if (!m->notice)
            xen_receipt_clear(at, place);
    }
    xengnttab_unmap(h, at, 1);
    return s == IVMC_OK && xen_receipt_too_late(m->notice) ? IVMC_REFUSED : s;
}

/* ---- mapping ----------------------------------------------------------------------- */

static enum ivmc_status map(struct ivmc_memory *m, xengnttab_handle *h,
                            const struct xen_item *item)
{
    const int both = PROT_READ | PROT_WRITE;
    uint32_t pages = item->number, notice = 0;
    uint32_t *refs = malloc(pages * sizeof *refs);
    enum ivmc_status s = IVMC_BAD_MESSAGE;

    if (!refs)
        return IVMC_SYSTEM;
    if (read_directories(h, item->domid, item->ref, refs, pages, &notice))
        s = map_notice(m, h, item->domid, notice);
    if (s == IVMC_OK) {
        m->at = xengnttab_map_domain_grant_refs(
            h, pages, item->domid, refs,
            m->rights & IVMC_WRITE ? both : PROT_READ);
        s = m->at ? IVMC_OK : IVMC_BAD_MESSAGE;
    }
    free(refs);
    return s;
}

static enum ivmc_status check(const struct ivmc_region *region, uint32_t rights,
                              uint64_t max_size, struct xen_item *item)
{
    if (!linux_rights_are_good(rights))
        return IVMC_BAD_ARGUMENT;
    if (region->handle == IVMC_NO_HANDLE ||
        !xen_item_of(item, region->handle) || item->kind != XEN_REGION ||
        region->size == 0 || item->number != xen_region_pages(region->size))
        return IVMC_BAD_MESSAGE;
    if ((rights & ~region->rights) != 0)
        return IVMC_REFUSED;
    return region->size <= max_size ? IVMC_OK : IVMC_LIMIT;
}

/* The receipt comes last. */
static void unmap(struct ivmc_memory *m)
{
    if (m->at)
        xengnttab_unmap(grants.handle, m->at, xen_region_pages(m->size));
    if (m->notice)
        xengnttab_unmap(grants.handle, m->notice, 1);
    leave_grants();
}

enum ivmc_status ivmc_xen_memory_map(struct ivmc_memory *memory,
                                     const struct ivmc_region *region,
                                     uint32_t rights, uint64_t max_size)
{
    struct xen_item item;
    enum ivmc_status s = check(region, rights, max_size, &item);
    xengnttab_handle *h;

    linux_memory_clear(memory);
    if (s != IVMC_OK)
        return s;
    h = use_grants();
    if (!h)
        return IVMC_SYSTEM;
    memory->size = (size_t)region->size;
    memory->rights = rights;
    memory->mapped = (size_t)item.number * PAGE_SIZE;
    s = map(memory, h, &item);
    if (s != IVMC_OK) {
        unmap(memory);
        linux_memory_clear(memory);
    }
    return s;
}

void ivmc_xen_memory_unmap(struct ivmc_memory *memory)
{
    if (memory->at)
        unmap(memory);
    linux_memory_clear(memory);
}
