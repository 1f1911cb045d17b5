/* The domain's first page tables, of four levels. */
#include "build.h"

#define READ_ONLY 0x65u /* present, user, accessed, dirty */
#define WRITABLE  0x67u

/* The hypervisor lets nobody write to page tables. */
static uint64_t entry_for(struct build *b, uint64_t page, unsigned shift)
{
    const struct layout *l = &b->layout;
    bool table = page - l->tables < l->table_count;

    return memory_frame(b, page) * PAGE |
           (shift == 12 && table ? READ_ONLY : WRITABLE);
}

/*
 * Entries that each cover 2^`shift` octets, in tables from page `tables` on,
 * for what stands from page `below` on.
 */
static bool fill(struct build *b, uint64_t from, uint64_t to, unsigned shift,
                 uint64_t tables, uint64_t below)
{
    uint64_t first = from >> shift;
    uint64_t *table = NULL;
    uint64_t n;

    for (n = first; n <= (to - 1) >> shift; n++) {
        if (!table || n % LIST_ENTRIES == 0)
            table = memory_show(
                b, tables + n / LIST_ENTRIES - first / LIST_ENTRIES, 1);
        if (!table)
            return false;
        table[n % LIST_ENTRIES] = entry_for(b, below + (n - first), shift);
    }
    return !b->failed;
}

/* Shows the pages from `page` on at [from, to); below L4 come `tables`. */
static bool show(struct build *b, uint64_t from, uint64_t to, uint64_t page,
                 uint64_t tables)
{
    uint64_t above = b->layout.tables;
    unsigned shift;

    for (shift = 39; shift > 12; shift -= 9) {
        if (!fill(b, from, to, shift, above, tables))
            return false;
        above = tables;
        tables += ((to - 1) >> shift) - (from >> shift) + 1;
    }
    return fill(b, from, to, 12, above, page);
}

bool tables_make(struct build *b)
{
    const struct layout *l = &b->layout;
    uint64_t base = b->wishes.base, list = b->wishes.list_base;

    if (!memory_zero(b, l->tables * PAGE, l->stack * PAGE) ||
        !show(b, base, base + l->top * PAGE, 0, l->tables + 1))
        return false;
    return l->list_table_count == 0 ||
           (memory_zero(b, l->list_tables * PAGE,
                        (l->list_tables + l->list_table_count) * PAGE) &&
            show(b, list, list + l->list_pages * PAGE, l->list,
                 l->list_tables));
}
