/* For servants: out of memory that a peer may write. */
#include <ivmc/shared.h>

#include "pull.h"

void ivmc_shared_copy(void *to, const volatile uint8_t *from, size_t size)
{
    ivmc_pull(to, (const void *)(uintptr_t)from, size);
}
