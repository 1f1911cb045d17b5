/* The order of a map's keys that are text. Linked only if used. */
#include <ivmc/values.h>

bool ivmc_text_before(const char *a, const char *b)
{
    if (!a || !b)
        return false;
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a < (unsigned char)*b;
}

bool ivmc_wide_before(const struct ivmc_wstring *a,
                      const struct ivmc_wstring *b)
{
    uint32_t i;

    if ((a->len > 0 && !a->data) || (b->len > 0 && !b->data))
        return false;
    for (i = 0; i < a->len && i < b->len; i++)
        if (a->data[i] != b->data[i])
            return a->data[i] < b->data[i];
    return a->len < b->len;
}
