/* Values whose type travels with them. Linked only if used. */
#include <ivmc/values.h>

#include "get.h"
#include "put.h"

/* A cleared one has no identity. */
static const char *type_of(const struct ivmc_any *any)
{
    return any->type ? any->type : "";
}

void ivmc_put_any(struct ivmc_enc *e, const struct ivmc_any *any)
{
    const char *type = type_of(any);

    if (any->len > 0 && type[0] == '\0')
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    ivmc_put_string(e, type, IVMC_MAX_TYPE);
    ivmc_put_len(e, any->len, 0, any->data);
    ivmc_put_scalars(e, 1, any->data, any->len);
}

void ivmc_get_any(struct ivmc_dec *d, struct ivmc_any *any)
{
    any->type = ivmc_get_string(d, IVMC_MAX_TYPE);
    any->len = ivmc_get_len(d, 0, 1);
    any->data = ivmc_get_scalars(d, 1, any->len);
    if (any->len > 0 && any->type[0] == '\0')
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
    if (d->status == IVMC_OK)
        return;
    any->type = "";
    any->len = 0;
    any->data = NULL;
}

bool ivmc_any_is(const struct ivmc_any *any, const char *type)
{
    const char *own = type_of(any);

    while (*own != '\0' && *own == *type) {
        own++;
        type++;
    }
    return *own == *type;
}

enum ivmc_status ivmc_any_seal(struct ivmc_any *any, const char *type,
                               const struct ivmc_enc *e)
{
    bool made = e->status == IVMC_OK;

    any->type = made ? type : "";
    any->len = made ? e->pos : 0;
    any->data = made && e->pos > 0 ? e->data : NULL;
    return e->status;
}

enum ivmc_status ivmc_any_open(const struct ivmc_any *any, const char *type,
                               struct ivmc_dec *d, struct ivmc_arena *arena)
{
    void *copy = NULL;

    ivmc_dec_init(d, NULL, 0, arena);
    if (!ivmc_any_is(any, type)) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return d->status;
    }
    /* Decoding writes into its octets: they are not ours. */
    if (any->len > 0)
        copy = ivmc_get_array(d, any->len, 1, 8);
    if (copy) {
        memcpy(copy, any->data, any->len);
        ivmc_dec_init(d, copy, any->len, arena);
    }
    return d->status;
}
