/* Decoding of strings. */
#include "get.h"

/* Whether there is a NUL among `len` octets, eight at a time. */
static bool holds_nul(const unsigned char *p, uint32_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;

    for (; len >= 8; len -= 8, p += 8) {
        word = ivmc_load_u64(p);
        if (((word - ones) & ~word & (ones << 7)) != 0)
            return true;
    }
    for (; len > 0; len--)
        if (*p++ == 0)
            return true;
    return false;
}

const char *ivmc_get_text(struct ivmc_dec *d, uint32_t bound, uint32_t *size)
{
    const unsigned char *p = NULL;

    *size = ivmc_get_u32(d);
    if (*size != 0 && (bound == 0 || *size - 1 <= bound))
        p = ivmc_get_run(d, 1, *size);
    if (p && p[*size - 1] == 0 && !holds_nul(p, *size - 1))
        return (const char *)p;
    ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    return NULL;
}

const char *ivmc_get_string(struct ivmc_dec *d, uint32_t bound)
{
    uint32_t size;
    const char *text = ivmc_get_text(d, bound, &size);

    return text ? text : "";
}
