/* Decoding of types that hold themselves. */
#include <ivmc/codec.h>

bool ivmc_dec_enter(struct ivmc_dec *d)
{
    if (d->depth == IVMC_MAX_DEPTH) {
        ivmc_dec_fail(d, IVMC_LIMIT);
        return false;
    }
    d->depth++;
    return true;
}

void ivmc_dec_leave(struct ivmc_dec *d)
{
    d->depth--;
}
