/* Cases of behaviour in which no octet leaves that nobody has written. */
#include "scene.h"
#include "unwritten.h"

#ifndef UNWRITTEN_KNOWN
#error "without the MemorySanitizer there is nothing to see"
#endif

static void check_written(const unsigned char *octets, size_t len)
{
    size_t first = unwritten_find(octets, len);

    if (first < len)
        ck_abort_msg("octet %zu of a message was never written", first);
}

/* Before main. */
__attribute__((constructor)) static void watch_scenes(void)
{
    scene_lent = unwritten_make;
    scene_leaves = check_written;
}
