/* Receipts, taken and looked for. */
#include "receipt.h"

#include "page.h"

static unsigned char *octet_at(const void *notice, uint32_t place)
{
    return (unsigned char *)(uintptr_t)notice + place;
}

uint32_t xen_receipt_take(void *notice)
{
    uint32_t place;

    for (place = XEN_RECEIPTS_FIRST; place < PAGE_SIZE; place++) {
        unsigned char none = 0;

        if (__atomic_compare_exchange_n(octet_at(notice, place), &none, 1,
                                        false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_RELAXED))
            return place;
    }
    return 0;
}

void xen_receipt_clear(void *notice, uint32_t place)
{
    /* Release: what was mapped is not touched afterwards. */
    __atomic_store_n(octet_at(notice, place), 0, __ATOMIC_RELEASE);
}

bool xen_receipts_any(const void *notice)
{
    uint32_t place;

    /* The notice was written before receipts are looked for. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    for (place = XEN_RECEIPTS_FIRST; place < PAGE_SIZE; place++)
        if (__atomic_load_n(octet_at(notice, place), __ATOMIC_ACQUIRE) != 0)
            return true;
    return false;
}

bool xen_receipt_too_late(const void *notice)
{
    /* The receipt was written before the notice is looked at. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return __atomic_load_n((const uint32_t *)notice, __ATOMIC_RELAXED) != 0;
}
