/* Octets put where the receiver may read them. Linked only if used. */
#include <ivmc/shared.h>
#include <ivmc/transport.h>

void ivmc_put_shared_octets(struct ivmc_enc *e, const uint8_t *data,
                            uint32_t count)
{
    bool in_place = e->room && e->room->in_place;
    unsigned char *p;

    if (in_place)
        *e->room->in_place = true;
    /* Sent from their place they would come in pieces. */
    if (!in_place || e->skipped != 0 || e->cap - e->pos < count) {
        ivmc_put_plain(e, 1, data, count, 1);
        return;
    }
    p = ivmc_put_run(e, 1, count);
    if (p && count != 0)
        memcpy(p, data, count);
}

void ivmc_put_shared(struct ivmc_enc *e, uint32_t len, uint32_t bound,
                     const uint8_t *data)
{
    ivmc_put_len(e, len, bound, data);
    ivmc_put_shared_octets(e, data, len);
}
