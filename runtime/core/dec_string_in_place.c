/* Decoding of strings into arrays. */
#include "get.h"

void ivmc_get_string_in_place(struct ivmc_dec *d, char *to, uint32_t capacity)
{
    uint32_t size;
    const char *text = ivmc_get_text(d, 0, &size);

    if (text && size > capacity) {
        d->status = IVMC_BAD_MESSAGE;
        text = NULL;
    }
    if (!text)
        size = 0;
    else
        memcpy(to, text, size);
    memset(to + size, 0, capacity - size);
}
