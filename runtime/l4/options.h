/* Options with all values set. */
#ifndef L4_OPTIONS_H
#define L4_OPTIONS_H

#include <ivmc/l4.h>

static inline struct ivmc_l4_options l4_options(const struct ivmc_l4_options *o)
{
    struct ivmc_l4_options all = {.max_message = 0};

    if (o)
        all = *o;
    if (all.pages > 1024)
        all.pages = 1024;
    if (all.max_message == 0)
        all.max_message =
            all.pages != 0 ? 65536 : IVMC_HEADER_SIZE + IVMC_L4_WORDS_MOST;
    if (all.max_message < IVMC_HEADER_SIZE)
        all.max_message = IVMC_HEADER_SIZE;
    if (all.timeout_ms == 0)
        all.timeout_ms = IVMC_DEFAULT_TIMEOUT_MS;
    if (all.request_percent == 0)
        all.request_percent = 50;
    if (all.max_clients == 0)
        all.max_clients = 1;
    if (all.idle_ms == 0)
        all.idle_ms = 30000;
    return all;
}

#endif /* L4_OPTIONS_H */
