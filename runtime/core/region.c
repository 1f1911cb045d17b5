/* Memory passed by reference, beside the octets. Linked only if used. */
#include <ivmc/stub.h>

#define ALL_RIGHTS (IVMC_READ | IVMC_WRITE)

/* The item travels with the message; fails when it cannot. */
static void put_item(struct ivmc_enc *e, intptr_t handle)
{
    struct ivmc_items *items = e->items;

    if (!items)
        ivmc_enc_fail(e, IVMC_NOT_TRANSFERABLE);
    else if (items->count == IVMC_MAX_ITEMS)
        ivmc_enc_fail(e, IVMC_LIMIT);
    else
        items->item[items->count++].handle = handle;
}

void ivmc_put_region(struct ivmc_enc *e, const struct ivmc_region *region)
{
    if (region->handle == IVMC_NO_HANDLE) {
        ivmc_put_u64(e, 0);
        ivmc_put_u32(e, 0);
        return;
    }
    if (region->rights == 0 || (region->rights & ~ALL_RIGHTS) != 0)
        ivmc_enc_fail(e, IVMC_BAD_ARGUMENT);
    ivmc_put_u64(e, region->size);
    ivmc_put_u32(e, region->rights);
    if (e->status == IVMC_OK)
        put_item(e, region->handle);
}

static void get_item(struct ivmc_dec *d, struct ivmc_region *region)
{
    struct ivmc_items *items = d->items;

    if (!items || items->taken == items->count) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return;
    }
    if (items->lent)
        region->item = &items->item[items->taken];
    region->handle = items->item[items->taken].handle;
    items->taken++;
}

void ivmc_get_region(struct ivmc_dec *d, struct ivmc_region *region)
{
    uint64_t size = ivmc_get_u64(d);
    uint32_t rights = ivmc_get_u32(d);

    region->size = 0;
    region->rights = 0;
    region->handle = IVMC_NO_HANDLE;
    region->item = NULL;
    if (rights == 0 && size == 0)
        return;
    if (rights == 0 || (rights & ~ALL_RIGHTS) != 0) {
        ivmc_dec_fail(d, IVMC_BAD_MESSAGE);
        return;
    }
    region->size = size;
    region->rights = rights;
    get_item(d, region);
}

intptr_t ivmc_region_take(struct ivmc_region *region)
{
    intptr_t handle = region->handle;

    if (region->item)
        region->item->handle = IVMC_NO_HANDLE;
    region->item = NULL;
    region->handle = IVMC_NO_HANDLE;
    return handle;
}
