#include "seen.h"

#include <string.h>

#include "host.h"

uint64_t seen_entry(uint64_t address)
{
    uint64_t table = host.root, entry = 0;
    int shift;

    for (shift = 39; shift >= 12; shift -= 9) {
        memcpy(&entry,
               (const char *)host_look(table) + (address >> shift & 511) * 8,
               8);
        if ((entry & 1) == 0)
            return 0;
        table = entry >> 12;
    }
    return entry;
}

bool seen_read(uint64_t address, void *to, size_t len)
{
    unsigned char *at = to;
    uint64_t entry;
    size_t n;

    for (; len > 0; len -= n, at += n, address += n) {
        n = TARGET_PAGE - address % TARGET_PAGE;
        n = n < len ? n : len;
        entry = seen_entry(address);
        if (entry == 0)
            return false;
        memcpy(at, (const char *)host_look(entry >> 12) + address % TARGET_PAGE,
               n);
    }
    return true;
}

uint64_t seen_frame(const start_info_t *info, uint64_t page)
{
    uint64_t frame;

    return seen_read(info->mfn_list + 8 * page, &frame, 8) ? frame
                                                           : SEEN_NOTHING;
}
