/*
 * Lent memory on Linux: a memfd, mapped shared. Its octets, filled up to a
 * page, are followed by a page whose first word, a uint32_t, is the notice: 0,
 * or anything else once the owner has revoked it.
 */
#ifndef REGION_MEMORY_H
#define REGION_MEMORY_H

#include <sys/types.h>

#include <ivmc/region.h>

/* Memory without them could vanish under its readers: a signal. */
#define MEMORY_SEALS (F_SEAL_SHRINK | F_SEAL_GROW)

/* Nothing held. */
void ivmc_memory_clear(struct ivmc_memory *memory);

/*
 * Octets of the file for `size` octets lent, notice included; 0: none has
 * such a size.
 */
size_t ivmc_memory_file_size(uint64_t size);

/*
 * Maps all of `fd`, which is that large, and sets everything but the handle.
 * IVMC_SYSTEM: errno.
 */
enum ivmc_status ivmc_memory_map_file(struct ivmc_memory *memory, int fd,
                                      uint64_t size, int protection);

#endif /* REGION_MEMORY_H */
