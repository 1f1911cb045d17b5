/* Pages lent to other domains, and borrowed from them. */
#include "guest.h"

#include <xen/grant_table.h>

#define FRAMES    4u /* as many as the domain may have, at most these */
#define PER_FRAME (GUEST_PAGE / (uint32_t)sizeof(grant_entry_v1_t))
#define FIRST     8u /* the builder uses those before it */
#define IN_USE    (GTF_reading | GTF_writing)

static union {
    grant_entry_v1_t entry[FRAMES * PER_FRAME];
    char page[FRAMES][GUEST_PAGE];
} table __attribute__((aligned(GUEST_PAGE)));

static uint32_t count = FIRST; /* entries that are there */
static uint32_t next = FIRST;  /* where the search for a free one begins */

/* Entries to be ended that were still in use. */
static bool ending[FRAMES * PER_FRAME];

static long operate(uint32_t operation, void *argument)
{
    return guest_hypercall(__HYPERVISOR_grant_table_op, operation,
                           guest_address(argument), 1, 0);
}

void guest_grants_open(void)
{
    xen_pfn_t frames[FRAMES];
    struct gnttab_setup_table setup = {.dom = DOMID_SELF};
    uint32_t i;

    set_xen_guest_handle(setup.frame_list, frames);
    for (setup.nr_frames = FRAMES; setup.nr_frames > 0; setup.nr_frames--)
        if (operate(GNTTABOP_setup_table, &setup) == 0 &&
            setup.status == GNTST_okay)
            break;
    for (i = 0;
         i < setup.nr_frames && guest_map_frame(table.page[i], frames[i]); i++)
        count = (i + 1) * PER_FRAME;
}

/* ---- lent ------------------------------------------------------------------- */

static uint16_t flags_of(uint32_t ref)
{
    return __atomic_load_n(&table.entry[ref].flags, __ATOMIC_RELAXED);
}

enum ivmc_status ivmc_guest_grant_end(uint32_t ref)
{
    uint16_t flags = flags_of(ref);

    /* The hypervisor sets the bits at any moment: it takes it as it was. */
    do {
        ending[ref] = (flags & IN_USE) != 0;
        if (ending[ref])
            return IVMC_BUSY;
    } while (!__atomic_compare_exchange_n(&table.entry[ref].flags, &flags, 0,
                                          false, __ATOMIC_SEQ_CST,
                                          __ATOMIC_RELAXED));
    return IVMC_OK;
}

static bool is_free(uint32_t ref)
{
    if (ending[ref])
        (void)ivmc_guest_grant_end(ref);
    return flags_of(ref) == 0;
}

enum ivmc_status ivmc_guest_grant(uint16_t domid, const void *page,
                                  bool writable, uint32_t *ref)
{
    uint32_t tried;

    for (tried = FIRST; tried < count && !is_free(next); tried++)
        next = next + 1 < count ? next + 1 : FIRST;
    if (tried == count)
        return IVMC_LIMIT;
    *ref = next;
    table.entry[next].domid = domid;
    table.entry[next].frame = (uint32_t)guest_frame_of(page);
    /* Release: the entry holds from the moment its flags say so. */
    __atomic_store_n(
        &table.entry[next].flags,
        (uint16_t)(GTF_permit_access | (writable ? 0 : GTF_readonly)),
        __ATOMIC_RELEASE);
    return IVMC_OK;
}

bool ivmc_guest_is_granted(const void *memory, size_t size)
{
    uint32_t ref;

    for (ref = FIRST; ref < count; ref++)
        if (!is_free(ref) &&
            guest_address(guest_page_of(table.entry[ref].frame)) -
                    guest_address(memory) <
                size)
            return true;
    return false;
}

/* ---- borrowed ------------------------------------------------------------------ */

enum ivmc_status ivmc_guest_map(uint16_t domid, uint32_t ref, bool writable,
                                void *page, uint32_t *handle)
{
    struct gnttab_map_grant_ref map = {
        .host_addr = guest_address(page),
        .flags = GNTMAP_host_map | (writable ? 0 : GNTMAP_readonly),
        .ref = ref,
        .dom = domid};

    /* The hypervisor leaves it to us that the processor forgets our page. */
    guest_hide_page(page);
    if (operate(GNTTABOP_map_grant_ref, &map) != 0 ||
        map.status != GNTST_okay) {
        (void)guest_map_frame(page, guest_frame_of(page));
        return IVMC_REFUSED;
    }
    *handle = map.handle;
    return IVMC_OK;
}

void ivmc_guest_unmap(void *page, uint32_t handle)
{
    struct gnttab_unmap_grant_ref unmap = {.host_addr = guest_address(page),
                                           .handle = handle};

    /* A page that stayed there would be written to as if it were ours. */
    if (operate(GNTTABOP_unmap_grant_ref, &unmap) != 0 ||
        unmap.status != GNTST_okay ||
        !guest_map_frame(page, guest_frame_of(page)))
        ivmc_guest_end(true);
}
