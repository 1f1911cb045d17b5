/*
 * The directory of grants in page 0: who offers pages enters the others'
 * references, and says in its own hello how many pages there are, so that the
 * one who maps them needs to be told page 0's alone.
 */
#ifndef XEN_DIRECTORY_H
#define XEN_DIRECTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "page.h"

/* How many pages must be mapped before the directory of `pages` can be read. */
static inline uint32_t xen_directory_pages(uint32_t pages)
{
    return pages > 1 + PAGE_GRANTS_FIRST ? 2 : 1;
}

/*
 * Enters refs[1] to refs[pages - 1]; refs[0] is page 0's. All pages lie one
 * after the other at `zero`. `server` offers, or the client.
 */
void xen_directory_write(struct page_zero *zero, bool server,
                         const uint32_t *refs, uint32_t pages);

/*
 * The number of pages that the other side, who offered them, says there are:
 * one fetch. 0 when there are more than `max`.
 */
uint32_t xen_directory_count(struct page_zero *zero, bool server_offered,
                             uint32_t max);

/*
 * References of pages `first` to `end` - 1 into refs[first] ...: each word
 * fetched once. What they are is for the hypervisor to judge.
 */
void xen_directory_read(const struct page_zero *zero, uint32_t *refs,
                        uint32_t first, uint32_t end);

#endif /* XEN_DIRECTORY_H */
