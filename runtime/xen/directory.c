/* The directory, written and read. */
#include "directory.h"

/* Page n's entry; those of page 1 follow those of page 0. */
static uint32_t *entry_of(const struct page_zero *zero, uint32_t page)
{
    return (uint32_t *)(uintptr_t)((const unsigned char *)zero +
                                   offsetof(struct page_zero, grants)) +
           (page - 1);
}

void xen_directory_write(struct page_zero *zero, bool server,
                         const uint32_t *refs, uint32_t pages)
{
    struct page_hello *own = server ? &zero->server_hello : &zero->client_hello;
    uint32_t i;

    own->pages = pages;
    for (i = 1; i < pages; i++)
        *entry_of(zero, i) = refs[i];
}

uint32_t xen_directory_count(struct page_zero *zero, bool server_offered,
                             uint32_t max)
{
    const struct page_hello *theirs =
        server_offered ? &zero->server_hello : &zero->client_hello;
    uint32_t pages = *(const volatile uint32_t *)&theirs->pages;

    if (max > PAGE_MAX_PAGES)
        max = PAGE_MAX_PAGES;
    return pages <= max ? pages : 0;
}

void xen_directory_read(const struct page_zero *zero, uint32_t *refs,
                        uint32_t first, uint32_t end)
{
    uint32_t i;

    for (i = first; i < end; i++)
        refs[i] = *(const volatile uint32_t *)entry_of(zero, i);
}
