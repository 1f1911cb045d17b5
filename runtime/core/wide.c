/* Wide characters and strings: UTF-16. Linked only if used. */
#include <ivmc/values.h>

#include "get.h"
#include "put.h"

static bool is_high(uint16_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint16_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* No NUL, and each half of a surrogate pair beside the other. */
static bool is_wide_text(const uint16_t *units, uint32_t len)
{
    uint32_t i;

    for (i = 0; i < len; i++) {
        if (units[i] == 0 || is_low(units[i]))
            return false;
        if (is_high(units[i]) && (++i == len || !is_low(units[i])))
            return false;
    }
    return true;
}

void ivmc_put_wchar(struct ivmc_enc *e, uint16_t value)
{
    unsigned char *p;

    if (is_high(value) || is_low(value))
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    p = ivmc_put_run(e, 1, 3);
    if (!p)
        return;
    p[0] = 2;
    ivmc_store_u16(p + 1, value);
}

uint16_t ivmc_get_wchar(struct ivmc_dec *d)
{
    const unsigned char *p = ivmc_get_run(d, 1, 3);
    uint16_t value = p ? ivmc_load_u16(p + 1) : 0;

    if (p && p[0] == 2 && !is_high(value) && !is_low(value))
        return value;
    ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    return 0;
}

void ivmc_put_wstring(struct ivmc_enc *e, const struct ivmc_wstring *text,
                      uint32_t bound)
{
    uint32_t len = text->len;

    if ((len > 0 && !text->data) || (bound != 0 && len > bound))
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    else if (len > UINT32_MAX / 2)
        ivmc_enc_fail(e, IVMC_TOO_LARGE);
    else if (!is_wide_text(text->data, len))
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    ivmc_put_u32(e, 2 * len);
    ivmc_put_scalars(e, 2, text->data, len);
}

void ivmc_get_wstring(struct ivmc_dec *d, struct ivmc_wstring *text,
                      uint32_t bound)
{
    uint32_t octets = ivmc_get_len(d, 0, 1);
    uint32_t len = octets / 2;

    text->len = 0;
    text->data = NULL;
    if (octets % 2 != 0 || (bound != 0 && len > bound))
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    text->data = ivmc_get_scalars(d, 2, len);
    if (!text->data)
        return;
    if (is_wide_text(text->data, len)) {
        text->len = len;
    } else {
        text->data = NULL;
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    }
}
