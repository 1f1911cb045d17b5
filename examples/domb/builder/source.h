/* Where files come from: the image links guest/files.c, tests their own. */
#ifndef DOMB_SOURCE_H
#define DOMB_SOURCE_H

#include <stdint.h>

#include "domb.h"

#define SOURCE_MOST 524288u

/*
 * `want` octets, at most SOURCE_MOST, from `offset` of a file, within its size;
 * there until the next call. Whoever serves them may change them all the
 * while. NULL: `*why` is domb_short_read or domb_no_answer.
 */
const void *source_read(const struct domb_Image *file, uint64_t offset,
                        uint32_t want, enum domb_Refusal *why);

#endif /* DOMB_SOURCE_H */
