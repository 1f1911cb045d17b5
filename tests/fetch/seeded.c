/*
 * A decoder with a double fetch, as DICE has them: the length is checked, and
 * then fetched again to copy by (here, no more than there is, whatever it has
 * become). Compiled like all that is looked at: the oracle must find it.
 */
#include <stdint.h>
#include <string.h>

#include "seeded.h"

static void unrelated(void)
{
    __asm__ volatile("" : : : "memory");
}

int seeded_decode(const struct seeded *shared, void *to, uint32_t cap)
{
    if (shared->len > cap)
        return -1;
    unrelated();
    memcpy(to, shared->octets, shared->len % sizeof shared->octets);
    return 0;
}
