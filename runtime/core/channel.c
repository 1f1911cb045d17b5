/* What every channel has. */
#include <ivmc/transport.h>

void ivmc_channel_init(struct ivmc_channel *c,
                       const struct ivmc_channel_ops *ops, uint32_t max_message,
                       uint32_t epoch)
{
    memset(c, 0, sizeof *c);
    c->ops = ops;
    c->max_message = max_message;
    c->epoch = epoch;
    c->next_call_id = 1;
    c->max_in_flight = 1;
}
