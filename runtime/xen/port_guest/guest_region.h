/*
 * How lent memory lies in what the caller lends. The owner's: its directories,
 * the page with the notice, the data. The mapper's: handles, of the notice and
 * of the data, and the place of its receipt; a window for one directory; the
 * notice; the data.
 */
#ifndef GUEST_GUEST_REGION_H
#define GUEST_GUEST_REGION_H

#include <ivmc/xen_guest.h>

#include "guest.h"
#include "item.h"

/* Rights that exist: to read, perhaps to write. */
static inline bool guest_rights_are_good(uint32_t rights)
{
    return (rights & ~IVMC_WRITE) == IVMC_READ;
}

/* Octets of the mapper's handles and its receipt, filled up to pages. */
static inline size_t guest_handles_size(uint32_t pages)
{
    return ((size_t)(pages + 2) * 4 + GUEST_PAGE - 1) &
           ~(size_t)(GUEST_PAGE - 1);
}

#endif /* GUEST_GUEST_REGION_H */
