/* Encoding of octets and booleans. */
#include "put.h"

void ivmc_put_u8(struct ivmc_enc *e, uint8_t value)
{
    unsigned char *p = ivmc_put_fixed(e, 1, 1);

    if (p)
        *p = value;
}

void ivmc_put_bool(struct ivmc_enc *e, bool value)
{
    unsigned char *p = ivmc_put_fixed(e, 1, 1);

    if (p)
        *p = value ? 1 : 0;
}

void ivmc_put_bools(struct ivmc_enc *e, const bool *data, size_t count)
{
    /* As octets: what the caller left there may be no bool at all. */
    const unsigned char *from = (const unsigned char *)data;
    unsigned char *p;
    size_t i;

    if (count == 0)
        return;
    p = ivmc_put_run(e, 1, count);
    for (i = 0; p && i < count; i++)
        p[i] = from[i] != 0;
}
