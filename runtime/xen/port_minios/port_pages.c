/* Pages granted, pages mapped. */
#include "directory.h"
#include "port.h"

/* ---- ours ------------------------------------------------------------------------ */

/*
 * Pages that a peer had not unmapped when we gave them up. Nobody else gets
 * them before it has.
 */
static struct port_pages_held {
    struct port_pages_held *next;
    struct port_pages pages;
} * held;

/* False when the peer still has some of them. */
static bool end_grants(struct port_pages *p)
{
    while (p->granted > 0) {
        if (!minios_grant_end(p->refs[p->granted - 1]))
            return false;
        p->granted--;
    }
    if (p->zero)
        minios_pages_free(p->zero, p->count);
    minios_free(p->refs);
    return true;
}

static void look_at_held(void)
{
    struct port_pages_held **at = &held;
    struct port_pages_held *h;

    while ((h = *at) != NULL) {
        if (!end_grants(&h->pages)) {
            at = &h->next;
            continue;
        }
        *at = h->next;
        minios_free(h);
    }
}

/* Without memory to remember them they are lost. */
static void hold(const struct port_pages *p)
{
    struct port_pages_held *h = minios_alloc(sizeof *h);

    if (!h)
        return;
    h->pages = *p;
    h->next = held;
    held = h;
}

enum ivmc_status port_pages_grant(struct port_pages *p, uint16_t domid,
                                  uint32_t count, bool server)
{
    unsigned char *page;

    look_at_held();
    if (count == 0 || count > PAGE_MAX_PAGES)
        return IVMC_BAD_ARGUMENT;
    p->refs = minios_alloc(count * sizeof *p->refs);
    p->zero = p->refs ? minios_pages_alloc(count) : NULL;
    if (!p->zero)
        return IVMC_LIMIT;
    p->count = count;
    page = (unsigned char *)p->zero;
    for (; p->granted < count; p->granted++)
        p->refs[p->granted] =
            minios_grant(domid, page + (size_t)p->granted * PAGE_SIZE);
    xen_directory_write(p->zero, server, p->refs, count);
    return IVMC_OK;
}

/* ---- the peer's ------------------------------------------------------------------- */

/* References of all pages into `refs`, by what page 0, or 0 and 1, say. */
static bool read_directory(const struct page_zero *zero, uint16_t domid,
                           uint32_t *refs, uint32_t count)
{
    uint32_t mapped = xen_directory_pages(count);
    struct minios_map *map = NULL;
    void *first;

    xen_directory_read(zero, refs, 1, mapped);
    if (mapped > 1) {
        map = minios_map(domid, refs, mapped, &first);
        if (!map)
            return false;
        zero = first;
    }
    xen_directory_read(zero, refs, mapped, count);
    if (map)
        minios_unmap(map);
    return true;
}

static enum ivmc_status map_all(struct port_pages *p, struct page_zero *zero,
                                uint16_t domid, uint32_t ref)
{
    uint32_t *refs = minios_alloc(p->count * sizeof *refs);
    void *all = NULL;

    if (!refs)
        return IVMC_LIMIT;
    refs[0] = ref;
    if (read_directory(zero, domid, refs, p->count))
        p->map = minios_map(domid, refs, p->count, &all);
    p->zero = all;
    minios_free(refs);
    return p->map ? IVMC_OK : IVMC_PEER_GONE;
}

enum ivmc_status port_pages_map(struct port_pages *p, uint16_t domid,
                                uint32_t ref, uint32_t most, bool server)
{
    enum ivmc_status s = IVMC_REFUSED;
    struct minios_map *first;
    void *zero;

    first = minios_map(domid, &ref, 1, &zero);
    if (!first)
        return IVMC_PEER_GONE;
    p->count = xen_directory_count(zero, !server, most);
    if (p->count != 0)
        s = map_all(p, zero, domid, ref);
    minios_unmap(first);
    return s;
}

/* ---- the end --------------------------------------------------------------------- */

void port_pages_done(struct port_pages *p)
{
    if (p->refs && !end_grants(p))
        hold(p);
    else if (p->map)
        minios_unmap(p->map);
    memset(p, 0, sizeof *p);
}
