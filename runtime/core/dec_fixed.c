/* Decoding of members at constant offsets. */
#include <ivmc/run.h>

const unsigned char *ivmc_get_fixed_or_zeros(struct ivmc_dec *d,
                                             uint32_t align, size_t size)
{
    static const unsigned char zeros[IVMC_FIXED_MOST];
    const unsigned char *p = ivmc_get_run(d, align, size);

    return p ? p : zeros;
}
