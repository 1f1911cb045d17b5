/* Decoding of strings. */
#include "get.h"

/* The lowest bit set is in the first octet that is zero; 0: none is. */
static uint64_t nuls(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);

    return (word - ones) & ~word & (ones << 7);
}

/* Whether the last of `size` octets, after their length, is the only NUL. */
static bool is_text(const unsigned char *p, uint32_t size)
{
    uint64_t word;

    for (; size > 8; size -= 8, p += 8)
        if (nuls(ivmc_load_u64(p)) != 0)
            return false;
    /* The last one to eight at once, with octets before them, then hidden. */
    word = size < 4 ? (uint64_t)ivmc_load_u32(p + size - 4) << 32
                    : ivmc_load_u64(p + size - 8);
    word |= ((uint64_t)1 << 8 * (8 - size)) - 1;
    return nuls(word) == (uint64_t)1 << 63;
}

const char *ivmc_get_text(struct ivmc_dec *d, uint32_t bound, uint32_t *size)
{
    const unsigned char *p = get_run(d, 4, 4);

    *size = p ? ivmc_load_u32(p) : 0;
    if (*size != 0 && (bound == 0 || *size - 1 <= bound)) {
        p = get_run(d, 1, *size);
        if (p && is_text(p, *size))
            return (const char *)p;
    }
    ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    return NULL;
}

const char *ivmc_get_string(struct ivmc_dec *d, uint32_t bound)
{
    uint32_t size;
    const char *text = ivmc_get_text(d, bound, &size);

    return text ? text : "";
}
