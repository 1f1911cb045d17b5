/* Decoding of memory that the peer may still be writing. */
#include "pull.h"

#define PULLED_AT_ONCE 256

void ivmc_dec_init_shared(struct ivmc_dec *d, const void *source, void *copy,
                          uint32_t len, struct ivmc_arena *arena)
{
    ivmc_dec_init(d, copy, len, arena);
    /* Few octets cost less at once than run by run. */
    if (len <= PULLED_AT_ONCE)
        ivmc_pull(copy, source, len);
    else
        d->source = source;
}
