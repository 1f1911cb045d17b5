/* Context handles: both sides of one. */
#include <ivmc/context.h>

void ivmc_put_context(struct ivmc_enc *e, const struct ivmc_context *context,
                      bool given)
{
    if (given && context->id == 0)
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    ivmc_put_u64(e, context->id);
}

void ivmc_get_context(struct ivmc_dec *d, struct ivmc_context *context)
{
    context->id = ivmc_get_u64(d);
    context->state = NULL;
}
