/* What the decoders of several types share. */
#ifndef IVMC_CORE_GET_H
#define IVMC_CORE_GET_H

#include <ivmc/run.h>

/* ivmc_get_run for the scalars, whose alignment and size are constants. */
static inline unsigned char *get_run(struct ivmc_dec *d, uint32_t align,
                                     size_t size)
{
    unsigned char *p = ivmc_run_at_hand(d, align, size);

    return p ? p : ivmc_get_run(d, align, size);
}

/* After a failure the place holds zeros, so that nothing is half made. */
static inline void copy_or_clear(void *to, const void *from, size_t count,
                                 size_t size)
{
    if (from)
        memcpy(to, from, count * size);
    else
        memset(to, 0, count * size);
}

/*
 * The octets of a string of at most `bound` octets (0 = no bound), *size of
 * them with the NUL. NULL after a failure.
 */
const char *ivmc_get_text(struct ivmc_dec *d, uint32_t bound, uint32_t *size);

#endif /* IVMC_CORE_GET_H */
