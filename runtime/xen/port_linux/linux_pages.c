/* Pages granted, pages mapped. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "directory.h"
#include "linux.h"

/*
 * The octet of our `alive` that is not 0 while it is 1. The kernel clears it
 * when we go, however we go.
 */
static uint32_t alive_offset(bool server)
{
    return (uint32_t)(server ? offsetof(struct page_zero, server_side.alive)
                             : offsetof(struct page_zero, client_side.alive));
}

/* ---- ours ------------------------------------------------------------------------ */

enum ivmc_status linux_share_failed(void)
{
    /* The kernel's limit for all that share. */
    return errno == ENOSPC ? IVMC_LIMIT : IVMC_SYSTEM;
}

enum ivmc_status linux_pages_grant(struct linux_pages *p, uint16_t domid,
                                   uint32_t count, bool server, uint32_t port)
{
    uint32_t refs[PAGE_MAX_PAGES];

    if (count == 0 || count > PAGE_MAX_PAGES)
        return IVMC_BAD_ARGUMENT;
    p->zero = linux_share(domid, count, true, refs, alive_offset(server), port);
    if (!p->zero)
        return linux_share_failed();
    p->ours = true;
    p->count = count;
    p->ref = refs[0];
    xen_directory_write(p->zero, server, refs, count);
    return IVMC_OK;
}

/* ---- the peer's ------------------------------------------------------------------ */

/* What was never granted, or is no more, is a peer that is not there. */
static enum ivmc_status map_failed(int error)
{
    errno = error;
    switch (error) {
    case ENOMEM:
    case EMFILE:
    case ENFILE:
        return IVMC_SYSTEM;
    case EACCES:
    case EPERM:
        return IVMC_REFUSED;
    default:
        return IVMC_PEER_GONE;
    }
}

/* 0 stands for unused; to Dom0 a guest has granted it: its console. */
static bool are_used(const uint32_t *refs, uint32_t count)
{
    uint32_t i;

    for (i = 1; i < count; i++)
        if (refs[i] == 0)
            return false;
    return true;
}

/* References of all pages into refs, by what page 0, or 0 and 1, say. */
static enum ivmc_status read_directory(struct linux_pages *p,
                                       struct linux_handles *h, uint16_t domid,
                                       uint32_t *refs)
{
    struct page_zero *first = p->told;
    uint32_t mapped = xen_directory_pages(p->count);

    xen_directory_read(first, refs, 1, mapped);
    if (mapped > 1) {
        first = xengnttab_map_domain_grant_refs(h->grants, mapped, domid, refs,
                                                PROT_READ);
        if (!first)
            return map_failed(errno);
    }
    xen_directory_read(first, refs, mapped, p->count);
    if (mapped > 1)
        xengnttab_unmap(h->grants, first, mapped);
    return are_used(refs, p->count) ? IVMC_OK : IVMC_REFUSED;
}

enum ivmc_status linux_pages_map(struct linux_pages *p, struct linux_handles *h,
                                 const struct ivmc_xen_triple *triple,
                                 uint32_t most, bool server, uint32_t port)
{
    const int both = PROT_READ | PROT_WRITE;
    uint32_t refs[PAGE_MAX_PAGES];
    enum ivmc_status s;

    p->told =
        xengnttab_map_grant_ref_notify(h->grants, triple->domid, triple->ref,
                                       both, alive_offset(server), port);
    if (!p->told)
        return map_failed(errno);
    p->count = xen_directory_count(p->told, !server, most);
    if (p->count == 0)
        return IVMC_REFUSED;
    refs[0] = triple->ref;
    s = read_directory(p, h, triple->domid, refs);
    if (s != IVMC_OK)
        return s;
    p->zero = xengnttab_map_domain_grant_refs(h->grants, p->count,
                                              triple->domid, refs, both);
    return p->zero ? IVMC_OK : map_failed(errno);
}

/* ---- the end --------------------------------------------------------------------- */

void linux_pages_done(struct linux_pages *p, struct linux_handles *h)
{
    if (p->ours)
        linux_unshare(p->zero, p->count);
    else if (p->zero)
        xengnttab_unmap(h->grants, p->zero, p->count);
    if (p->told)
        xengnttab_unmap(h->grants, p->told, 1);
    memset(p, 0, sizeof *p);
}
