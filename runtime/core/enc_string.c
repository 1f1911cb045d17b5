/* Encoding of strings. */
#include <ivmc/codec.h>

/* The length of `text`, or `limit` when it is at least that. */
static uint32_t length_within(const char *text, uint32_t limit)
{
    uint32_t len = 0;

    while (len < limit && text[len] != '\0')
        len++;
    return len;
}

static void put_text(struct ivmc_enc *e, const char *text, uint32_t len)
{
    unsigned char *p;

    ivmc_put_u32(e, len + 1);
    p = ivmc_put_run(e, 1, (size_t)len + 1);
    if (!p)
        return;
    memcpy(p, text, len);
    p[len] = 0;
}

void ivmc_put_string(struct ivmc_enc *e, const char *text, uint32_t bound)
{
    uint32_t left = e->cap - e->pos;
    uint32_t len;

    if (e->status != IVMC_OK)
        return;
    if (!text) {
        e->status = IVMC_BAD_ARGUMENT;
        return;
    }
    /* No further than it takes to know that it does not fit. */
    len = length_within(text, bound != 0 && bound < left ? bound + 1 : left);
    if (bound != 0 && len > bound)
        e->status = IVMC_BAD_ARGUMENT;
    else if (len == left)
        e->status = IVMC_TOO_LARGE;
    else
        put_text(e, text, len);
}

void ivmc_put_string_in_place(struct ivmc_enc *e, const char *text,
                              uint32_t capacity)
{
    uint32_t len = length_within(text, capacity);

    if (len == capacity)
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    else
        put_text(e, text, len);
}
