/* Octets left where the message has them. Linked only if used. */
#include <ivmc/shared.h>

const volatile uint8_t *ivmc_get_shared_octets(struct ivmc_dec *d,
                                               uint32_t count)
{
    const unsigned char *body = d->source ? d->source : d->data;

    if (d->status == IVMC_OK && d->end - d->pos < count)
        d->status = IVMC_BAD_MESSAGE;
    if (d->status != IVMC_OK)
        return NULL;
    d->lent = true;
    d->pos += count;
    return body + (d->pos - count);
}
