/* Decoding of octets and booleans. */
#include "get.h"

uint8_t ivmc_get_u8(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 1, 1);

    return p ? *p : 0;
}

bool ivmc_get_bool(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 1, 1);

    if (!p)
        return false;
    if (*p > 1)
        d->status = IVMC_BAD_MESSAGE;
    return *p == 1;
}

bool *ivmc_get_bools(struct ivmc_dec *d, size_t count)
{
    unsigned char *p = ivmc_get_plain(d, 1, count, 1);
    unsigned char seen = 0;
    size_t i;

    _Static_assert(sizeof(bool) == 1, "a bool is an octet");
    for (i = 0; p && i < count; i++)
        seen |= p[i];
    if (seen > 1) {
        d->status = IVMC_BAD_MESSAGE;
        return NULL;
    }
    return (bool *)p;
}

void ivmc_get_bools_to(struct ivmc_dec *d, bool *to, size_t count)
{
    copy_or_clear(to, ivmc_get_bools(d, count), count, 1);
}
