/*
 * What lies where: kernel, start information, rings, page tables and a stack
 * are mapped; ramdisk and list of frames, too, unless the kernel can do
 * without: then they lie behind.
 */
#include "build.h"

#define SLACK 128u  /* pages mapped behind the stack, at least */
#define ROUND 1024u /* and what is mapped ends at a multiple of these */

uint64_t layout_tables(uint64_t from, uint64_t to)
{
    uint64_t count = 1;
    unsigned shift;

    for (shift = 39; shift >= 21; shift -= 9)
        count += ((to - 1) >> shift) - (from >> shift) + 1;
    return count;
}

static uint64_t take(uint64_t *next, uint64_t pages)
{
    uint64_t at = *next;

    *next += pages;
    return at;
}

/*
 * More tables make for more to be mapped: until both agree, within `limit`
 * pages.
 */
static bool find_tables(struct layout *l, uint64_t base, uint64_t next,
                        uint64_t limit)
{
    uint64_t count = 0;

    l->tables = next;
    do {
        l->table_count = count;
        l->stack = l->tables + count;
        l->top = (l->stack + 1 + SLACK + ROUND - 1) / ROUND * ROUND;
        if (l->top > limit)
            return false;
        count = layout_tables(base, base + l->top * PAGE);
    } while (count != l->table_count);
    return true;
}

/* The addresses that the notes name are such, and lie in what is mapped. */
static bool is_good(const struct wishes *w, const struct layout *l)
{
    uint64_t len = l->top * PAGE;

    return w->entry - w->base < len &&
           (w->hypercall_page == ABSENT ||
            (w->hypercall_page % PAGE == 0 &&
             w->hypercall_page - w->base < len)) &&
           (w->list_base == ABSENT ||
            (w->list_base % PAGE == 0 &&
             w->list_base < UINT64_MAX - LIST_PAGES * PAGE &&
             w->list_base >> 39 != w->base >> 39));
}

bool layout_find(struct build *b)
{
    const struct wishes *w = &b->wishes;
    struct layout *l = &b->layout;
    bool list_apart = w->list_base != ABSENT;
    bool ramdisk_apart = w->ramdisk_apart == 1;
    uint64_t next = pages_of(b->kernel.segment[b->kernel.segments - 1].end);
    /* The last page of addresses stays free: no sum of them turns over. */
    uint64_t limit = least(b->spec->pages, (UINT64_MAX - w->base) / PAGE);

    if (w->base % PAGE != 0)
        return refuse(b, domb_bad_image, 0);
    l->ramdisk_pages = pages_of(b->spec->ramdisk.size);
    l->list_pages = (b->spec->pages + LIST_ENTRIES - 1) / LIST_ENTRIES;
    if (!ramdisk_apart)
        l->ramdisk = take(&next, l->ramdisk_pages);
    if (!list_apart)
        l->list = take(&next, l->list_pages);
    l->info = take(&next, 1);
    l->store = take(&next, 1);
    l->console = take(&next, 1);
    if (!find_tables(l, w->base, next, limit))
        return refuse(b, domb_too_small, 0);
    if (!is_good(w, l))
        return refuse(b, domb_bad_image, 0);
    next = l->top;
    if (ramdisk_apart)
        l->ramdisk = take(&next, l->ramdisk_pages);
    if (list_apart) {
        l->list = take(&next, l->list_pages);
        /* But for L4, which it shares. */
        l->list_table_count =
            layout_tables(w->list_base, w->list_base + l->list_pages * PAGE) -
            1;
        l->list_tables = take(&next, l->list_table_count);
    }
    return next <= b->spec->pages || refuse(b, domb_too_small, 0);
}
