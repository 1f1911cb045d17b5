/* Sequences of octets left where the message has them. */
#include <ivmc/shared.h>

void ivmc_get_shared(struct ivmc_dec *d, uint32_t bound,
                     struct ivmc_shared *octets)
{
    uint32_t len = ivmc_get_len(d, bound, 1);

    octets->data = ivmc_get_shared_octets(d, len);
    octets->len = octets->data ? len : 0;
}
