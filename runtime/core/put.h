/* What the encoders of several types share. */
#ifndef IVMC_CORE_PUT_H
#define IVMC_CORE_PUT_H

#include <ivmc/run.h>
#include <ivmc/transport.h>

/* The length of `text`, or `limit` when it is at least that. */
uint32_t ivmc_text_length(const char *text, uint32_t limit);

/* A string of `len` octets, none of them NUL. */
void ivmc_put_text(struct ivmc_enc *e, const char *text, uint32_t len);

#endif /* IVMC_CORE_PUT_H */
