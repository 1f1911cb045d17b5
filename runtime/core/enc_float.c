/* Encoding of floating point. */
#include "put.h"

void ivmc_put_f32(struct ivmc_enc *e, float value)
{
    unsigned char *p = ivmc_put_fixed(e, 4, 4);

    if (p)
        ivmc_store_f32(p, value);
}

void ivmc_put_f64(struct ivmc_enc *e, double value)
{
    unsigned char *p = ivmc_put_fixed(e, 8, 8);

    if (p)
        ivmc_store_f64(p, value);
}

void ivmc_put_f128(struct ivmc_enc *e, struct ivmc_float128 value)
{
    unsigned char *p = ivmc_put_fixed(e, 8, sizeof value.octets);

    if (p)
        memcpy(p, value.octets, sizeof value.octets);
}
