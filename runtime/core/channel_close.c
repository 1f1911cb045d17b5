/* The end of a channel. */
#include <ivmc/transport.h>

void ivmc_channel_close(struct ivmc_channel *c)
{
    if (c)
        c->ops->close(c);
}
