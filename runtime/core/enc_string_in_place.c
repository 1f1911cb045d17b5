/* Encoding of strings in arrays. */
#include "put.h"

void ivmc_put_string_in_place(struct ivmc_enc *e, const char *text,
                              uint32_t capacity)
{
    uint32_t len = ivmc_text_length(text, capacity);

    if (len == capacity)
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    else
        ivmc_put_text(e, text, len);
}
