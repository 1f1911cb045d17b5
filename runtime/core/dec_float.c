/* Decoding of floating point. */
#include "get.h"

float ivmc_get_f32(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 4, 4);

    return p ? ivmc_load_f32(p) : 0;
}

double ivmc_get_f64(struct ivmc_dec *d)
{
    const unsigned char *p = get_run(d, 8, 8);

    return p ? ivmc_load_f64(p) : 0;
}

struct ivmc_float128 ivmc_get_f128(struct ivmc_dec *d)
{
    struct ivmc_float128 value = {{0}};
    const unsigned char *p = get_run(d, 8, sizeof value.octets);

    if (p)
        memcpy(value.octets, p, sizeof value.octets);
    return value;
}
