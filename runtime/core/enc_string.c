/* Encoding of strings. */
#include "put.h"

uint32_t ivmc_text_length(const char *text, uint32_t limit)
{
    uint32_t len = 0;

    while (len < limit && text[len] != '\0')
        len++;
    return len;
}

void ivmc_put_text(struct ivmc_enc *e, const char *text, uint32_t len)
{
    /* No sum overflows: so many octets have been looked at. */
    unsigned char *p = ivmc_put_fixed(e, 4, (size_t)len + 5);

    if (!p)
        return;
    ivmc_store_u32(p, len + 1);
    memcpy(p + 4, text, len);
    p[4 + len] = 0;
}

void ivmc_put_string(struct ivmc_enc *e, const char *text, uint32_t bound)
{
    uint32_t left = e->cap - e->pos;
    uint32_t limit = bound != 0 && bound < left ? bound + 1 : left;
    /* No further than it takes to know that it does not fit. */
    uint32_t len = text ? ivmc_text_length(text, limit) : 0;

    if (!text || (bound != 0 && len > bound))
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    else if (len == left)
        ivmc_enc_fail(e, IVMC_TOO_LARGE);
    else
        ivmc_put_text(e, text, len);
}
